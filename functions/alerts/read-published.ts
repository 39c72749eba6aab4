import type { DeliveryChannel } from '../platform/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { AlertHead, AlertStore } from './alert-store.ts'
import { isEndOurs } from './desk-calls.ts'
import type { AudienceArea, PublishedAlert } from './published-alert.ts'
import { type AlertBody, wasTold } from './rules/alert-rules.ts'
import type { Stage } from './stage.ts'
import type { WebStore } from './web-store.ts'

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

/** One alert the public files show or have shown: in force, or ended not long ago. */
export interface WebEntry {
  alert: PublishedAlert
  /** Version of the alert that its page was last written from; null before the first. */
  writtenVersion: number | null
  /** Hash of the site's frames its pages were last filled into; undefined before the first. */
  writtenFrames?: string
}

/** State of the public files: `dirty` counts changes, `clean` is the last count whose files are all written. */
export interface WebState {
  dirty: number
  clean: number
  fence: number
}

/** The single-writer lease over the public files, beside the table they must equal. */
export interface WebLedger {
  /** undefined while another writer's lease runs. */
  acquire(leaseMs: number): Promise<WebState | undefined>
  /** Consistent. */
  state(): Promise<WebState>
  /** Consistent read of everything the files show. */
  entries(): Promise<WebEntry[]>
  /** The pages, in these frames, and cap.xml of this version stand. */
  markWritten(id: string, version: number, frames?: string): Promise<void>
  /** False when the fence is no longer ours. Releases the lease. */
  markClean(state: WebState): Promise<boolean>
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
  !['draft', 'pending', 'held', 'signed'].includes(head.stage) &&
  head.expected.every((channel) => head.planned.includes(channel))

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

export function makeWebLedger(ports: { alerts: AlertStore; web: WebStore; clock: Clock }): WebLedger {
  const { alerts, web, clock } = ports
  return {
    acquire: (leaseMs) => web.acquire(clock.now(), leaseMs),

    state: () => web.lock(),

    async entries() {
      const shown = await web.shown()
      const ids = shown.map(({ id }) => id)
      const [heads, bodies] = await Promise.all([alerts.heads(ids), alerts.bodies(ids)])
      const written = new Map(shown.map(({ id, ...each }) => [id, each]))
      return heads.flatMap((head) => {
        const body = bodies.get(head.id)
        // An alert is shown a moment before it is published, so that a crash between the two loses nothing.
        if (!body || !wasTold(head)) return []
        return [{ alert: publishedAlertOf(head, body), ...(written.get(head.id) ?? { writtenVersion: null }) }]
      })
    },

    markWritten: (id, version, frames) => web.markWritten(id, version, frames),

    markClean: ({ fence, dirty }) => web.settle(fence, dirty),

    async originalBytes(id) {
      // What the sender may not say must not stand in cap.xml either.
      const as = (await alerts.head(id))?.release?.as
      return as === 'relay' || as === 'own' ? undefined : alerts.raw(id)
    },
  }
}
