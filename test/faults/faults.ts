/**
 * `npm run faults`: everything that can go wrong on the way of a warning, done to the real product, and what became of
 * everybody who was meant. `--recipients N` (20 000) are in the way of a SIGKILL, a tenth of them (500 at least) of
 * everything else; `--only TEXT` runs the scenarios whose name holds it; `--at-once N` runs N of them side by side, each
 * on a product of its own. Exits with 1 when anybody was lost, anybody not meant was told, more was repeated than workers
 * had in hand, or a report does not add up.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { shardsFor } from '../../functions/subscribers/shards.ts'
import {
  type Channel,
  capTime,
  type FaultRequest,
  type LocalProduct,
  type Message,
  startProduct,
} from '../fakes/local-product.ts'
import { area, channels, MissedError, openWorld, start, type World } from './world.ts'

interface Row {
  channel: Channel
  meant: number
  /** null where nobody can say who should have been told: the alert ended on its way. */
  lost: number | null
  notMeant: number
  repeated: number
  allowed: number
  /** What is wrong; nothing: all is well. */
  wrong: string[]
}

interface Judgement {
  rows: Row[]
  isComplete: boolean
  /** Of the product's clock, passed by hand so that nobody has to sit out the wait for a retry. */
  passedMs: number
}

interface Scenario {
  name: string
  isLarge?: boolean
  /** How many are meant, where it is about something else than numbers. */
  recipients?: number
  /** E-mail goes by SMTP. */
  isSmtp?: boolean
  /** Posts the alert and does the damage. What it finds wrong itself it returns. */
  act(world: World): Promise<string[]>
  judge(world: World): Promise<Judgement>
}

const { values: options } = parseArgs({
  options: {
    recipients: { type: 'string', default: '20000' },
    only: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '1' },
  },
})
const many = Number(options.recipients)
if (!Number.isInteger(many) || many < 1000) {
  throw new Error(`--recipients ${options.recipients}; allowed: 1000 and more`)
}
const atOnce = Number(options['at-once'])
if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > 8) {
  throw new Error(`--at-once ${options['at-once']}; allowed: 1 to 8`)
}
/** Ten batches at least, or there is no middle. */
const few = Math.max(500, Math.round(many / 10))

/** No batch is larger; a worker has one in hand. */
const batchSize = 50
const hourMs = 3_600_000
/** So slow that there is a middle to do damage in. */
const latencyMs = 150

const onBoth = async ({ product }: World, fault: Omit<FaultRequest, 'channel'>): Promise<void> => {
  for (const channel of channels) await product.setFault({ channel, ...fault })
}

const misbehaving = (name: string, fault: Omit<FaultRequest, 'channel'>): Scenario => ({
  name: `provider ${name}`,
  async act(world) {
    await onBoth(world, fault)
    await world.post()
    return []
  },
  judge: everybodyOnce,
})

const unanswering = (name: string, mode: 'timeout' | 'crash', share: number): Scenario => ({
  name: `provider ${name}`,
  async act(world) {
    await leaveUnanswered(world, mode, share)
    await world.post()
    return []
  },
  judge: everybodyOnce,
})

/**
 * No answer to this share of all requests. Every second of them is carried out all the same: an SMS to one person, an
 * e-mail to a batch. It is over well before anybody is tried again, so that nobody is given up.
 */
async function leaveUnanswered(world: World, mode: 'timeout' | 'crash', share: number): Promise<void> {
  const sms = Math.ceil(few * share)
  const email = Math.ceil((few / batchSize) * share)
  await world.product.setFault({ channel: 'sms', mode, rate: 0.3, count: sms })
  await world.product.setFault({ channel: 'email', mode, rate: 0.3, count: email })
  world.unanswered = { sms: Math.ceil(sms / 2), email: Math.ceil(email / 2) * batchSize }
}

