/** Signed → published: claims what the alert follows, then tells the web and every channel. Resumable at any step. */
import { carriedChannels, type DeliveryChannel, type Lane, queuedChannels } from '../platform/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { County } from '../platform/county.ts'
import { errorName } from '../platform/http.ts'
import { logger } from '../platform/logger.ts'
import type { Alert, Colour, Info } from './alert.ts'
import type { AlertOutbox } from './alert-outbox.ts'
import type { AlertHead, AlertStore } from './alert-store.ts'
import { liftedPlace } from './area/lifted-place.ts'
import {
  eventsOf,
  isReissueOf,
  makeFindNeighbours,
  overtakenBy,
  peerOf,
  replacedSignals,
  saidBefore,
} from './area/neighbours.ts'
import { colourEntry, worseColour } from './colour.ts'
import { isNowhere } from './published-alert.ts'
import { isFullyPlanned } from './read-published.ts'
import {
  type AlertBody,
  canBeFollowed,
  cancelLastsMs,
  type HoldReason,
  headlineOf,
  isFollowUp,
  judgeReferences,
  wasTold,
} from './rules/alert-rules.ts'
import { liftsUnnamed } from './rules/authority.ts'
import { type Earlier, makeFollow } from './rules/follow.ts'
import { stillOrders, withoutRepeats } from './rules/lifting.ts'
import { asksToLeave, isToLeaveNow } from './rules/orders.ts'
import { makeOvertake } from './rules/overtake.ts'
import { keepReleased } from './rules/release.ts'
import type { WebStore } from './web-store.ts'

export interface PublishPorts {
  alerts: AlertStore
  web: WebStore
  outbox: AlertOutbox
  clock: Clock
  county: County
}

/**
 * Whom each status is for: a Test goes to nobody, an Exercise to the drill list; the web only says in a line that one goes on,
 * or is announced, and nothing of one that nobody may know of before.
 */
function expectedChannels({ status, note }: Alert): DeliveryChannel[] {
  if (status === 'Actual') return [...carriedChannels, 'web']
  if (status !== 'Exercise') return []
  return /双盲|double[- ]blind/iu.test(note ?? '') ? [...carriedChannels] : [...carriedChannels, 'web']
}

/** The delayed check comes a little after the alert is due again. */
const checkDelaySeconds = 20
const firstCheckMs = 15_000

/**
 * `fresh` is what was just written, to save reading it. The answer's stage is `published` also when it was already;
 * `superseded` when a later message made it no news before anybody heard of it; `held` when a person must look first.
 */
export type PublishAlert = (id: string, fresh?: AlertHead, body?: AlertBody) => Promise<AlertHead>

