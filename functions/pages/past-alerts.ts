/**
 * What was warned of in the last twelve months, after the alerts themselves have left the table of what is shown: one
 * small file a month in the site's bucket, `alerts/past/2026-07.json`. Rows are computed from the alert, so writing them
 * twice changes nothing; only the holder of the web lease writes. Drills and tests never get in.
 */
import * as z from 'zod'
import { colours } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import { errorName } from '../platform/http.ts'
import { alertKey } from '../platform/ids.ts'
import { isoTime, localTime } from '../platform/local-time.ts'
import { logger } from '../platform/logger.ts'
import { shownColour } from '../texts/message-form.ts'
import { alertPath } from './alert-path.ts'
import { pageBrief } from './shown-card.ts'
import type { SiteStore } from './site-store.ts'
import { groupsOf, isForPublic } from './standing.ts'

const rowSchema = z.object({
  identifier: z.string().describe('of the last message of the chain'),
  sender: z.string().describe('CAP sender'),
  url: z.string().describe('path of its Chinese page'),
  titles: z.record(z.string(), z.string()).describe('language → 山洪红色预警：银江镇'),
  colour: z.enum(colours).nullable().describe('colour it was known by'),
  eventCode: z.string().nullable().describe('national event code'),
  standing: z.enum(['lifted', 'downgraded', 'error', 'expired', 'superseded']).describe('how it ended'),
  sent: z.string().describe('when the message was issued'),
  ended: z.string().describe('when it was called off, or its time ran out'),
})
export type PastRow = z.infer<typeof rowSchema>

const monthSchema = z.object({
  month: z.string().describe('of `sent`, in local time: 2026-07'),
  alerts: z.array(rowSchema).describe('newest first'),
})

export interface PastAlerts {
  /**
   * Rows of the last twelve months, newest first; what is still shown as `shown` has it. Never fails: what is past is no
   * reason to hold back what holds. Files that cannot be read are told as they were, or left out.
   */
  rows(shown: readonly PublishedAlert[], nowMs: number): Promise<PastRow[]>
  /** Makes the files say the same; writes those that differ and no other. */
  keep(shown: readonly PublishedAlert[], nowMs: number): Promise<void>
}

const keptMonths = 12
/** Another container may have written meanwhile; what it wrote is still in the table of what is shown for weeks. */
const rememberMs = 3_600_000

/** `2026-07` */
export const monthOf = (ms: number): string => {
  const { year, month } = localTime(ms)
  return `${year}-${String(month).padStart(2, '0')}`
}

const pastFolder = 'alerts/past/'
export const pastKey = (month: string): string => `${pastFolder}${month}.json`

/** This month and those before it. */
export function lastMonths(nowMs: number, count = keptMonths): string[] {
  const { year, month } = localTime(nowMs)
  return Array.from({ length: count }, (_, i) => monthOf(Date.UTC(year, month - 1 - i, 2)))
}

const idOf = ({ sender, identifier }: PastRow): string => alertKey(sender, identifier)

interface Change {
  rows: PastRow[]
  /** Keys of alerts that another row, or what is in force, speaks for: of a chain its last message, of reissues the newest. */
  gone: ReadonlySet<string>
}

export function changeOf(shown: readonly PublishedAlert[], county: County, nowMs: number): Change {
  const { ended, unlifted } = groupsOf(shown, nowMs)
  const told = [...ended, ...unlifted]
  const rows = told.flatMap(({ alert, standing }) => {
    if (standing === 'inForce' || standing === 'upcoming') return []
    const { identifier, sender } = alert.alert
    const titles = county.languages.map((language) => [language, pageBrief(alert, county, language).title])
    return {
      identifier,
      sender,
      url: alertPath(identifier, 'zh-CN'),
      titles: Object.fromEntries(titles) as Record<string, string>,
      colour: shownColour(alert),
      eventCode: alert.eventCode,
      standing,
      sent: isoTime(alert.sentAtMs),
      ended: isoTime(alert.cancelReason ? alert.sentAtMs : alert.expiresAtMs),
    }
  })
  const real = shown.filter(isForPublic)
  const gone = new Set(real.flatMap(({ id, isPart, predecessors }) => [id, ...(isPart ? [] : predecessors)]))
  for (const { alert } of told) gone.delete(alert.id)
  return { rows, gone }
}

/** The month's rows after the change, newest first. */
export function mergeRows(kept: readonly PastRow[], { rows, gone }: Change, month: string): PastRow[] {
  const own = rows.filter(({ sent }) => sent.startsWith(month))
  const known = new Map([...kept, ...own].map((row) => [idOf(row), row]))
  return [...known]
    .filter(([id]) => !gone.has(id))
    .map(([, row]) => row)
    .toSorted((a, b) => (a.sent === b.sent ? (idOf(a) < idOf(b) ? -1 : 1) : a.sent < b.sent ? 1 : -1))
}

export function makePastAlerts({ read, list, put, county }: SiteStore & { county: County }): PastAlerts {
  let known: { months: Map<string, PastRow[]>; readAtMs: number } | undefined

  return {
    async rows(shown, nowMs) {
      const months = await remembered(nowMs).catch((error: unknown) => {
        logger.error('past warnings cannot be read', { cause: errorName(error) })
        return known?.months ?? new Map<string, PastRow[]>()
      })
      const change = changeOf(shown, county, nowMs)
      return lastMonths(nowMs).flatMap((month) => mergeRows(months.get(month) ?? [], change, month))
    },

    async keep(shown, nowMs) {
      const months = await remembered(nowMs)
      const change = changeOf(shown, county, nowMs)
      for (const month of lastMonths(nowMs)) {
        const before = months.get(month) ?? []
        if (isSame(before, mergeRows(before, change, month))) continue
        const fresh = await readMonth(month)
        if (!fresh) continue
        const rows = mergeRows(fresh, change, month)
        if (!isSame(fresh, rows)) {
          const body = JSON.stringify({ month, alerts: rows })
          await put({ path: pastKey(month), body, contentType: 'application/json; charset=utf-8', maxAgeSeconds: 60 })
        }
        months.set(month, rows)
      }
    },
  }

  async function remembered(nowMs: number): Promise<Map<string, PastRow[]>> {
    if (!known || Math.abs(nowMs - known.readAtMs) >= rememberMs) {
      const kept = new Set(await list(pastFolder))
      const own = lastMonths(nowMs).filter((month) => kept.has(pastKey(month)))
      const months = await Promise.all(own.map(async (month) => [month, (await readMonth(month)) ?? []] as const))
      known = { months: new Map(months), readAtMs: nowMs }
    }
    return known.months
  }

  /** null for a file that is not what we write: it is left as it is, for a person to look at. */
  async function readMonth(month: string): Promise<PastRow[] | null> {
    const file = await read(pastKey(month))
    if (typeof file !== 'object') return []
    try {
      return monthSchema.parse(JSON.parse(file.text)).alerts
    } catch (error) {
      logger.error('a month of past warnings cannot be read; it shows what is still known', {
        month,
        cause: errorName(error),
      })
      return null
    }
  }
}

const isSame = (a: readonly PastRow[], b: readonly PastRow[]): boolean => JSON.stringify(a) === JSON.stringify(b)