const bySmtp = (name: string, fault: Omit<FaultRequest, 'channel'>, more: Partial<Scenario> = {}): Scenario => ({
  name: `SMTP relay ${name}`,
  isSmtp: true,
  async act(world) {
    world.slowestAnswerMs = (fault.seconds ?? 0) * 1000
    await world.product.setFault({ channel: 'email', ...fault })
    await world.post()
    return []
  },
  judge: everybodyOnceBySmtp,
  ...more,
})

/** Everybody is refused as by the account, from this share on; then that ends. */
const refusing = (name: string, channel: Channel, share: number, isSmtp = false): Scenario => ({
  name,
  isSmtp,
  async act(world) {
    const { product } = world
    const refuse = () => product.setFault({ channel, mode: 'refuse' })
    if (share === 0) await refuse()
    await world.post()
    if (share > 0) {
      await world.middle(share)
      await refuse()
    }
    const wrong = await stoppedWith(world, channel)
    await product.clearFaults()
    return wrong
  },
  judge: isSmtp ? everybodyOnceBySmtp : everybodyOnce,
})

/** Retries of everybody, by the product's clock: whoever is given up by mistake is given up by then. */
const refusedForMs = 600_000
const refusedStepMs = 121_000

/** Waits until nothing arrives any more: a clock that jumps takes the job from whoever is at work. */
async function quiet({ product }: World): Promise<void> {
  for (let seen = -1, now = await product.count({}); now !== seen; now = await product.count({})) {
    seen = now
    await sleep(3_000)
  }
}

/** Nobody is given up while it lasts, it is heard of, and the report knows of everybody who has nothing. */
async function stoppedWith(world: World, channel: Channel): Promise<string[]> {
  const { product, identifier } = world
  for (let passedMs = 0; passedMs < refusedForMs; passedMs += refusedStepMs) {
    await quiet(world)
    await product.moveClock((await product.now()) + refusedStepMs)
  }
  await quiet(world)
  const { complete, channels: reach } = await product.report(identifier)
  const { meant, failed, pending } = reach[channel]
  const has = recipientsOf(await world.received(channel)).size
  const wrong: string[] = []
  if (complete) wrong.push('complete while everybody is refused')
  if (failed.total > 0) wrong.push(`${failed.total} given up`)
  if (pending !== meant - has) wrong.push(`report: ${pending} pending, but ${meant - has} of ${meant} have nothing`)
  if (world.work(channel).stops === 0) wrong.push('nobody heard of it')
  return wrong
}

const killing = (name: string, shares: readonly number[]): Scenario => ({
  name,
  isLarge: true,
  async act(world) {
    await world.post()
    for (const share of shares) {
      await world.middle(share)
      await killAndStart(world)
    }
    return []
  },
  judge: everybodyOnce,
})

async function killAndStart(world: World): Promise<void> {
  await world.product.kill()
  world.kills += 1
  await world.product.start()
}

/** A lease outlasts the jump to the end, so that the end of the alert is all that happens. */
const lastsMs = 25_000

function expiring(): Scenario {
  let endMs = 0
  return {
    name: 'expiry in the middle',
    async act(world) {
      const { product } = world
      endMs = Math.ceil((await product.now()) / 1000) * 1000 + lastsMs
      await world.post({ expires: capTime(endMs) })
      await world.middle(0.2)
      if ((await product.now()) < endMs - 1_000) await product.moveClock(endMs - 1_000)
      return []
    },
    judge: (world) => endedInTime(world, endMs),
  }
}

const burst = 300
const postedAtOnce = 8
/** From the last POST until all stand in the list. */
const listedWithinMs = 30_000

