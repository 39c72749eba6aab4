/**
 * A small world around the real job machine: one job of three people (a batch each) and whatever children it spawns,
 * two workers, a queue, a provider, tokens, a directory, a clock, and what can go wrong, each as one atomic step. `explore` walks
 * through every interleaving within the budgets and checks the invariants of the delivery protocol in every state.
 */
import { hash } from 'node:crypto'
import { backoffMs, childFor, flushEveryMs, type Job, leaseMs, parentOf } from '../../functions/delivery/job.ts'
import {
  advance,
  type Effect,
  type LedgerItem,
  type Machine,
  makeMachine,
  type Observation,
  outcomesAfter,
} from '../../functions/delivery/job-machine.ts'
import { asleepUntil, isFinal, mayHaveGot, type Outcome, wakesAtMs } from '../../functions/delivery/outcome.ts'
import { subOfKey } from '../../functions/subscribers/directory.ts'

type Working = Exclude<Effect, { do: 'quit' }>
interface Worker {
  kind: string
  machine: Machine
  effect: Working
  /** People it found in the directory when it last read them. */
  met: string[]
  /** The provider has the batch; its answer has not been seen. */
  answers: Outcome[] | null
  mustStop: boolean
}

export interface Budget {
  crash: number
  duplicate: number
  purge: number
  /** Cancel or expire, once. */
  end: number
  jump: number
  /** Sends that the provider throttles or leaves unanswered. */
  fault: number
  /** Sends to which the provider says that it takes nothing any more. */
  stop: number
  /** Requests for tokens that are refused. */
  refusal: number
  /** Runs that are about to be killed for their length. */
  timeUp: number
  /** People whose quiet hours last until the next minute. */
  sleep: number
  /** People who leave. */
  leave: number
}

/** Nothing goes wrong, and nobody sleeps or leaves. */
export const none: Budget = {
  crash: 0,
  duplicate: 0,
  purge: 0,
  end: 0,
  jump: 0,
  fault: 0,
  stop: 0,
  refusal: 0,
  timeUp: 0,
  sleep: 0,
  leave: 0,
}

/** How the world answers a step. */
type Answer = 'well' | 'throttled' | 'unanswered' | 'stopped' | 'refused' | 'asleep'

/** What a step may meet instead of success, and the budget that pays for it. */
const mishaps: { at: Working['do']; answer: Answer; from: keyof Budget }[] = [
  { at: 'send', answer: 'throttled', from: 'fault' },
  { at: 'send', answer: 'unanswered', from: 'fault' },
  { at: 'send', answer: 'stopped', from: 'stop' },
  { at: 'tokens', answer: 'refused', from: 'refusal' },
  { at: 'next', answer: 'asleep', from: 'sleep' },
]

interface World {
  now: number
  jobs: Record<string, Job>
  chains: Record<string, LedgerItem[]>
  queue: string[]
  workers: (Worker | null)[]
  sent: Record<string, number>
  /** Who is no longer in the directory. */
  left: string[]
  stage: 'published' | 'cancelled' | 'expired'
  /** The successor's planner has read the chain's end and is about to write its own. */
  closing: { kind: string; batch: number; fence: number } | null
  /** The successor may tell people from here on. */
  isClosed: boolean
  takeovers: number
  unknowns: number
  budget: Budget
  /** How this state was reached; not part of it. */
  trail: string[]
}

/** Guards that can be taken out, to show that the invariants notice. */
export type Sabotage =
  | 'claim ignores the lease'
  | 'ledger overwrites'
  | 'send without intent'
  | 'gate always open'
  | 'nobody sweeps'
  | 'taken-over batch is forgotten'
  | 'whoever left is not missed'
  | 'whoever sleeps is forgotten'

const people = ['510402#a', '510402#b', '510402#c']
const farFuture = 10_000_000

const mainJob = (): Job => ({
  alertId: 'x',
  channel: 'sms',
  kind: 'main',
  shard: 0,
  lane: 'red',
  state: 'ready',
  fence: 0,
  leaseEndMs: 0,
  notBeforeMs: 0,
  dueAtMs: 10_000,
  attempts: 0,
  summary: {},
  tail: null,
  traceId: 't',
})

const start = (budget: Budget): World => ({
  now: 0,
  jobs: { main: mainJob() },
  chains: { main: [] },
  queue: ['main'],
  workers: [null, null],
  sent: {},
  left: [],
  stage: 'published',
  closing: null,
  isClosed: false,
  takeovers: 0,
  unknowns: 0,
  budget,
  trail: [],
})