export function makePublishAlert(ports: PublishPorts): PublishAlert {
  const { alerts, web, outbox, clock, county } = ports
  const follow = makeFollow(ports)
  const overtake = makeOvertake(ports)
  const findNeighbours = makeFindNeighbours(ports)
  const system = (act: string, detail: Record<string, string> = {}) => ({
    atMs: clock.now(),
    actor: 'system',
    act,
    detail,
  })

  /** The earlier alerts it names, those still being published brought to their end first. */
  async function named(head: AlertHead, above: readonly string[]): Promise<AlertHead[]> {
    const known = await alerts.heads(head.references)
    const settled: AlertHead[] = []
    for (const each of known) settled.push(await settle(each, head, above))
    return settled
  }

  /** What the messages that it overtook follow: they have no successor but this one. */
  async function beforeOvertaken(head: AlertHead, above: readonly string[]): Promise<AlertHead[]> {
    const overtaken = (await alerts.heads(head.references)).filter(
      (each) => each.isUntold && each.successor === head.id,
    )
    const lists = await Promise.all(overtaken.map((each) => named(each, [...above, head.id])))
    return lists.flat()
  }

  const settle = async (each: AlertHead, head: AlertHead, above: readonly string[]): Promise<AlertHead> =>
    each.stage === 'signed' && !above.includes(each.id) ? publish(each.id, [...above, head.id]) : each

  /**
   * Where a chain stands by now. A person who releases a lifting lifts the danger, not one old message about it: nothing
   * that took that message's place may stay in force.
   */
  async function latestOf(referred: AlertHead, head: AlertHead, above: readonly string[]): Promise<AlertHead> {
    const seen = new Set([referred.id, head.id])
    let latest = referred
    while (latest.successor && !seen.has(latest.successor)) {
      seen.add(latest.successor)
      const next = await alerts.head(latest.successor)
      if (!next || next.stage === 'cancelled' || next.msgType === 'Cancel') break
      latest = await settle(next, head, above)
    }
    return latest
  }

  const withBodies = async (heads: readonly AlertHead[]): Promise<Earlier[]> => {
    const bodies = heads.length > 0 ? await alerts.bodies(heads.map(({ id }) => id)) : new Map<string, AlertBody>()
    return heads.flatMap((head) => {
      const body = bodies.get(head.id)
      return body ? [{ head, body }] : []
    })
  }

  const hold = (head: AlertHead, reasons: HoldReason[]) =>
    alerts.move(head, { stage: 'held', reasons, dueAtMs: clock.now() }, system('held'))

  /** It ends before anybody was told: what `by` says is newer. */
  const supersedeUntold = (head: AlertHead, by: AlertHead) => {
    const change = {
      stage: 'superseded' as const,
      isUntold: true,
      successor: by.id,
      endedAtMs: clock.now(),
      dueAtMs: null,
    }
    return alerts.move(head, change, system('overtaken', { by: by.identifier }))
  }

  /** Nobody is told of `head`: its Update is here. What it follows has that Update for its successor. */
  async function giveWay(head: AlertHead, update: AlertHead, above: readonly string[]): Promise<AlertHead | undefined> {
    // A run that stops half-way leaves this one or the other due: both orders are carried on from there.
    if (update.stage !== 'signed') {
      await follow({ head: update, body: await bodyOf(update.id) }, await withBodies(await named(head, above)))
    }
    const moved = await supersedeUntold(head, update)
    if (moved && update.stage === 'signed' && !above.includes(update.id)) await publish(update.id, [...above, head.id])
    return moved
  }

  async function makeOfficial(
    head: AlertHead,
    above: readonly string[],
    fresh?: AlertBody,
  ): Promise<AlertHead | undefined> {
    const overtaken = await overtake(head)
    if (overtaken.by === 'lifting') return hold(head, [...head.reasons, overtaken.reason])
    if (overtaken.by === 'update') return giveWay(head, overtaken.update, above)

    const said = fresh ?? (await bodyOf(head.id))
    const known = head.isFirst ? await beforeOvertaken(head, above) : await named(head, above)
    const liftsAll = head.isReleased && said.cancelReason !== null
    const referred = liftsAll ? await Promise.all(known.map((each) => latestOf(each, head, above))) : known
    const earlier = await withBodies(referred)
    if (said.cancelReason && !head.isReleased) {
      const lifted = [said, ...earlier.map((each) => each.body)]
      const unnamed = liftsUnnamed({ alert: said.alert, sender: head.sender, county }, lifted)
      if (unnamed) return hold(head, [...head.reasons, unnamed])
    }
    const body = said.cancelReason ? await completed(head, said, earlier) : said
    if (body === 'unclear') return hold(head, [...head.reasons, unclearPart])
    const own = body.cancelReason ? { ...head, ...ownOf(body, head) } : head
    const neighbours = await findNeighbours(own, body, earlier)

    const late = isNews(head) ? overtakenBy(head, body, neighbours) : undefined
    if (late && !head.isReleased) {
      if (late.body.cancelReason === null) return supersedeUntold(head, late.head)
      const text = `sent before ${late.head.identifier}, which lifts this event here: release it if it is news`
      return hold(head, [...head.reasons, { code: 'overtaken', text }])
    }

    const targets = [...earlier, ...others(own, body, earlier, neighbours)]
    const lifting = body.cancelReason
      ? withoutRepeats(
          body.alert,
          targets.map((each) => each.body.alert),
        )
      : undefined
    if (lifting && body.cancelReason !== 'downgraded' && stillOrders(lifting.alert) && !head.isReleased) {
      const text = 'it lifts a warning and orders people to leave or to take shelter'
      return hold(head, [...head.reasons, { code: 'textSaysDanger', text }])
    }
    const followed = await follow({ head: own, body }, targets)
    if (followed.reasons.length > 0) return hold(head, followed.reasons)
    const claimed = [...followed.ended, ...followed.parted].map((each) => each.head)
    if (head.references.length > 0 && claimed.length === 0 && !head.isReleased && !head.isFirst) {
      const reasons = reasonsAfterLoss(head, await alerts.heads(head.references))
      return hold(head, reasons)
    }
    if (lifting && lifting.notes.length > 0) {
      await alerts.replaceBody(head.id, { ...body, alert: lifting.alert, notes: [...body.notes, ...lifting.notes] })
    }

    // What a person released follows those it names even where others succeeded them: their recipients are its own.
    const sameStatus = known.filter(({ status }) => status === head.status)
    const isPart = followed.parted.length > 0 && followed.ended.length === 0
    const before = isPart ? claimed : followed.ended.length > 0 ? followed.ended.map((each) => each.head) : sameStatus
    const told = before.filter(wasTold)
    const predecessors = [
      ...new Set([...told.map(({ id }) => id), ...told.flatMap((each) => each.predecessors)]),
    ].filter((id) => id !== head.id)
    const previous = told.reduce<Colour | null>((worst, { colour }) => worseColour(worst, colour), null)
    const isUrgent = own.colour === 'red' || (own.colour === 'orange' && body.alert.info.some(isToLeaveNow))
    const isRed = isUrgent || body.cancelReason === 'error' || before.some(({ lane }) => lane === 'red')
    const lane: Lane = isRed ? 'red' : 'normal'
    const expected = expectedChannels(body.alert)
    const expiresAtMs = body.cancelReason ? clock.now() + cancelLastsMs : head.expiresAtMs
    // Shown before it is published: a page of an alert that is not yet published is passed over, a missing one is not.
    if (expected.includes('web')) await web.show(peerOf(own, body), eventsOf(own))
    const moved = await alerts.move(
      head,
      {
        stage: 'published',
        colour: own.colour,
        eventCode: own.eventCode,
        eventName: own.eventName,
        headline: own.headline,
        predecessors,
        previousColour: previous === own.colour ? null : previous,
        isPart,
        dropped: followed.dropped,
        isFirst: isFollowUp(head) && body.cancelReason === null && predecessors.length === 0,
        isReissue: isReissueOf(own, body, neighbours),
        askedToLeave: body.alert.info.some(asksToLeave) || told.some((each) => each.askedToLeave),
        lane,
        expected,
        expiresAtMs,
        dueAtMs: expected.length > 0 ? Math.min(clock.now() + firstCheckMs, expiresAtMs) : expiresAtMs,
      },
      system('published', { lane, channels: expected.join(' ') }),
    )
    if (moved && body.cancelReason) await endOvertaken(moved)
    return moved
  }

  /** A first message, or one told as such: what came after it may have made it old. */
  const isNews = (head: AlertHead): boolean => head.msgType === 'Alert' || head.isFirst

  /** What it follows without naming it: a station's older signals, and what was said again of the same place. */
  function others(
    head: AlertHead,
    body: AlertBody,
    earlier: readonly Earlier[],
    neighbours: readonly Earlier[],
  ): Earlier[] {
    const isOther = ({ head: { id } }: Earlier) => !earlier.some((each) => each.head.id === id)
    if (!body.cancelReason) return replacedSignals(head, body, neighbours).filter(isOther)
    // A person made it the lifting that it seemed to be: it ends what holds of its event in its place.
    if (head.msgType === 'Alert') {
      return neighbours.filter((each) => each.body.cancelReason === null && canBeFollowed(each.head, head))
    }
    return earlier.flatMap((each) => saidBefore(head, each.body, neighbours)).filter(isOther)
  }

  /** Warnings that waited for a decision about this lifting are over with it; nobody was told of them. */
  async function endOvertaken(lifting: AlertHead): Promise<void> {
    for (const each of await alerts.heads(lifting.references)) {
      if (each.stage === 'held' && each.reasons.some(({ code }) => code === 'overtaken'))
        await supersedeUntold(each, lifting)
    }
  }

  /** A lifting that says nothing of its own says where, how bad and what by the alerts it calls off. */
  async function completed(
    head: AlertHead,
    body: AlertBody,
    earlier: readonly Earlier[],
  ): Promise<AlertBody | 'unclear'> {
    const open = earlier.filter((each) => canBeFollowed(each.head, head))
    const [nearest] = open.length > 0 ? open : earlier
    if (!nearest) return body
    const area = liftedPlace(body, open.length > 0 ? open : earlier, county)
    if (area === 'unclear') return head.isReleased ? body : 'unclear'
    if (body.alert.info.length > 0 && !isNowhere(body.area)) return body
    const whole = calledOff({ ...body, area }, nearest.body)
    await alerts.replaceBody(head.id, whole)
    return whole
  }

  async function bodyOf(id: string): Promise<AlertBody> {
    const body = await alerts.body(id)
    if (!body) throw new Error(`alert ${id} has no body`)
    return body
  }

  async function publish(
    id: string,
    above: readonly string[],
    fresh?: AlertHead,
    body?: AlertBody,
  ): Promise<AlertHead> {
    let head = fresh ?? (await alerts.head(id))
    for (;;) {
      if (!head) throw new Error(`there is no alert ${id}`)
      if (head.stage !== 'signed') return head
      await keepReleased(alerts, head)
      const moved = await makeOfficial(head, above, body)
      if (moved?.stage === 'published' && moved.expected.length > 0) await wake(moved)
      if (moved) return moved
      head = await alerts.head(id)
    }
  }

  /** From here on the alert is official: a wake that fails is the sweeper's to repeat, not the sender's. */
  async function wake(head: AlertHead): Promise<void> {
    const check = { alertId: head.id, traceId: head.traceId, delaySeconds: checkDelaySeconds }
    const wakes = await Promise.allSettled([announceUnplanned(head, { web, outbox }), outbox.checkLater(check)])
    for (const each of wakes) {
      if (each.status === 'rejected') {
        logger.warn('wake failed, the sweeper repeats it', { alertId: head.id, cause: errorName(each.reason) })
      }
    }
  }

  return (id, fresh, body) => publish(id, [], fresh, body)
}

