/** Who hears of an alert and in which words: one judgement for scans, lists and batches that are taken over. Pure. */
import { type AudienceArea, isNowhere, nowhere, type PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import { prefixOfKey } from '../subscribers/directory.ts'
import { isInArea, isMatch, isOutside, isTakenOut, mayFollow } from '../subscribers/matching.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import type { Reader } from '../texts/message-form.ts'
import type { Outcome } from './outcome.ts'

/**
 * Which of those who got an earlier alert hear of a later one of its chain: `all` · `inArea` whoever follows a place in
 * the later one's area, because only a part of the earlier one ends · `remaining` all but those for whom it ended before ·
 * `none` by this one: it lifted a part of another that the later one ends, and says nothing new to them.
 */
export type Heirs = 'all' | 'inArea' | 'remaining' | 'none'

/** Somebody who got or may have got earlier alerts of a chain. */
export interface Told {
  /** Directory key they stood under. */
  key: string
  /** When they were last sent to. */
  atMs: number
  /** Keys of the alerts. */
  from: string[]
  /** Those of them that were surely handed over. */
  handed: string[]
}

/** Told, in those words; not told, for that cause; or passed over, not being of the audience. */
export type Decision = Reader | Extract<Outcome, `s:${string}` | `f:${string}`> | null

export const isReader = (decision: string | null): decision is Reader => decision === 'inside' || decision === 'outside'

const liftsPart = ({ isPart, cancelReason }: PublishedAlert): boolean => isPart && cancelReason !== null

const follows = (alert: PublishedAlert, id: string): boolean => alert.id === id || alert.predecessors.includes(id)

/** `chain` are the earlier alerts of `later`, as they stand when it is planned. */
export function heirsOf(before: string, later: PublishedAlert, chain: readonly PublishedAlert[]): Heirs {
  const ended = chain.filter(({ successor }) => successor === later.id)
  const isLifting = chain.some((alert) => alert.id === before && liftsPart(alert))
  if (isLifting && ended.some((alert) => !liftsPart(alert))) return 'none'
  const branch = chain.filter((alert) => follows(alert, before))
  const parts = branch.filter(({ id, isPart }) => isPart && id !== before)
  // Only a part of it ends, or what came of one: it may hold for the rest, or have run out there.
  const endsPart = ended.length > 0 && ended.every((alert) => parts.some(({ id }) => follows(alert, id)))
  if (later.isPart || endsPart) return 'inArea'
  return branch.every(({ except }) => isNowhere(except)) ? 'all' : 'remaining'
}

/**
 * What ended before for somebody: not what a part took out that is over now too, before it reached them or after it had
 * raised the colour there.
 */
function goneFor({ handed }: Told, alert: PublishedAlert, chain: readonly PublishedAlert[]): AudienceArea {
  const parts = chain.filter((part) => part.isPart && part.predecessors.includes(alert.id))
  const open = parts.filter((part) => !liftsPart(part) || !handed.includes(part.id))
  const { codes, polygons, circles } = alert.except
  const isOpen = (code: string): boolean => open.some(({ area }) => area.codes.some((each) => code.startsWith(each)))
  const gone = codes.filter((code) => !isOpen(code))
  return open.length > 0 ? { ...nowhere, codes: gone } : { codes: gone, polygons, circles }
}

export interface JudgeOptions {
  published: PublishedAlert
  /** How the plan deals with each earlier alert. */
  predecessors: readonly { alertId: string; heirs: Heirs }[]
  /** The earlier alerts; needed unless `heirs` is `all` everywhere. */
  chain: readonly PublishedAlert[]
  county: Pick<County, 'code' | 'rules'>
}

type Places = Pick<Subscriber, 'areas' | 'point' | 'colour' | 'list'>

/** `row` is undefined for people who left; `told` for those who got nothing of the chain. */
export interface Judge {
  /** False for those who need not even be read: of a warning to a county, a part concerns few. */
  isConcerned(told: Told): boolean
  /** Of somebody a job meets. A child's people were counted as meant by its parent: none of them is passed over. */
  decide(row: Places | undefined, told: Told | undefined, isChild: boolean): Decision
  /** Of somebody in a batch that another worker may have sent. */
  decideAgain(row: Places | undefined, told: Told | undefined): Decision
}

export function makeJudge({ published, predecessors, chain, county }: JudgeOptions): Judge {
  const { area, except, dropped } = published
  const { bufferM } = county.rules
  const isCalledOff = published.cancelReason !== null
  const audience = {
    area,
    except: nowhere,
    colour: published.colour,
    drill: published.alert.status === 'Exercise',
    followUp: false,
  }
  const heirs = new Map(predecessors.map((before) => [before.alertId, before.heirs]))
  const ended = chain.filter(({ successor }) => successor === published.id)

  /** What names more places than it ends is no end for whom an earlier alert still holds. */
  const isOverFor = (row: Places): boolean =>
    ended.length === 0 || ended.some((before) => isInArea(row, before.area, nowhere, county))

  function inherits(row: Places, told: Told, from: string): boolean {
    switch (heirs.get(from)) {
      case 'none':
        return false
      case 'inArea':
        return isInArea(row, area, nowhere, county) && isOverFor(row)
      case 'remaining':
        return !chain.some(
          (alert) => follows(alert, from) && isTakenOut(row, alert.area, goneFor(told, alert, chain), county),
        )
      default:
        return true
    }
  }

  /** Whoever an earlier Update dropped heard so then, and is told nothing more until the chain is lifted. */
  const fellOutNow = (row: Places): boolean =>
    dropped !== null && !isOutside(row, dropped.from, nowhere, county, bufferM)
  const outsideBefore = dropped || published.predecessors.length > 1 ? 's:outside' : 'inside'

  function judge(row: Places, told: Told | undefined): Decision {
    const isHeir = told?.from.some((from) => inherits(row, told, from)) ?? false
    if (!isHeir && (isCalledOff || !isMatch(row, audience, county))) return null
    if (isTakenOut(row, area, except, county)) return 's:takenOut'
    if (isCalledOff || !isOutside(row, area, except, county, bufferM)) return 'inside'
    return fellOutNow(row) ? (dropped?.outside === 'tell' ? 'outside' : 's:outside') : outsideBefore
  }

  return {
    isConcerned: ({ key, from }) =>
      mayFollow(prefixOfKey(key), area) || from.some((id) => !['inArea', 'none'].includes(heirs.get(id) ?? 'all')),
    decide(row, told, isChild) {
      const wasMeant = isChild || told?.from.some((from) => heirs.get(from) === 'all')
      if (!row) return wasMeant ? 's:left' : null
      const decision = judge(row, told)
      if (isChild) return decision ?? 's:notWanted'
      return decision === 's:takenOut' ? null : decision
    },
    decideAgain(row, told) {
      if (!row) return 's:left'
      const decision = judge(row, told)
      // It may have gone out before their place was taken out: a lifting must reach them.
      if (decision === 's:takenOut') return 'f:noAnswer'
      return decision === 'outside' ? 'outside' : 'inside'
    },
  }
}
