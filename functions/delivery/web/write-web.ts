/**
 * The public files of a county, written by one run at a time under a fenced lease: pages and cap.xml first, lists and
 * feeds after them, each `active.json` last, so that nothing is listed before it stands; a warning whose own pages cannot
 * be written is listed all the same, and its pages are tried again. Once alerts stop, files equal the table. What only looks old, because the site was built anew, is written anew after all that.
 */
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { PublishedAlerts, WebEntry, WebLedger } from '../../alerts/published-alerts.ts'
import type { Clock } from '../../platform/clock.ts'
import { errorName } from '../../platform/http.ts'
import { logger } from '../../platform/logger.ts'
import type { Lane } from '../channel.ts'
import type { DeliveryStore } from '../delivery-store.ts'
import type { Job } from '../job.ts'
import { emptyTally } from '../tally.ts'
import type { FrameSet, Frames } from './frames.ts'
import type { PastAlerts, PastRow } from './past-alerts.ts'
import { isForPublic, isSameWarning, isUpcoming, worstFirst } from './web-standing.ts'

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
  /** The site's pages to fill, as they are now; never fails. */
  frames(): Promise<FrameSet>
  past: PastAlerts
  /** Page and poster of one alert in every language; `chain` is its history, oldest first. */
  alertPages(alert: PublishedAlert, chain: PublishedAlert[], frames: Frames): SiteFile[]
  capFile(alert: PublishedAlert, original: Uint8Array | undefined): SiteFile
  /** Lists, feeds and maps over everything shown, then each `active.json`: what stands first is whole before the next. */
  listFiles(alerts: PublishedAlert[], past: PastRow[], frames: Frames, nowMs: number): SiteFile[][]
}

/** Longer than a run can last (delivery-stack.ts): whoever takes over is alone. */
const leaseMs = 50_000
/** A web job that nobody finished is looked at again after this. */
const dueAfterMs = 10_000
/** Pages of so many alerts are put into new frames in one go; the next run, a minute later, does the next. */
const mostReframed = 40
const reframedAtOnce = 8

/** `busy` when another run holds the lease: it goes on until everything is written. */
export type WriteEnd = 'clean' | 'busy'

