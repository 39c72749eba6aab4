/** The warning the bench sends: valid CAP for the whole county in Chinese, and the very message the product makes of it. */
import type { Alert } from '../../functions/alerts/alert.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { beforePublication, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { judgeAlert } from '../../functions/alerts/rules/judge-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { alertKey } from '../../functions/platform/ids.ts'
import type { RenderedMessage } from '../../functions/senders/sender.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { anAlert, anArea, anInfo } from '../alerts/an-alert.ts'

export type Channel = 'sms' | 'email'

export const county = loadCounty('510402')
export const sender = county.senders[0]!

const severities = { red: ['Extreme', '红色'], blue: ['Minor', '蓝色'] } as const
const lastsMs = 12 * 3_600_000
/** `2026-07-01T08:31:00+08:00` */
const localTime = (ms: number): string => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`

export function makeAlert(colour: keyof typeof severities, nowMs: number): Alert {
  const [severity, colourName] = severities[colour]
  const sent = localTime(nowMs)
  return anAlert({
    identifier: `${sender.sender}_${sent.slice(0, 19).replace(/\D/g, '')}_${colour === 'red' ? 1 : 4}`,
    sender: sender.sender,
    sent,
    info: [
      anInfo({
        severity,
        effective: sent,
        onset: sent,
        expires: localTime(nowMs + lastsMs),
        headline: `${sender.name}发布山洪灾害${colourName}预警`,
        area: [
          anArea({
            areaDesc: county.fullName,
            geocode: [{ valueName: 'AdministrativeDivision', value: county.code }],
          }),
        ],
      }),
    ],
  })
}

export const capOf = (alert: Alert): string => writeCap(alert)

/** What the product sends for this alert; the bare loop sends the same. */
export function renderFor(channel: Channel, alert: Alert, siteUrl: string, language = 'zh-CN'): RenderedMessage {
  const published = publish(alert)
  return channel === 'sms' ? renderSms(published, county, language) : renderEmail(published, county, language, siteUrl)
}

function publish(alert: Alert): PublishedAlert {
  const nowMs = Date.parse(alert.sent)
  const ruled = judgeAlert({ alert, county, sender, nowMs, signature: null })
  if (ruled.verdict !== 'accept') throw new Error(`the bench's own alert is not accepted: ${JSON.stringify(ruled)}`)
  const { notes: _, ...body } = ruled.body
  return {
    ...body,
    id: alertKey(alert.sender, alert.identifier),
    county: county.code,
    version: 1,
    stage: 'published',
    previousColour: null,
    ...beforePublication,
    askedToLeave: true,
    predecessors: [],
    successor: null,
    acceptedAtMs: nowMs,
    traceId: 'bench',
  }
}
