/**
 * `npm run bench -- --recipients 10000,100000 --channel sms,email --rounds 5`, or `--quick`: how fast a red warning reaches a
 * county, beside a bare loop that only sends, and how many calls it takes. Times hold for this machine; ratios and calls are
 * what to compare. `--measure bare,receipts,smtp,provider,overtaking` picks, `--rate 10` sets the provider's recipients per second,
 * `--profile folder` keeps CPU profiles of the product. Everything else is written into a temporary folder.
 */
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Channel } from './bench-alert.ts'
import { sum } from './cloud.ts'
import { openDirectories } from './directories.ts'
import {
  type BySmtp,
  type CpuBound,
  measureBySmtp,
  measureCpuBound,
  measureOvertaking,
  measureProviderBound,
  measureReceipts,
  type Overtaking,
  type ProviderBound,
  type Receipts,
  type RunSettings,
} from './regimes.ts'
import { fixed, type Goal, median, printGoals, printTable, spread } from './table.ts'

/** An e-mail costs so little that the ledger beside it is half of the work: no goal. */
const ratioGoals: Partial<Record<Channel, number>> = { sms: 0.7 }
/** Mail by SMTP, at every distance. */
const smtpRatioGoal = 0.8
/** A bare loop of nodemailer takes its time, and the first second of a warning is planning, which no loop has; lines as the setting has them, and as many as a batch can use. */
const smtpCount = 5_000
const smtpLines = [10, 50]
const smtpLatenciesMs = [0, 20]
const callGoals: Record<Channel, number> = { sms: 1.03, email: 0.045 }
/** Runs limited by a provider's rate vary little. */
const maxSlowRounds = 3

const { values } = parseArgs({
  options: {
    recipients: { type: 'string' },
    channel: { type: 'string', default: 'sms,email' },
    rounds: { type: 'string' },
    measure: { type: 'string', default: 'bare,receipts,smtp,provider,overtaking' },
    rate: { type: 'string', default: '500' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
})
const sizes = (values.recipients ?? (values.quick ? '2000,8000' : '10000,100000')).split(',').map(Number)
const channels = values.channel.split(',') as Channel[]
const measured = values.measure.split(',')
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))

process.once('SIGINT', () => process.exit(130))
const settings: RunSettings = {
  directories: openDirectories(),
  rounds,
  profileFolder: values.profile,
  say: (text) => process.stderr.write(`  ${text}\n`),
}
const slowly = { ...settings, rounds: Math.min(rounds, maxSlowRounds) }
const goals: Goal[] = []

console.log(
  `Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before; median (least–most) of ${rounds} rounds`,
)
if (measured.includes('bare')) {
  const results: CpuBound[] = []
  for (const channel of channels) {
    for (const count of sizes) results.push(await measureCpuBound(channel, count, settings))
  }
  reportCpuBound(results)
  reportCalls(results)
  for (const channel of channels) reportGrowth(results.filter((result) => result.channel === channel))
}
if (measured.includes('receipts')) {
  const results: Receipts[] = []
  for (const channel of channels) results.push(await measureReceipts(channel, sizes[0]!, slowly))
  reportReceipts(results)
}
if (measured.includes('smtp')) {
  const results: BySmtp[] = []
  for (const latencyMs of smtpLatenciesMs) {
    for (const lines of smtpLines) results.push(await measureBySmtp(smtpCount, { lines, latencyMs }, slowly))
  }
  reportBySmtp(results)
}
if (measured.includes('provider')) {
  const results: ProviderBound[] = []
  const rate = Number(values.rate)
  for (const channel of channels) {
    for (const count of sizes) {
      const once = { ...slowly, rounds: count > 50_000 ? 1 : slowly.rounds }
      results.push(await measureProviderBound(channel, count, rate, once))
    }
  }
  reportProviderBound(results)
}
if (measured.includes('overtaking')) reportOvertaking(await measureOvertaking(sizes.at(-1)!, slowly))
printGoals(goals)
console.log(`\nload ${loadavg()[0]?.toFixed(1)} after`)