export function makeWriteWeb(ports: WebPorts) {
  const { clock, county, store, ledger } = ports

  return {
    /** An alert changed: writes until nothing is dirty any more. */
    async publish(alertId: string, lane: Lane, traceId: string): Promise<WriteEnd> {
      await store.createJob(webJob(alertId, lane, traceId, clock.now()))
      await ports.alerts.markPlanned(alertId, 'web')
      const end = await write(alertId)
      if (end === 'busy') await finishWritten(alertId)
      return end
    },
    /** Writes the lists anew, so that everybody sees how fresh they are; also after a time that only ran out. */
    refresh: (): Promise<WriteEnd> => write(null),
  }

  async function write(alertId: string | null): Promise<WriteEnd> {
    for (;;) {
      const state = await ledger.acquire(leaseMs)
      if (!state) return 'busy'
      try {
        await writeAll(alertId)
      } catch (error) {
        // Gives the lease back, still dirty: the next wake need not wait for its end.
        await ledger.markClean({ ...state, dirty: state.clean }).catch(() => {})
        throw error
      }
      const isOurs = await ledger.markClean(state)
      if (!isOurs) return 'busy'
      if ((await ledger.state()).dirty <= state.dirty) return 'clean'
    }
  }

  async function writeAll(alertId: string | null): Promise<void> {
    const [all, set] = await Promise.all([ledger.entries(), ports.frames()])
    const entries = all.filter(isWhole)
    const alerts = entries.map(({ alert }) => alert)
    const past = ports.past.rows(alerts, clock.now())
    const failed = await writeEntries(entries, set)
    await writeLists(alerts, await past, set.frames)
    await finishJobs(
      entries.filter(({ alert }) => !failed.has(alert.id)),
      alertId,
    )
    await keepPast(alerts)
    await reframe(entries, set)
    for (const error of failed.values()) throw error
  }

  /** One alert that cannot be shown is no reason to show none. */
  function isWhole({ alert }: WebEntry): boolean {
    if (alert.alert.info.length > 0) return true
    logger.error('an alert without any information cannot be shown', { alertId: alert.id })
    return false
  }

  /**
   * A page tells how its chain went on, so the pages of the whole chain change with each of its messages; the worst
   * first. Alert → what kept its pages from being written.
   */
  async function writeEntries(entries: WebEntry[], { frames, hash }: FrameSet): Promise<ReadonlyMap<string, unknown>> {
    const shown = entries.map(({ alert }) => alert)
    const changed = entries.filter((entry) => !isWritten(entry) || hasBegun(entry, clock.now()))
    const own = new Set(changed.map(({ alert }) => alert.id))
    const told = new Set<string>()
    const failed = new Map<string, unknown>()
    for (const { alert } of changed.toSorted((a, b) => worstFirst(a.alert, b.alert))) {
      const chain = chainOf(alert, shown)
      const others = chain.filter(({ id }) => !own.has(id) && !told.has(id))
      for (const { id } of others) told.add(id)
      try {
        // A drill has no page of its own.
        if (isForPublic(alert)) {
          const original = await ledger.originalBytes(alert.id)
          const files = [alert, ...others].flatMap((each) => ports.alertPages(each, chainOf(each, shown), frames))
          await Promise.all([...files, ports.capFile(alert, original)].map((file) => ports.put(file)))
        }
        await ledger.markWritten(alert.id, alert.version, lookOf(alert, hash, clock.now()))
      } catch (error) {
        logger.error('the pages of an alert cannot be written; lists go on without', {
          alertId: alert.id,
          cause: errorName(error),
        })
        failed.set(alert.id, error)
      }
    }
    return failed
  }

  /** Pages that stand in the frames of another build; after a crash the rest is still marked as such. */
  async function reframe(entries: WebEntry[], { frames, hash }: FrameSet): Promise<void> {
    if (hash === null) return
    const shown = entries.map(({ alert }) => alert)
    const isOld = ({ alert, writtenFrames }: WebEntry): boolean => writtenFrames !== lookOf(alert, hash, clock.now())
    const old = entries
      .filter((entry) => isForPublic(entry.alert) && isWritten(entry) && !hasBegun(entry, clock.now()) && isOld(entry))
      .slice(0, mostReframed)
    for (let at = 0; at < old.length; at += reframedAtOnce) {
      await Promise.all(
        old.slice(at, at + reframedAtOnce).map(async ({ alert }) => {
          try {
            await Promise.all(ports.alertPages(alert, chainOf(alert, shown), frames).map((file) => ports.put(file)))
            await ledger.markWritten(alert.id, alert.version, lookOf(alert, hash, clock.now()))
          } catch (error) {
            logger.error('pages of an alert keep the look of the last build; the next run tries again', {
              alertId: alert.id,
              cause: errorName(error),
            })
          }
        }),
      )
    }
  }

  async function writeLists(shown: PublishedAlert[], past: PastRow[], frames: Frames): Promise<void> {
    for (const files of ports.listFiles(shown, past, frames, clock.now())) {
      await Promise.all(files.map((file) => ports.put(file)))
    }
  }

  async function keepPast(shown: PublishedAlert[]): Promise<void> {
    try {
      await ports.past.keep(shown, clock.now())
    } catch (error) {
      // They stay in the table of what is shown for weeks, and each run tries again.
      logger.error('past warnings cannot be kept; the next run tries again', { cause: errorName(error) })
    }
  }

  /** The web is one recipient: the public. */
  async function finishJobs(entries: WebEntry[], alertId: string | null): Promise<void> {
    for (const entry of entries) {
      if (!isWritten(entry) || entry.alert.id === alertId) await finishJob(entry.alert)
    }
  }

  /**
   * Whoever wrote the files may have died before it said so, and who writes now looks only at what changed. Nothing is
   * dirty: lists have been written since the pages were.
   */
  async function finishWritten(alertId: string): Promise<void> {
    const written = (await ledger.entries()).filter(isWritten).find(({ alert }) => alert.id === alertId)
    const { dirty, clean } = await ledger.state()
    if (written && dirty <= clean) await finishJob(written.alert)
  }

  async function finishJob(alert: PublishedAlert): Promise<void> {
    const job = await store.getJob({ alertId: alert.id, channel: 'web', kind: 'main', shard: 0 })
    if (!job || job.state === 'done') return
    const seconds = Math.max(0.1, Math.ceil((clock.now() - alert.acceptedAtMs) / 100) / 10)
    const tally = { ...emptyTally(), meant: 1, handedOver: 1, seconds: { [String(seconds)]: 1 } }
    await store.saveJob({ ...job, state: 'done', dueAtMs: null, summary: { [county.code]: tally } })
  }
}

/** Its pages say what it says now. */
const isWritten = ({ alert, writtenVersion }: WebEntry): boolean => writtenVersion === alert.version

/** What begins does so by time alone, without a new version: pages written before remember that. */
const toCome = ' upcoming'

/** What its pages look like: in the frames of which build, and whether as still to come. */
const lookOf = (alert: PublishedAlert, hash: string | null, nowMs: number): string | undefined =>
  isUpcoming(alert, nowMs) ? `${hash ?? ''}${toCome}` : (hash ?? undefined)

const hasBegun = ({ alert, writtenFrames }: WebEntry, nowMs: number): boolean =>
  writtenFrames?.endsWith(toCome) === true && !isUpcoming(alert, nowMs)

/**
 * What tells how things went on for an alert, as far as it is still shown, oldest first: its chain, what ended or raised a
 * part of it, and other issues of the same warning with what ended those.
 */
function chainOf(alert: PublishedAlert, shown: readonly PublishedAlert[]): PublishedAlert[] {
  const same = new Set(shown.filter((each) => each.id === alert.id || isSameWarning(each, alert)).map(({ id }) => id))
  return shown
    .filter(
      ({ id, predecessors }) =>
        same.has(id) || alert.predecessors.includes(id) || predecessors.some((each) => same.has(each)),
    )
    .toSorted((a, b) => a.sentAtMs - b.sentAtMs || a.acceptedAtMs - b.acceptedAtMs)
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
  except: '',
  summary: {},
  tail: null,
  traceId,
})
