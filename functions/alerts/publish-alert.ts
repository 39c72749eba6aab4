/** Signed → published: claims what the alert follows, then tells the web and every channel. Resumable at any step. */
import type { DeliveryChannel, Lane } from '../delivery/channel.ts'
import type { Clock } from '../platform/clock.ts'
import { errorName } from '../platform/http.ts'
import { logger } from '../platform/logger.ts'
import type { Colour, Info, Status } from './alert.ts'
import type { AlertOutbox } from './alert-outbox.ts'
import {
  type AlertBody,
  canBeFollowed,
  cancelLastsMs,
  type HoldReason,
  headlineOf,
  judgeReferences,
} from './alert-rules.ts'
import type { AlertHead, AlertStore, HeadChange } from './alert-store.ts'
import { colourEntry, worseColour } from './colour.ts'
import { isFullyPlanned } from './published-alerts.ts'
import { keepReleased } from './release.ts'
import type { WebStore } from './web-store.ts'

export interface PublishPorts {
  alerts: AlertStore
  web: WebStore
  outbox: AlertOutbox
  clock: Clock
}

/** Whom each status is for: an Exercise goes to the drill list and never to the web, a Test to nobody. */
const expectedChannels: Record<Status, DeliveryChannel[]> = {
  Actual: ['sms', 'email', 'web'],
  Exercise: ['sms', 'email'],
  Test: [],
  System: [],
  Draft: [],
}

/** How long an ended alert stays on the public pages. */
export const endedShownMs = 30 * 24 * 3_600_000
/** The delayed check comes a little after the alert is due again. */
const checkDelaySeconds = 20
const firstCheckMs = 15_000

/**
 * `fresh` is the head as just written, to save reading it. The answer's stage is `published` also when it was already; `held` when another alert succeeded everything this one
 * follows.
 */
export type PublishAlert = (id: string, fresh?: AlertHead) => Promise<AlertHead>

