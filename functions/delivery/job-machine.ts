/**
 * One run of one job as a pure state machine: `advance` takes what the last effect brought and names the next effect.
 * All decisions of the protocol stand here; `work-job.ts` only carries effects out. The machine is plain data, so that
 * a test can walk through every interleaving of two workers, crashes, cancels, duplicates and purges.
 */

import { subOfKey } from '../subscribers/directory.ts'
import { growRow, noRow, type RefusedRow } from './batch-answer.ts'
import {
  childFor,
  flushEveryMs,
  gateEveryMs,
  type Job,
  type JobKind,
  leaseFor,
  leaseMarginMs,
  maxUnknownTries,
  newJob,
  parkedMs,
  retryWaitMs,
  type StopReason,
  triesOf,
  worstBatchMs,
} from './job.ts'
import { type Asleep, isAsleep, isFinal, isUntaken, type Outcome, outcomeAtEnd, wakesAtMs } from './outcome.ts'
import { countMeant, countOutcome } from './tally.ts'

/** One item of the batch ledger: intent to send, written before anything is sent. */
export interface LedgerItem {
  batch: number
  fence: number
  atMs: number
  /** Directory keys, in order. */
  keys: string[]
  /** Per key: what is decided without sending (waits, left), or null for whoever is to be sent to. */
  preset: (Outcome | null)[]
  /** Where the next batch goes on; the work list understands it. */
  cursor: string
  /** Outcomes of the batch before this one; null when its worker had not told. */
  previous: Outcome[] | null
  /** Set on the last item of a chain, which holds nobody. */
  end: 'complete' | StopReason | null
}

/** Another worker may have sent the same batch: that nothing went out of this hand does not say that nobody has it. */
const inDoubt = (outcome: Outcome): Outcome => (isUntaken(outcome) ? 'u' : outcome)

/**
 * Outcomes of one batch as the item after it has them; null when it has none. A worker that lost its job in a pause may
 * write that item after its successor has sent the batch again, so around a takeover `r` is in doubt. `fence` is the job's.
 */
export function outcomesAfter(chain: readonly LedgerItem[], index: number, fence: number): Outcome[] | null {
  const carrier = chain[index + 1]
  if (!carrier?.previous) return null
  const isSure = (chain[index + 2]?.fence ?? fence) === carrier.fence
  return isSure ? carrier.previous : carrier.previous.map(inDoubt)
}

/** A batch that is not over. */
export type Hand = Pick<LedgerItem, 'batch' | 'keys' | 'preset' | 'cursor'> &
  (
    | { origin: 'met'; stage: 'unpaid' | 'paid' | 'written' }
    /** In the ledger after a takeover: it may have been sent, and its people are read again before they are paid for. */
    | { origin: 'found'; stage: 'unread' | 'unpaid' | 'paid' }
  )

export interface Child {
  kind: JobKind
  /** The outcome of those who sleep, null for a retry that waits `waitMs`. */
  until: Asleep | null
  waitMs: number
}

/** The job of a child; `spreadMs` keeps those of one minute from starting in the same second. */
export function childJob(parent: Job, { kind, until, waitMs }: Child, nowMs: number, spreadMs: number): Job {
  // Quiet hours may have ended while the parent was still at work: then at once.
  const notBeforeMs = Math.round(until ? Math.max(nowMs, wakesAtMs(until)) + spreadMs : nowMs + waitMs)
  return newJob({ ...parent, kind }, { notBeforeMs, dueAtMs: notBeforeMs })
}

/** Adds the outcomes of the last batch to an end without them that was written while this fence held the job. */
export const mayAmend = ({ previous, fence }: LedgerItem, mine: number): boolean => previous === null && fence === mine

