/** The real product in a process group of its own, met as outsiders meet it: over HTTP, and by killing it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DeliveryReport } from '../../functions/delivery/report-delivery.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** The sender that 510402 has registered for the whole county without a certificate. */
export const sender = '51040205500000'

export interface Person {
  id: string
  areas: string[]
  point: [lat: number, lon: number] | null
  colour: 'blue' | 'yellow' | 'orange' | 'red'
  languages: string[]
  quietHours: { from: string; to: string } | null
  list: 'warning' | 'drill'
  channels: { sms?: string; email?: string; push?: string }
}

export type Channel = 'sms' | 'email'

export interface Message {
  channel: Channel
  to: string
  subject: string | null
  body: string
  headers: Record<string, string>
  /** CAP identifier. */
  alert: string
  at: string
}

export interface FaultRequest {
  channel: 'sms' | 'email' | 'web' | 'api' | 'table' | 'queue'
  mode:
    | 'throttle'
    | 'error'
    | 'timeout'
    | 'crash'
    | 'down'
    | 'slow'
    | 'greylist'
    | 'close'
    | 'refuse'
    | 'duplicate'
    | 'quota'
    | 'bounce'
    | 'receipts'
  rate?: number
  count?: number
  seconds?: number
  how?: 'late' | 'twice' | 'lost'
}

/** An answer read whole: `body` is its JSON where it is JSON, its text otherwise. */
export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it stands in the test
  body: any
  bytes: Buffer
}

export interface AskOptions {
  token?: string | undefined
  body?: string | Uint8Array | undefined
  type?: string | undefined
}

export type Ask = (method: string, path: string, options?: AskOptions) => Promise<Answer>

export interface LocalProduct {
  /** `http://127.0.0.1:PORT`; another after each start. */
  origin(): string
  /** Holds the data and, after `dispose`, is gone. */
  dataDir: string
  ask: Ask
  token(sub: string, ...groups: string[]): Promise<string>
  /** `POST /api/cap` with the token of the county's own sender. */
  post(cap: string | Uint8Array): Promise<Answer>
  /** The reach report as an auditor sees it. */
  report(identifier: string): Promise<DeliveryReport>
  /** Every message that matches, in the order of arrival. */
  inbox(filter: { alert?: string; channel?: Channel; to?: string }): Promise<Message[]>
  /** How many messages match. */
  count(filter: { alert?: string; channel?: Channel }): Promise<number>
  /** Replaces the directory by made-up people, and lists them. */
  populate(count: number, seed?: number): Promise<Person[]>
  people(): Promise<Person[]>
  setFault(fault: FaultRequest): Promise<void>
  clearFaults(): Promise<void>
  purgeQueues(): Promise<void>
  now(): Promise<number>
  moveClock(instant: string | number): Promise<void>
  reset(instant?: string): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL of the whole process group; resolves when it is gone. */
  kill(): Promise<void>
  /** Starts again on the same folder; the clock is not set anew. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  dispose(): Promise<void>
}

export interface ProductOptions {
  /** The clock of the first start. */
  now?: string
  /** Whose product it is; 510402 unless said otherwise. */
  county?: string
  /** Delay of every answer of the SMS and e-mail providers. */
  latencyMs?: number
  /** SES unless said otherwise. */
  emailProvider?: 'ses' | 'smtp'
}

/** The machine may be shared and busy. */
const startPatienceMs = 180_000
const pageSize = 1000

