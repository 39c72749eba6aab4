/**
 * A small world around the real job machine: three people in one job or two (a batch each, or two in one), whatever
 * children these spawn, two workers, a queue, a provider, tokens, a directory, a clock, and what can go wrong, each as one
 * atomic step. Every rule is the product's own function. `explore` walks through every interleaving within the budgets
 * and checks the invariants of the delivery protocol in every state.
 */
import { hash } from 'node:crypto'
import { nowhere, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import type { Stage } from '../../functions/alerts/stage.ts'
import {
  claimed,
  exceptMark,
  flushEveryMs,
  type Job,
  type JobKey,
  jobName,
  leaseMs,
  mainJob,
  maySave,
  parentOf,
  stopReason,
  sweptAgainMs,
  worstBatchMs,
} from '../../functions/delivery/job.ts'
import {
  advance,
  childJob,
  type Effect,
  type LedgerItem,
  type Machine,
  makeMachine,
  mayAmend,
  type Observation,
  outcomesAfter,
} from '../../functions/delivery/job-machine.ts'
import { asleepUntil, isFinal, isUntaken, mayHaveGot, type Outcome } from '../../functions/delivery/outcome.ts'
import { fateOf } from '../../functions/delivery/plan-delivery.ts'
import {
  closeStep,
  hasLetGo,
  type Listed,
  leftFor,
  mustBeClosed,
  perhapsToldBy,
} from '../../functions/delivery/told-earlier.ts'
import { heirsOf, isReader, type Judge, makeJudge, type Told } from '../../functions/delivery/who-hears.ts'
import { growBatch } from '../../functions/delivery/work-list.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { subOfKey } from '../../functions/subscribers/directory.ts'
import type { Reader } from '../../functions/texts/message-form.ts'
import { aPublished } from '../delivery/a-published.ts'
import { countPending } from './pending.ts'

type Working = Exclude<Effect, { do: 'quit' }>
interface Worker {
  /** Of its job. */
  name: string
  machine: Machine
  effect: Working
  /** What it read of the alert: how it stood, and whether a part was taken out. */
  stage: Stage
  except: boolean
  /** It need not ask the gate yet, unless it was slow: the alert was read a moment ago. */
  isFresh: boolean
  /** People it found in the directory when it last read them. */
  met: string[]
  /** The words each of them is told in. */
  words: Record<string, Reader>
  /** The provider has the batch; its answer has not been seen. */
  answers: Outcome[] | null
  mustStop: boolean
  /** Until then the answer may take; null where it comes at once. */
  answersUntilMs: number | null
}

export interface Budget {
  crash: number
  duplicate: number
  purge: number
  /** A Cancel, once. */
  cancel: number
  /** The instant at which the alert itself is over. */
  over: number
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
  /** Messages that lift a part of the alert, or raise it there. */
  part: number
  /** Answers of the table that come after most of the lease, and batches that take as long as a batch may. */
  slow: number
  /** People whose row moves on while it is read. */
  move: number
}

/** How the people of the world are dealt out. */
export interface Layout {
  batchSize: 1 | 2
  shards: 1 | 2
}
const oneByOne: Layout = { batchSize: 1, shards: 1 }

/**
 * What the alert is: a `first` message; an Update out of which `b` fell, told so or not; one that was `overtaken` before
 * anybody was told, until a person releases it or a later one takes its place.
 */
export type Scene = 'first' | 'dropsAloud' | 'dropsSilently' | 'overtaken'

/** Nothing goes wrong, and nobody sleeps or leaves. */
export const none: Budget = {
  crash: 0,
  duplicate: 0,
  purge: 0,
  cancel: 0,
  over: 0,
  jump: 0,
  fault: 0,
  stop: 0,
  refusal: 0,
  timeUp: 0,
  sleep: 0,
  leave: 0,
  part: 0,
  slow: 0,
  move: 0,
}

/** How the world answers a step. */
type Answer = 'well' | 'late' | 'throttled' | 'unanswered' | 'stopped' | 'refused' | 'asleep' | 'slow'

/** What a step may meet instead of success, and the budget that pays for it. */
const mishaps: { at: Working['do']; answer: Answer; from: keyof Budget }[] = [
  { at: 'send', answer: 'throttled', from: 'fault' },
  { at: 'send', answer: 'unanswered', from: 'fault' },
  { at: 'send', answer: 'stopped', from: 'stop' },
  { at: 'tokens', answer: 'refused', from: 'refusal' },
  { at: 'next', answer: 'asleep', from: 'sleep' },
  { at: 'claim', answer: 'slow', from: 'slow' },
  { at: 'flush', answer: 'slow', from: 'slow' },
  { at: 'put', answer: 'slow', from: 'slow' },
  { at: 'send', answer: 'slow', from: 'slow' },
]

interface World {
  scene: Scene
  layout: Layout
  now: number
  jobs: Record<string, Job>
  chains: Record<string, LedgerItem[]>
  queue: string[]
  workers: (Worker | null)[]
  sent: Record<string, number>
  /** Who is no longer in the directory. */
  left: string[]
  /** Whose row stands behind all others now. */
  moved: string[]
  stage: Stage
  /** The outbox thinks that its jobs exist. */
  isPlanned: boolean
  /** The successor's planner at work: the jobs it listed and has still to close, and the end it is about to write. */
  closing: { nowMs: number; jobs: (Listed & JobKey)[]; put: LedgerItem | null; areSettled: boolean } | null
  /** The successor may tell people from here on. */
  isClosed: boolean
  /** `b` was taken out of the alert. */
  except: boolean
  /** Whom the message for the part is told to, from the moment on that it may be; null before. */
  toldOfPart: string[] | null
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
  | 'the alert is read before the claim'
  | 'a part waits for nobody'
  | 'a batch taken over is sent to the part'
  | 'a batch taken over was not sent'
  | 'a child takes everybody'
  | 'a batch taken over is told as inside'
  | 'an overtaken alert counts as planned'
  | 'an overtaken alert is told'
  | 'a cancel waits for nobody'
  | 'the alert has no end of its own'
  | 'a row that moves is new'

const rows: Record<string, Parameters<Judge['decide']>[0] & object> = Object.fromEntries(
  [
    ['510402#a', '510402001'],
    ['510402#b', '510402100'],
    ['510402#c', '510402002'],
  ].map(([key, area]) => [key, { areas: [area!], point: null, colour: 'blue', list: 'warning' }]),
)
const people = Object.keys(rows)
const inPart = '510402#b'
const partArea = { ...nowhere, codes: ['510402100'] }
const county = loadCounty('510402')
/** The instant at which the alert is over, whether anybody has noted that or not. */
const alertEndsMs = 10_000_000
/** An answer that comes so late leaves less of a lease than the worst batch takes. */
const slowMs = leaseMs - worstBatchMs + 1_000

const mainJobs = ({ shards }: Layout): Job[] =>
  Array.from({ length: shards }, (_, shard) => mainJob({ alertId: 'x', channel: 'sms', lane: 'red' }, shard, 0, 't'))

/** Where a person is dealt out to. */
const shardOf = ({ shards }: Layout, key: string): number => (shards === 2 && subOfKey(key) !== 'a' ? 1 : 0)

/** The row somebody had at first: who they are. */
const firstKey = (key: string): string => `510402#${subOfKey(key)}`

const start = (budget: Budget, scene: Scene, layout: Layout): World => {
  const world: World = {
    scene,
    layout,
    now: 0,
    jobs: {},
    chains: {},
    queue: [],
    workers: [null, null],
    sent: {},
    left: [],
    moved: [],
    stage: scene === 'overtaken' ? 'held' : 'published',
    isPlanned: scene !== 'overtaken',
    closing: null,
    isClosed: false,
    except: false,
    toldOfPart: null,
    takeovers: 0,
    unknowns: 0,
    budget,
    trail: [],
  }
  if (scene !== 'overtaken') makeJobs(world)
  return world
}

function makeJobs(world: World): void {
  for (const job of mainJobs(world.layout)) addJob(world, job)
  world.queue.push(...mainJobs(world.layout).map(jobName))
}

function addJob(world: World, job: Job): void {
  world.jobs[jobName(job)] ??= job
  world.chains[jobName(job)] ??= []
}

const must = (holds: boolean, invariant: string): void => {
  if (!holds) throw new Error(invariant)
}

const wholeArea = { ...nowhere, codes: ['510402001', '510402002', '510402100'] }

/** The alert as a worker reads it. */
function alertOf(scene: Scene, except: boolean): PublishedAlert {
  const drops = scene === 'dropsAloud' || scene === 'dropsSilently'
  return aPublished({
    id: 'x',
    area: { ...nowhere, codes: drops ? ['510402001', '510402002'] : wholeArea.codes },
    except: except ? partArea : nowhere,
    predecessors: drops ? ['before'] : [],
    dropped: drops
      ? { codes: ['510402100'], outside: scene === 'dropsAloud' ? 'tell' : 'silent', from: wholeArea }
      : null,
  })
}

/** The product's own judgement, made once for each state of the alert. */
const judges = new Map<string, Judge>()
function judgeOf(scene: Scene, except: boolean): Judge {
  const name = `${scene}${except}`
  const predecessors = [{ alertId: 'before', heirs: 'all' as const }]
  const judge = judges.get(name) ?? makeJudge({ published: alertOf(scene, except), predecessors, chain: [], county })
  judges.set(name, judge)
  return judge
}

/** Everybody got the alert before an Update. */
const toldBefore = (scene: Scene, key: string): Told | undefined =>
  scene === 'dropsAloud' || scene === 'dropsSilently' ? { key, atMs: 0, from: ['before'], handed: [] } : undefined

/** People of a job, in order: all of its shard for `main`, the parent's waiting ones for a child. */
function listOf(world: World, { kind, shard }: Job): string[] {
  const kindOfParent = parentOf(kind)
  if (!kindOfParent) {
    const keys = people.map((key) => (world.moved.includes(key) ? `510402999#${subOfKey(key)}` : key))
    return keys.filter((key) => shardOf(world.layout, key) === shard).sort()
  }
  const parent = jobName({ kind: kindOfParent, shard })
  return leftFor(kind, world.chains[parent]!, world.jobs[parent]!).map(({ key }) => key)
}

const after = (list: string[], cursor: string | null): string[] => list.filter((key) => key > (cursor ?? ''))

const rowOf = (world: World, key: string) => (world.left.includes(firstKey(key)) ? undefined : rows[firstKey(key)])

/** The next people, and before them whoever is asleep; known people who left are told apart, others are not met. */
function nextBatch(
  world: World,
  { name, machine, except }: Worker,
  cursor: string | null,
  isAsleep: boolean,
  sabotage: Sabotage | undefined,
) {
  const job = world.jobs[name]!
  const isChild = parentOf(job.kind) !== undefined
  const judge = judgeOf(world.scene, except && !(sabotage === 'a child takes everybody' && isChild))
  const served = sabotage === 'a row that moves is new' ? new Set<string>() : machine.served
  const growing = growBatch(cursor, served, world.layout.batchSize)
  const words: Record<string, Reader> = {}
  let mustSleep = isAsleep
  for (const key of after(listOf(world, job), cursor)) {
    if (growing.isFull()) break
    const reader = growing.meet({ key, cursor: key }, () => {
      const decision = judge.decide(rowOf(world, key), toldBefore(world.scene, key), isChild)
      if (!isReader(decision) || !mustSleep) return decision
      mustSleep = false
      return asleepUntil(nextMinute(world.now))
    })
    if (reader) words[key] = reader
  }
  return growing.batch.keys.length > 0 ? { words, batch: growing.batch } : null
}

/** Reads the people of a batch again that another worker may have sent. */
function reloaded(world: World, worker: Worker, keys: readonly string[], sabotage: Sabotage | undefined) {
  const judge = judgeOf(world.scene, worker.except && sabotage !== 'a batch taken over is sent to the part')
  worker.met = keys.filter((key) => !world.left.includes(firstKey(key)))
  worker.words = {}
  return keys.map((key): Outcome | null => {
    const isMissed = sabotage === 'whoever left is not missed'
    const decision = judge.decideAgain(isMissed ? rows[firstKey(key)] : rowOf(world, key), toldBefore(world.scene, key))
    if (decision === 'f:noAnswer' && sabotage === 'a batch taken over was not sent') return 's:takenOut'
    if (!isReader(decision)) return decision
    worker.words[key] = sabotage === 'a batch taken over is told as inside' ? 'inside' : decision
    return null
  })
}

const minuteMs = 60_000
const nextMinute = (ms: number): number => (Math.floor(ms / minuteMs) + 1) * minuteMs

const markOf = (except: boolean): string => exceptMark(except ? partArea : nowhere)

function readAlert(world: World, worker: Worker): void {
  Object.assign(worker, { stage: world.stage, except: world.except, isFresh: true })
  worker.machine.except = markOf(world.except)
}

/** Carries out one effect on the world, atomically; what the worker observes. */
function perform(world: World, worker: Worker, answer: Answer, sabotage: Sabotage | undefined): Observation {
  const { effect, name } = worker
  const atMs = world.now
  const job = world.jobs[name]!
  const chain = world.chains[name]!
  switch (effect.do) {
    case 'claim': {
      const standing = sabotage === 'claim ignores the lease' ? { ...job, leaseEndMs: 0 } : job
      const mine = claimed(standing, atMs, atMs + leaseMs)
      if (!mine) return { of: 'claim', atMs, job: null }
      must(
        !world.workers.some((other) => other?.name === name && other.answers),
        'one batch of a job is in flight at once',
      )
      if (job.state === 'running') world.takeovers++
      world.jobs[name] = mine
      // Read after the claim: whoever looks at the jobs between the two sees a run that may not know.
      if (sabotage !== 'the alert is read before the claim') readAlert(world, worker)
      return { of: 'claim', atMs, job: structuredClone(mine) }
    }
    case 'readChain': {
      const seen = structuredClone(chain)
      if (sabotage === 'taken-over batch is forgotten' && seen.at(-1)?.end === null) seen.pop()
      return { of: 'readChain', atMs, chain: seen }
    }
    case 'gate': {
      const { stage, except } = worker.isFresh && answer !== 'late' ? worker : world
      worker.isFresh = false
      const stop = sabotage === 'gate always open' ? null : stopReason({ stage, successor: null })
      const expiresAtMs = sabotage === 'the alert has no end of its own' ? Number.POSITIVE_INFINITY : alertEndsMs
      return { of: 'gate', atMs, stop, expiresAtMs, except: markOf(except) }
    }
    case 'next': {
      const met = nextBatch(world, worker, effect.cursor, answer === 'asleep', sabotage)
      worker.words = met?.words ?? {}
      worker.met = Object.keys(worker.words)
      return { of: 'next', atMs, batch: met?.batch ?? null }
    }
    case 'reload':
      return { of: 'reload', atMs, preset: reloaded(world, worker, effect.keys, sabotage) }
    case 'tokens':
      // A refusal is waited for until the worker writes down how far it is; a provider's call would not last so long.
      if (answer === 'refused' && mayJump(world)) world.now += flushEveryMs
      return { of: 'tokens', atMs: world.now, granted: answer !== 'refused' }
    case 'flush':
    case 'finish':
    case 'park': {
      const ok = maySave(job, effect.job)
      if (ok) world.jobs[name] = structuredClone(effect.job)
      if (ok && effect.do === 'park' && effect.wakeNow) world.queue.push(name)
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
      if (item && mayAmend(item, effect.fence)) item.previous = effect.outcomes
      return { of: 'amend', atMs }
    }
    case 'rest':
      return { of: 'rest', atMs, keys: parentOf(job.kind) ? after(listOf(world, job), effect.cursor) : [] }
    case 'spawn':
      for (const child of effect.children) {
        if (child.until && sabotage === 'whoever sleeps is forgotten') continue
        addJob(world, childJob(job, child, atMs, 0))
      }
      return { of: 'spawn', atMs }
  }
}

const outcomeOf: Partial<Record<Answer, Outcome>> = { throttled: 'r', stopped: 'r:refused', unanswered: 'u' }

function beginSend(world: World, worker: Worker, effect: Extract<Working, { do: 'send' }>, answer: Answer): void {
  const item = world.chains[worker.name]!.find((other) => other.batch === effect.batch)
  must(item?.keys.join() === effect.keys.join(), 'intent before send')
  must(!world.isClosed, 'nothing of the predecessor starts after the first Cancel')
  const outcome = outcomeOf[answer] ?? 'h'
  worker.answers = effect.preset.map((preset) => preset ?? outcome)
  worker.mustStop = answer === 'stopped'
  worker.answersUntilMs = answer === 'slow' ? world.now + worstBatchMs : null
  const sentTo = effect.keys.filter((_, i) => effect.preset[i] === null)
  must(
    sentTo.every((key) => worker.met.includes(key)),
    'only people who were there when they were read are sent to',
  )
  must(world.toldOfPart === null || !sentTo.includes(inPart), 'nothing starts for a part that was told it is over')
  must(
    sentTo.every(
      (key) => worker.words[key] === (key === inPart && world.scene === 'dropsAloud' ? 'outside' : 'inside'),
    ),
    'whoever fell out hears that, everybody else the alert',
  )
  must(
    world.scene !== 'dropsSilently' || !sentTo.includes(inPart),
    'nobody outside is told where the county wants none',
  )
  if (isUntaken(outcome)) return
  if (outcome === 'u') world.unknowns += sentTo.length
  for (const key of sentTo.map(firstKey)) world.sent[key] = (world.sent[key] ?? 0) + 1
}

function observe(world: World, index: number, seen: Observation): void {
  const worker = world.workers[index]!
  const next = advance(worker.machine, seen)
  const begins = (next.do === 'put' && !next.item.end) || (next.do === 'send' && seen.of !== 'put')
  must(!begins || world.now < alertEndsMs, 'nothing is begun once the alert itself is over')
  if (next.do === 'quit') world.workers[index] = null
  else worker.effect = next
}

function step(world: World, index: number, answer: Answer, sabotage: Sabotage | undefined): void {
  const worker = world.workers[index]!
  const { effect } = worker
  world.trail.push(`${index}:${worker.name} ${effect.do} ${worker.answers ? 'seen' : answer}`)
  if (effect.do !== 'send') {
    const seen = perform(world, worker, answer, sabotage)
    if (answer === 'slow') passTo(world, world.now + slowMs, sabotage)
    observe(world, index, { ...seen, atMs: world.now })
  } else if (!worker.answers) beginSend(world, worker, effect, answer)
  else {
    const outcomes = worker.answers
    worker.answers = null
    worker.answersUntilMs = null
    observe(world, index, { of: 'send', atMs: world.now, outcomes, mustStop: worker.mustStop })
  }
}

function startWorker(world: World, index: number): void {
  const name = world.queue.shift()!
  world.trail.push(`${index}:${name} starts`)
  const machine = makeMachine(structuredClone(world.jobs[name]!), 0)
  const effect = advance(machine, { of: 'start', atMs: world.now }) as Working
  const worker: Worker = {
    ...{ name, machine, effect, stage: world.stage, except: world.except, isFresh: true },
    ...{ met: [], words: {}, answers: null, mustStop: false, answersUntilMs: null },
  }
  readAlert(world, worker)
  world.workers[index] = worker
}

const isOverdue = (job: Job, now: number): boolean => job.dueAtMs !== null && job.dueAtMs <= now

/** Wakes what is due and not queued already, a little later each time. */
function sweep(world: World): void {
  world.trail.push(`sweep at ${world.now}`)
  for (const [name, job] of Object.entries(world.jobs)) {
    if (!isOverdue(job, world.now) || world.queue.includes(name)) continue
    job.dueAtMs = sweptAgainMs(job, world.now)
    job.attempts++
    world.queue.push(name)
  }
}

/** Time passes for everybody. */
function passTo(world: World, ms: number, sabotage: Sabotage | undefined): void {
  world.now = ms
  for (const worker of world.workers) if (worker) worker.isFresh = false
  if (sabotage !== 'nobody sweeps') sweep(world)
}

const listed = ({ alertId, channel, kind, shard, fence, tail, leaseEndMs }: Job): Listed & JobKey =>
  structuredClone({ alertId, channel, kind, shard, fence, tail, leaseEndMs })

/** One step of the successor's planner: list the jobs; look at a chain's end, then write an end of its own behind it. */
function planCloses(world: World, sabotage: Sabotage | undefined): void {
  world.trail.push('close step')
  world.closing ??= {
    ...{ nowMs: world.now, put: null, areSettled: true },
    jobs: Object.values(world.jobs).filter(mustBeClosed).map(listed),
  }
  const { closing } = world
  const [job] = closing.jobs
  if (job) {
    const chain = world.chains[jobName(job)]!
    const { put } = closing
    const found = put && chain.find((other) => other.batch === put.batch)
    if (put && !found) chain.push(put)
    const seen = put ? (found ?? put) : chain.at(-1)
    const next = closeStep(job, seen, 'cancelled', closing.nowMs)
    closing.put = 'put' in next ? next.put : null
    if ('put' in next) return
    closing.areSettled &&= next.isSettled || sabotage === 'a cancel waits for nobody'
    closing.jobs.shift()
  }
  if (closing.jobs.length > 0) return
  world.closing = null
  world.isClosed = closing.areSettled
  if (!world.isClosed) return
  must(
    !world.workers.some((worker) => worker?.answers),
    'no batch of the predecessor is in flight after the first Cancel',
  )
  checkHeirs(world)
}

/** Whom the provider has been asked to send to by a worker that has not seen its answer. */
function inFlight(worker: Worker | null): string[] {
  if (worker?.effect.do !== 'send' || !worker.answers) return []
  const { keys, preset } = worker.effect
  return keys.filter((_, i) => preset[i] === null).map(firstKey)
}

/** The planner of a message for a part looks whether every run knows of it. Where the alert is called off, it closes its jobs. */
function partStep(world: World, sabotage: Sabotage | undefined): void {
  world.trail.push('part step')
  const knows = (job: Job): boolean => hasLetGo(job, markOf(world.except), world.now)
  const isReady =
    world.stage === 'published'
      ? Object.values(world.jobs).every(knows) || sabotage === 'a part waits for nobody'
      : world.isClosed
  if (!isReady) return
  must(!world.workers.flatMap(inFlight).includes(inPart), 'nothing is in flight for a part that is told it is over')
  const part = aPublished({ id: 'part', isPart: true, cancelReason: 'lifted', area: partArea, predecessors: ['x'] })
  world.toldOfPart = heirsTo(world, part)
  must(
    world.toldOfPart.every((key) => key === inPart),
    'only people of the part are told of it',
  )
  must(!world.sent[inPart] || world.toldOfPart.includes(inPart), 'whoever got what is over now hears that')
}

/** Who of those that may have got the alert hears of a later one. */
function heirsTo(world: World, later: PublishedAlert): string[] {
  const chain = [{ ...alertOf(world.scene, world.except), stage: world.stage }]
  const predecessors = [{ alertId: 'x', heirs: heirsOf('x', later, chain) }]
  const judge = makeJudge({ published: later, predecessors, chain, county })
  const got = Object.values(world.jobs).flatMap((job) => perhapsToldBy(world.chains[jobName(job)]!, job))
  const keys = [...new Set(got.map(({ key }) => firstKey(key)))]
  return keys.filter((key) => judge.decide(rows[key], { key, atMs: 0, from: ['x'], handed: [] }, false) === 'inside')
}

/** A Cancel of the whole goes to all who got it, but for whom it was over before: they hear of the part alone. */
function checkHeirs(world: World): void {
  if (world.scene !== 'first' || world.stage !== 'cancelled') return
  const cancel = aPublished({ id: 'cancel', cancelReason: 'lifted', predecessors: ['x'] })
  const heirs = heirsTo(world, cancel)
  must(!world.except || !heirs.includes(inPart), 'nobody hears twice that it is over')
  const others = Object.keys(world.sent).filter((key) => !world.except || key !== inPart)
  must(
    others.every((key) => heirs.includes(key)),
    'whoever was sent to is told of a Cancel',
  )
}

/** A planner is woken; it makes the jobs of an alert that may be told. */
function planStep(world: World, sabotage: Sabotage | undefined): void {
  world.trail.push('plan step')
  const isTold = world.stage === 'published' || sabotage === 'an overtaken alert is told'
  const fate = fateOf(isTold ? { ...alertOf(world.scene, false), stage: 'published' } : undefined, undefined)
  if (fate === 'due') makeJobs(world)
  if (fate !== 'untold' || sabotage === 'an overtaken alert counts as planned') world.isPlanned = true
}

/** Nobody is inside a provider call: only there is a pause bounded by time-outs that are shorter than the lease. */
const mayJump = (world: World): boolean => world.workers.every((worker) => worker?.effect.do !== 'send')

/** The batch in hand may take until then: no other takes longer than the worst. */
const mayTake = (world: World, ms: number): boolean =>
  world.workers.every((worker) => worker?.effect.do !== 'send' || (worker.answersUntilMs ?? 0) >= ms)

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
    if (worker.effect.do === 'gate' && worker.isFresh) list.push((w) => step(w, i, 'late', sabotage))
    const { answersUntilMs } = worker
    if (answersUntilMs !== null && mayTake(world, answersUntilMs)) {
      list.push((w) => {
        w.trail.push(`${i} waits for the provider`)
        w.workers[i]!.answersUntilMs = null
        passTo(w, answersUntilMs, sabotage)
      })
    }
    for (const { at, answer, from } of mishaps) {
      if (worker.effect.do !== at || worker.answers || budget[from] === 0) continue
      if (answer === 'slow' && at !== 'send' && !mayJump(world)) continue
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
  if (budget.duplicate > 0 && world.queue.length < 2 && world.jobs['main#0']) {
    list.push((w) => {
      w.budget.duplicate--
      w.trail.push('duplicate')
      w.queue.push('main#0')
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
  if (budget.move > 0 && world.moved.length === 0) {
    list.push((w) => {
      w.budget.move--
      w.trail.push('a row moves')
      w.moved.push(people[0]!)
    })
  }
  if (budget.cancel > 0 && world.stage === 'published') {
    list.push((w) => {
      w.budget.cancel--
      w.stage = 'cancelled'
      w.trail.push('cancelled')
    })
  }
  if (budget.over > 0 && world.now < alertEndsMs && mayJump(world)) {
    list.push((w) => {
      w.budget.over--
      w.trail.push('the alert is over')
      passTo(w, alertEndsMs, sabotage)
    })
  }
  if (isUnnoted(world)) list.push(noteEnd)
  if (budget.part > 0 && world.stage === 'published') {
    list.push((w) => {
      w.budget.part--
      w.trail.push('a part is over')
      w.except = true
    })
  }
  if (world.except && world.toldOfPart === null) list.push((w) => partStep(w, sabotage))
  if (mustClose(world)) list.push((w) => planCloses(w, sabotage))
  if (world.scene === 'overtaken' && !world.isPlanned) list.push((w) => planStep(w, sabotage))
  if (world.stage === 'held') {
    // What overtook it is rejected, or sent and in its place.
    for (const stage of ['published', 'superseded'] as const) {
      list.push((w) => {
        w.trail.push(stage)
        w.stage = stage
      })
    }
  }
  if (budget.jump > 0 && mayJump(world) && Number.isFinite(nextInstant(world))) {
    list.push((w) => {
      w.budget.jump--
      passTo(w, nextInstant(w), sabotage)
    })
  }
  return list
}

/** The alert is over, and still stands as published. */
const isUnnoted = ({ stage, now }: World): boolean => stage === 'published' && now >= alertEndsMs

function noteEnd(world: World): void {
  world.trail.push('expired')
  world.stage = 'expired'
}

/** Called off by a Cancel, or ended with a part that must still be told. */
const mustClose = (world: World): boolean =>
  !world.isClosed && (world.stage === 'cancelled' || (world.stage === 'expired' && world.except))

function checkState(world: World): void {
  must(
    (world.stage !== 'held' && world.stage !== 'superseded') || Object.keys(world.jobs).length === 0,
    'nobody is told of what was overtaken',
  )
  const repeats = Object.values(world.sent).reduce((sum, count) => sum + count - 1, 0)
  must(
    repeats <= world.layout.batchSize * world.takeovers + world.unknowns,
    'repeats ≤ batch × takeovers + unknown retries',
  )
  for (const [name, chain] of Object.entries(world.chains)) {
    chain.forEach((item, i) => {
      must(item.batch === i, 'no gap in the chain')
      must(!item.end || i === chain.length - 1, 'nothing behind the end of a chain')
      must(item.fence >= (chain[i - 1]?.fence ?? 0) && item.fence <= world.jobs[name]!.fence, 'monotone fence')
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
  checkPending(world, sum)
}

/** The ledger knows as much as the tallies, and where everything in it was seen, the tallies know as much as the ledger. */
function checkPending({ jobs: byName, chains }: World, sum: { meant: number; done: number }): void {
  const jobs = Object.values(byName)
  const { meant, pending } = countPending({ jobs, chains })
  must(sum.meant <= meant && sum.done <= meant - pending, 'nobody is counted who is not in the ledger')
  const isUnseen = jobs.some(({ state, tail, ...job }) => {
    const newest = chains[jobName(job)]!.at(-1)
    // Somebody is at work, or wrote on after the job was lost.
    return state !== 'done' && (state === 'running' || (newest && newest.batch !== tail?.batch))
  })
  must(isUnseen || (sum.meant === meant && sum.meant - sum.done === pending), 'pending is who the ledger leaves open')
}

const isDone = (world: World): boolean => Object.values(world.jobs).every((job) => job.state === 'done')

/** What holds when everything has come to rest. */
function checkEnd(world: World): void {
  must(isDone(world), 'progress: a fair sweeper and a provider that is back complete every job')
  const seen: Record<string, Outcome[]> = {}
  for (const [name, chain] of Object.entries(world.chains)) {
    chain.forEach((item, i) => {
      item.keys.forEach((key, n) => {
        const outcome = item.preset[n] ?? outcomesAfter(chain, i, world.jobs[name]!.fence)?.[n] ?? 'u'
        seen[firstKey(key)] = [...(seen[firstKey(key)] ?? []), outcome]
      })
    })
  }
  if (world.stage === 'published') {
    const isMeant = (key: string): boolean => !(world.except && key === inPart) && !world.left.includes(key)
    for (const key of people.filter(isMeant)) {
      must(seen[key]?.some(isFinal) === true, 'complete ⇒ everybody has an outcome')
      const isSilent = world.scene === 'dropsSilently' && key === inPart
      must(isSilent || (world.sent[key] ?? 0) > 0, 'complete ⇒ everybody was sent to')
    }
  }
  must(!world.except || world.toldOfPart !== null, 'progress: a part is told')
  must(
    !world.sent[inPart] || !world.except || world.toldOfPart!.includes(inPart),
    'whoever got what is over now hears that',
  )
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

/** One step of a planner that has something to do; false when none has. */
function goOnPlanning(world: World, sabotage: Sabotage | undefined): boolean {
  if (isUnnoted(world)) noteEnd(world)
  else if (world.stage === 'published' && !world.isPlanned) planStep(world, sabotage)
  else if (mustClose(world)) planCloses(world, sabotage)
  else if (world.except && world.toldOfPart === null) partStep(world, sabotage)
  else return false
  return true
}

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
    else if (turn % 2 === 0 && goOnPlanning(world, sabotage)) checkState(world)
    else if (
      Number.isFinite(nextInstant(world)) ||
      Object.values(world.jobs).some((job) => isOverdue(job, world.now))
    ) {
      if (sabotage === 'nobody sweeps') break
      if (Number.isFinite(nextInstant(world))) world.now = nextInstant(world)
      sweep(world)
    } else if (!goOnPlanning(world, sabotage)) break
    checkState(world)
  }
  checkEnd(world)
  return path
}

/** One random walk: `choices` picks the action in each state; then the world comes to rest. */
export function walk(budget: Budget, choices: readonly number[], scene: Scene = 'first', layout = oneByOne): void {
  const world = start(budget, scene, layout)
  for (const choice of choices) {
    const list = actions(world, undefined)
    if (list.length === 0) break
    list[choice % list.length]!(world)
    checkState(world)
  }
  settle(world, undefined, new Set())
}

/** Says with an invariant that breaks how the world came there. */
function telling(world: World, act: () => void): void {
  try {
    act()
  } catch (error) {
    throw new Error(`${(error as Error).message}; after: ${world.trail.join(' · ')}`, { cause: error })
  }
}

/** Visits every state that can be reached within the budget; throws with the invariant that breaks. */
export function explore(
  budget: Budget,
  sabotage?: Sabotage,
  scene: Scene = 'first',
  layout = oneByOne,
): { states: number } {
  const visited = new Set<string>()
  const good = new Set<string>()
  const stack: World[] = [start(budget, scene, layout)]
  while (stack.length > 0) {
    const world = stack.pop()!
    const id = keyOf(world)
    if (visited.has(id)) continue
    visited.add(id)
    const resting = structuredClone(world)
    telling(resting, () => {
      for (const settled of settle(resting, sabotage, good)) good.add(settled)
    })
    for (const act of actions(world, sabotage)) {
      const next = structuredClone(world)
      telling(next, () => {
        act(next)
        checkState(next)
      })
      stack.push(next)
    }
  }
  return { states: visited.size }
}
