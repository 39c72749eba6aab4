/** What `active.json` says and what is new in it. Knows no browser, so that tests can try it. */
import type { ActiveAlert } from '../../../functions/pages/active.ts'
import { fill, type WordsOf } from '../words/for-scripts.ts'

export type ActiveEntry = Pick<
  ActiveAlert,
  'identifier' | 'sent' | 'status' | 'event' | 'colour' | 'headline' | 'expires' | 'state' | 'replaces' | 'url'
>

export interface Active {
  /** When the file was written, by the server's clock. */
  updatedMs: number
  entries: ActiveEntry[]
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** undefined when it is not what we know as `active.json`: somebody's login page, half a file. */
export function parseActive(value: unknown): Active | undefined {
  const { updated, alerts } = (value ?? {}) as { updated?: unknown; alerts?: unknown }
  const updatedMs = Date.parse(text(updated))
  const entries = parseEntries(alerts)
  return Number.isNaN(updatedMs) || !entries ? undefined : { updatedMs, entries }
}

/** Of the file, or of what an older version of this script kept of it. */
export const parseEntries = (alerts: unknown): ActiveEntry[] | undefined =>
  Array.isArray(alerts) ? alerts.map(entryOf).filter(({ identifier }) => identifier !== '') : undefined

/** Only what is kept and compared, so that little stands in the session's storage. */
function entryOf(value: unknown): ActiveEntry {
  const alert = (value ?? {}) as Record<string, unknown>
  return {
    identifier: text(alert.identifier),
    sent: text(alert.sent),
    status: text(alert.status),
    event: text(alert.event),
    colour: (text(alert.colour) || null) as ActiveEntry['colour'],
    headline: text(alert.headline) || null,
    expires: text(alert.expires) || null,
    state: alert.state === 'upcoming' ? 'upcoming' : 'inForce',
    replaces: Array.isArray(alert.replaces) ? alert.replaces.map(text) : [],
    url: text(alert.url),
  }
}

/** Differs when anything differs that a page shows. */
export const keyOf = (entries: readonly ActiveEntry[]): string =>
  JSON.stringify(entries.map(({ identifier, sent, headline, state }) => [identifier, sent, headline, state]))

/** What a page marks of a warning: it holds, or it will. */
export const markOf = (state: ActiveEntry['state'], identifier: string): string => `${state} ${identifier}`

/** Of what a page marks as in force or to come: nothing is missing, nothing too many, and nothing stands as the other. */
export function isJust(marked: readonly string[], entries: readonly ActiveEntry[]): boolean {
  const stand = new Set(marked)
  const hold = new Set(entries.map(({ state, identifier }) => markOf(state, identifier)))
  return stand.size === hold.size && [...stand].every((mark) => hold.has(mark))
}

/** No cache on the way keeps the list this long; what is older yet was written by a server whose clock was put right. */
const mostLateMs = 600_000

/** Caches on the way keep the list for some seconds, each its own: one may answer with what another has overtaken. */
export const isOvertaken = ({ updatedMs }: Active, knownMs: number | undefined): boolean =>
  knownMs !== undefined && updatedMs < knownMs && knownMs - updatedMs < mostLateMs

export const titleOf = ({ headline, event }: ActiveEntry): string => headline ?? event

/**
 * coming: it is new and begins later; begun: it was to come and holds now; ranOut: its time is over and nobody has lifted
 * it, which is no all-clear.
 */
export type NewsKind = 'new' | 'coming' | 'begun' | 'changed' | 'ended' | 'ranOut'
export interface News {
  kind: NewsKind
  entry: ActiveEntry
}

/**
 * What to tell somebody who knows `before`, the worst first. An update is one piece of news: what it replaces is not
 * told as ended.
 */
export function newsBetween(before: readonly ActiveEntry[], after: readonly ActiveEntry[], nowMs: number): News[] {
  const known = new Map(before.map((entry) => [entry.identifier, entry]))
  const now = new Set(after.map(({ identifier }) => identifier))
  const replaced = new Set(after.flatMap(({ replaces }) => replaces))

  return [
    ...after.flatMap((entry): News[] => {
      const old = known.get(entry.identifier)
      if (!old)
        return [
          {
            kind: kindOfNew(
              entry,
              entry.replaces.some((each) => known.has(each)),
            ),
            entry,
          },
        ]
      if (old.state === 'upcoming' && entry.state === 'inForce') return [{ kind: 'begun', entry }]
      return old.sent === entry.sent && old.headline === entry.headline ? [] : [{ kind: 'changed', entry }]
    }),
    ...before
      .filter(({ identifier }) => !now.has(identifier) && !replaced.has(identifier))
      .map((entry): News => ({ kind: kindOfGone(entry, nowMs), entry })),
  ]
}

const kindOfNew = ({ state }: ActiveEntry, replaces: boolean): NewsKind =>
  replaces ? 'changed' : state === 'upcoming' ? 'coming' : 'new'

/** Without an end of the sender's nobody here can tell a lifting from a time that ran out: neither is claimed. */
const kindOfGone = ({ expires }: ActiveEntry, nowMs: number): NewsKind =>
  expires === null ? 'changed' : Date.parse(expires) <= nowMs ? 'ranOut' : 'ended'

/**
 * The news a reader has not closed yet, the latest first; of a warning only the last word, so that nobody reads "new"
 * under its "lifted".
 */
export const withUnread = (told: readonly News[], unread: readonly News[]): News[] => [
  ...told,
  ...unread.filter(
    ({ entry: { identifier } }) =>
      !told.some(({ entry }) => entry.identifier === identifier || entry.replaces.includes(identifier)),
  ),
]

/** A red warning came or changed, and nobody has closed what tells of it: the tab calls. */
export const callsRed = (unread: readonly News[]): boolean =>
  unread.some(
    ({ kind, entry: { colour, status } }) =>
      kind !== 'ended' && kind !== 'ranOut' && colour === 'red' && status === 'Actual',
  )

const pollMs = 8_000
const jitterMs = 2_000
/** Nobody looks, but the title of the tab may still call somebody. */
const hiddenMs = 60_000
const mostMs = 60_000

/** How long to wait for the next look: 6 to 10 s, longer after failures one after another. `random` is 0 to 1. */
export function nextPollMs(failures: number, isHidden: boolean, random: number): number {
  if (failures > 1) return Math.min(mostMs, pollMs * 2 ** (failures - 1) * (0.75 + random / 2))
  return isHidden ? hiddenMs : pollMs + jitterMs * (2 * random - 1)
}

/** Without an answer for longer than this, readers are told. */
export const silentMs = 30_000

/** An all-clear that nobody has confirmed for so long is none, whatever answers. */
export const unsureMs = 600_000

/** How old what the page knows is. */
export function ageText(ageMs: number, isOffline: boolean, words: WordsOf<'age'>): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000))
  const minutes = Math.max(1, Math.floor(seconds / 60))
  const say = (text: string, unit: string, n: number): string => fill(text, { age: fill(unit, { n }) })
  const sayLong = (text: string): string =>
    minutes < 60 ? say(text, words.minutes, minutes) : say(text, words.hours, Math.floor(minutes / 60))
  if (isOffline) return sayLong(words.offline)
  if (ageMs > unsureMs) return sayLong(words.unsure)
  if (seconds < 20) return words.fresh
  return seconds < 60 ? say(words.checked, words.seconds, Math.floor(seconds / 10) * 10) : sayLong(words.checked)
}