/** Warnings that differ in their shape alone, by less than a metre: all are for the same people. */
function bursting(): Scenario {
  let identifiers: string[] = []
  return {
    name: `${burst} alerts in a burst`,
    recipients: 20,
    async act(world) {
      const { product } = world
      identifiers = Array.from({ length: burst }, (_, i) => `${world.identifier}-${i}`)
      const waiting = [...identifiers.entries()]
      const wrong: string[] = []
      const post = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [i, identifier] = next
          const { status } = await product.post(world.cap({ identifier, polygons: shiftedBy(i * 1e-8) }))
          if (status !== 202) wrong.push(`a POST answered ${status}`)
        }
      }
      const started = performance.now()
      await Promise.all(Array.from({ length: postedAtOnce }, post))
      const posted = performance.now()
      const listed = await allListed(world, identifiers)
      const listedMs = performance.now() - posted
      if (!listed) wrong.push('never all in active.json')
      if (listedMs > listedWithinMs) wrong.push('all in active.json only half a minute after the last POST')
      const seconds = (ms: number): string => (ms / 1_000).toFixed(1)
      console.log(`${burst} POSTs took ${seconds(posted - started)} s; all listed ${seconds(listedMs)} s later`)
      return wrong
    },
    judge: (world) => everybodyOfEach(world, identifiers),
  }
}

const shiftedBy = (degrees: number): [number, number][][] =>
  (area.polygons ?? []).map((ring) => ring.map(([lat, lon]): [number, number] => [lat + degrees, lon]))

const listPatienceMs = 300_000

async function allListed({ product }: World, identifiers: readonly string[]): Promise<boolean> {
  for (const end = Date.now() + listPatienceMs; Date.now() < end; await sleep(250)) {
    const { body } = await product.ask('GET', '/alerts/active.json')
    const listed = new Set((body.alerts ?? []).map(({ identifier }: { identifier: string }) => identifier))
    if (identifiers.every((identifier) => listed.has(identifier))) return true
  }
  return false
}

/** Of each of many alerts everybody has his own, and each report knows. */
async function everybodyOfEach(world: World, identifiers: readonly string[]): Promise<Judgement> {
  const sums = new Map<Channel, Row>()
  let isComplete = true
  let passedMs = 0
  for (const identifier of identifiers) {
    const { report, passedMs: passed } = await world.settle(identifier)
    isComplete &&= report.complete
    passedMs += passed
    for (const channel of channels) {
      const wanted = new Set(addressesOf(world, channel))
      const { row } = await compare(world, channel, wanted, identifier)
      const { meant, handedOver } = report.channels[channel]
      if (meant !== wanted.size || handedOver !== wanted.size)
        row.wrong.push(`report: ${meant} meant, ${handedOver} handed over`)
      const sum = sums.get(channel)
      if (!sum) sums.set(channel, row)
      else {
        sum.meant += row.meant
        sum.lost = (sum.lost ?? 0) + (row.lost ?? 0)
        sum.notMeant += row.notMeant
        sum.repeated += row.repeated
        sum.allowed = Math.max(sum.allowed, row.allowed)
        sum.wrong.push(...row.wrong)
      }
    }
  }
  return { rows: [...sums.values()], isComplete, passedMs }
}

/** A receipt comes within a second, and is counted in another. */
const receiptPatienceMs = 60_000

/** Waits for receipts to be counted, and says where they do not add up in the end. */
async function wrongDelivered(world: World, channel: Channel, expected: (handedOver: number) => number) {
  for (const end = Date.now() + receiptPatienceMs; ; await sleep(250)) {
    const { handedOver, delivered } = (await world.settle()).report.channels[channel]
    if (delivered === expected(handedOver)) return []
    if (Date.now() > end) return [`${delivered} delivered of ${handedOver}, not ${expected(handedOver)}`]
  }
}

async function everybodyOnceAndDelivered(world: World, expected = (handedOver: number) => handedOver) {
  const judgement = await everybodyOnce(world)
  for (const row of judgement.rows) row.wrong.push(...(await wrongDelivered(world, row.channel, expected)))
  return judgement
}