export function makePublishAlert({ alerts, web, outbox, clock }: PublishPorts): PublishAlert {
  const system = (act: string, detail: Record<string, string> = {}) => ({
    atMs: clock.now(),
    actor: 'system',
    act,
    detail,
  })

  /** Makes `follower` the one successor of `referred`; undefined when another is. */
  async function claim(referred: AlertHead, follower: AlertHead): Promise<AlertHead | undefined> {
    let current: AlertHead | undefined = referred
    while (current && canBeFollowed(current, follower)) {
      if (current.successor === follower.id) return current
      // A signed one was passed over above: two alerts that refer to each other must not wait for each other.
      if (current.stage === 'signed') return undefined
      const now = clock.now()
      const change: HeadChange = {
        stage: follower.msgType === 'Cancel' ? 'cancelled' : 'superseded',
        successor: follower.id,
        endedAtMs: now,
        dueAtMs: current.expected.includes('web') ? now + endedShownMs : null,
      }
      const claimed = await alerts.move(current, change, system(change.stage, { by: follower.identifier }))
      if (claimed) return claimed
      current = await alerts.head(referred.id)
    }
    return undefined
  }

  /** The earlier alerts, those still being published brought to their end first. */
  async function followed(head: AlertHead, above: readonly string[]): Promise<AlertHead[]> {
    const known = await alerts.heads(head.references)
    const settled: AlertHead[] = []
    for (const each of known) settled.push(await settle(each, head, above))
    return settled
  }

  const settle = async (each: AlertHead, head: AlertHead, above: readonly string[]): Promise<AlertHead> =>
    each.stage === 'signed' && !above.includes(each.id) ? publish(each.id, [...above, head.id]) : each

  /**
   * Where a chain stands by now. A person who releases a Cancel lifts the danger, not one old message about it: nothing
   * that took that message's place may stay in force.
   */
  async function latestOf(referred: AlertHead, head: AlertHead, above: readonly string[]): Promise<AlertHead> {
    const seen = new Set([referred.id, head.id])
    let latest = referred
    while (latest.successor && !seen.has(latest.successor)) {
      seen.add(latest.successor)
      const next = await alerts.head(latest.successor)
      if (!next || next.msgType === 'Cancel') break
      latest = await settle(next, head, above)
    }
    return latest
  }

  async function makeOfficial(head: AlertHead, above: readonly string[]): Promise<AlertHead | undefined> {
    const known = head.references.length > 0 ? await followed(head, above) : []
    const claimed: AlertHead[] = []
    const liftsAll = head.isReleased && head.msgType === 'Cancel'
    for (const referred of known) {
      const won = await claim(liftsAll ? await latestOf(referred, head, above) : referred, head)
      if (won) claimed.push(won)
    }
    if (head.references.length > 0 && claimed.length === 0 && !head.isReleased) {
      const reasons = reasonsAfterLoss(head, await alerts.heads(head.references))
      return alerts.move(head, { stage: 'held', reasons, dueAtMs: clock.now() }, system('held'))
    }
    // What a person released follows those it names even where others succeeded them: their recipients are its own.
    const before = claimed.length > 0 ? claimed : known.filter(({ status }) => status === head.status)
    const chain = [...before.map(({ id }) => id), ...before.flatMap(({ predecessors }) => predecessors)]
    const predecessors = [...new Set(chain)].filter((id) => id !== head.id)

    const own = head.msgType === 'Cancel' ? await completeCancel(head, before) : ownOf(head)
    const previous = before.reduce<Colour | null>((worst, { colour }) => worseColour(worst, colour), null)
    const isRed = own.colour === 'red' || own.cancelReason === 'error' || before.some(({ lane }) => lane === 'red')
    const lane: Lane = isRed ? 'red' : 'normal'
    const expected = expectedChannels[head.status]
    const expiresAtMs = head.msgType === 'Cancel' ? clock.now() + cancelLastsMs : head.expiresAtMs
    // Shown before it is published: a page of an alert that is not yet published is passed over, a missing one is not.
    if (expected.includes('web')) await web.show(head.id)
    return alerts.move(
      head,
      {
        stage: 'published',
        colour: own.colour,
        eventCode: own.eventCode,
        eventName: own.eventName,
        headline: own.headline,
        predecessors,
        previousColour: previous === own.colour ? null : previous,
        lane,
        expected,
        expiresAtMs,
        dueAtMs: expected.length > 0 ? Math.min(clock.now() + firstCheckMs, expiresAtMs) : expiresAtMs,
      },
      system('published', { lane, channels: expected.join(' ') }),
    )
  }

  /** A Cancel that says nothing of its own says where, how bad and what by the alert it calls off. */
  async function completeCancel(head: AlertHead, before: readonly AlertHead[]): Promise<Own> {
    const body = await bodyOf(head.id)
    const { codes, polygons, circles } = body.area
    const isComplete = body.alert.info.length > 0 && codes.length + polygons.length + circles.length > 0
    const nearest = before[0]
    const whole = isComplete || !nearest ? body : calledOff(body, await bodyOf(nearest.id))
    if (whole !== body) await alerts.replaceBody(head.id, whole)
    return {
      colour: whole.colour ?? head.colour,
      eventCode: whole.eventCode,
      eventName: whole.eventName,
      headline: headlineOf(whole),
      cancelReason: whole.cancelReason,
    }
  }

  async function bodyOf(id: string): Promise<AlertBody> {
    const body = await alerts.body(id)
    if (!body) throw new Error(`alert ${id} has no body`)
    return body
  }

  async function publish(id: string, above: readonly string[], fresh?: AlertHead): Promise<AlertHead> {
    let head = fresh ?? (await alerts.head(id))
    for (;;) {
      if (!head) throw new Error(`there is no alert ${id}`)
      if (head.stage !== 'signed') return head
      await keepReleased(alerts, head)
      const moved = await makeOfficial(head, above)
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

  return (id, fresh) => publish(id, [], fresh)
}

/** What an alert says itself, or by the alert it calls off. */
type Own = Pick<AlertHead, 'colour' | 'eventCode' | 'eventName' | 'headline'> & Pick<AlertBody, 'cancelReason'>

const ownOf = ({ colour, eventCode, eventName, headline }: AlertHead): Own => ({
  colour,
  eventCode,
  eventName,
  headline,
  cancelReason: null,
})

/** Wakes every channel not yet planned. The files count as changed only once the alert stands as published. */
export async function announceUnplanned(
  head: AlertHead,
  { web, outbox }: Pick<PublishPorts, 'web' | 'outbox'>,
): Promise<void> {
  if (isFullyPlanned(head)) return
  const channels = head.expected.filter((channel) => !head.planned.includes(channel))
  if (channels.includes('web')) await web.touch(head.id)
  await outbox.announce({ alertId: head.id, traceId: head.traceId, lane: head.lane, channels })
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
    return { ...body, alert: { ...alert, info }, colour, area: original.area }
  }
  const { colour, eventCode, eventName, weatherSignal, area } = original
  const info = original.alert.info.map((each) => infoOfCancel(each, body, original))
  return { ...body, alert: { ...alert, info }, colour, eventCode, eventName, weatherSignal, area }
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
