/**
 * The public files of a county, written by one run at a time under a fenced lease: pages and cap.xml of what is worst
 * first, lists and feeds after them, each `active.json` last, and then the pages of all else that changed; a warning whose
 * own pages cannot be written is listed all the same, and its pages are tried again. Once alerts stop, files equal the
 * table. Where nothing changed nothing is written but, each minute, `active.json`. What only looks old, because the site
 * was built anew, is written anew after all that.
 */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { PublishedAlerts, ShownAlerts } from '../alerts/read-published.ts'
import type { WebChannel } from '../delivery/web-channel.ts'
import type { Lane } from '../platform/channel.ts'
import type { Clock } from '../platform/clock.ts'
import { errorName } from '../platform/http.ts'
import { isSameLocalDay } from '../platform/local-time.ts'
import { logger } from '../platform/logger.ts'
import type { FrameSet, Frames } from './frames.ts'
import type { Entry, Ledger, LedgerState } from './ledger.ts'
import type { PastAlerts, PastRow } from './past-alerts.ts'
import type { SiteFile } from './site-store.ts'
import { isForPublic, isSameWarning, isUpcoming, worstFirst } from './standing.ts'

export interface WritePorts {
  clock: Clock
  channel: WebChannel
  ledger: Ledger
  alerts: Pick<PublishedAlerts & ShownAlerts, 'markPlanned' | 'originalBytes'>
  put(file: SiteFile): Promise<void>
  /** The site's pages to fill, as they are now; never fails. */
  frames(): Promise<FrameSet>
  past: PastAlerts
  /** Page and poster of one alert in every language; `chain` is its history, oldest first. */
  alertPages(alert: PublishedAlert, chain: PublishedAlert[], frames: Frames): SiteFile[]
  capFile(alert: PublishedAlert, original: Uint8Array | undefined): SiteFile
  /** Lists, feeds and maps over everything shown, then each `active.json`: what stands first is whole before the next. */
  listFiles(alerts: PublishedAlert[], past: PastRow[], frames: Frames, nowMs: number): SiteFile[][]
  /** Each `active.json` alone. */
  activeFiles(alerts: PublishedAlert[], nowMs: number): SiteFile[]
}

/** Longer than a run can last (delivery-stack.ts): whoever takes over is alone. */
const leaseMs = 50_000
/** Pages of so many alerts are put into new frames in one go; the next run, a minute later, does the next. */
const mostReframed = 40
/** Alerts whose pages are put at the same time. */
const atOnce = 8
/** Pages of so many alerts come before the lists; of a burst the rest comes after, so that nobody waits for it. */
const mostBeforeLists = 24
/** Lists say when they were checked to whoever reads without scripts: after so long they say it anew, changed or not. */
const listsLastMs = 300_000

/** The lists as this process last wrote them. */
interface Listed {
  dirty: number
  atMs: number
  hash: string | null
}

/** `busy` when another run holds the lease: it goes on until everything is written. */
export type WriteEnd = 'clean' | 'busy'