/** SNS takes what it is given, throws it away, and says so later; then somebody raises the limit. */
function spending(): Scenario {
  return {
    name: 'spend limit reached, later raised',
    async act(world) {
      const { product, identifier } = world
      await world.post()
      await world.middle(0.2)
      await product.setFault({ channel: 'sms', mode: 'quota' })
      await sleep(5_000)
      const told = await product.count({ alert: identifier, channel: 'sms' })
      if (told >= addressesOf(world, 'sms').length) throw new MissedError('everybody was told before the limit')
      const { complete, channels: sums } = await product.report(identifier)
      const wrong = complete || sums.sms.pending === 0 ? ['complete although people were thrown away'] : []
      // What asks meanwhile is thrown away as well.
      await product.moveClock((await product.now()) + 180_000)
      await sleep(3_000)
      await product.clearFaults()
      return wrong
    },
    judge: everybodyOnceAndDelivered,
  }
}

const receiving = (how: 'late' | 'twice' | 'lost', share: number): Scenario => ({
  name: `receipts ${how}`,
  async act(world) {
    await onBoth(world, { mode: 'receipts', how, rate: share, seconds: 15 })
    await world.post()
    return []
  },
  judge: (world) =>
    everybodyOnceAndDelivered(world, (handedOver) =>
      how === 'lost' ? handedOver - Math.floor(handedOver * share + 1e-6) : handedOver,
    ),
})

/** Mailboxes that are not there: this warning has failed for them, and the next does not go there. */
function bouncing(): Scenario {
  const gone = 30
  const second = (world: World): string => world.identifier.replace(/.$/, 's')
  return {
    name: 'mailboxes send back what they got',
    async act(world) {
      const { product } = world
      await product.setFault({ channel: 'email', mode: 'bounce', count: gone })
      await world.post()
      await world.settle()
      const wrong = await wrongDelivered(world, 'email', () => addressesOf(world, 'email').length - gone)
      const { handedOver, failed } = (await product.report(world.identifier)).channels.email
      if (failed.bounced !== gone) wrong.push(`${failed.bounced} bounced`)
      if (handedOver !== addressesOf(world, 'email').length - gone) wrong.push(`${handedOver} handed over`)
      await world.post({ identifier: second(world), polygons: shiftedBy(1e-8) })
      return wrong
    },
    async judge(world) {
      const { report, passedMs } = await world.settle(second(world))
      const rows: Row[] = []
      for (const channel of channels) {
        const there = new Set(
          channel === 'sms' ? addressesOf(world, 'sms') : recipientsOf(await world.received('email')),
        )
        const { row } = await compare(world, channel, there, second(world))
        const { meant, handedOver, skipped } = report.channels[channel]
        const passedOver = channel === 'email' ? gone : 0
        if (meant !== there.size + passedOver || handedOver !== there.size) row.wrong.push(`${handedOver} of ${meant}`)
        if ((skipped.bounced ?? 0) !== passedOver) row.wrong.push(`${skipped.bounced} passed over`)
        rows.push(row)
      }
      return { rows, isComplete: report.complete, passedMs }
    },
  }
}

