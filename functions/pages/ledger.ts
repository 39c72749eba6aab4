/** The one writer of the public files, what they must show, and what of it stands already. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { ShownAlerts } from '../alerts/read-published.ts'
import type { Clock } from '../platform/clock.ts'
import type { PagesLock, PagesStore } from './pages-store.ts'

/** One alert the public files show or have shown: in force, or ended not long ago. */
export interface Entry {
  alert: PublishedAlert
  /** Version of the alert that its page was last written from; null before the first. */
  writtenVersion: number | null
  /** Hash of the site's frames its pages were last filled into; undefined before the first. */
  writtenFrames?: string
}

export type LedgerState = Pick<PagesLock, 'dirty' | 'clean' | 'fence'>

/** The single-writer lease over the public files, beside the table they must equal. */
export interface Ledger {
  /** undefined while another writer's lease runs. */
  acquire(leaseMs: number): Promise<LedgerState | undefined>
  /** Consistent. */
  state(): Promise<LedgerState>
  /** Consistent read of everything the files show. */
  entries(): Promise<Entry[]>
  /** The pages, in these frames, and cap.xml of this version stand. */
  markWritten(id: string, version: number, frames?: string): Promise<void>
  /** False when the fence is no longer ours. Releases the lease. */
  markClean(state: LedgerState): Promise<boolean>
}

export function makeLedger(ports: { alerts: ShownAlerts; store: PagesStore; clock: Clock }): Ledger {
  const { alerts, store, clock } = ports
  return {
    acquire: (leaseMs) => store.acquire(clock.now(), leaseMs),

    state: () => store.lock(),

    async entries() {
      const shown = new Map((await store.shown()).map(({ id, ...written }) => [id, written]))
      // An alert is shown a moment before it is published, so that a crash between the two loses nothing.
      const told = await alerts.told([...shown.keys()])
      return told.map((alert) => ({ alert, ...(shown.get(alert.id) ?? { writtenVersion: null }) }))
    },

    markWritten: (id, version, frames) => store.markWritten(id, version, frames),

    markClean: ({ fence, dirty }) => store.settle(fence, dirty),
  }
}
