import { opening } from '../texts/clean-text.ts'
import { beginningsOf, sentencesOf } from '../texts/sentences.ts'

const openEnd = /(?<![\s，,、；;。.！!？?：:…])[\s，,、；;。.！!？?：:…]+$/u
const openStart = /^[\s，,、；;。.！!？?：:…]+/u

/**
 * The longest beginning of a text that ends at a clause and has at most `most` units, and what is left. The first clause
 * is never cut, however long: half an order may be the contrary of it.
 */
export function clauseCut(text: string, language: string, most: number): { said: string; rest: string } {
  const whole = opening(text)
  const beginnings = beginningsOf(sentencesOf(whole, language), language).filter((each) => each.trim() !== '')
  const said = beginnings.findLast((each) => each.length <= most) ?? beginnings[0] ?? ''
  const bare = said.replace(openEnd, '')
  // What closes a beginning may be ours; the letters before it are the text's own.
  const rest = whole.startsWith(bare) ? whole.slice(bare.length).replace(openStart, '').trim() : ''
  return { said, rest }
}
