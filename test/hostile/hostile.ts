/**
 * `npm run hostile`: what somebody could send to hold the process, one kind after the other, each in a process of its own:
 * posted to a desk in memory, and rendered for everybody where it goes out. Prints the best of three times and the most
 * memory; `--only TEXT` does the kinds whose name holds it. Exits with 1 on a crash or an outcome that no contract allows,
 * never for a time: how fast a machine is proves nothing.
 */
import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { builtInFrames } from '../../functions/pages/frames.ts'
import { alertPages, listFiles } from '../../functions/pages/site-files.ts'
import { type County, loadCounty } from '../../functions/platform/county.ts'
import { bodyBytes, httpHandler, unpacked as unpack } from '../../functions/platform/http.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { aDesk, bureau } from '../alerts/a-desk.ts'
import { type Kind, kinds, type Outcome } from './kinds.ts'

interface Result {
  outcome: Outcome
  acceptMs: number
  /** The slowest single text, page or list, and all of them, in three languages. */
  renderMs: number
  allMs: number
  peakMb: number
  why: string
}

/** Of this thread alone, which is what others wait for: a busy machine adds nothing to it. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

const siteUrl = 'https://warn.example.gov.cn'
/** Longer than this and it is held for good. */
const patienceMs = 60_000

/** The body as the web front hands it on; undefined where it refuses it. */
async function unpacked({ isGzip }: Kind, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (!isGzip) return bytes
  let inside: Uint8Array | undefined
  const front = httpHandler(async (event) => {
    const read = unpack(event)
    if ('answer' in read) return read.answer
    inside = bodyBytes(read.event)
    return { statusCode: 200 }
  })
  const body = Buffer.from(bytes).toString('base64')
  const event = { headers: { 'content-encoding': 'gzip' }, body, isBase64Encoded: true, requestContext: {} }
  await front(event as never, {} as never)
  return inside
}

async function once(kind: Kind, sent: Uint8Array): Promise<Omit<Result, 'peakMb'>> {
  const desk = aDesk()
  const county = loadCounty('510402')
  if (kind.before) {
    const { outcome } = await desk.accept(kind.before)
    if (outcome !== 'accepted') throw new Error(`what comes before must be accepted, it was ${outcome}`)
  }
  const started = cpuMs()
  const bytes = await unpacked(kind, sent)
  const answer = bytes
    ? await desk.acceptAlert({ bytes, mediaType: 'application/cap+xml', sub: bureau, traceId: 'trace' })
    : ({ outcome: 'refused', problems: [{ path: 'body', found: 'more' }] } as const)
  const accepted = cpuMs()
  const { outcome } = answer
  if (outcome !== 'accepted' && outcome !== 'held' && outcome !== 'refused') throw new Error(`it was ${outcome}`)
  let renderMs = 0
  const render = (make: () => unknown): void => {
    const began = cpuMs()
    make()
    renderMs = Math.max(renderMs, cpuMs() - began)
  }
  if (outcome === 'accepted') {
    const entries = await desk.ledger.entries()
    const alerts = entries.map(({ alert }) => alert)
    const options = { county, siteUrl, mapApproval: null, now: desk.clock.now }
    const { frames } = builtInFrames
    for (const alert of alerts) {
      for (const language of ['zh-CN', 'en', 'ko']) {
        render(() => renderSms(alert, county, language))
        render(() => renderEmail(alert, county, language, siteUrl))
        const alone = { ...options, county: { ...county, languages: [language] } as County }
        render(() => alertPages(alone, alert, alerts, frames))
        render(() => listFiles(alone, alerts, [], frames, desk.clock.now()))
      }
    }
  }
  const why =
    answer.outcome === 'refused'
      ? `${answer.problems[0]?.path}: ${answer.problems[0]?.found}`
      : answer.outcome === 'held'
        ? answer.reasons.map(({ code }) => code).join(', ')
        : ''
  return { outcome, acceptMs: accepted - started, renderMs, allMs: cpuMs() - accepted, why: why.slice(0, 70) }
}

/** In a process of its own, so that the most memory is this kind's. */
async function measure(kind: Kind): Promise<Result> {
  const bytes = kind.bytes()
  const before = process.memoryUsage().rss
  let best = await once(kind, bytes)
  for (let i = 1; i < 3; i++) {
    const next = await once(kind, bytes)
    best = next.acceptMs + next.allMs < best.acceptMs + best.allMs ? next : best
  }
  return { ...best, peakMb: (process.resourceUsage().maxRSS * 1024 - before) / 1e6 }
}

/** A result, or how it died. */
const inChild = (index: number): Promise<Result | string> =>
  new Promise((resolve) => {
    const child = fork(new URL(import.meta.url), [`--kind=${index}`])
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      resolve(`no answer in ${patienceMs / 1000} s`)
    }, patienceMs)
    child.once('message', (result: Result | string) => {
      clearTimeout(timer)
      resolve(result)
    })
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? code}`))
  })

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, kind: { type: 'string' } },
})

const line = (cells: readonly string[]): string =>
  `${cells[0]!.padEnd(52)} ${cells[1]!.padEnd(9)} ${cells
    .slice(2, 6)
    .map((cell) => cell.padStart(11))
    .join(' ')}  ${cells[6]}`

async function main(): Promise<void> {
  let isRight = true
  let worst = { name: '', ms: 0 }
  console.log(line(['kind', 'outcome', 'accept ms', 'slowest ms', 'all ms', 'peak MB', '']))
  for (const [index, { name, allowed }] of kinds.entries()) {
    if (!name.includes(options.only)) continue
    const result = await inChild(index)
    if (typeof result === 'string') {
      isRight = false
      console.log(`${name.padEnd(52)} ✗ ${result}`)
      continue
    }
    const { outcome, acceptMs, renderMs, allMs, peakMb, why } = result
    const isAllowed = allowed.includes(outcome)
    isRight &&= isAllowed
    const numbers = [acceptMs, renderMs, allMs, peakMb].map((number) => String(Math.round(number)))
    console.log(line([name, outcome, ...numbers, isAllowed ? why : `✗ allowed: ${allowed.join(', ')}; ${why}`]))
    worst = [worst, { name, ms: Math.max(acceptMs, renderMs) }].toSorted((a, b) => b.ms - a.ms)[0]!
  }
  console.log(`\nworst: ${worst.name}, ${Math.round(worst.ms)} ms`)
  console.log(isRight ? 'nothing crashed, every outcome is allowed' : 'something was wrong, see ✗')
  process.exitCode = isRight ? 0 : 1
}

if (options.kind === undefined) await main()
else {
  const kind = kinds[Number(options.kind)]!
  process.send!(await measure(kind).catch((error: Error) => `crashed: ${error.message.slice(0, 200)}`))
  process.disconnect()
}
