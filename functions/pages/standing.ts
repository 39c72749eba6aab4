import type { PublishedAlert } from '../alerts/published-alert.ts'
import { formOf, isCalledOff, isReal } from '../texts/message-form.ts'
import type { Standing } from '../texts/page-words-shape.ts'

/** Real and for everybody: what is restricted, private, a drill or a technical test has no page and stands in no list. */
export const isForPublic = (published: PublishedAlert): boolean =>
  published.alert.scope === 'Public' && isReal(published)

const isOpenDrill = ({ alert }: PublishedAlert): boolean =>
  alert.status === 'Exercise' && alert.scope === 'Public' && !/双盲|double[- ]blind/iu.test(alert.note ?? '')

/**
 * A drill that people may know of: one that goes on, or is to come and whose note announces it. A double-blind one is a
 * surprise, whatever else its note says.
 */
const isShownDrill = (drill: PublishedAlert, alerts: readonly PublishedAlert[], nowMs: number): boolean => {
  if (!isOpenDrill(drill)) return false
  const standing = standingOf(drill, alerts, nowMs)
  return standing === 'inForce' || (standing === 'upcoming' && /公开预告/u.test(drill.alert.note ?? ''))
}

const isWarning = (published: PublishedAlert): boolean => !isCalledOff(formOf(published))

/** It warns of what begins later. */
export const isUpcoming = (published: PublishedAlert, nowMs: number): boolean =>
  isWarning(published) && published.onsetAtMs !== null && published.onsetAtMs > nowMs

/**
 * What took the place of an alert, as far as `known` knows it. A message not known yet is a moment from being published:
 * until then the old one stands, or everybody would read an all-clear in between. One that ends a part leaves the rest in
 * force, and one that begins later leaves what holds already in force until then.
 */
function followerOf(
  { successor, onsetAtMs, expiresAtMs }: PublishedAlert,
  known: readonly PublishedAlert[],
  nowMs: number,
): PublishedAlert | undefined {
  const next = successor === null ? undefined : known.find(({ id }) => id === successor)
  if (!next || next.isPart) return undefined
  const held = onsetAtMs === null || onsetAtMs <= next.sentAtMs
  return held && isUpcoming(next, nowMs) && expiresAtMs > nowMs ? undefined : next
}

export const isFollowed = (alert: PublishedAlert, known: readonly PublishedAlert[], nowMs: number): boolean =>
  followerOf(alert, known, nowMs) !== undefined

/**
 * The message that says how things stand, as far as `history` knows it: the end of the chain, or the lifting of a later
 * issue of the same warning.
 */
export function latestOf(published: PublishedAlert, history: readonly PublishedAlert[], nowMs: number): PublishedAlert {
  const seen = new Set<string>()
  let latest = published
  while (!seen.has(latest.id)) {
    seen.add(latest.id)
    const next = followerOf(latest, history, nowMs)
    if (!next) break
    latest = next
  }
  return liftingOfReissue(latest, history) ?? latest
}

/** A warning issued again and then lifted is lifted as a whole. An issue that was a mistake takes nothing back but itself. */
function liftingOfReissue(warning: PublishedAlert, history: readonly PublishedAlert[]): PublishedAlert | undefined {
  if (!isWarning(warning)) return undefined
  const later = new Set(
    history
      .filter((each) => each.sentAtMs >= warning.sentAtMs && isWarning(each) && isSameWarning(each, warning))
      .map(({ id }) => id),
  )
  return history
    .filter((each) => isCalledOff(formOf(each)) && formOf(each) !== 'error' && !each.isPart)
    .find(({ predecessors }) => predecessors.some((id) => id !== warning.id && later.has(id)))
}

/**
 * How an alert stands now. The end of its time is not an all-clear: only a message that lifts it is. One that was
 * replaced by a message nobody shows any more is out of date, not lifted.
 */
export function standingOf(published: PublishedAlert, history: readonly PublishedAlert[], nowMs: number): Standing {
  const latest = latestOf(published, history, nowMs)
  const form = formOf(latest)
  if (isCalledOff(form)) return form
  if (latest.id !== published.id) return 'superseded'
  if (published.stage === 'expired' || published.expiresAtMs <= nowMs) return 'expired'
  return isUpcoming(published, nowMs) ? 'upcoming' : 'inForce'
}

/** Codes that are left of its area: a code takes those below it along. */
export const remainingCodes = ({ area, except }: PublishedAlert): string[] =>
  area.codes.filter((code) => !except.codes.some((gone) => code.startsWith(gone)))

const keys = new WeakMap<PublishedAlert, string>()

/**
 * The same for each issue of one warning: sender, event and the area that is left of it. Identifiers tell nothing: many
 * platforms issue a warning again (继续发布) as a new Alert that refers to nothing.
 */
function warningKey(published: PublishedAlert): string {
  const known = keys.get(published)
  if (known !== undefined) return known
  const { alert, eventCode, eventName, area } = published
  const codes = remainingCodes(published).toSorted()
  const key = JSON.stringify([alert.sender, alert.status, eventCode ?? eventName, codes, area.polygons, area.circles])
  keys.set(published, key)
  return key
}

export const isSameWarning = (a: PublishedAlert, b: PublishedAlert): boolean => warningKey(a) === warningKey(b)

/** The newest issue in force of the same warning, sent after this one. */
export const reissueOf = (
  published: PublishedAlert,
  history: readonly PublishedAlert[],
  nowMs: number,
): PublishedAlert | undefined =>
  isWarning(published)
    ? history
        .filter((each) => each.sentAtMs > published.sentAtMs && isSameWarning(each, published))
        .filter((each) => isForPublic(each) && standingOf(each, history, nowMs) === 'inForce')
        .toSorted((a, b) => b.sentAtMs - a.sentAtMs)[0]
    : undefined