export function makeWritePages(ports: WritePorts) {
  const { clock, channel, ledger } = ports
  let listed: Listed | undefined

  return {
    /** An alert changed: writes until nothing is dirty any more; nothing, where another run has written it already. */
    async publish(alertId: string, lane: Lane, traceId: string): Promise<WriteEnd> {
      await channel.begin(alertId, lane, traceId)
      await ports.alerts.markPlanned(alertId, 'web')
      const { dirty, clean } = await ledger.state()
      const end = dirty > clean ? await write(alertId) : 'clean'
      await finishWritten(alertId)
      return end
    },
    /** Writes each `active.json` anew, so that everybody sees how fresh it is, and lists where a time began or ran out. */
    refresh: (): Promise<WriteEnd> => write(null),
  }

  async function write(alertId: string | null): Promise<WriteEnd> {
    for (;;) {
      const state = await ledger.acquire(leaseMs)
      if (!state) return 'busy'
      const isDirty = state.dirty > state.clean
      try {
        if (isDirty || alertId === null) await writeAll(alertId, state)
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

  /** Returns before the long tail is written where something new came: that goes first, and the tail goes on after it. */
  async function writeAll(alertId: string | null, { dirty }: LedgerState): Promise<void> {
    const [all, set] = await Promise.all([ledger.entries(), ports.frames()])
    const entries = all.filter(isWhole)
    const alerts = entries.map(({ alert }) => alert)
    const now = clock.now()
    const changed = entries
      .filter((entry) => !isWritten(entry) || hasBegun(entry, now))
      .toSorted((a, b) => worstFirst(a.alert, b.alert))
    const failed = new Map<string, unknown>()
    if (alertId === null && changed.length === 0 && doListsStand(alerts, dirty, set, now)) {
      await putAll(ports.activeFiles(alerts, now))
    } else {
      const writePages = pagesOf(alerts, changed, set, failed)
      const hasPages = ({ alert }: Entry): boolean => !failed.has(alert.id)
      const past = ports.past.rows(alerts, now)
      const tail = changed.slice(mostBeforeLists)
      for (const group of groupsOf(changed.slice(0, mostBeforeLists))) await writePages(group)
      await writeLists(alerts, await past, set.frames)
      listed = { dirty, atMs: now, hash: set.hash }
      await finishJobs(
        entries.filter((entry) => hasPages(entry) && !tail.includes(entry)),
        alertId,
      )
      for (const group of groupsOf(tail)) {
        if ((await ledger.state()).dirty > dirty) return
        await writePages(group)
        await finishJobs(group.filter(hasPages), alertId)
      }
    }
    await keepPast(alerts)
    await reframe(entries, set)
    for (const error of failed.values()) throw error
  }

  /** Nothing changed since this process wrote them, neither by a message nor by time. */
  function doListsStand(alerts: PublishedAlert[], dirty: number, { hash }: FrameSet, now: number): boolean {
    if (listed?.dirty !== dirty || listed.hash !== hash) return false
    const { atMs } = listed
    // What has begun since counts as changed.
    const hasEnded = alerts.some(({ expiresAtMs }) => expiresAtMs > atMs && expiresAtMs <= now)
    return isSameLocalDay(atMs, now) && !hasEnded && now - atMs < listsLastMs
  }

  async function putAll(files: readonly SiteFile[]): Promise<void> {
    await Promise.all(files.map((file) => ports.put(file)))
  }

  /** One alert that cannot be shown is no reason to show none. */
  function isWhole({ alert }: Entry): boolean {
    if (alert.alert.info.length > 0) return true
    logger.error('an alert without any information cannot be shown', { alertId: alert.id })
    return false
  }

  /**
   * A page tells how its chain went on, so the pages of the whole chain change with each of its messages, once a run.
   * `failed` takes what kept the pages of an alert from being written.
   */
  function pagesOf(
    shown: PublishedAlert[],
    changed: readonly Entry[],
    { frames, hash }: FrameSet,
    failed: Map<string, unknown>,
  ) {
    const own = new Set(changed.map(({ alert }) => alert.id))
    const told = new Set<string>()
    const writePage = async ({ alert }: Entry): Promise<void> => {
      const others = chainOf(alert, shown).filter(({ id }) => !own.has(id) && !told.has(id))
      for (const { id } of others) told.add(id)
      try {
        // A drill has no page of its own.
        if (isForPublic(alert)) {
          const original = await ports.alerts.originalBytes(alert.id)
          const files = [alert, ...others].flatMap((each) => ports.alertPages(each, chainOf(each, shown), frames))
          await putAll([...files, ports.capFile(alert, original)])
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
    return (group: readonly Entry[]): Promise<unknown> => Promise.all(group.map(writePage))
  }

  /** Pages that stand in the frames of another build; after a crash the rest is still marked as such. */
  async function reframe(entries: Entry[], { frames, hash }: FrameSet): Promise<void> {
    if (hash === null) return
    const shown = entries.map(({ alert }) => alert)
    const isOld = ({ alert, writtenFrames }: Entry): boolean => writtenFrames !== lookOf(alert, hash, clock.now())
    const old = entries
      .filter((entry) => isForPublic(entry.alert) && isWritten(entry) && !hasBegun(entry, clock.now()) && isOld(entry))
      .slice(0, mostReframed)
    for (const group of groupsOf(old)) {
      await Promise.all(
        group.map(async ({ alert }) => {
          try {
            await putAll(ports.alertPages(alert, chainOf(alert, shown), frames))
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
      await putAll(files)
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
  async function finishJobs(entries: Entry[], alertId: string | null): Promise<void> {
    for (const entry of entries) {
      if (!isWritten(entry) || entry.alert.id === alertId) await channel.reached(entry.alert)
    }
  }

  /**
   * Whoever wrote the files may have died before it said so, and who writes now looks only at what changed. Nothing is
   * dirty: lists have been written since the pages were.
   */
  async function finishWritten(alertId: string): Promise<void> {
    const { dirty, clean } = await ledger.state()
    if (dirty > clean || !(await channel.isOpen(alertId))) return
    const written = (await ledger.entries()).filter(isWritten).find(({ alert }) => alert.id === alertId)
    if (written) await channel.reached(written.alert)
  }
}

const groupsOf = (entries: readonly Entry[]): Entry[][] =>
  Array.from({ length: Math.ceil(entries.length / atOnce) }, (_, i) => entries.slice(i * atOnce, (i + 1) * atOnce))

/** Its pages say what it says now. */
const isWritten = ({ alert, writtenVersion }: Entry): boolean => writtenVersion === alert.version

/** What begins does so by time alone, without a new version: pages written before remember that. */
const toCome = ' upcoming'

/** What its pages look like: in the frames of which build, and whether as still to come. */
const lookOf = (alert: PublishedAlert, hash: string | null, nowMs: number): string | undefined =>
  isUpcoming(alert, nowMs) ? `${hash ?? ''}${toCome}` : (hash ?? undefined)

const hasBegun = ({ alert, writtenFrames }: Entry, nowMs: number): boolean =>
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
