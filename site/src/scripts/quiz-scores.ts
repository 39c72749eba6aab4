/** Scores of quizzes, kept on this device alone. */

export interface Score {
  right: number
  all: number
  /** Day of the best try, as the device counts days: 2026-06-01. */
  date: string
}
/** By slug of the guide. */
export type Scores = Readonly<Record<string, Score>>

export const scoresKey = 'quizzes'

/** Four of five. */
export const isPassed = ({ right, all }: Score): boolean => right / all >= 0.8

/** Anything else than scores is left out: others may write there, and nothing there is worth a broken page. */
export function parseScores(text: string | null): Scores {
  let found: unknown
  try {
    found = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  if (typeof found !== 'object' || found === null) return {}
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, Score] => isScore(entry[1])))
}

function isScore(value: unknown): value is Score {
  if (typeof value !== 'object' || value === null) return false
  const { right, all, date } = value as Record<string, unknown>
  return (
    Number.isInteger(right) &&
    Number.isInteger(all) &&
    0 <= (right as number) &&
    (right as number) <= (all as number) &&
    0 < (all as number) &&
    typeof date === 'string'
  )
}

/** The better of two tries stays; of equal ones the first. */
export function withScore(scores: Scores, slug: string, score: Score): Scores {
  const before = scores[slug]
  return before && before.right / before.all >= score.right / score.all ? scores : { ...scores, [slug]: score }
}

export function loadScores(): Scores {
  try {
    return parseScores(localStorage.getItem(scoresKey))
  } catch {
    return {}
  }
}

/** Nothing is kept where the browser lets nothing be kept. */
export function saveScores(scores: Scores): void {
  try {
    localStorage.setItem(scoresKey, JSON.stringify(scores))
  } catch {}
}

export function forgetScores(): void {
  try {
    localStorage.removeItem(scoresKey)
  } catch {}
}

/** Today on this device: 2026-06-01. */
export const today = (now = new Date()): string =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
