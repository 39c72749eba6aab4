/** Taking text apart at its own marks, so that what is left out is left out whole. */
import { primaryOf } from '../platform/language.ts'

/** Clauses with their marks; joined they are the sentence. */
export type Sentence = readonly string[]

const chineseClause = /[^。！？!?；;…，,]+[。！？!?；;…，,]*[”」』）)]*|[。！？!?；;…，,]+/gu
const chineseEnd = /[。！？!?；;…][”」』）)]*$/u
const latinClause = /.+?(?:[.!?;,…]{1,20}["”)]{0,8}(?=\s|$)|$)\s*/gsu
const latinEnd = /[.!?;…]["”)]*\s*$/u

const writtenAlike = new Set(['zh', 'yue', 'wuu', 'ja'])
/** Chinese, and what is written and taken apart like it. */
export const isChinese = (language: string): boolean => writtenAlike.has(primaryOf(language))

export function sentencesOf(text: string, language: string): Sentence[] {
  const [clause, end] = isChinese(language) ? [chineseClause, chineseEnd] : [latinClause, latinEnd]
  const sentences: string[][] = []
  let current: string[] = []
  for (const [part] of text.matchAll(clause)) {
    if (part === '') continue
    current.push(part)
    if (end.test(part)) {
      sentences.push(current)
      current = []
    }
  }
  if (current.length > 0) sentences.push(current)
  return sentences
}

/** Opens a clause that means nothing, or the contrary, without the next one. */
const waits =
  /^(?:如|若|当|一旦|万一|遇|要是|除|因|由于|受|预计|据|为|凡|尤其|特别|if\b|when\b|unless\b|in case\b|should\b|because\b|due to\b|after\b|before\b|until\b)/iu
/** Ends a clause that only says who or when. */
const opens = /(?:的|者|时|时候|之?后|之?前|请|人员|群众|居民|住户|村民|市民|单位)[，,]\s*$/u
/** Some word of doing or not doing; without one a clause only calls people (沿岸群众，). */
const acts =
  /[走移撤离躲避跑停关不别勿禁远听做叫到加断防留待戴穿开打上下回返进出看请]|注意|准备|\b(?:go|move|leave|stay|keep|do|don['’]t|evacuate|shelter|avoid|close|get|follow|take|turn|wait|prepare|be|call|remain|use|drink|wake)\b/iu

/** Closes a text that was cut inside a sentence. */
const closed = (text: string, chinese: boolean): string =>
  text
    .trimEnd()
    .replace(/[，,、：:；;]$/u, '')
    .replace(/((?<![。！？!?….])["'”’」』）)]|[^。！？!?…."'”’」』）)])$/u, chinese ? '$1。' : '$1.')

/**
 * The beginnings a text may be cut to, shortest first: inside the first sentence after any clause that can stand alone,
 * then at the ends of sentences. The last is the whole text.
 */
export function beginningsOf(sentences: readonly Sentence[], language: string): string[] {
  const chinese = isChinese(language)
  const canStand = acts.test(sentences.flat().join('')) || !['zh', 'en'].includes(primaryOf(language))
  const beginnings: string[] = []
  let text = ''
  sentences.forEach((sentence, index) => {
    sentence.forEach((clause, at) => {
      text += clause
      const last = at === sentence.length - 1
      if (index > 0 && !last) return
      if (!last && (waits.test(clause) || opens.test(clause) || (canStand && !acts.test(text)))) return
      beginnings.push(closed(text, chinese))
    })
  })
  return beginnings
}
