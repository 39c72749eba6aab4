/** Sentences of English and Korean texts: what stays together when a text is cut, and what comes first. */
import type { Info, ResponseType } from '../alerts/alert.ts'
import { languageRow } from '../platform/language.ts'
import { sentencesOf } from './sentences.ts'

const isVerbLast = (language: string): boolean => languageRow(language)?.isVerbLast === true

/** Turns round what was said before it: nothing may be cut off in front of it. */
const exception =
  /\b(?:but|unless|except|only if|provided|however|although|though)\b|(?:^|[\s,])(?:단|다만|하지만|그러나)(?=[\s,])|제외|않는 한/iu
/** Goes on about the sentence before. */
const goesOn =
  /^\s*(?:(?:but|unless|except|however|only|otherwise|then|so|this|that|these|those|it|they|if not|instead|also|and|or)\b|(?:단|다만|하지만|그러나|그런 다음|그다음|그래야|그 후)(?=[\s,]))/iu

/** Whole sentences; one that goes on about the one before, or takes something of it back, stays with it. */
export function wholeThoughts(text: string, language: string): string[] {
  const thoughts: string[] = []
  for (const clauses of sentencesOf(text, language)) {
    const sentence = clauses.join('').trim()
    const before = thoughts.at(-1)
    if (before !== undefined && (before.endsWith(';') || goesOn.test(sentence)))
      thoughts.push(`${thoughts.pop()} ${sentence}`)
    else if (sentence !== '') thoughts.push(sentence)
  }
  return thoughts.map((thought) => (/[.!?…]["”)]?$/u.test(thought) ? thought : `${thought.replace(/[,;:]$/u, '')}.`))
}

const asked: readonly (readonly [ResponseType, RegExp])[] = [
  [
    'Evacuate',
    /(?<!\b(?:not|n['’]t|never)\s)\b(?:evacuate|leave|get out|(?:go|move|get|climb|run|head) (?:up|to|away|out)|uphill|high(?:er)? ground)\b|대피(?!하지)|높은 곳|떠나(?!지)|벗어나/iu,
  ],
  [
    'Shelter',
    /\bshelter\b|\b(?:stay|remain|keep|go|get|come)\b[^.]{0,20}\b(?:in|inside|indoors)\b|실내|집 안|안에 머|안으로/iu,
  ],
  [
    'Avoid',
    /\b(?:avoid|keep (?:away|off|out|clear)|stay (?:away|off|out)|do not|don['’]t|never)\b|피하|마세요|마십시오/iu,
  ],
]

/** The sentences that the responseType asks for first (Evacuate → the one that tells to leave), each part in its order. */
export function askedFirst(thoughts: readonly string[], responseTypes: Info['responseType']): string[] {
  const words = asked.find(([type]) => responseTypes.includes(type))?.[1]
  if (!words) return [...thoughts]
  return [...thoughts.filter((text) => words.test(text)), ...thoughts.filter((text) => !words.test(text))]
}

const startsWithOrder =
  /^(?:please\s+)?(?:do not|don['’]t|never|avoid|keep|stay|leave|evacuate|take|use|boil|turn|go|close|shut|move|drive|call|follow|get|save|wear)\b|\bplease\b|\b(?:do not|don['’]t|must)\b|(?:세요|십시오|바랍니다)[.!]?$/iu

/** The sentences of a description that tell people to do something. */
export const ordersAmong = (thoughts: readonly string[]): string[] =>
  thoughts.filter((text) => startsWithOrder.test(text))

const forbids = /\b(?:do not|don['’]t|never|must not|not drink|no one)\b/iu

/**
 * Ways to say less of one thought that does not fit, longest first: up to a comma, with … in the place of the rest, never in
 * front of but, unless, except; else what such a word forbids, without what it takes back. Korean verbs stand last and say
 * whether to do it or not, so that a Korean sentence is never cut.
 */
export function shorterThoughts(thought: string, language: string): string[] {
  if (isVerbLast(language)) return []
  const clauses = sentencesOf(thought, language).flat()
  const shorter: string[] = []
  for (let count = clauses.length - 1; count > 0; count--) {
    const rest = clauses.slice(count).join('')
    if (!exception.test(rest))
      shorter.push(
        `${clauses
          .slice(0, count)
          .join('')
          .trim()
          .replace(/(?<![,;:.])[,;:.]+$/u, '')}…`,
      )
  }
  const turn = exception.exec(thought)
  const after = turn ? thought.slice(turn.index + turn[0].length).trim() : ''
  return /^but$/i.test(turn?.[0] ?? '') && forbids.test(after) && !exception.test(after)
    ? [...shorter, `…${after}`]
    : shorter
}

/** Ends between words with …; empty where that would cut off an exception, or a Korean verb. */
export function cutThought(thought: string, units: number, language: string): string {
  if (thought.length <= units) return thought
  if (isVerbLast(language) || units < 24) return ''
  const kept =
    thought
      .slice(0, units - 1)
      .replace(/(?<!\S)\S*$/u, '')
      .trimEnd() || thought.slice(0, units - 1)
  return exception.test(thought.slice(kept.length)) ? '' : `${kept.replace(/(?<![,;:.])[,;:.]+$/u, '')}…`.toWellFormed()
}
