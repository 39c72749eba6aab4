import { minuteStamp, ofMinuteStamp } from '../platform/local-time.ts'

/**
 * What became of one person in one batch, as the ledger keeps it:
 * `h` handed over · `r` nothing sent, try again · `r:<cause>` refused, be it for what the provider has against us: try
 * again · `u` no answer, may have been sent · `f:<cause>` failed for good · `s:<cause>` not to be sent (left, cancelled …) ·
 * `d202607010700` sleeps until then, by local clocks.
 */
export type Outcome = 'h' | 'r' | `r:${string}` | 'u' | `f:${string}` | `s:${string}` | Asleep

/** With its day: quiet hours that end while a job is still at work must not be taken for tomorrow's. */
export type Asleep = `d${string}`

export const asleepUntil = (ms: number): Asleep => `d${minuteStamp(ms)}`
export const isAsleep = (outcome: Outcome): outcome is Asleep => outcome[0] === 'd'
export const wakesAtMs = (outcome: Asleep): number => ofMinuteStamp(outcome.slice(1))

/** True when this person got the message or may have got it: a Cancel must reach them. */
export const mayHaveGot = (outcome: Outcome | undefined): boolean =>
  outcome === undefined || outcome === 'h' || outcome === 'u' || outcome === 'f:noAnswer'

/** Nothing was sent, and another try is due. */
export const isUntaken = (outcome: Outcome): boolean => outcome[0] === 'r'

/** The provider said no, and whether that is about this person is not known yet. */
export const isRefusedForNow = (outcome: Outcome): boolean => outcome.startsWith('r:')

/** What somebody counts as whose alert ended before they could be told: what kept them from it, or the end itself. */
export function outcomeAtEnd(outcome: Outcome | undefined, end: string): Outcome {
  if (outcome === 'u') return 'f:noAnswer'
  return outcome && isRefusedForNow(outcome) ? `f:${outcome.slice(2)}` : `s:${end}`
}

/** What a try means for somebody who may have the message from before: a second silence ends it, a refusal clears nothing up. */
export function afterDoubt(outcome: Outcome): Outcome {
  if (outcome === 'u') return 'f:noAnswer'
  return isUntaken(outcome) ? 'u' : outcome
}

/** True when nothing more will happen to this person under this job or a later one. */
export const isFinal = (outcome: Outcome): boolean => outcome === 'h' || outcome[0] === 'f' || outcome[0] === 's'

/** Runs are folded: 50 × `h` is `h*50`, so a batch of 50 stays a few bytes. */
export function foldOutcomes<T extends string = Outcome>(outcomes: readonly T[]): string {
  const runs: [T, number][] = []
  for (const outcome of outcomes) {
    const last = runs.at(-1)
    if (last?.[0] === outcome) last[1]++
    else runs.push([outcome, 1])
  }
  return runs.map(([outcome, count]) => (count === 1 ? outcome : `${outcome}*${count}`)).join(',')
}

export function unfoldOutcomes<T extends string = Outcome>(text: string): T[] {
  if (text === '') return []
  return text.split(',').flatMap((run) => {
    const [outcome, count] = run.split('*') as [T, string?]
    return Array.from<T>({ length: Number(count ?? 1) }).fill(outcome)
  })
}