export type Effect =
  | { do: 'claim' }
  | { do: 'readChain' }
  | { do: 'gate' }
  | { do: 'next'; cursor: string | null }
  | { do: 'reload'; keys: string[] }
  | { do: 'tokens'; count: number }
  | { do: 'flush'; job: Job }
  | { do: 'put'; item: LedgerItem }
  | { do: 'send'; batch: number; keys: string[]; preset: (Outcome | null)[] }
  | { do: 'amend'; batch: number; fence: number; outcomes: Outcome[] }
  | { do: 'rest'; cursor: string | null }
  | { do: 'spawn'; children: Child[] }
  | { do: 'finish'; job: Job }
  | { do: 'park'; job: Job; wakeNow: boolean }
  | { do: 'quit'; because: 'notClaimed' | 'lost' | 'finished' | 'parked' }

export type Observation = { atMs: number } & (
  | { of: 'start' }
  | { of: 'claim'; job: Job | null }
  | { of: 'readChain'; chain: LedgerItem[] }
  /** `mustStop`: the provider's account may send nothing. */
  | { of: 'gate'; stop: StopReason | null; expiresAtMs: number; except: string; mustStop?: boolean }
  | { of: 'next'; batch: { keys: string[]; preset: (Outcome | null)[]; cursor: string } | null }
  | { of: 'reload'; preset: (Outcome | null)[] }
  | { of: 'tokens'; granted: boolean }
  | { of: 'flush' | 'finish' | 'park'; ok: boolean }
  | { of: 'put'; found: LedgerItem | null }
  | { of: 'send'; outcomes: Outcome[]; mustStop: boolean }
  | { of: 'amend' | 'spawn' }
  /** `before`: what the parent of this job left them with. */
  | { of: 'rest'; keys: string[]; before?: ReadonlyMap<string, Outcome> }
)

/** What the machine must know of its sender. */
export interface Pace {
  /** No batch takes longer. */
  worstBatchMs: number
  /** From this try on no answer counts as failed, perhaps received. */
  maxUnknownTries: number
}

export interface Machine {
  job: Job
  acceptedAtMs: number
  /** `exceptMark` of the alert as this run read it. */
  except: string
  pace: Pace
  /** Park before the next batch: the run may be killed soon. */
  isTimeUp: boolean
  /** Park before the next batch: a part of the alert was taken out since, and the next run reads it anew. */
  isOutdated: boolean
  /** Number of the next ledger item to write. */
  next: number
  cursor: string | null
  /** Ids already in a batch of this job: a row that moves while it is read is met again. */
  served: Set<string>
  hand: Hand | null
  /** Outcomes of the newest batch, for the next item. */
  last: Outcome[]
  /** People of this job whom a child continues. */
  open: Map<string, Outcome>
  gateAtMs: number
  expiresAtMs: number
  flushAtMs: number
  badBatches: number
  /** People refused with nobody taken since. */
  row: RefusedRow
  /** When the batch in hand went to the provider. */
  sentAtMs: number
  progressed: boolean
  stop: StopReason | null
  ended: boolean
}

export const makeMachine = (
  job: Job,
  acceptedAtMs: number,
  except = '',
  pace: Pace = { worstBatchMs, maxUnknownTries },
): Machine => ({
  job,
  acceptedAtMs,
  except,
  pace,
  isTimeUp: false,
  isOutdated: false,
  next: 0,
  cursor: null,
  served: new Set(),
  hand: null,
  last: [],
  open: new Map(),
  gateAtMs: Number.NEGATIVE_INFINITY,
  expiresAtMs: Number.POSITIVE_INFINITY,
  flushAtMs: 0,
  badBatches: 0,
  row: noRow,
  sentAtMs: 0,
  progressed: false,
  stop: null,
  ended: false,
})