/** Issues further apart belong to different weather. */
const mostApartMs = 3_600_000

/** The how-manieth issue of the same warning this is; 1 where it says something new. */
export function issueNumber(published: PublishedAlert, history: readonly PublishedAlert[], nowMs: number): number {
  const earlier = history
    .filter((each) => each.sentAtMs < published.sentAtMs && isWarning(each) && isSameWarning(each, published))
    .toSorted((a, b) => b.sentAtMs - a.sentAtMs)
  let number = 1
  let next = published
  for (const each of earlier) {
    const isLinked = next.predecessors.includes(each.id)
    const isOver = each.expiresAtMs + mostApartMs < next.sentAtMs
    const wasCalledOff = !isLinked && !isWarning(latestOf(each, history, nowMs))
    if (isOver || wasCalledOff || each.colour !== next.colour) break
    if (next.isReissue || !isLinked) number += 1
    next = each
  }
  return number
}

/** Messages that ended, raised or changed a part of it, oldest first. */
export const partsOf = (published: PublishedAlert, history: readonly PublishedAlert[]): PublishedAlert[] =>
  history
    .filter(({ isPart, predecessors }) => isPart && predecessors.includes(published.id))
    .toSorted((a, b) => a.sentAtMs - b.sentAtMs)

const order = (published: PublishedAlert): number =>
  published.colour === null ? 0 : ['red', 'orange', 'yellow', 'blue'].indexOf(published.colour)

/** Worst first, then newest. */
export const worstFirst = (a: PublishedAlert, b: PublishedAlert): number =>
  order(a) - order(b) || b.acceptedAtMs - a.acceptedAtMs || (a.id < b.id ? -1 : 1)

/** Public warnings that hold now, worst first, then those to come, the next first; every issue of each. */
export function current(alerts: readonly PublishedAlert[], nowMs: number): Shown[] {
  const shown = alerts
    .filter(isForPublic)
    .map((alert) => ({ alert, standing: standingOf(alert, alerts, nowMs) }))
    .toSorted((a, b) => worstFirst(a.alert, b.alert))
  return [...shown.filter(({ standing }) => standing === 'inForce'), ...shown.filter(isToCome).toSorted(nextFirst)]
}

export interface Shown {
  alert: PublishedAlert
  standing: Standing
}

const isToCome = ({ standing }: Shown): boolean => standing === 'upcoming'
const nextFirst = (a: Shown, b: Shown): number => (a.alert.onsetAtMs ?? 0) - (b.alert.onsetAtMs ?? 0)

export interface Card extends Shown {
  /** As `issueNumber`. */
  issue: number
  /** Other issues of the same warning that stand as this one does; the card speaks for them. */
  others: PublishedAlert[]
}

export interface Groups {
  /** In force, worst first. */
  open: Card[]
  /** They begin later, the next first. */
  upcoming: Card[]
  /** Out of time, and lifted by nobody: no all-clear while there is one. */
  unlifted: Card[]
  /** Over, newest first. */
  ended: Card[]
  /** Drills going on or announced; they never count. */
  drills: PublishedAlert[]
  /** Nothing holds, may still be dangerous, or is to come. */
  isClear: boolean
}

/** What pages show of `alerts`: of each chain its last message, of several issues of a warning the newest. */
export function groupsOf(alerts: readonly PublishedAlert[], nowMs: number): Groups {
  const shown = alerts
    .filter((alert) => isForPublic(alert) && latestOf(alert, alerts, nowMs).id === alert.id)
    .map((alert) => ({ alert, standing: standingOf(alert, alerts, nowMs) }))
    .toSorted((a, b) => worstFirst(a.alert, b.alert))
  const open = cardsOf(shown, 'inForce', alerts, nowMs)
  const upcoming = cardsOf(shown, 'upcoming', alerts, nowMs).toSorted(nextFirst)
  const unlifted = cardsOf(shown, 'expired', alerts, nowMs).filter(
    ({ alert }) => !open.some((each) => isSameWarning(each.alert, alert)),
  )
  const ended = shown
    .filter(({ alert }) => !isWarning(alert))
    .map((each): Card => ({ ...each, issue: 1, others: [] }))
    .toSorted((a, b) => b.alert.acceptedAtMs - a.alert.acceptedAtMs)
  return {
    open,
    upcoming,
    unlifted,
    ended,
    drills: alerts.filter((alert) => isShownDrill(alert, alerts, nowMs)),
    isClear: open.length + upcoming.length + unlifted.length === 0,
  }
}

/** One card for all issues of a warning: the newest of those that stand this way. */
function cardsOf(
  shown: readonly Shown[],
  standing: Standing,
  alerts: readonly PublishedAlert[],
  nowMs: number,
): Card[] {
  const all = shown.filter((each) => each.standing === standing).map(({ alert }) => alert)
  const isNewer = (a: PublishedAlert, b: PublishedAlert): boolean =>
    a.sentAtMs > b.sentAtMs || (a.sentAtMs === b.sentAtMs && a.id > b.id)
  return all
    .filter((alert) => !all.some((other) => isSameWarning(other, alert) && isNewer(other, alert)))
    .map((alert) => ({
      alert,
      standing,
      issue: issueNumber(alert, alerts, nowMs),
      others: all.filter((other) => other.id !== alert.id && isSameWarning(other, alert)),
    }))
}