const scenarios: Scenario[] = [
  misbehaving('throttles 10 %', { mode: 'throttle', rate: 0.1 }),
  misbehaving('throttles 60 %', { mode: 'throttle', rate: 0.6 }),
  misbehaving('fails 30 % (5xx)', { mode: 'error', rate: 0.3 }),
  unanswering('times out', 'timeout', 0.03),
  unanswering('resets connections', 'crash', 0.15),
  {
    name: 'provider down, then back',
    async act(world) {
      await world.post()
      await world.middle(0.1)
      await onBoth(world, { mode: 'down' })
      await sleep(10_000)
      await world.product.clearFaults()
      return []
    },
    judge: everybodyOnce,
  },
  refusing('SMS refused for everybody, then not', 'sms', 0),
  refusing('SMS refused in the middle, then not', 'sms', 0.3),
  refusing('e-mail refused for everybody, then not', 'email', 0),
  {
    name: 'five POSTs at once, every message twice',
    async act(world) {
      const { product } = world
      await product.setFault({ channel: 'queue', mode: 'duplicate' })
      const cap = world.cap()
      const first = await Promise.all(Array.from({ length: 5 }, () => product.post(cap)))
      await world.middle(0.2)
      const later = [await product.post(cap), await product.post(cap)]
      const statuses = [...first, ...later].map(({ status }) => status).sort()
      return statuses.join() === '200,200,200,200,200,200,202' ? [] : [`the POSTs answered ${statuses}`]
    },
    judge: everybodyOnce,
  },
  {
    name: 'all queues lost, three times',
    async act(world) {
      // Retries keep wakes on the way, so that there is something to lose.
      await onBoth(world, { mode: 'throttle', rate: 0.2 })
      await world.post()
      await world.product.purgeQueues()
      for (const share of [0.2, 0.6]) {
        await world.middle(share)
        await world.product.purgeQueues()
      }
      return []
    },
    judge: everybodyOnce,
  },
  {
    name: 'table throttled wholly for a while',
    async act(world) {
      await world.post()
      await world.middle(0.2)
      await world.product.setFault({ channel: 'table', mode: 'throttle' })
      const before = await countBoth(world)
      await sleep(10_000)
      const after = await countBoth(world)
      await world.product.clearFaults()
      return channels.flatMap((channel) => {
        const sent = after[channel] - before[channel]
        return sent <= batchSize * shardsFor(world.people) ? [] : [`${sent} sent on ${channel} without a ledger`]
      })
    },
    judge: everybodyOnce,
  },
  {
    name: 'table throttled, every fifth request',
    async act(world) {
      await world.product.setFault({ channel: 'table', mode: 'throttle', rate: 0.2 })
      await world.post()
      return []
    },
    judge: everybodyOnce,
  },
  {
    name: 'files cannot be written for a while',
    async act(world) {
      await world.product.setFault({ channel: 'web', mode: 'error' })
      await world.post()
      await world.middle(0.5)
      const wrong = (await isInForce(world)) ? ['in active.json although nothing could be written'] : []
      await world.product.clearFaults()
      return wrong
    },
    judge: everybodyOnce,
  },
  {
    name: 'clock an hour ahead and back',
    async act(world) {
      const { product } = world
      await world.post()
      await world.middle(0.2)
      await product.moveClock((await product.now()) + hourMs)
      await world.middle(0.4)
      await product.moveClock((await product.now()) - hourMs)
      return []
    },
    judge: everybodyOnce,
  },
  {
    name: 'Cancel in the middle',
    async act(world) {
      await world.post()
      await world.middle(0.2)
      return []
    },
    judge: calledOff,
  },
  {
    name: 'Cancel while answers are missing',
    async act(world) {
      await leaveUnanswered(world, 'crash', 0.1)
      await world.post()
      await world.middle(0.2)
      return []
    },
    judge: calledOff,
  },
  {
    name: 'Cancel while a batch hangs for 5 s',
    async act(world) {
      const { product } = world
      world.slowestAnswerMs = 5_000
      await world.post()
      await world.middle(0.2)
      // No more than what is in hand: the Cancel itself goes out as ever.
      await product.setFault({ channel: 'sms', mode: 'slow', seconds: 5, count: batchSize })
      await product.setFault({ channel: 'email', mode: 'slow', seconds: 5, count: 1 })
      await sleep(500)
      return []
    },
    judge: calledOff,
  },
  expiring(),
  spending(),
  receiving('late', 0.5),
  receiving('twice', 1),
  receiving('lost', 0.3),
  bouncing(),
  // Minutes of its own: only where it is asked for.
  ...(options.only === '' ? [] : [bursting()]),
  {
    name: 'SIGKILL in the middle of a Cancel',
    async act(world) {
      await world.post()
      await world.middle(0.3)
      return []
    },
    judge: (world) => calledOff(world, { isKilled: true }),
  },
  {
    name: 'SIGKILL as soon as it is accepted',
    async act(world) {
      await world.post()
      await killAndStart(world)
      return []
    },
    judge: everybodyOnce,
  },
  bySmtp('answers after 6 s', { mode: 'slow', seconds: 6 }, { recipients: 20 }),
  bySmtp('answers after 40 s', { mode: 'slow', seconds: 40 }, { recipients: 20 }),
  bySmtp('drops lines after the text', { mode: 'crash', rate: 0.2, count: 40 }),
  bySmtp('greylists everybody', { mode: 'greylist' }),
  bySmtp('ends lines (421)', { mode: 'close', rate: 0.2 }),
  bySmtp('has no room for 30 % (452)', { mode: 'error', rate: 0.3 }),
  refusing('SMTP relay refuses everybody, then not', 'email', 0, true),
  {
    name: 'SMTP relay down, then back',
    isSmtp: true,
    async act(world) {
      await world.post()
      await world.middle(0.1)
      await world.product.setFault({ channel: 'email', mode: 'down' })
      await sleep(5_000)
      await world.product.clearFaults()
      return []
    },
    judge: everybodyOnceBySmtp,
  },
  {
    name: 'SMTP, SIGKILL',
    isSmtp: true,
    async act(world) {
      await world.post()
      await world.middle(0.3)
      await killAndStart(world)
      return []
    },
    judge: everybodyOnceBySmtp,
  },
  killing('SIGKILL', [0.3]),
  killing('SIGKILL twice', [0.2, 0.5]),
]