const unclearPart: HoldReason = {
  code: 'partialLift',
  text: 'its words name another place, or only a part of what it lifts; codes say nothing of that',
}

/** What a lifting says itself, or by the alerts it calls off. */
const ownOf = (body: AlertBody, head: AlertHead) => ({
  colour: body.colour ?? head.colour,
  eventCode: body.eventCode,
  eventName: body.eventName,
  headline: headlineOf(body),
})

/**
 * Wakes every channel not yet planned. The files count as changed only once the alert stands as published.
 * Throws for a channel without a queue, once all others are woken.
 */
export async function announceUnplanned(
  head: AlertHead,
  { web, outbox }: Pick<PublishPorts, 'web' | 'outbox'>,
): Promise<void> {
  if (isFullyPlanned(head)) return
  const unplanned = head.expected.filter((channel) => !head.planned.includes(channel))
  const channels = unplanned.filter((channel) => queuedChannels.includes(channel))
  if (channels.includes('web')) await web.touch(head.id)
  if (channels.length > 0) {
    await outbox.announce({ alertId: head.id, traceId: head.traceId, lane: head.lane, channels })
  }
  const unheard = unplanned.filter((channel) => !queuedChannels.includes(channel))
  if (unheard.length > 0) throw new Error(`no queue for the channel ${unheard.join(', ')} of alert ${head.id}`)
}

