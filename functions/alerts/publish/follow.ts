/** What an alert does to those it follows: takes their place, ends them, or takes only a part out of them. Safe to repeat. */
import type { Clock } from '../../platform/clock.ts'
import type { County } from '../../platform/county.ts'
import type { Colour } from '../alert.ts'
import type { WholeAlert } from '../alert-body.ts'
import type { AlertHead, HeadChange } from '../alert-head.ts'
import type { AlertStore } from '../alert-store.ts'
import { codesDropped, partWithin, type Relation, relationOf, unionOf } from '../area/area-relation.ts'
import { worseColour } from '../colour.ts'
import type { HoldReason } from '../hold-reason.ts'
import { type Dropped, nowhere } from '../published-alert.ts'
import { canBeFollowed } from '../rules/references.ts'

export interface Followed {
  /** It took their place, or ended them. */
  ended: WholeAlert[]
  /** They go on for the rest of their area. */
  parted: WholeAlert[]
  /** Parts that cannot be told apart, or none of the places: a person must look. Nothing was changed then. */
  reasons: HoldReason[]
  dropped: Dropped | null
}

export interface FollowPorts {
  alerts: AlertStore
  clock: Clock
  county: County
}

/** How long an ended alert stays on the public pages. */
export const endedShownMs = 30 * 24 * 3_600_000

/** It is worse for the same people: whoever lies outside of it goes on with what holds there. */
const isRaised = (colour: Colour | null, was: Colour | null): boolean =>
  colour !== was && was !== null && worseColour(colour, was) === colour

export function makeFollow({ alerts, clock, county }: FollowPorts) {
  const bySystem = (act: string, by: AlertHead) => ({
    atMs: clock.now(),
    actor: 'system',
    act,
    detail: { by: by.identifier },
  })

  /** Changes `of` as long as `isOpen`, whoever else moves it meanwhile; undefined when it is not any more. */
  async function moveWhile(
    of: AlertHead,
    isOpen: (current: AlertHead) => boolean,
    isDone: (current: AlertHead) => boolean,
    change: (current: AlertHead) => HeadChange,
    act: string,
    by: AlertHead,
  ): Promise<AlertHead | undefined> {
    let current: AlertHead | undefined = of
    while (current && isOpen(current)) {
      if (isDone(current)) return current
      // A signed one was passed over above: two alerts that refer to each other must not wait for each other.
      if (current.stage === 'signed') return undefined
      const moved = await alerts.move(current, change(current), bySystem(act, by))
      if (moved) return moved
      current = await alerts.head(of.id)
    }
    return undefined
  }

  /** Makes `follower` the one successor; undefined when another is. */
  function take(of: AlertHead, { head, body }: WholeAlert): Promise<AlertHead | undefined> {
    const stage = body.cancelReason ? 'cancelled' : 'superseded'
    return moveWhile(
      of,
      (current) => canBeFollowed(current, head),
      (current) => current.successor === head.id,
      (current) => {
        const now = clock.now()
        const dueAtMs = current.expected.includes('web') ? now + endedShownMs : null
        return { stage, successor: head.id, endedAtMs: now, dueAtMs }
      },
      stage,
      head,
    )
  }

  /** Takes the follower's area out; the rest goes on under a new version. */
  function takePart({ head: of, body: whole }: WholeAlert, { head, body }: WholeAlert): Promise<AlertHead | undefined> {
    const part = partWithin(whole.area, body.area)
    return moveWhile(
      of,
      (current) => canBeFollowed(current, head) || current.partsTakenBy.includes(head.id),
      (current) => current.partsTakenBy.includes(head.id),
      (current) => ({
        stage: current.stage,
        except: unionOf(current.except, part),
        partsTakenBy: [...current.partsTakenBy, head.id],
        dueAtMs: current.dueAtMs ?? clock.now(),
      }),
      'partTaken',
      head,
    )
  }

  function reasonsAgainst(follower: WholeAlert, relations: readonly Relation[]): HoldReason[] {
    if (!follower.body.cancelReason || follower.head.isReleased || relations.length === 0) return []
    if (relations.includes('whole') || relations.includes('part')) return []
    const text = relations.includes('unclear')
      ? 'it lifts a part of a warning, and shapes do not say which people are in it'
      : 'its area lies outside of what it lifts'
    return [{ code: 'partialLift', text }]
  }

  /** How it goes on with each of the earlier alerts. */
  function planFor(follower: WholeAlert, earlier: WholeAlert, relation: Relation): 'end' | 'part' | 'leave' {
    if (relation === 'whole') return 'end'
    if (follower.body.cancelReason) return relation === 'elsewhere' ? 'leave' : 'part'
    return isRaised(follower.head.colour, earlier.head.colour) ? 'part' : 'end'
  }

  return async (follower: WholeAlert, earlier: readonly WholeAlert[]): Promise<Followed> => {
    const open = earlier.filter(
      ({ head }) => canBeFollowed(head, follower.head) || head.partsTakenBy.includes(follower.head.id),
    )
    const relations = open.map((each) =>
      // A run that was cut short took its part already: what is left says nothing of it.
      each.head.partsTakenBy.includes(follower.head.id)
        ? 'part'
        : relationOf({ area: each.body.area, except: each.head.except }, follower.body.area, county.code),
    )
    const reasons = reasonsAgainst(follower, relations)
    if (reasons.length > 0) return { ended: [], parted: [], reasons, dropped: null }
    const ended: WholeAlert[] = []
    const parted: WholeAlert[] = []
    for (const [i, each] of open.entries()) {
      const plan = planFor(follower, each, relations[i]!)
      if (plan === 'leave') continue
      const head = await (plan === 'end' ? take(each.head, follower) : takePart(each, follower))
      if (head) (plan === 'end' ? ended : parted).push({ head, body: each.body })
    }
    return { ended, parted, reasons: [], dropped: droppedBy(follower, ended) }
  }

  /** What those whose place it took still covered, and it does not. */
  function droppedBy({ head, body }: WholeAlert, ended: readonly WholeAlert[]): Dropped | null {
    if (body.cancelReason || ended.length === 0) return null
    const from = ended.reduce((all, each) => unionOf(all, each.body.area), nowhere)
    const except = ended.length === 1 ? ended[0]!.head.except : nowhere
    if (relationOf({ area: from, except }, body.area, head.county) === 'whole') return null
    const codes = codesDropped({ area: from, except }, body.area) ?? []
    return { codes, outside: county.rules.tellDropped ? 'tell' : 'silent', from }
  }
}