const groupsAlive = new Set<number>()
// A test run that is interrupted leaves no product behind.
process.on('exit', () => {
  for (const group of groupsAlive) killGroup(group, 'SIGKILL')
})

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Starts the product on a free port and a new folder, without demonstration. */
export async function startProduct({
  now,
  county = '510402',
  latencyMs,
  emailProvider,
}: ProductOptions = {}): Promise<LocalProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fengsui-product-'))
  const settings: Record<string, string> = {
    PORT: '0',
    DATA_DIR: dataDir,
    COUNTY: county,
    DEMO: '0',
    QUIET: '1',
    ...(emailProvider && { EMAIL_PROVIDER: emailProvider }),
    ...(latencyMs && { PROVIDER_LATENCY_MS: String(latencyMs) }),
  }
  let running: { child: ChildProcess; gone: Promise<number | null>; origin: string } | undefined
  const tokens = new Map<string, Promise<string>>()

  const origin = (): string => {
    if (!running) throw new Error('the product does not run')
    return running.origin
  }
  const ask: Ask = async (method, path, { token, body, type } = {}) => {
    const response = await fetch(`${origin()}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    const parsed = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : bytes.toString()
    return { status: response.status, headers: response.headers, body: parsed, bytes }
  }
  /** A local tool; anything but success is a broken test. */
  const tool = async (method: string, path: string, input?: unknown): Promise<Answer['body']> => {
    const { status, body } = await ask(method, `/_local/${path}`, {
      ...(input !== undefined && { body: JSON.stringify(input) }),
    })
    if (status !== 200) throw new Error(`${method} /_local/${path} answered ${status}: ${JSON.stringify(body)}`)
    return body
  }
  const pagesOf = async <T>(path: string, field: string, query: Record<string, string>): Promise<T[]> => {
    const all: T[] = []
    for (let after = ''; ; ) {
      const search = new URLSearchParams({ ...query, limit: String(pageSize), ...(after && { after }) })
      const page = await tool('GET', `${path}?${search}`)
      all.push(...page[field])
      if (page.next === null) return all
      after = page.next
    }
  }

  const product: LocalProduct = {
    origin,
    dataDir,
    ask,
    token(sub, ...groups) {
      const name = JSON.stringify([sub, groups])
      const known = tokens.get(name) ?? tool('POST', 'token', { sub, groups }).then(({ access_token }) => access_token)
      tokens.set(name, known)
      return known
    },
    async post(cap) {
      return ask('POST', '/api/cap', {
        token: await product.token(sender, 'sender'),
        body: cap,
        type: 'application/cap+xml',
      })
    },
    async report(identifier) {
      const path = `/api/alerts/${encodeURIComponent(identifier)}/delivery`
      const { status, body } = await ask('GET', path, { token: await product.token('an.auditor', 'auditor') })
      if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`)
      return body
    },
    inbox: (filter) => pagesOf('inbox', 'messages', { ...filter }),
    async count(filter) {
      return (await tool('GET', `inbox?${new URLSearchParams({ ...filter, limit: '1' })}`)).total
    },
    async populate(count, seed = 1) {
      await tool('POST', 'subscribers', { count, seed })
      return product.people()
    },
    people: () => pagesOf('subscribers', 'subscribers', {}),
    setFault: (fault) => tool('POST', 'faults', fault),
    clearFaults: () => tool('DELETE', 'faults'),
    purgeQueues: () => tool('POST', 'queues/purge'),
    now: async () => Date.parse((await tool('GET', 'clock')).now),
    moveClock: (instant) => tool('POST', 'clock', { now: new Date(instant).toISOString() }),
    reset: (instant) => tool('POST', 'reset', instant === undefined ? {} : { now: instant }),
    async stop() {
      const { child, gone } = running!
      killGroup(child.pid!, 'SIGTERM')
      const code = await gone
      running = undefined
      return code
    },
    async kill() {
      const { child, gone } = running!
      killGroup(child.pid!, 'SIGKILL')
      await gone
      running = undefined
    },
    start: () => start({}),
    async dispose() {
      if (running) await product.kill()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
  await start({ FRESH: '1', ...(now && { NOW: now }) })
  return product

  async function start(more: Record<string, string>): Promise<void> {
    const { NODE_OPTIONS, NOW, FRESH, ...inherited } = process.env
    const child = spawn(process.execPath, ['infra/local/start.ts'], {
      cwd: root,
      detached: true,
      env: { ...inherited, ...settings, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const group = child.pid
    if (group === undefined) throw new Error('the product could not be started')
    groupsAlive.add(group)
    let said = ''
    const gone = new Promise<number | null>((resolve) => {
      child.once('close', (code) => {
        groupsAlive.delete(group)
        resolve(code)
      })
    })
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    const ready = new Promise<string>((resolve) => {
      child.stdout.on('data', (chunk) => {
        said += chunk
        const [, found] = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m.exec(said) ?? []
        if (found) resolve(found)
      })
    })
    const found = await Promise.race([ready, gone, sleep(startPatienceMs, null, { ref: false })])
    if (typeof found === 'string') {
      running = { child, gone, origin: found }
      return
    }
    killGroup(group, 'SIGKILL')
    throw new Error(`the product did not get ready: ${said || 'not a word'}`)
  }
}

/** Asks until `isEnough` holds; the last answer is in the error when it never does. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  isEnough: (seen: T) => boolean,
  { everyMs = 100, patienceMs = 120_000 } = {},
): Promise<T> {
  const end = Date.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (isEnough(seen)) return seen
    if (Date.now() > end)
      throw new Error(`waited in vain for ${what}; last seen: ${JSON.stringify(seen).slice(0, 2_000)}`)
    await sleep(everyMs)
  }
}

/** `2026-07-01T08:31:00+08:00`, to the second. */
export const capTime = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`

export interface CapFields {
  identifier: string
  sent: string
  expires?: string
  status?: 'Actual' | 'Exercise' | 'Test'
  msgType?: 'Alert' | 'Update' | 'Cancel'
  /** Identifier and `sent` of the alerts this one follows. */
  follows?: { identifier: string; sent: string }[]
  severity?: 'Extreme' | 'Severe' | 'Moderate' | 'Minor'
  event?: string
  eventCode?: string
  headline?: string
  description?: string
  instruction?: string
  codes?: string[]
  /** Rings of [lat, lon]. */
  polygons?: [number, number][][]
  circles?: { centre: [number, number]; radiusKm: number }[]
}

const colourNames = { Extreme: '红色', Severe: '橙色', Moderate: '黄色', Minor: '蓝色' }

/** A CAP 1.2 document of the county's own sender: a flash flood for Yinjiang town unless said otherwise. */
export function capXml({
  identifier,
  sent,
  expires = capTime(Date.parse(sent) + 12 * 3_600_000),
  status = 'Actual',
  msgType = 'Alert',
  follows = [],
  severity = 'Extreme',
  event = '山洪灾害事件',
  eventCode = '11A51',
  headline = `攀枝花市东区应急管理局发布山洪${colourNames[severity]}预警`,
  description = '上游持续强降雨，沟道水位快速上涨。',
  instruction = '沟边河边住户马上往两侧高处走，不要过河，不要顺沟跑。',
  codes = [],
  polygons = [],
  circles = [],
}: CapFields): string {
  const references = follows.map((each) => `${sender},${each.identifier},${each.sent}`).join(' ')
  const geocodes = codes.map(
    (code) => `<geocode><valueName>AdministrativeDivision</valueName><value>${code}</value></geocode>`,
  )
  const rings = polygons.map((ring) => `<polygon>${ring.map((position) => position.join(',')).join(' ')}</polygon>`)
  const rounds = circles.map(({ centre, radiusKm }) => `<circle>${centre.join(',')} ${radiusKm}</circle>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier}</identifier>
  <sender>${sender}</sender>
  <sent>${sent}</sent>
  <status>${status}</status>
  <msgType>${msgType}</msgType>
  <scope>Public</scope>${references && `\n  <references>${references}</references>`}
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>${event}</event>
    <responseType>Evacuate</responseType>
    <urgency>Immediate</urgency>
    <severity>${severity}</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>EventCode</valueName><value>${eventCode}</value></eventCode>
    <effective>${sent}</effective>
    <expires>${expires}</expires>
    <senderName>${eventCode.startsWith('11B') ? '攀枝花市气象台' : '攀枝花市东区应急管理局'}</senderName>
    <headline>${headline}</headline>
    <description>${description}</description>
    <instruction>${instruction}</instruction>
    <area><areaDesc>攀枝花市东区</areaDesc>${[...rings, ...rounds, ...geocodes].join('')}</area>
  </info>
</alert>
`
}