function reasonsAfterLoss(head: AlertHead, known: readonly AlertHead[]): HoldReason[] {
  const reasons = judgeReferences(head, head.id, known)
  return reasons.length > 0
    ? reasons
    : [{ code: 'succeeded', text: 'another alert succeeded what it refers to at the same moment' }]
}

/** The Cancel with the area of what it calls off, and, without info, its event and colour, but not its advice. */
function calledOff(body: AlertBody, original: AlertBody): AlertBody {
  const { alert } = body
  if (alert.info.length > 0) {
    const area = original.alert.info[0]?.area ?? []
    const info = alert.info.map((each) => (each.area.length > 0 ? each : { ...each, area }))
    const colour = body.colour ?? original.colour
    return { ...body, alert: { ...alert, info }, colour }
  }
  const { colour, eventCode, eventName, weatherSignal } = original
  const info = original.alert.info.map((each) => infoOfCancel(each, body, original))
  return { ...body, alert: { ...alert, info }, colour, eventCode, eventName, weatherSignal }
}

/** Source of the headline: 12379 interface, {sender}解除{event}{colour}预警. Instructions of a danger that is over are left out. */
function infoOfCancel(original: Info, body: AlertBody, of: AlertBody): Info {
  const { expires, onset, effective, headline, description, instruction, resource, parameter, ...kept } = original
  const isChinese = /\p{Script=Han}/u.test(original.headline ?? original.event)
  const verb = body.cancelReason === 'error' ? '撤销误发的' : '解除'
  const colour = of.colour ? colourEntry(of.colour).zh : ''
  const drill = body.alert.status === 'Exercise' ? '【演练】' : ''
  return {
    ...kept,
    urgency: 'Past',
    responseType: [],
    parameter: [],
    resource: [],
    ...(isChinese && { headline: `${drill}${original.senderName ?? ''}${verb}${of.eventName}${colour}预警` }),
  }
}