/** Changes `m` by what was observed and says what to do next. */
export function advance(m: Machine, seen: Observation): Effect {
  const at = seen.atMs
  switch (seen.of) {
    case 'start':
      return { do: 'claim' }
    case 'claim':
      if (!seen.job) return { do: 'quit', because: 'notClaimed' }
      m.job = { ...seen.job, except: m.except }
      // The planner of a part waits until it knows that no run goes by what held before.
      m.flushAtMs = m.except === '' ? at : Number.NEGATIVE_INFINITY
      if (m.job.fence > 1) return { do: 'readChain' }
      m.job.summary = {}
      return proceed(m, at)
    case 'readChain':
      readChain(m, seen.chain)
      return m.ended ? wrapUp(m) : proceed(m, at)
    case 'gate':
      m.gateAtMs = at
      m.expiresAtMs = seen.expiresAtMs
      m.stop = seen.stop
      m.isOutdated = seen.except !== m.except
      if (seen.mustStop && !m.stop && at < m.expiresAtMs) return park(m, at, { wakeNow: false })
      return proceed(m, at)
    case 'next':
      if (!seen.batch) return { do: 'put', item: endItem(m, at, 'complete') }
      m.hand = { batch: m.next, ...seen.batch, origin: 'met', stage: 'unpaid' }
      return proceed(m, at)
    case 'reload':
      if (m.hand) {
        m.hand.preset = m.hand.preset.map((preset, i) => preset ?? seen.preset[i] ?? null)
        m.hand.stage = 'unpaid'
      }
      return proceed(m, at)
    case 'tokens':
      if (m.hand && seen.granted) m.hand.stage = 'paid'
      // Whoever is kept waiting stays the holder: a worker that took over would send the last batch again.
      if (!seen.granted && at < m.job.leaseEndMs && hasPassed(flushEveryMs, m.flushAtMs, at)) return renew(m, at)
      return proceed(m, at)
    case 'flush':
      if (!seen.ok) return { do: 'quit', because: 'lost' }
      m.flushAtMs = at
      return m.ended ? { do: 'spawn', children: childrenOf(m) } : proceed(m, at)
    case 'put':
      return seen.found ? afterLostPut(m, at, seen.found) : afterPut(m, at)
    case 'send':
      return afterSend(m, at, seen.outcomes, seen.mustStop)
    case 'amend':
      return wrapUp(m)
    case 'rest':
      for (const key of seen.keys) {
        countOutcome(m.job.summary, key, outcomeAtEnd(seen.before?.get(key), m.stop!), 0)
      }
      return finish(m)
    case 'spawn':
      return finish(m)
    case 'finish':
      return { do: 'quit', because: seen.ok ? 'finished' : 'lost' }
    case 'park':
      return { do: 'quit', because: seen.ok ? 'parked' : 'lost' }
  }
}

/** True also when the clock was set back: what was asked or written at an instant still to come is asked and written anew. */
const hasPassed = (ms: number, sinceMs: number, at: number): boolean => at - sinceMs >= ms || at < sinceMs

/** Before every batch: stop, park, ask the gate, or take the next people. With the lease over, anybody may have the job. */
function proceed(m: Machine, at: number): Effect {
  if (at >= m.expiresAtMs && !m.stop) m.stop = 'expired'
  if (at >= m.job.leaseEndMs) return { do: 'quit', because: 'lost' }
  if (m.stop) {
    // Nobody knows whether a batch that was found went out, and it is not sent any more.
    if (m.hand?.origin === 'found') settle(m, m.hand, at, whoMayHave(m.hand))
    return { do: 'put', item: endItem(m, at, m.stop) }
  }
  if (m.isTimeUp || m.isOutdated) return park(m, at, { wakeNow: true })
  if (hasPassed(gateEveryMs, m.gateAtMs, at)) return { do: 'gate' }
  if (!m.hand) return { do: 'next', cursor: m.cursor }
  if (m.hand.stage === 'unread') return { do: 'reload', keys: m.hand.keys }
  const count = m.hand.preset.filter((preset) => preset === null).length
  if (count > 0 && m.hand.stage === 'unpaid') return { do: 'tokens', count }
  return begin(m, m.hand, at)
}

/** Tokens are in hand and the gate is fresh; the lease must outlast the worst batch before the intent is written. */
function begin(m: Machine, hand: Hand, at: number): Effect {
  const leaseIsShort = m.job.leaseEndMs - at < m.pace.worstBatchMs + leaseMarginMs
  if (leaseIsShort || hasPassed(flushEveryMs, m.flushAtMs, at)) return renew(m, at)
  if (hand.origin === 'found') return send(m, hand, at)
  const { batch, keys, preset, cursor } = hand
  const item = { batch, keys, preset, cursor, fence: m.job.fence, atMs: at, previous: m.last, end: null }
  return { do: 'put', item }
}

