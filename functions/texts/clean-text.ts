/** Makes text somebody wrote safe to carry on any channel; the words stay. */
import { withWholeLines } from '../alerts/rules/plain-text.ts'
import { visible } from '../platform/visible-text.ts'

/**
 * Breaks up every `{{` without a change of length, so that no template engine on the way takes a text for its own. Also
 * for texts put together: two clean ones may meet at their braces.
 */
export const neutral = (text: string): string => text.replace(/\{(?=\{)/g, '(')

/** Lines somebody wrote, without what nobody sees, without space around them, and neutral. */
export const cleanLines = (text: string): string =>
  neutral(
    visible(text)
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n'),
  ).trim()

const drillMark = /[【[(（〔]\s*(?:演练|测试|演习|更正)[^】\])）〕]{0,6}[】\])）〕]/gu

/** Without 【演练】 and its kin: the frame says it first and last. */
export const withoutMarks = (text: string): string => text.replace(drillMark, '')

const listMark = /^(?:[(（]?\d{1,2}[)）.．、]\s*(?!\d)|[一二三四五六七八九十]{1,2}、|[•·●▪◦–-]\s+|[①-⑳]\s*)/u
const sentenceEnd = /[。！？!?；;.…：:]["”』」）)]*$/u
const han = /\p{Script=Han}|[，。！？；：、（）《》“”]/u

/**
 * Text on one line. A line break inside a sentence (wrapped XML) disappears, any other ends the sentence; list marks go.
 */
export function cleanText(text: string): string {
  let out = ''
  for (const raw of withWholeLines(cleanLines(text)).split('\n')) {
    const line = raw.replace(listMark, '')
    if (line === '') continue
    if (out !== '') {
      const chinese = han.test(out.at(-1) ?? '') || han.test(line[0] ?? '')
      if (!sentenceEnd.test(out.slice(-8))) out += chinese ? '。' : '. '
      else if (!chinese) out += ' '
    }
    out += line
  }
  return out
}

/** As much of a text as any SMS, subject or name could show: what comes after is not worth taking apart. */
export const opening = (text: string, units = 1_000): string =>
  text.length <= units ? text : text.slice(0, units).toWellFormed()

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** At most `units` UTF-16 units, cut between visible characters, with `…` as the last unit when something was cut. */
export function cut(text: string, units: number): string {
  if (text.length <= units) return text
  // A grapheme can be long without limit; only the part that could be kept is looked at.
  let kept = ''
  for (const { segment } of graphemes.segment(text.slice(0, units + 64))) {
    if (kept.length + segment.length > units - 1) break
    kept += segment
  }
  return `${kept.trimEnd().replace(/[，、,：:]$/u, '')}…`.toWellFormed()
}
