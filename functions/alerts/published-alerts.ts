import type { DeliveryChannel } from '../delivery/channel.ts'
import type { PublishedAlert } from './published-alert.ts'
import type { Stage } from './stage.ts'

/** What a worker asks before every few batches: may this alert still be sent? A small, consistent read. */
export interface AlertGate {
  stage: Stage
  successor: string | null
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
  /** The page and cap.xml of this version stand. */
  markWritten(id: string, version: number): Promise<void>
  /** False when the fence is no longer ours. Releases the lease. */
  markClean(state: WebState): Promise<boolean>
  /** Bytes as received from the sender, served at cap.xml; undefined for alerts written here. */
  originalBytes(id: string): Promise<Uint8Array | undefined>
}