/** Writes down how far it is, and holds the job for another while. */
function renew(m: Machine, at: number): Effect {
  m.job.leaseEndMs = at + leaseFor(m.pace.worstBatchMs)
  m.job.dueAtMs = m.job.leaseEndMs
  if (m.progressed) m.job.attempts = 0
  return { do: 'flush', job: snapshot(m) }
}

function afterPut(m: Machine, at: number): Effect {
  m.last = []
  m.next++
  if (!m.hand || m.stop) {
    m.ended = true
    return wrapUp(m)
  }
  m.hand = { ...m.hand, origin: 'met', stage: 'written' }
  meet(m, m.hand.keys)
  // A pause ate the lease between the check and here: whoever takes over sends this batch.
  if (m.job.leaseEndMs - at < m.pace.worstBatchMs) return { do: 'quit', because: 'lost' }
  if (m.hand.preset.every((preset) => preset !== null)) {
    settle(m, m.hand, at, m.hand.preset as Outcome[])
    return proceed(m, at)
  }
  return send(m, m.hand, at)
}

function send(m: Machine, { batch, keys, preset }: Hand, at: number): Effect {
  m.sentAtMs = at
  return { do: 'send', batch, keys, preset }
}

/** The number is taken: the alert was closed by its successor, or another worker has this job. */
function afterLostPut(m: Machine, at: number, found: LedgerItem): Effect {
  // Whoever took over may be sending our last batch again: its outcome is no longer ours to tell.
  if (at >= m.job.leaseEndMs || found.fence > m.job.fence) return { do: 'quit', because: 'lost' }
  if (found.end) {
    const outcomes = m.last
    m.hand = null
    m.last = []
    m.ended = true
    m.stop = found.end === 'complete' ? null : found.end
    if (found.previous === null && outcomes.length > 0)
      return { do: 'amend', batch: found.batch, fence: m.job.fence, outcomes }
    return { do: 'readChain' }
  }
  return { do: 'readChain' }
}

function afterSend(m: Machine, at: number, sent: Outcome[], mustStop: boolean): Effect {
  const hand = m.hand!
  const isLastTry = triesOf(m.job.kind) >= m.pace.maxUnknownTries
  const tried = hand.origin === 'found' ? sent.map(inDoubt) : sent
  const outcomes = tried.map((outcome) => (outcome === 'u' && isLastTry ? 'f:noAnswer' : outcome))
  settle(m, hand, at, outcomes)
  if (outcomes.includes('h')) {
    m.progressed = true
    m.badBatches = 0
    m.job.takenAtMs = m.sentAtMs
  } else if (outcomes.every((outcome, i) => hand.preset[i] !== null || isUntaken(outcome) || outcome === 'u')) {
    m.badBatches++
  }
  if (mustStop || m.badBatches >= 2) return park(m, at, { wakeNow: false })
  return proceed(m, at)
}

/** Counts what became of the batch in hand, which is over. */
function settle(m: Machine, { keys, batch, cursor }: Hand, at: number, outcomes: Outcome[]): void {
  record(m, keys, outcomes, at)
  m.row = growRow(m.row, outcomes, at)
  m.last = outcomes
  m.job.tail = { batch, outcomes }
  m.cursor = cursor
  m.hand = null
}

function record(m: Machine, keys: string[], outcomes: Outcome[], at: number): void {
  const seconds = (at - m.acceptedAtMs) / 1000
  keys.forEach((key, i) => {
    const outcome = outcomes[i] ?? 'u'
    if (isFinal(outcome)) countOutcome(m.job.summary, key, outcome, seconds)
    else m.open.set(key, outcome)
  })
}

