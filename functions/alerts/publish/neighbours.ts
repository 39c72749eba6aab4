/** What else people see now of the same sender's about the same event: a station's older signal, the same warning said before. */

import { shortHash } from '../../platform/ids.ts'
import type { AlertBody, WholeAlert } from '../alert-body.ts'
import type { AlertHead } from '../alert-head.ts'
import type { AlertStore } from '../alert-store.ts'
import { areaKey, isSameArea, relationOf } from '../area/area-relation.ts'
import type { Peer, PublicPages } from '../public-pages.ts'
import { wasTold } from '../rules/references.ts'
import { heardStages, openStages } from '../stage.ts'

export type FindNeighbours = (head: AlertHead, body: AlertBody, earlier: readonly WholeAlert[]) => Promise<WholeAlert[]>

const isSameEvent = (a: AlertHead, b: AlertHead): boolean =>
  a.eventCode && b.eventCode ? a.eventCode === b.eventCode : a.eventName === b.eventName

/** What `isSameEvent` may go by, of one sender and status: whatever it holds for has one of these in common. */
export const eventsOf = ({ sender, status, eventCode, eventName }: AlertHead): string[] =>
  [`name ${eventName}`, ...(eventCode ? [`code ${eventCode}`] : [])].map((event) =>
    shortHash(`${sender}\n${status}\n${event}`),
  )

export const peerOf = ({ id, sentAtMs }: AlertHead, { area, weatherSignal }: AlertBody): Peer => ({
  id,
  sentAtMs,
  area: areaKey(area),
  weatherSignal,
})

/**
 * Of the same sender, status and event, told already and still on the pages; newest first. Left out is what none of the
 * questions below is about, whatever it says: in a burst nearly everything, so that it is not read for each.
 */
export const makeFindNeighbours =
  ({ alerts, pages }: { alerts: AlertStore; pages: Pick<PublicPages, 'peers'> }): FindNeighbours =>
  async (head, body, earlier) => {
    const areas = new Set([body, ...earlier.map((each) => each.body)].map(({ area }) => areaKey(area)))
    const isLifting = body.cancelReason !== null && head.msgType === 'Alert'
    const mayMatter = (peer: Peer): boolean =>
      peer.id !== head.id &&
      (isLifting ||
        peer.sentAtMs > head.sentAtMs ||
        areas.has(peer.area) ||
        (body.weatherSignal && body.cancelReason === null && peer.weatherSignal))
    const near = (await pages.peers(eventsOf(head))).filter(mayMatter).map(({ id }) => id)
    if (near.length === 0) return []
    const heads = (await alerts.heads(near)).filter((other) => isSameEvent(other, head) && wasTold(other))
    const bodies = heads.length > 0 ? await alerts.bodies(heads.map(({ id }) => id)) : new Map<string, AlertBody>()
    return heads
      .flatMap((each) => {
        const body = bodies.get(each.id)
        return body ? [{ head: each, body }] : []
      })
      .toSorted((a, b) => b.head.sentAtMs - a.head.sentAtMs)
  }

/** Nothing took its place yet, or `follower` did: a run that crashed after its claim finds its own again. */
const isOpenTo = (follower: AlertHead, { head }: WholeAlert): boolean =>
  head.successor === follower.id || (head.successor === null && openStages.includes(head.stage))

const isWarning = ({ body }: WholeAlert): boolean => body.cancelReason === null

/** A newer message about all of this place: what was sent before it is no news any more. */
export const overtakenBy = (
  head: AlertHead,
  body: AlertBody,
  neighbours: readonly WholeAlert[],
): WholeAlert | undefined =>
  neighbours.find(
    (other) =>
      other.head.sentAtMs > head.sentAtMs &&
      relationOf({ area: body.area, except: head.except }, other.body.area, head.county) === 'whole',
  )

/** Older signals of the same kind for the same place, or a part of it: a station's newer one stands for them. */
export const replacedSignals = (head: AlertHead, body: AlertBody, neighbours: readonly WholeAlert[]): WholeAlert[] =>
  body.weatherSignal && body.cancelReason === null
    ? neighbours.filter(
        (other) =>
          other.body.weatherSignal &&
          isWarning(other) &&
          isOpenTo(head, other) &&
          relationOf({ area: other.body.area, except: other.head.except }, body.area, head.county) === 'whole',
      )
    : []

/** The same warning said before for the same area: lifting one lifts them all. */
export const saidBefore = (follower: AlertHead, of: AlertBody, neighbours: readonly WholeAlert[]): WholeAlert[] =>
  neighbours.filter(
    (other) =>
      isWarning(other) &&
      isOpenTo(follower, other) &&
      other.head.sentAtMs <= follower.sentAtMs &&
      isSameArea(other.body.area, of.area),
  )

const letters = (text: string | undefined): string => (text ?? '').normalize('NFKC').replace(/[^\p{L}]/gu, '')
const asked = ({ alert }: AlertBody): string =>
  JSON.stringify(
    alert.info.map(({ language, responseType, instruction }) => [language, responseType, letters(instruction)]),
  )

/** The same colour and the same thing to do, of the same place: somebody asleep has heard it. */
export const isReissueOf = (head: AlertHead, body: AlertBody, neighbours: readonly WholeAlert[]): boolean =>
  body.cancelReason === null &&
  neighbours.some(
    (other) =>
      isWarning(other) &&
      heardStages.includes(other.head.stage) &&
      other.head.colour === head.colour &&
      isSameArea(other.body.area, body.area) &&
      asked(other.body) === asked(body),
  )