const must = (holds: boolean, invariant: string): void => {
  if (!holds) throw new Error(invariant)
}

/** People of a job, in order: all for `main`, the parent's waiting ones for a child. */
function listOf(world: World, kind: string): string[] {
  const parent = parentOf(kind)
  if (!parent) return people
  const chain = world.chains[parent]!
  return chain.flatMap((item, i) =>
    item.keys.filter((_, n) => {
      const outcome = item.preset[n] ?? (chain[i + 1]?.previous ?? world.jobs[parent]?.tail?.outcomes)?.[n]
      return outcome !== undefined && outcome !== null && !isFinal(outcome) && childFor(parent, outcome) === kind
    }),
  )
}

const after = (list: string[], cursor: string | null): string[] => list.filter((key) => key > (cursor ?? ''))

/** The next person, and before them whoever is asleep; known people who left are told apart, others are not met. */
function nextBatch(world: World, { kind, machine }: Worker, cursor: string | null, isAsleep: boolean) {
  const isThere = (key: string): boolean => !world.left.includes(key)
  const rest = after(listOf(world, kind), cursor).filter(
    (key) => !machine.served.has(subOfKey(key)) && (kind !== 'main' || isThere(key)),
  )
  const keys = rest.slice(0, isAsleep ? 2 : 1)
  if (keys.length === 0) return null
  const decide = (key: string, i: number): Outcome | null => {
    if (!isThere(key)) return 's:left'
    return isAsleep && i === 0 ? asleepUntil(nextMinute(world.now)) : null
  }
  return { keys, preset: keys.map(decide), cursor: keys.at(-1)! }
}

const minuteMs = 60_000
const nextMinute = (ms: number): number => (Math.floor(ms / minuteMs) + 1) * minuteMs

/** Carries out one effect on the world, atomically; what the worker observes. */
function perform(world: World, worker: Worker, answer: Answer, sabotage: Sabotage | undefined): Observation {
  const { effect, kind } = worker
  const atMs = world.now
  const job = world.jobs[kind]!
  const chain = world.chains[kind]!
  switch (effect.do) {
    case 'claim': {
      const isLeased = job.leaseEndMs > atMs && sabotage !== 'claim ignores the lease'
      if (job.state === 'done' || isLeased || job.notBeforeMs > atMs) return { of: 'claim', atMs, job: null }
      if (job.state === 'running') world.takeovers++
      Object.assign(job, {
        state: 'running',
        fence: job.fence + 1,
        leaseEndMs: atMs + leaseMs,
        dueAtMs: atMs + leaseMs,
      })
      return { of: 'claim', atMs, job: structuredClone(job) }
    }
    case 'readChain': {
      const seen = structuredClone(chain)
      if (sabotage === 'taken-over batch is forgotten' && seen.at(-1)?.end === null) seen.pop()
      return { of: 'readChain', atMs, chain: seen }
    }
    case 'gate': {
      const stop = world.stage === 'published' || sabotage === 'gate always open' ? null : world.stage
      return { of: 'gate', atMs, stop, expiresAtMs: farFuture }
    }
    case 'next': {
      const batch = nextBatch(world, worker, effect.cursor, answer === 'asleep')
      worker.met = batch?.keys.filter((_, i) => batch.preset[i] === null) ?? []
      return { of: 'next', atMs, batch }
    }
    case 'reload': {
      worker.met = effect.keys.filter((key) => !world.left.includes(key))
      const isMissed = sabotage !== 'whoever left is not missed'
      return { of: 'reload', atMs, present: effect.keys.map((key) => !isMissed || worker.met.includes(key)) }
    }
    case 'tokens':
      // A refusal is waited for until the worker writes down how far it is; a provider's call would not last so long.
      if (answer === 'refused' && mayJump(world)) world.now += flushEveryMs
      return { of: 'tokens', atMs: world.now, granted: answer !== 'refused' }
    case 'flush':
    case 'finish':
    case 'park': {
      const ok = job.fence === effect.job.fence && job.state !== 'done'
      if (ok) world.jobs[kind] = structuredClone(effect.job)
      if (ok && effect.do === 'park' && effect.wakeNow) world.queue.push(kind)
      return { of: effect.do, atMs, ok }
    }
    case 'put': {
      const found = chain.find((item) => item.batch === effect.item.batch)
      if (found && sabotage !== 'ledger overwrites') return { of: 'put', atMs, found: structuredClone(found) }
      if (found) chain.splice(chain.indexOf(found), 1)
      must(effect.item.batch === chain.length, 'no gap in the chain')
      if (sabotage !== 'send without intent' || effect.item.end) chain.push(structuredClone(effect.item))
      return { of: 'put', atMs, found: null }
    }
    case 'send':
      throw new Error('sending takes two steps')
    case 'amend': {
      const item = chain.find((other) => other.batch === effect.batch)
      if (item?.previous === null && item.fence === effect.fence) item.previous = effect.outcomes
      return { of: 'amend', atMs }
    }
    case 'rest':
      return { of: 'rest', atMs, keys: after(listOf(world, kind), effect.cursor) }
    case 'spawn':
      for (const child of effect.children) {
        if (child.until && sabotage === 'whoever sleeps is forgotten') continue
        const wakesMs = child.until ? Math.max(atMs, wakesAtMs(child.until)) : atMs + child.waitMs
        world.jobs[child.kind] ??= { ...mainJob(), kind: child.kind, notBeforeMs: wakesMs, dueAtMs: wakesMs }
        world.chains[child.kind] ??= []
      }
      return { of: 'spawn', atMs }
  }
}

