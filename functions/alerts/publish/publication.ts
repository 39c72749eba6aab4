/** What an alert becomes as it is published: after whom, how urgently and by which ways. Pure. */
import { carriedChannels, type DeliveryChannel, type Lane } from '../../platform/channel.ts'
import type { Alert, Colour } from '../alert.ts'
import type { WholeAlert } from '../alert-body.ts'
import type { AlertHead, HeadChange } from '../alert-head.ts'
import { worseColour } from '../colour.ts'
import { asksToLeave, isToLeaveNow } from '../rules/orders.ts'
import { cancelLastsMs } from '../rules/period.ts'
import { isFollowUp, wasTold } from '../rules/references.ts'
import type { Followed } from './follow.ts'
import { isReissueOf } from './neighbours.ts'

/**
 * Whom each status is for: a Test goes to nobody, an Exercise to the drill list; the web only says in a line that one goes on,
 * or is announced, and nothing of one that nobody may know of before.
 */
function expectedChannels({ status, note }: Alert): DeliveryChannel[] {
  if (status === 'Actual') return [...carriedChannels, 'web']
  if (status !== 'Exercise') return []
  return /双盲|double[- ]blind/iu.test(note ?? '') ? [...carriedChannels] : [...carriedChannels, 'web']
}

/** Nothing may wait longer to be looked at again than the delayed check of publish-alert.ts. */
const firstCheckMs = 15_000

export interface Publication extends WholeAlert {
  /** What it names. */
  known: readonly AlertHead[]
  followed: Followed
  neighbours: readonly WholeAlert[]
  nowMs: number
}

/** `head` says what a lifting says by what it calls off. */
export function publicationOf({ head, body, known, followed, neighbours, nowMs }: Publication) {
  const claimed = [...followed.ended, ...followed.parted].map((each) => each.head)
  // What a person released follows those it names even where others succeeded them: their recipients are its own.
  const sameStatus = known.filter(({ status }) => status === head.status)
  const isPart = followed.parted.length > 0 && followed.ended.length === 0
  const before = isPart ? claimed : followed.ended.length > 0 ? followed.ended.map((each) => each.head) : sameStatus
  const told = before.filter(wasTold)
  const predecessors = [...new Set([...told.map(({ id }) => id), ...told.flatMap((each) => each.predecessors)])].filter(
    (id) => id !== head.id,
  )
  const previous = told.reduce<Colour | null>((worst, { colour }) => worseColour(worst, colour), null)
  const isUrgent = head.colour === 'red' || (head.colour === 'orange' && body.alert.info.some(isToLeaveNow))
  const isRed = isUrgent || body.cancelReason === 'error' || before.some(({ lane }) => lane === 'red')
  const lane: Lane = isRed ? 'red' : 'normal'
  const expected = expectedChannels(body.alert)
  const expiresAtMs = body.cancelReason ? nowMs + cancelLastsMs : head.expiresAtMs
  return {
    stage: 'published',
    colour: head.colour,
    eventCode: head.eventCode,
    eventName: head.eventName,
    headline: head.headline,
    predecessors,
    previousColour: previous === head.colour ? null : previous,
    isPart,
    dropped: followed.dropped,
    isFirst: isFollowUp(head) && body.cancelReason === null && predecessors.length === 0,
    isReissue: isReissueOf(head, body, neighbours),
    askedToLeave: body.alert.info.some(asksToLeave) || told.some((each) => each.askedToLeave),
    lane,
    expected,
    expiresAtMs,
    dueAtMs: expected.length > 0 ? Math.min(nowMs + firstCheckMs, expiresAtMs) : expiresAtMs,
  } satisfies HeadChange
}
