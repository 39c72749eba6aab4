/**
 * The public files of a county, written by one run at a time under a fenced lease: pages and cap.xml first, lists and
 * feeds after them, `active.json` last, so that nothing is ever listed before it stands. Once alerts stop, files equal
 * the table.
 */
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { PublishedAlerts, WebEntry, WebLedger } from '../../alerts/published-alerts.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Lane } from '../channel.ts'
import type { DeliveryStore } from '../delivery-store.ts'
import type { Job } from '../job.ts'
import { emptyTally } from '../tally.ts'

export interface SiteFile {
  /** Key in the bucket, without a leading slash. */
  path: string
  body: string | Uint8Array
  contentType: string
  /** How long caches may keep it. */
  maxAgeSeconds: number
}

export interface WebPorts {
  clock: Clock
  county: { code: string }
  store: DeliveryStore
  ledger: WebLedger
  alerts: Pick<PublishedAlerts, 'markPlanned'>
  put(file: SiteFile): Promise<void>
  /** Page in every language and cap.xml of one alert; `chain` is its history, oldest first. */
  alertFiles(alert: PublishedAlert, chain: PublishedAlert[], original: Uint8Array | undefined): SiteFile[]
  /** Lists, feeds and maps over everything shown, `active.json` last. */
  listFiles(alerts: PublishedAlert[], nowMs: number): SiteFile[]
}

const leaseMs = 60_000
/** A web job that nobody finished is looked at again after this. */
const dueAfterMs = 10_000

/** `busy` when another run holds the lease: it goes on until everything is written. */
export type WriteEnd = 'clean' | 'busy'

export function makeWriteWeb(ports: WebPorts) {
  const { clock, county, store, ledger } = ports

  return {
    /** An alert changed: writes until nothing is dirty any more. */
    async publish(alertId: string, lane: Lane, traceId: string): Promise<WriteEnd> {
      await store.createJob(webJob(alertId, lane, traceId, clock.now()))
      await ports.alerts.markPlanned(alertId, 'web')
      return write(alertId)
    },
    /** Writes the lists anew, so that everybody sees how fresh they are; also after a time that only ran out. */
    refresh: (): Promise<WriteEnd> => write(null),
  }

  async function write(alertId: string | null): Promise<WriteEnd> {
    for (;;) {
      const state = await ledger.acquire(leaseMs)
      if (!state) return 'busy'
      const entries = await ledger.entries()
      await writeEntries(entries)
      await writeLists(entries.map(({ alert }) => alert))
      await finishJobs(entries, alertId)
      const isOurs = await ledger.markClean(state)
      if (!isOurs) return 'busy'
      if ((await ledger.state()).dirty <= state.dirty) return 'clean'
    }
  }

  async function writeEntries(entries: WebEntry[]): Promise<void> {
    const shown = new Map(entries.map(({ alert }) => [alert.id, alert]))
    for (const { alert, writtenVersion } of entries) {
      if (writtenVersion === alert.version) continue
      const original = await ledger.originalBytes(alert.id)
      await Promise.all(ports.alertFiles(alert, chainOf(alert, shown), original).map((file) => ports.put(file)))
      await ledger.markWritten(alert.id, alert.version)
    }
  }

  async function writeLists(shown: PublishedAlert[]): Promise<void> {
    const files = ports.listFiles(shown, clock.now())
    await Promise.all(files.slice(0, -1).map((file) => ports.put(file)))
    for (const last of files.slice(-1)) await ports.put(last)
  }

  /** The web is one recipient: the public. */
  async function finishJobs(entries: WebEntry[], alertId: string | null): Promise<void> {
    for (const { alert, writtenVersion } of entries) {
      if (writtenVersion === alert.version && alert.id !== alertId) continue
      const job = await store.getJob({ alertId: alert.id, channel: 'web', kind: 'main', shard: 0 })
      if (!job || job.state === 'done') continue
      const seconds = Math.max(0.1, Math.ceil((clock.now() - alert.acceptedAtMs) / 100) / 10)
      const tally = { ...emptyTally(), meant: 1, handedOver: 1, seconds: { [String(seconds)]: 1 } }
      await store.saveJob({ ...job, state: 'done', dueAtMs: null, summary: { [county.code]: tally } })
    }
  }
}

/** The chain an alert belongs to, as far as it is still shown, oldest first. */
function chainOf(alert: PublishedAlert, shown: ReadonlyMap<string, PublishedAlert>): PublishedAlert[] {
  const chain = [...alert.predecessors].reverse().flatMap((id) => shown.get(id) ?? [])
  for (let next: PublishedAlert | undefined = alert; next; next = shown.get(next.successor ?? '')) {
    if (chain.includes(next)) break
    chain.push(next)
  }
  return chain
}

const webJob = (alertId: string, lane: Lane, traceId: string, now: number): Job => ({
  alertId,
  channel: 'web',
  kind: 'main',
  shard: 0,
  lane,
  state: 'ready',
  fence: 0,
  leaseEndMs: 0,
  notBeforeMs: now,
  dueAtMs: now + dueAfterMs,
  attempts: 0,
  summary: {},
  tail: null,
  traceId,
})