const outcomeOf: Partial<Record<Answer, Outcome>> = { throttled: 'r', stopped: 'r', unanswered: 'u' }

function beginSend(world: World, worker: Worker, effect: Extract<Working, { do: 'send' }>, answer: Answer): void {
  const item = world.chains[worker.kind]!.find((other) => other.batch === effect.batch)
  must(item?.keys.join() === effect.keys.join(), 'intent before send')
  must(!world.isClosed, 'nothing of the predecessor starts after the first Cancel')
  const outcome = outcomeOf[answer] ?? 'h'
  worker.answers = effect.preset.map((preset) => preset ?? outcome)
  worker.mustStop = answer === 'stopped'
  const sentTo = effect.keys.filter((_, i) => effect.preset[i] === null)
  must(
    sentTo.every((key) => worker.met.includes(key)),
    'only people who were there when they were read are sent to',
  )
  if (outcome === 'r') return
  if (outcome === 'u') world.unknowns++
  for (const key of sentTo) world.sent[key] = (world.sent[key] ?? 0) + 1
}

function observe(world: World, index: number, seen: Observation): void {
  const worker = world.workers[index]!
  const next = advance(worker.machine, seen)
  if (next.do === 'quit') world.workers[index] = null
  else worker.effect = next
}

function step(world: World, index: number, answer: Answer, sabotage: Sabotage | undefined): void {
  const worker = world.workers[index]!
  const { effect } = worker
  world.trail.push(`${index}:${worker.kind} ${effect.do} ${worker.answers ? 'seen' : answer}`)
  if (effect.do !== 'send') observe(world, index, perform(world, worker, answer, sabotage))
  else if (!worker.answers) beginSend(world, worker, effect, answer)
  else {
    const outcomes = worker.answers
    worker.answers = null
    observe(world, index, { of: 'send', atMs: world.now, outcomes, mustStop: worker.mustStop })
  }
}

function startWorker(world: World, index: number): void {
  const kind = world.queue.shift()!
  world.trail.push(`${index}:${kind} starts`)
  const machine = makeMachine(structuredClone(world.jobs[kind]!), 0)
  const effect = advance(machine, { of: 'start', atMs: world.now }) as Working
  world.workers[index] = { kind, machine, effect, met: [], answers: null, mustStop: false }
}

const isOverdue = (job: Job, now: number): boolean => job.dueAtMs !== null && job.dueAtMs <= now

/** Wakes what is due and not queued already, a little later each time. */
function sweep(world: World): void {
  world.trail.push(`sweep at ${world.now}`)
  for (const [kind, job] of Object.entries(world.jobs)) {
    if (!isOverdue(job, world.now) || world.queue.includes(kind)) continue
    job.attempts++
    job.dueAtMs = world.now + backoffMs(job.attempts)
    world.queue.push(kind)
  }
}