async function countBoth({ product, identifier }: World): Promise<Record<Channel, number>> {
  const count = (channel: Channel): Promise<number> => product.count({ alert: identifier, channel })
  return { sms: await count('sms'), email: await count('email') }
}

const addressesOf = ({ meant }: World, channel: Channel): string[] =>
  meant.flatMap((person) => person.channels[channel] ?? [])

const recipientsOf = (messages: readonly Message[]): Set<string> => new Set(messages.map(({ to }) => to))

/** A worker that lost its job may have had a batch in hand; so has each when the product is killed. */
function allowedRepeats(world: World, channel: Channel): number {
  const { takeovers, jobs } = world.work(channel)
  return batchSize * (takeovers + world.kills * jobs) + world.unanswered[channel]
}

/** What a channel brought, against those it should have told. */
async function compare(world: World, channel: Channel, wanted: ReadonlySet<string>, identifier = world.identifier) {
  const messages = await world.received(channel, identifier)
  const got = recipientsOf(messages)
  const allowed = allowedRepeats(world, channel)
  const row: Row = {
    channel,
    meant: wanted.size,
    lost: [...wanted].filter((to) => !got.has(to)).length,
    notMeant: [...got].filter((to) => !wanted.has(to)).length,
    repeated: messages.length - got.size,
    allowed,
    wrong: [],
  }
  if (row.lost) row.wrong.push(`${row.lost} lost`)
  if (row.notMeant > 0) row.wrong.push(`${row.notMeant} not meant`)
  if (row.repeated > allowed) row.wrong.push(`${row.repeated} repeated`)
  return { row, messages }
}

/** Everybody who is meant has it, on the web as well, and the report knows. */
async function everybodyOnce(world: World): Promise<Judgement> {
  const { report, passedMs } = await world.settle()
  const rows: Row[] = []
  for (const channel of channels) {
    const wanted = new Set(addressesOf(world, channel))
    const { row } = await compare(world, channel, wanted)
    const { meant, handedOver, failed, skipped } = report.channels[channel]
    if (meant !== wanted.size || handedOver !== wanted.size) {
      row.wrong.push(
        `report: ${meant} meant, ${handedOver} handed over, ${failed.total} failed, ${skipped.total} skipped`,
      )
    }
    if (!(await isInForce(world))) row.wrong.push('not in active.json')
    rows.push(row)
  }
  return { rows, isComplete: report.complete, passedMs }
}