/** The Lambdas that take receipts stand among all others. */
function reportReceipts(results: readonly Receipts[]): void {
  printTable(
    'What receipts cost',
    ['', 'without/s', 'with/s', 'ratio', 'CPU s without', 'with', 'calls a recipient more'],
    results.map(({ channel, count, without, with: counted }) => [
      `${channel} ${fixed(0)(count)}`,
      ...[without, counted].map((runs) =>
        spread(
          runs.map(({ perSecond }) => perSecond),
          fixed(0),
        ),
      ),
      spread(
        counted.map(({ perSecond }, i) => perSecond / without[i]!.perSecond),
        fixed(2),
      ),
      ...[without, counted].map((runs) => fixed(1)(median(runs.map(({ cpuSeconds }) => cpuSeconds)))),
      spread(
        counted.map(({ calls, otherCalls, recipients }, i) => {
          const before = without[i]!
          return (sum(calls) + otherCalls - sum(before.calls) - before.otherCalls) / recipients.length
        }),
        fixed(4),
      ),
    ]),
  )
}

function reportCpuBound(results: readonly CpuBound[]): void {
  printTable(
    'One red warning, as fast as the machine goes',
    ['', 'bare loop/s', 'product/s', 'ratio', 'same people'],
    results.map(({ channel, count, product, bare }) => {
      const ratios = product.map(({ perSecond }, i) => perSecond / bare[i]!.perSecond)
      const goal = ratioGoals[channel]
      if (goal !== undefined) {
        const what = `${channel} to ${fixed(0)(count)}: product ÷ bare loop`
        goals.push({ what, figure: median(ratios), digits: 2, atLeast: goal })
      }
      const shown = (runs: readonly { perSecond: number }[]) =>
        spread(
          runs.map(({ perSecond }) => perSecond),
          fixed(0),
        )
      return [
        `${channel} ${fixed(0)(count)}`,
        shown(bare),
        shown(product),
        spread(ratios, fixed(2)),
        fixed(0)(product[0]!.recipients.length),
      ]
    }),
  )
  printTable(
    'From the POST of the signed alert, in ms',
    ['', 'accepted', 'in active.json', 'first message', 'last message'],
    results.map(({ channel, count, product }) => [
      `${channel} ${fixed(0)(count)}`,
      ...(['acceptedMs', 'visibleMs', 'firstMs', 'lastMs'] as const).map((name) =>
        spread(
          product.map((run) => run[name]),
          fixed(0),
        ),
      ),
    ]),
  )
  printTable(
    'Peak memory (MB) and CPU (seconds); the ratio holds also where the machine has other things to do',
    ['', 'product MB', 'product s', 'emulators and sink s', 'bare MB', 'bare s', 'sink s', 'bare s ÷ product s'],
    results.map(({ channel, count, product, bare }) => [
      `${channel} ${fixed(0)(count)}`,
      ...[product, bare].flatMap((runs) => [
        fixed(0)(Math.max(...runs.map(({ peakMb }) => peakMb))),
        fixed(1)(median(runs.map(({ cpuSeconds }) => cpuSeconds))),
        fixed(1)(median(runs.map(({ childrenCpuSeconds }) => childrenCpuSeconds))),
      ]),
      spread(
        product.map(({ cpuSeconds }, i) => bare[i]!.cpuSeconds / cpuSeconds),
        fixed(2),
      ),
    ]),
  )
}

function reportBySmtp(results: readonly BySmtp[]): void {
  printTable(
    `Mail by SMTP to ${fixed(0)(smtpCount)}, beside a bare loop of nodemailer with as many lines`,
    ['', 'nodemailer/s', 'product/s', 'ratio', 'nodemailer CPU s', 'product CPU s'],
    results.map(({ smtp: { lines, latencyMs }, product, bare }) => {
      const ratios = product.map(({ perSecond }, i) => perSecond / bare[i]!.perSecond)
      const what = `${lines} lines, ${latencyMs} ms an answer`
      goals.push({
        what: `SMTP, ${what}: product ÷ nodemailer`,
        figure: median(ratios),
        digits: 2,
        atLeast: smtpRatioGoal,
      })
      const shown = (runs: readonly number[], digits: number) => spread(runs, fixed(digits))
      return [
        what,
        ...[bare, product].map((runs) =>
          shown(
            runs.map(({ perSecond }) => perSecond),
            0,
          ),
        ),
        shown(ratios, 2),
        ...[bare, product].map((runs) =>
          shown(
            runs.map(({ cpuSeconds }) => cpuSeconds),
            1,
          ),
        ),
      ]
    }),
  )
}

