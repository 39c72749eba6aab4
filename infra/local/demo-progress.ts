/** Shows a reach report while it fills: redrawn in place on a terminal, a line a second elsewhere. */
import type { ChannelReach, DeliveryReport } from '../../functions/delivery/report-delivery.ts'
import { channelRows, queuedChannels } from '../../functions/platform/channel.ts'

const titles = queuedChannels.map((channel) => {
  const { zh, en } = channelRows[channel].label
  return [channel, `${zh} ${en.padEnd(6)}`] as const
})
const barLength = 28
const linesEveryMs = 1000

/** How many messages of a channel have arrived. */
type Arrived = Record<string, number>

/** `people` is how many a full bar stands for until the report knows who is meant. */
export function makeProgress(
  say: (text: string) => void,
  isTerminal: boolean,
  people: number,
): { show(report: DeliveryReport, arrived: Arrived): void } {
  let drawnLines = 0
  let last = ''
  let nextLinesMs = 0
  return {
    show(report, arrived) {
      const lines = titles.map(([name, title]) =>
        lineOf(title, report.channels[name], arrived[name] ?? 0, people, report.complete),
      )
      const text = lines.join('\n')
      if (text === last) return
      if (isTerminal) {
        const up = drawnLines > 0 ? `\u001b[${drawnLines}A` : ''
        say(`${up}${lines.map((line) => `\u001b[2K${line}`).join('\n')}`)
        drawnLines = lines.length
      } else {
        if (performance.now() < nextLinesMs && !report.complete) return
        nextLinesMs = performance.now() + linesEveryMs
        say(`${text}\n`)
      }
      last = text
    },
  }
}

function lineOf(
  title: string,
  reach: ChannelReach | undefined,
  arrived: number,
  people: number,
  isComplete: boolean,
): string {
  const isKnown = reach && reach.meant > 0 && (isComplete || arrived === 0)
  const share = isKnown ? (reach.handedOver + reach.failed.total + reach.skipped.total) / reach.meant : arrived / people
  const filled = Math.min(barLength, Math.floor(share * barLength))
  const bar = '█'.repeat(filled) + '·'.repeat(barLength - filled)
  if (!isKnown) return `  ${title}  ${bar}  ${arrived > 0 ? `${number(arrived)} arrived` : ''}`.trimEnd()
  const { meant, handedOver, failed, skipped, secondsTo } = reach
  const rest = [
    `${number(handedOver)} of ${number(meant)} handed over`,
    ...(skipped.total > 0 ? [`${number(skipped.total)} skipped`] : []),
    ...(failed.total > 0 ? [`${number(failed.total)} failed`] : []),
    ...(secondsTo['100'] === null ? [] : [`the last after ${secondsTo['100']} s`]),
  ]
  return `  ${title}  ${bar}  ${rest.join(', ')}`
}

const number = (count: number): string => count.toLocaleString('en')