/** As above; and whoever has a mail twice has the same one twice, and was named in doubt or was in hand at a kill. */
async function everybodyOnceBySmtp(world: World): Promise<Judgement> {
  const { passedMs } = await world.settle()
  world.unanswered.email = world.work('email').inDoubt
  const judgement = await everybodyOnce(world)
  const row = judgement.rows.find(({ channel }) => channel === 'email')!
  const messages = await world.received('email')
  const identities = new Set(messages.map(({ headers }) => headers['Message-ID']))
  if (identities.size !== recipientsOf(messages).size) {
    row.wrong.push(`${identities.size} identities of mails to ${recipientsOf(messages).size} people`)
  }
  return { ...judgement, passedMs }
}

async function isInForce({ product, identifier }: World): Promise<boolean> {
  const { body } = await product.ask('GET', '/alerts/active.json')
  return (body.alerts ?? []).some((alert: { identifier: string }) => alert.identifier === identifier)
}

/** A Cancel goes to those who have, or may have, the first; none of the first follows it to anybody. */
async function calledOff(world: World, { isKilled = false } = {}): Promise<Judgement> {
  const { product, identifier, sent } = world
  const end = identifier.replace(/.$/, 'c')
  const answer = await product.post(
    world.cap({
      identifier: end,
      sent: capTime(await product.now()),
      msgType: 'Cancel',
      follows: [{ identifier, sent }],
    }),
  )
  if (answer.status !== 202) throw new Error(`the Cancel was not accepted: ${JSON.stringify(answer.body)}`)
  if (isKilled) await killAndStart(world)
  const second = await world.settle(end)
  const first = await world.settle()
  const rows: Row[] = []
  for (const channel of channels) {
    const messages = await world.received(channel)
    const told = recipientsOf(messages)
    // Whoever was in hand at a kill, or of whom the provider said nothing, may have the first as well.
    const isMeant = new Set(addressesOf(world, channel))
    const others = [...recipientsOf(await world.received(channel, end))].filter(
      (to) => !told.has(to) && isMeant.has(to),
    )
    // Named as such: a Cancel to anybody else is one too many, and no repeat of anything.
    const inDoubt = others.slice(0, first.report.channels[channel].failed.noAnswer ?? 0)
    const { row } = await compare(world, channel, new Set([...told, ...inDoubt]), end)
    const all = await product.inbox({ channel })
    const lifted = new Set<string>()
    const late = all.filter(({ to, alert }) => {
      if (alert === end) lifted.add(to)
      return alert === identifier && lifted.has(to)
    })
    if (late.length > 0) row.wrong.push(`${late.length} of the first after the Cancel`)
    if (messages.length - told.size > row.allowed) row.wrong.push('repeats of the first')
    const { meant } = second.report.channels[channel]
    if (meant !== row.meant) row.wrong.push(`report: ${meant} meant`)
    if (await isInForce(world)) row.wrong.push('still in active.json')
    rows.push(row)
  }
  const isComplete = first.report.complete && second.report.complete
  return { rows, isComplete, passedMs: first.passedMs + second.passedMs }
}

/** Nobody is told after the end but those of the batch each worker had in hand. */
async function endedInTime(world: World, endMs: number): Promise<Judgement> {
  const { report, passedMs } = await world.settle()
  const rows: Row[] = []
  for (const channel of channels) {
    const { row: compared, messages } = await compare(world, channel, new Set(addressesOf(world, channel)))
    const row = { ...compared, lost: null, wrong: compared.wrong.filter((what) => !what.endsWith(' lost')) }
    const late = messages.filter(({ at }) => Date.parse(at) > endMs).length
    if (late > batchSize * world.work(channel).jobs) row.wrong.push(`${late} told after the end`)
    const { handedOver } = report.channels[channel]
    if (handedOver !== recipientsOf(messages).size) row.wrong.push(`report: ${handedOver} handed over`)
    rows.push(row)
  }
  return { rows, isComplete: report.complete, passedMs }
}