/** One step of the successor's planner: look at the chain's end, then write an end of its own behind it. */
function closeStep(world: World): void {
  world.trail.push('close step')
  const open = Object.values(world.jobs).filter((job) => job.state !== 'done')
  if (!world.closing) {
    const job = open.find((other) => !world.chains[other.kind]!.at(-1)?.end)
    if (job) {
      world.closing = { kind: job.kind, batch: world.chains[job.kind]!.length, fence: job.fence }
      return
    }
    world.isClosed = open.every((other) => {
      const last = world.chains[other.kind]!.at(-1)!
      const isKnown = (last.previous !== null && last.fence === other.fence) || other.tail?.batch === last.batch - 1
      return isKnown || last.batch === 0 || other.leaseEndMs <= world.now
    })
    return
  }
  const { kind, batch, fence } = world.closing
  world.closing = null
  const chain = world.chains[kind]!
  if (chain.some((item) => item.batch === batch)) return
  const previous = batch === 0 ? [] : null
  chain.push({ batch, fence, atMs: world.now, keys: [], preset: [], cursor: '', previous, end: 'cancelled' })
}

/** Nobody is inside a provider call: only there is a pause bounded by time-outs that are shorter than the lease. */
const mayJump = (world: World): boolean => world.workers.every((worker) => worker?.effect.do !== 'send')

const nextInstant = (world: World): number =>
  Math.min(
    ...Object.values(world.jobs).flatMap((job) =>
      job.dueAtMs !== null && job.dueAtMs > world.now ? [job.dueAtMs] : [],
    ),
  )

type Action = (world: World) => void

/** Everything that can happen next. */
function actions(world: World, sabotage: Sabotage | undefined): Action[] {
  const list: Action[] = []
  const { budget } = world
  world.workers.forEach((worker, i) => {
    if (!worker) {
      if (world.queue.length > 0 && (i === 0 || world.workers[0])) list.push((w) => startWorker(w, i))
      return
    }
    list.push((w) => step(w, i, 'well', sabotage))
    for (const { at, answer, from } of mishaps) {
      if (worker.effect.do !== at || worker.answers || budget[from] === 0) continue
      list.push((w) => {
        w.budget[from]--
        step(w, i, answer, sabotage)
      })
    }
    if (budget.timeUp > 0 && !worker.machine.isTimeUp) {
      list.push((w) => {
        w.budget.timeUp--
        w.trail.push(`${i} has no time left`)
        w.workers[i]!.machine.isTimeUp = true
      })
    }
    if (budget.crash > 0) {
      list.push((w) => {
        w.budget.crash--
        w.trail.push(`${i} crashes`)
        w.workers[i] = null
      })
    }
  })
  if (budget.duplicate > 0 && world.queue.length < 2) {
    list.push((w) => {
      w.budget.duplicate--
      w.trail.push('duplicate')
      w.queue.push('main')
    })
  }
  if (budget.purge > 0 && world.queue.length > 0) {
    list.push((w) => {
      w.budget.purge--
      w.trail.push('purge')
      w.queue = []
    })
  }
  if (budget.leave > 0) {
    for (const key of people.filter((person) => !world.left.includes(person))) {
      list.push((w) => {
        w.budget.leave--
        w.trail.push(`${key} leaves`)
        w.left.push(key)
      })
    }
  }
  if (budget.end > 0 && world.stage === 'published') {
    for (const stage of ['cancelled', 'expired'] as const) {
      list.push((w) => {
        w.budget.end--
        w.stage = stage
        w.trail.push(stage)
      })
    }
  }
  if (world.stage === 'cancelled' && !world.isClosed) list.push(closeStep)
  if (budget.jump > 0 && mayJump(world) && Number.isFinite(nextInstant(world))) {
    list.push((w) => {
      w.budget.jump--
      w.now = nextInstant(w)
      if (sabotage !== 'nobody sweeps') sweep(w)
    })
  }
  return list
}

function checkState(world: World): void {
  const repeats = Object.values(world.sent).reduce((sum, count) => sum + count - 1, 0)
  must(repeats <= world.takeovers + world.unknowns, 'repeats ≤ batch × takeovers + unknown retries')
  for (const [kind, chain] of Object.entries(world.chains)) {
    chain.forEach((item, i) => {
      must(item.batch === i, 'no gap in the chain')
      must(!item.end || i === chain.length - 1, 'nothing behind the end of a chain')
      must(item.fence >= (chain[i - 1]?.fence ?? 0) && item.fence <= world.jobs[kind]!.fence, 'monotone fence')
    })
  }
  const sum = { meant: 0, done: 0 }
  for (const job of Object.values(world.jobs)) {
    for (const tally of Object.values(job.summary)) {
      sum.meant += tally.meant
      sum.done += tally.handedOver
      for (const counts of [tally.failed, tally.skipped]) for (const n of Object.values(counts)) sum.done += n
    }
  }
  must(sum.done <= sum.meant, 'meant = handed over + failed + skipped + pending')
}

