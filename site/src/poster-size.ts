/** How large the words of a poster can be so that it stays one sheet. */

const wide = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60\u3000-\u303f“”—…]/u

/** Width in ems: Chinese and Korean characters are one wide, others less, in the widest of the fonts people have. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (wide.test(character) ? 1 : 0.66), 0)

/** What picture, numbers and margins leave of A4, in millimetres. */
const room = { width: 168, height: 158 }

/** Classes of learn.css with their size in millimetres, largest first. */
const headings = [
  ['large-heading', 15],
  ['small-heading', 11.5],
] as const
const sizes = [
  ['huge', 15],
  ['large', 12.5],
  ['middle', 10.5],
  ['small', 8.5],
] as const

export interface PosterSize {
  heading: (typeof headings)[number][0]
  lines: (typeof sizes)[number][0]
}

const rowsOf = (text: string, size: number): number => Math.ceil((widthOf(text) * size) / room.width)

/** A heading of two rows where it can be, and below it the largest lines that fit, broken where need be. */
export function posterSize(title: string, lines: readonly string[]): PosterSize {
  const [heading, headingSize] = headings.find(([, size]) => rowsOf(title, size) <= 2) ?? headings[1]
  const left = room.height - rowsOf(title, headingSize) * headingSize * 1.2
  const fits = ([, size]: (typeof sizes)[number]): boolean =>
    lines.reduce((sum, line) => sum + rowsOf(line, size), 0) * size * 1.35 <= left
  return { heading, lines: (sizes.find(fits) ?? sizes[3])[0] }
}

/** A heading cut after its Chinese punctuation, so that rows end where the sentence breathes; others stay whole. */
export const phrases = (text: string): string[] => text.split(/(?<=[，：；。！？])(?![，：；。！？]|$)/u)