const widths = [42, 7, 7, 6, 11, 15, 6, 10]
const line = (cells: readonly unknown[], last: string): string =>
  cells.map((cell, i) => (i < 2 ? String(cell).padEnd(widths[i]!) : String(cell).padStart(widths[i]!))).join('') +
  `  ${last}`

/** A scenario that came too late is played again: the machine was faster than the fault. */
async function play(scenario: Scenario, product: LocalProduct): Promise<{ world: World; judgement: Judgement }> {
  for (let tries = 3; ; tries--) {
    try {
      const world = await openWorld(product, scenario.recipients ?? (scenario.isLarge ? many : few))
      const found = await scenario.act(world)
      const judgement = await scenario.judge(world)
      if (!judgement.isComplete) found.push('not complete')
      for (const row of judgement.rows) row.wrong.push(...found, ...world.wrongSums)
      return { world, judgement }
    } catch (error) {
      if (!(error instanceof MissedError) || tries === 1) throw error
    }
  }
}

/** Plays scenarios until there are none left, one product for all of them; false when anything was wrong. */
async function playEach(queue: Iterable<Scenario>): Promise<boolean> {
  let isRight = true
  let product: LocalProduct | undefined
  let isSmtp = false
  try {
    for (const scenario of queue) {
      const started = performance.now()
      try {
        if (isSmtp !== (scenario.isSmtp ?? false)) {
          await product?.dispose()
          product = undefined
        }
        isSmtp = scenario.isSmtp ?? false
        product ??= await startProduct({ now: start, latencyMs, emailProvider: isSmtp ? 'smtp' : 'ses' })
        const { world, judgement } = await play(scenario, product)
        const { rows, isComplete, passedMs } = judgement
        const passed = passedMs > 0 ? ` + ${Math.round(passedMs / 60_000)} min of its clock` : ''
        const took = `${Math.round((performance.now() - started) / 1000)} s${passed}`
        for (const { channel, meant, lost, notMeant, repeated, allowed, wrong } of rows) {
          const counts = [meant, lost ?? '–', notMeant, `${repeated} (≤ ${allowed})`]
          const ends = [world.wrongSums.size === 0, isComplete].map((is) => (is ? 'yes' : 'no'))
          const fault = wrong.length > 0 ? `  ✗ ${wrong.join('; ')}` : ''
          console.log(line([scenario.name, channel, ...counts, ...ends], took + fault))
          if (fault) isRight = false
        }
      } catch (error) {
        const cause = error instanceof Error && error.cause ? ` (${error.cause})` : ''
        console.log(`${scenario.name.padEnd(widths[0]!)}✗ ${error instanceof Error ? error.message : error}${cause}`)
        isRight = false
        await product?.dispose()
        product = undefined
      }
    }
  } finally {
    await product?.dispose()
  }
  return isRight
}

/** False when anything was wrong. Rows come in the order in which scenarios end. */
async function playAll(): Promise<boolean> {
  console.log(`${many} recipients in the way of a SIGKILL, ${few} of everything else; both channels at once\n`)
  console.log(line(['fault', 'channel', 'meant', 'lost', 'not meant', 'repeated', 'sums', 'complete'], 'took'))
  const queue = scenarios.filter(({ name }) => name.includes(options.only)).values()
  const lanes = await Promise.all(Array.from({ length: atOnce }, () => playEach(queue)))
  return lanes.every((isRight) => isRight)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const isRight = await playAll()
console.log(isRight ? '\nnobody was lost' : '\nsomething was wrong, see ✗')
process.exit(isRight ? 0 : 1)