const isDone = (world: World): boolean => Object.values(world.jobs).every((job) => job.state === 'done')

/** What holds when everything has come to rest. */
function checkEnd(world: World): void {
  must(isDone(world), 'progress: a fair sweeper and a provider that is back complete every job')
  const seen: Record<string, Outcome[]> = {}
  for (const [kind, chain] of Object.entries(world.chains)) {
    chain.forEach((item, i) => {
      item.keys.forEach((key, n) => {
        seen[key] = [
          ...(seen[key] ?? []),
          item.preset[n] ?? outcomesAfter(chain, i, world.jobs[kind]!.fence)?.[n] ?? 'u',
        ]
      })
    })
  }
  if (world.stage === 'published') {
    for (const key of people.filter((person) => !world.left.includes(person))) {
      must(seen[key]?.some(isFinal) === true, 'complete ⇒ everybody has an outcome')
      must((world.sent[key] ?? 0) > 0, 'complete ⇒ everybody was sent to')
    }
  }
  for (const key of Object.keys(world.sent).filter((person) => !world.left.includes(person))) {
    must(seen[key]?.some(mayHaveGot) === true, 'whoever was sent to is told of a Cancel')
  }
  let meant = 0
  let done = 0
  for (const job of Object.values(world.jobs)) {
    for (const tally of Object.values(job.summary)) {
      meant += tally.meant
      done += tally.handedOver
      for (const counts of [tally.failed, tally.skipped]) for (const n of Object.values(counts)) done += n
    }
  }
  must(meant === done, 'nobody is pending at the end')
}

const keyOf = (world: World): string =>
  hash(
    'sha1',
    JSON.stringify({ ...world, trail: null }, (_, value) =>
      value instanceof Set || value instanceof Map ? [...value] : value,
    ),
    'base64',
  )

/** Lets the world come to rest without further faults. */
function settle(world: World, sabotage: Sabotage | undefined, good: Set<string>): string[] {
  const path: string[] = []
  for (let turn = 0; turn < 400; turn++) {
    const id = keyOf(world)
    if (good.has(id)) return path
    path.push(id)
    const busy = world.workers.findIndex((worker) => worker !== null)
    if (busy >= 0) step(world, busy, 'well', sabotage)
    else if (world.queue.length > 0) startWorker(world, 0)
    else if (world.stage === 'cancelled' && !world.isClosed && !isDone(world) && turn % 2 === 0) closeStep(world)
    else if (
      Number.isFinite(nextInstant(world)) ||
      Object.values(world.jobs).some((job) => isOverdue(job, world.now))
    ) {
      if (sabotage === 'nobody sweeps') break
      if (Number.isFinite(nextInstant(world))) world.now = nextInstant(world)
      sweep(world)
    } else break
    checkState(world)
  }
  checkEnd(world)
  return path
}

/** One random walk: `choices` picks the action in each state; then the world comes to rest. */
export function walk(budget: Budget, choices: readonly number[]): void {
  const world = start(budget)
  for (const choice of choices) {
    const list = actions(world, undefined)
    if (list.length === 0) break
    list[choice % list.length]!(world)
    checkState(world)
  }
  settle(world, undefined, new Set())
}

/** Visits every state that can be reached within the budget; throws with the invariant that breaks. */
export function explore(budget: Budget, sabotage?: Sabotage, maxStates = Number.POSITIVE_INFINITY): { states: number } {
  const visited = new Set<string>()
  const good = new Set<string>()
  const stack: World[] = [start(budget)]
  while (stack.length > 0 && visited.size < maxStates) {
    const world = stack.pop()!
    const id = keyOf(world)
    if (visited.has(id)) continue
    visited.add(id)
    const resting = structuredClone(world)
    try {
      checkState(world)
      for (const settled of settle(resting, sabotage, good)) good.add(settled)
    } catch (error) {
      throw new Error(`${(error as Error).message}; after: ${resting.trail.join(' · ')}`, { cause: error })
    }
    for (const act of actions(world, sabotage)) {
      const next = structuredClone(world)
      act(next)
      stack.push(next)
    }
  }
  return { states: visited.size }
}
