/** Shows a reach report while it fills: redrawn in place on a terminal, a line a second elsewhere. */
import type { Reach, Report } from './demo.ts'

const channels = { sms: '短信 SMS   ', email: '邮件 e-mail', web: '网站 web   ' } as const
const barLength = 28
const lineEveryMs = 1000

export function makeProgress(say: (text: string) => void, isTerminal: boolean): { show(report: Report): void } {
  let drawnLines = 0
  let last = ''
  let nextLineMs = 0
  return {
    show(report) {
      const lines = Object.entries(channels).map(([name, title]) => line(title, report.channels[name]))
      const text = lines.join('\n')
      if (text === last) return
      if (isTerminal) {
        const up = drawnLines > 0 ? `\u001b[${drawnLines}A` : ''
        say(`${up}${lines.map((drawn) => `\u001b[2K${drawn}`).join('\n')}`)
        drawnLines = lines.length
      } else {
        if (performance.now() < nextLineMs && !report.complete) return
        nextLineMs = performance.now() + lineEveryMs
        say(lines.join('\n'))
      }
      last = text
    },
  }
}

function line(title: string, reach: Reach | undefined): string {
  if (!reach || reach.meant === 0) return `  ${title}  ${'·'.repeat(barLength)}`
  const { meant, handedOver, failed, skipped, secondsTo } = reach
  const done = (handedOver + failed.total + skipped.total) / meant
  const filled = Math.floor(done * barLength)
  const bar = '█'.repeat(filled) + '·'.repeat(barLength - filled)
  const rest = [
    `${handedOver.toLocaleString('en')} of ${meant.toLocaleString('en')} handed over`,
    ...(skipped.total > 0 ? [`${skipped.total.toLocaleString('en')} not meant to get it`] : []),
    ...(failed.total > 0 ? [`${failed.total.toLocaleString('en')} failed`] : []),
    ...(secondsTo['100'] !== null && reach.pending === 0 ? [`last after ${secondsTo['100']} s`] : []),
  ]
  return `  ${title}  ${bar}  ${rest.join(', ')}`
}
