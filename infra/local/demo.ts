/** After a first start: a made-up population, one approved red warning through the real API, and its fan-out as it happens. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Alert } from '../../functions/alerts/alert.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import type { DeliveryReport } from '../../functions/delivery/report-delivery.ts'
import { carriedChannels } from '../../functions/platform/channel.ts'
import type { County } from '../../functions/platform/county.ts'
import { makeProgress } from './demo-progress.ts'

const people = 2000
const lastsHours = 6
/** The report is asked this often: each answer is a handful of small reads. */
const askEveryMs = 250
const patienceMs = 120_000

export interface DemoParts {
  origin: string
  county: County
  dataDir: string
  now(): number
  /** Writes one line, or nothing when asked to be quiet. */
  say(text: string): void
  /** The display may be redrawn in place. */
  isTerminal: boolean
  isStopping(): boolean
}

export async function runDemo(parts: DemoParts): Promise<void> {
  const { origin, county, say } = parts
  const [sender] = county.senders
  if (!sender) throw new Error(`${county.code} has no registered sender`)
  say(`\n${county.fullName} · filling a directory of ${people.toLocaleString('en')} made-up residents`)
  await post('/_local/subscribers', { count: people, county: county.code, seed: 1 })
  const { access_token: token } = (await post('/_local/token', { sub: sender.sender, groups: ['sender'] })) as {
    access_token: string
  }
  const alert = floodAlert(county, parts.now())
  say(`${alert.info[0]?.headline} · POST /api/cap ${alert.identifier}\n`)
  const answer = await fetch(`${origin}/api/cap`, {
    method: 'POST',
    headers: { 'content-type': 'application/cap+xml', authorization: `Bearer ${token}` },
    body: writeCap(alert),
  })
  if (!answer.ok) throw new Error(`the warning was not accepted (${answer.status}): ${await answer.text()}`)
  await follow(alert.identifier, token)
  say(whereToLook(parts))

  async function post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${origin}${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }

  /** What the handset holds: it is ahead of the report, which workers add to every few seconds. */
  async function arrived(channel: string): Promise<number> {
    const response = await fetch(`${origin}/_local/inbox?channel=${channel}&limit=1`)
    return ((await response.json()) as { total: number }).total
  }

  async function follow(identifier: string, token: string): Promise<void> {
    const progress = makeProgress(say, parts.isTerminal, people)
    const end = performance.now() + patienceMs
    while (!parts.isStopping() && performance.now() < end) {
      const response = await fetch(`${origin}/api/alerts/${encodeURIComponent(identifier)}/delivery`, {
        headers: { authorization: `Bearer ${token}` },
      })
      if (!response.ok) throw new Error(`the reach report answered ${response.status}`)
      const report = (await response.json()) as DeliveryReport
      const arrivals = await Promise.all(carriedChannels.map(async (channel) => [channel, await arrived(channel)]))
      progress.show(report, Object.fromEntries(arrivals))
      if (report.complete) return
      await sleep(askEveryMs)
    }
    if (!parts.isStopping()) say('not complete yet; it goes on in the background')
  }
}

/** A flash flood on its way, for the whole county, from now on. */
function floodAlert(county: County, nowMs: number): Alert {
  const [sender] = county.senders
  const sent = localTime(nowMs)
  return {
    identifier: `${sender?.sender}_${sent.slice(0, 19).replace(/\D/g, '')}`,
    sender: sender?.sender ?? '',
    sent,
    status: 'Actual',
    msgType: 'Alert',
    scope: 'Public',
    addresses: [],
    code: [],
    references: [],
    incidents: [],
    info: [
      {
        language: 'zh-CN',
        category: ['Met'],
        event: '山洪灾害事件',
        responseType: ['Evacuate'],
        urgency: 'Immediate',
        severity: 'Extreme',
        certainty: 'Observed',
        eventCode: [{ valueName: 'EventCode', value: '11A51' }],
        effective: sent,
        onset: sent,
        expires: localTime(nowMs + lastsHours * 3_600_000),
        senderName: sender?.name ?? '',
        headline: `${county.name}山洪红色预警`,
        description: '上游持续强降雨，沟道水位快速上涨，山洪正在形成。',
        instruction: '沟边河边住户马上往两侧高处走，不要过河，不要顺沟跑，叫醒老人和邻居。',
        parameter: [],
        resource: [],
        area: [
          {
            areaDesc: county.fullName,
            polygon: [],
            circle: [],
            geocode: [{ valueName: 'AdministrativeDivision', value: county.code }],
          },
        ],
      },
    ],
  }
}

/** `2026-07-01T08:31:00+08:00`, to the second. */
function localTime(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}

const whereToLook = ({ origin, dataDir }: DemoParts): string => `
  ${origin}/_local/             everybody's phone and mailbox
  ${origin}/                    the public site: warnings, guides, quizzes, calendar
  ${origin}/signage/            the same for screens in buses, malls and schools
  ${origin}/alerts/active.json  what is in force, for programs
  ${origin}/api/openapi.json    the API

  Logs: ${dataDir}/log.jsonl. Ctrl-C stops; the next start goes on from here, FRESH=1 starts anew.
`
