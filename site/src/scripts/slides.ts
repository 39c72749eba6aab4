/** Which slide follows which on a screen. Knows no browser, so that tests can try it. */

export interface Slide {
  /** Which warning it is of; a long one has two slides. */
  of: string
  colour: 'red' | 'orange' | 'yellow' | 'blue' | 'clear' | 'other'
  /** It does not hold now: its time ran out and nobody lifted it, or it is to come. */
  isOver: boolean
}

const mostTips = 24
const tipsBetween = 3

/**
 * One round. While a red one holds, a red warning comes before each slide of another; other warnings take turns; tips come
 * only when all is clear, and `clear` (or that nobody knows) comes back among them.
 */
export function roundOf<T extends Slide, U>(slides: readonly T[], tips: readonly U[]): (T | U)[] {
  const isRed = ({ colour, isOver }: T): boolean => colour === 'red' && !isOver
  const red = slides.filter(isRed)
  const reds = [...new Set(red.map(({ of }) => of))].map((of) => red.filter((slide) => slide.of === of))
  const warnings = slides.filter(({ colour }) => colour !== 'clear')
  if (reds.length > 0) {
    const others = warnings.filter((slide) => !isRed(slide))
    const turns = Math.max(reds.length, others.length)
    return Array.from({ length: turns }, (_, i) => [...reds[i % reds.length]!, ...others.slice(i, i + 1)]).flat()
  }
  if (warnings.length > 0) return warnings
  const shown = tips.slice(0, mostTips)
  if (slides.length === 0 || shown.length === 0) return [...slides, ...shown]
  return shown.flatMap((tip, i) => (i % tipsBetween === 0 ? [...slides, tip] : [tip]))
}

/** Moves the picture by a few pixels, a step a minute, so that nothing burns in. In hundredths of the screen. */
export function shiftAt(minute: number): readonly [x: number, y: number] {
  const steps = [0, 0.4, 0.8, 0.4, 0, -0.4, -0.8, -0.4]
  return [steps[minute % steps.length]!, steps[(minute + 2) % steps.length]!]
}

/** Tips of this month, and of every month; `months` is as the page has it: `5 6 7`. */
export const isOfMonth = (months: string, month: number): boolean =>
  months === '' || months.split(' ').includes(String(month))

/** undefined on the oldest screens: there Chinese breaks anywhere. */
const segmenter = Intl.Segmenter ? new Intl.Segmenter('zh', { granularity: 'word' }) : undefined

/** What a line may begin with: 时前 stays with its number, 30 with 0:, a mark with its word. Joined they are the text. */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const { segment, isWordLike } of segmenter?.segment(text) ??
    [...text].map((each) => ({ segment: each, isWordLike: /[\p{L}\p{N}]/u.test(each) }))) {
    const last = words.at(-1)
    if (last !== undefined && (!isWordLike || /[\d“‘（《【]$|\d[:.—~-]$/u.test(last) || /^[前后起]$/u.test(segment)))
      words[words.length - 1] = last + segment
    else words.push(segment)
  }
  return words
}