/** Outcomes of a batch of which nobody knows whether it was sent. */
const whoMayHave = ({ preset }: Pick<LedgerItem, 'preset'>): Outcome[] => preset.map((decided) => decided ?? 'u')

/** From here on these people are in the ledger: a main job counts them as meant, and none is met twice. */
function meet(m: Machine, keys: string[]): void {
  for (const key of keys) {
    m.served.add(subOfKey(key))
    if (m.job.kind === 'main') countMeant(m.job.summary, key)
  }
}

/** After a takeover everything is counted anew from the chain; the stored summary may be older than it. */
function readChain(m: Machine, chain: LedgerItem[]): void {
  const { tail } = m.job
  m.job.summary = {}
  m.served.clear()
  m.open.clear()
  m.hand = null
  m.last = []
  m.row = noRow
  m.ended = false
  chain.forEach((item, i) => {
    m.next = item.batch + 1
    if (item.end) {
      m.ended = true
      m.stop = item.end === 'complete' ? null : item.end
      return
    }
    meet(m, item.keys)
    const following = chain[i + 1]
    const outcomes = outcomesAfter(chain, i, m.job.fence) ?? (tail?.batch === item.batch ? tail.outcomes : null)
    m.cursor = item.cursor
    if (outcomes) {
      record(m, item.keys, outcomes, item.atMs)
      // As they were told, in doubt or not: a refusal is one.
      m.row = growRow(m.row, following?.previous ?? outcomes, following?.atMs ?? item.atMs)
      m.last = following ? [] : outcomes
    } else if (following) {
      record(m, item.keys, whoMayHave(item), item.atMs)
    } else {
      const { batch, keys, preset, cursor } = item
      m.hand = { batch, keys, preset, cursor, origin: 'found', stage: 'unread' }
    }
  })
}

const endItem = (m: Machine, at: number, end: 'complete' | StopReason): LedgerItem => {
  m.hand = null
  return {
    batch: m.next,
    fence: m.job.fence,
    atMs: at,
    keys: [],
    preset: [],
    cursor: '',
    previous: m.last,
    end,
  }
}

/** The chain has its end: hand on whoever is left, or say why they are not. */
function wrapUp(m: Machine): Effect {
  if (m.stop) {
    for (const [key, outcome] of m.open) countOutcome(m.job.summary, key, outcomeAtEnd(outcome, m.stop), 0)
    m.open.clear()
    return m.job.kind === 'main' ? finish(m) : { do: 'rest', cursor: m.cursor }
  }
  // The summary goes first: a child's people are counted as meant before it hands anything over.
  return m.open.size > 0 ? { do: 'flush', job: snapshot(m) } : finish(m)
}

function childrenOf(m: Machine): Child[] {
  const children = new Map<JobKind, Child>()
  for (const outcome of m.open.values()) {
    const kind = childFor(m.job.kind, outcome)
    if (!kind || children.has(kind)) continue
    const until = isAsleep(outcome) ? outcome : null
    children.set(kind, { kind, until, waitMs: until ? 0 : retryWaitMs(triesOf(kind)) })
  }
  return [...children.values()]
}

function finish(m: Machine): Effect {
  const job: Job = { ...snapshot(m), state: 'done', dueAtMs: null, leaseEndMs: 0, tail: null }
  return { do: 'finish', job }
}

/** Gives the job back with everything known written down. */
function park(m: Machine, at: number, { wakeNow }: { wakeNow: boolean }): Effect {
  const attempts = m.progressed ? 0 : m.job.attempts + 1
  const notBeforeMs = wakeNow ? at : at + parkedMs(attempts)
  const job: Job = {
    ...snapshot(m),
    state: 'ready',
    leaseEndMs: 0,
    notBeforeMs,
    dueAtMs: wakeNow ? at + 10_000 : notBeforeMs,
    attempts: wakeNow ? m.job.attempts : attempts,
  }
  return { do: 'park', job, wakeNow }
}

const snapshot = (m: Machine): Job => ({ ...m.job, summary: structuredClone(m.job.summary) })
