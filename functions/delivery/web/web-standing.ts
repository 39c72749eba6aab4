import type { PublishedAlert } from '../../alerts/published-alert.ts'
import { formOf, isCalledOff, isReal } from '../texts/message-form.ts'
import type { Standing } from '../texts/page-words.ts'

/** Restricted and private messages, and technical tests, are never shown to the public. */
export const isForPublic = ({ alert }: PublishedAlert): boolean =>
  alert.scope === 'Public' && (alert.status === 'Actual' || alert.status === 'Exercise')

/** The end of the chain as far as `history` knows it: the message that says how things stand. */
export function latestOf(published: PublishedAlert, history: readonly PublishedAlert[]): PublishedAlert {
  if (published.successor === null) return published
  const known = new Map(history.map((each) => [each.id, each]))
  const seen = new Set<string>()
  let latest = published
  while (latest.successor !== null && !seen.has(latest.id)) {
    seen.add(latest.id)
    const next = known.get(latest.successor)
    if (!next) break
    latest = next
  }
  return latest
}

/**
 * How an alert stands now. The end of its time is not an all-clear: only a message that lifts it is. One that was
 * replaced by a message nobody shows any more is out of date, not lifted.
 */
export function standingOf(published: PublishedAlert, history: readonly PublishedAlert[], nowMs: number): Standing {
  const form = formOf(latestOf(published, history))
  if (isCalledOff(form)) return form
  if (isFollowed(published, history)) return 'superseded'
  return published.stage === 'expired' || published.expiresAtMs <= nowMs ? 'expired' : 'inForce'
}

/**
 * A message known here took its place. One that is not known yet is a moment from being published: until then the old
 * one stands, or everybody would read an all-clear in between. A predecessor leaves the pages before its successor does.
 */
export const isFollowed = ({ successor }: PublishedAlert, known: readonly PublishedAlert[]): boolean =>
  successor !== null && known.some(({ id }) => id === successor)

const order = (published: PublishedAlert): number =>
  published.colour === null ? 0 : ['red', 'orange', 'yellow', 'blue'].indexOf(published.colour)

/** Worst first, then newest. */
export const worstFirst = (a: PublishedAlert, b: PublishedAlert): number =>
  order(a) - order(b) || b.acceptedAtMs - a.acceptedAtMs || (a.id < b.id ? -1 : 1)

/** Public warnings that hold now, drills included, worst first. */
export const inForce = (alerts: readonly PublishedAlert[], nowMs: number): PublishedAlert[] =>
  alerts.filter((alert) => isForPublic(alert) && standingOf(alert, alerts, nowMs) === 'inForce').toSorted(worstFirst)

export interface Shown {
  alert: PublishedAlert
  standing: Standing
}

export interface Groups {
  /** Real and in force, worst first. */
  open: Shown[]
  /** Real, out of time, and lifted by nobody: no all-clear while there is one. */
  unlifted: Shown[]
  /** Real and over, newest first. */
  ended: Shown[]
  /** Drills going on; they never count. */
  drills: Shown[]
  isClear: boolean
}

/** What pages show of `alerts`: of each chain its last message. */
export function groupsOf(alerts: readonly PublishedAlert[], nowMs: number): Groups {
  const shown = alerts
    .filter((alert) => isForPublic(alert) && !isFollowed(alert, alerts))
    .map((alert) => ({ alert, standing: standingOf(alert, alerts, nowMs) }))
    .toSorted((a, b) => worstFirst(a.alert, b.alert))
  const real = shown.filter(({ alert }) => isReal(alert))
  const open = real.filter(({ standing }) => standing === 'inForce')
  const unlifted = real.filter(({ standing }) => standing === 'expired')
  return {
    open,
    unlifted,
    ended: real
      .filter(({ standing }) => standing !== 'inForce' && standing !== 'expired')
      .toSorted((a, b) => b.alert.acceptedAtMs - a.alert.acceptedAtMs),
    drills: shown.filter(({ alert, standing }) => !isReal(alert) && standing === 'inForce'),
    isClear: open.length === 0 && unlifted.length === 0,
  }
}