function reportCalls(results: readonly CpuBound[]): void {
  const runs = results.map((result) => ({ ...result, last: result.product.at(-1)! }))
  const operations = [...new Set(runs.flatMap(({ last }) => Object.keys(last.calls)))].toSorted()
  printTable(
    "AWS calls by the Lambdas of the channel: plan, send, record (without the pollers' Receive and Delete)",
    ['', ...runs.map(({ channel, count }) => `${channel} ${fixed(0)(count)}`)],
    [
      ...operations.map((name) => [name, ...runs.map(({ last }) => fixed(0)(last.calls[name] ?? 0))]),
      ['all', ...runs.map(({ last }) => fixed(0)(sum(last.calls)))],
      ['per recipient', ...runs.map(({ last }) => fixed(4)(last.callsPerRecipient))],
      ['by all others', ...runs.map(({ last }) => fixed(0)(last.otherCalls))],
    ],
  )
  for (const { channel, count, product } of results) {
    goals.push({
      what: `${channel} to ${fixed(0)(count)}: AWS calls per recipient`,
      figure: median(product.map(({ callsPerRecipient }) => callsPerRecipient)),
      digits: 4,
      atMost: callGoals[channel],
    })
  }
}

function reportGrowth(results: readonly CpuBound[]): void {
  const [small, large] = [results[0], results.at(-1)]
  if (!small || !large || small === large) return
  const what = `${large.channel} per recipient, ${fixed(0)(large.count)} ÷ ${fixed(0)(small.count)}`
  const seconds = ({ product }: CpuBound) => 1 / median(product.map(({ perSecond }) => perSecond))
  const calls = ({ product }: CpuBound) => median(product.map(({ callsPerRecipient }) => callsPerRecipient))
  goals.push({ what: `${what}: time`, figure: seconds(large) / seconds(small), digits: 2, atMost: 1.2 })
  goals.push({ what: `${what}: calls`, figure: calls(large) / calls(small), digits: 2, atMost: 1.2 })
}

function reportProviderBound(results: readonly ProviderBound[]): void {
  printTable(
    'A provider 50 ms away that takes no more than its rate',
    ['', 'rate/s', 'first message s', 'last message s', '÷ (people ÷ rate)', 'calls per recipient'],
    results.map(({ channel, count, recipientsPerSecond, product }) => {
      const ratios = product.map(({ lastMs, recipients }) => lastMs / 1000 / (recipients.length / recipientsPerSecond))
      goals.push({
        what: `${channel} to ${fixed(0)(count)} at ${recipientsPerSecond}/s: last ÷ (people ÷ rate)`,
        figure: median(ratios),
        digits: 3,
        atMost: 1.05,
      })
      const of = (name: 'firstMs' | 'lastMs' | 'callsPerRecipient', scale: number, digits: number) =>
        spread(
          product.map((run) => run[name] / scale),
          fixed(digits),
        )
      return [
        `${channel} ${fixed(0)(count)}`,
        fixed(0)(recipientsPerSecond),
        of('firstMs', 1000, 2),
        of('lastMs', 1000, 1),
        spread(ratios, fixed(3)),
        of('callsPerRecipient', 1, 4),
      ]
    }),
  )
}

function reportOvertaking({ count, aloneMs, behindBlueMs }: Overtaking): void {
  const ratio = median(behindBlueMs) / median(aloneMs)
  const shown = (runs: readonly number[]) =>
    spread(
      runs.map((ms) => ms / 1000),
      fixed(1),
    )
  printTable(
    'Red published while half of everybody has blue (SMS): last message, s',
    ['', 'alone', 'behind blue', 'ratio'],
    [[`red ${fixed(0)(count)}`, shown(aloneMs), shown(behindBlueMs), fixed(2)(ratio)]],
  )
  goals.push({ what: `red to ${fixed(0)(count)}: behind blue ÷ alone`, figure: ratio, digits: 2, atMost: 1.3 })
}
