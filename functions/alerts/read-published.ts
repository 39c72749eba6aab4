import type { DeliveryChannel } from '../platform/channel.ts'
import type { AlertBody } from './alert-body.ts'
import type { AlertHead } from './alert-head.ts'
import type { AlertStore } from './alert-store.ts'
import { isEndOurs } from './desk-calls.ts'
import type { AudienceArea, PublishedAlert } from './published-alert.ts'
import { wasTold } from './rules/references.ts'
import { type Stage, undecidedStages } from './stage.ts'

/** What a worker asks before every few batches: may this alert still be sent? A small, consistent read. */
export interface AlertGate {
  stage: Stage
  successor: string | null
  /** What later messages took out of its area. */
  except: AudienceArea
  expiresAtMs: number
}

/** What delivery may ask of the alerts capability; delivery never reads its table. */
export interface PublishedAlerts {
  get(id: string): Promise<PublishedAlert | undefined>
  gate(id: string): Promise<AlertGate | undefined>
  /** Idempotent; the alert leaves the outbox when every expected channel is planned. */
  markPlanned(id: string, channel: DeliveryChannel): Promise<void>
}

/** What the writer of the public pages may ask of the alerts capability. */
export interface ShownAlerts {
  /** Those of `ids` that people were told of, in this order. Consistent. */
  told(ids: readonly string[]): Promise<PublishedAlert[]>
  /** Bytes as received from the sender, served at cap.xml; undefined for alerts written here. */
  originalBytes(id: string): Promise<Uint8Array | undefined>
}

export const publishedAlertOf = (head: AlertHead, body: AlertBody): PublishedAlert => ({
  id: head.id,
  county: head.county,
  version: head.version,
  stage: head.stage,
  alert: body.alert,
  colour: head.colour,
  previousColour: head.previousColour,
  eventCode: head.eventCode,
  eventName: head.eventName,
  weatherSignal: body.weatherSignal,
  cancelReason: body.cancelReason,
  isPart: head.isPart,
  area: body.area,
  except: head.except,
  dropped: head.dropped,
  isFirst: head.isFirst,
  isReissue: head.isReissue,
  hasEnd: body.hasEnd,
  askedToLeave: head.askedToLeave,
  mutedLanguages: body.mutedLanguages,
  channelled: body.channelled,
  predecessors: head.predecessors,
  successor: head.successor,
  sentAtMs: head.sentAtMs,
  acceptedAtMs: head.acceptedAtMs,
  onsetAtMs: body.onsetAtMs,
  expiresAtMs: head.expiresAtMs,
  traceId: head.traceId,
})

/** Every channel it goes out on is planned; never before an alert is published, because until then nobody knows which. */
export const isFullyPlanned = (head: Pick<AlertHead, 'stage' | 'expected' | 'planned'>): boolean =>
  !undecidedStages.includes(head.stage) && head.expected.every((channel) => head.planned.includes(channel))

export function makePublishedAlerts({ alerts }: { alerts: AlertStore }): PublishedAlerts {
  return {
    async get(id) {
      const found = await alerts.whole(id)
      return found && wasTold(found.head) ? publishedAlertOf(found.head, found.body) : undefined
    },

    async gate(id) {
      const head = await alerts.head(id)
      if (!head) return undefined
      const { stage, successor, except, expiresAtMs } = head
      return { stage, successor, except, expiresAtMs }
    },

    async markPlanned(id, channel) {
      const head = await alerts.markPlanned(id, channel)
      // Where this write is lost, or another moved the alert first, the sweeper finds nothing unplanned and does the same.
      if (head?.stage === 'published' && isFullyPlanned(head) && head.dueAtMs !== head.expiresAtMs) {
        // The sweeper, due in seconds, knows when the desk is called about an end that nobody set.
        if (!(await isEndOurs(alerts, head))) await alerts.schedule(head, head.expiresAtMs)
      }
    },
  }
}

export function makeShownAlerts({ alerts }: { alerts: AlertStore }): ShownAlerts {
  return {
    async told(ids) {
      const [heads, bodies] = await Promise.all([alerts.heads(ids), alerts.bodies(ids)])
      return heads.flatMap((head) => {
        const body = bodies.get(head.id)
        return body && wasTold(head) ? [publishedAlertOf(head, body)] : []
      })
    },

    async originalBytes(id) {
      // What the sender may not say must not stand in cap.xml either.
      const as = (await alerts.head(id))?.release?.as
      return as === 'relay' || as === 'own' ? undefined : alerts.raw(id)
    },
  }
}
