/** Does what is overdue: carries on what stopped half-way, wakes what nobody planned, ends what is over. Safe to run twice at once. */
import { backoffMs } from '../platform/backoff.ts'
import type { County } from '../platform/county.ts'
import { errorName } from '../platform/http.ts'
import { logger } from '../platform/logger.ts'
import { UnreadableItemError } from '../platform/table.ts'
import { heldDueMs, isUrgentWhileHeld } from './accept-alert.ts'
import type { AlertHead } from './alert-head.ts'
import {
  callAgainMs,
  callNextMs,
  type DeskCalls,
  endCallDue,
  isEndOurs,
  makeCallDesk,
  restUntilMs,
} from './desk-calls.ts'
import { announceUnplanned } from './publish/announce.ts'
import { endedShownMs } from './publish/follow.ts'
import { freeOvertaken } from './publish/overtake.ts'
import { makePublishAlert, type PublishPorts } from './publish/publish-alert.ts'
import { isFullyPlanned } from './read-published.ts'

export interface SweepReport {
  /** Overdue alerts looked at. */
  due: number
  failed: number
  /** Red or orange, and still waiting for a person. */
  urgentHeld: number
  /** Woken so often that something must be broken. */
  stuck: number
}

export interface SweepAlerts {
  /** Everything overdue, red first. */
  all(): Promise<SweepReport>
  /** One alert, if it is overdue. */
  one(id: string): Promise<SweepReport>
}

const maxPerRun = 1_000
const atOnce = 10
const stuckAfterWakes = 5
/** Wakes grow only with the logarithm of time, up to one in ten minutes. */
export const againAfterMs = (wakes: number): number => backoffMs(wakes, { firstMs: 20_000, factor: 2, mostMs: 600_000 })

export interface SweepPorts extends PublishPorts {
  county: County
  calls: DeskCalls
}

export function makeSweepAlerts(ports: SweepPorts): SweepAlerts {
  const { alerts, pages, outbox, clock } = ports
  const callDesk = makeCallDesk(ports)
  const publishAlert = makePublishAlert(ports)

  /** The writer of pages alone is woken: what ended is shown as ended. */
  async function refreshPages(id: string, traceId: string): Promise<void> {
    await pages.touch()
    await outbox.announce({ alertId: id, traceId, lane: 'normal', channels: ['web'] })
  }

  async function endPublished(head: AlertHead): Promise<void> {
    const now = clock.now()
    const dueAtMs = head.expected.includes('web') ? now + againAfterMs(0) : null
    const act = { atMs: now, actor: 'system', act: 'expired' }
    const ended = await alerts.move(head, { stage: 'expired', endedAtMs: now, dueAtMs }, act)
    if (ended && dueAtMs !== null) await afterEnd(ended)
  }

  /** An ended alert due before its days are over still has to be shown as ended; due later, it leaves the pages. */
  async function afterEnd(head: AlertHead): Promise<void> {
    const leavesAtMs = (head.endedAtMs ?? 0) + endedShownMs
    const isOver = clock.now() >= leavesAtMs
    if (isOver) await pages.drop(head.id)
    await refreshPages(head.id, head.traceId)
    await alerts.schedule(head, isOver ? null : leavesAtMs)
  }

  /** One phone more, and the next look in three minutes; a call that failed goes on to the next phone sooner. */
  async function callAboutHeld(head: AlertHead, report: SweepReport): Promise<void> {
    const now = clock.now()
    const dueAtMs = heldDueMs(head, now, callAgainMs)
    const isMine = await alerts.schedule(head, dueAtMs)
    if (!isMine || !isUrgentWhileHeld(head)) return
    report.urgentHeld += 1
    if (await callDesk('held', head, head.wakes)) {
      const { id: alertId, traceId } = head
      await outbox.checkLater({ alertId, traceId, delaySeconds: callAgainMs / 1000 })
    } else {
      await alerts.schedule({ ...head, dueAtMs }, heldDueMs(head, now, callNextMs))
    }
  }

  /** Until its end; where nobody set one, the desk is called before. */
  async function rest(head: AlertHead): Promise<void> {
    const now = clock.now()
    const due = (await isEndOurs(alerts, head)) ? endCallDue(head.expiresAtMs, now) : undefined
    const isMine = await alerts.schedule(head, await restUntilMs(alerts, head, now))
    if (isMine && due !== undefined) await callDesk('ending', head, due)
  }

  async function sweep(head: AlertHead, report: SweepReport): Promise<void> {
    const now = clock.now()
    if (head.dueAtMs === null || head.dueAtMs > now) return
    report.due += 1
    const next = now + againAfterMs(head.wakes)
    switch (head.stage) {
      case 'signed':
        if (await alerts.schedule(head, next)) await publishAlert(head.id)
        break
      case 'held':
        if (now >= head.expiresAtMs) {
          const act = { atMs: now, actor: 'system', act: 'expired' }
          const ended = await alerts.move(head, { stage: 'expired', endedAtMs: now, dueAtMs: null }, act)
          for (const freed of ended ? await freeOvertaken(ports, ended) : []) await publishAlert(freed.id, freed)
        } else {
          await callAboutHeld(head, report)
        }
        break
      case 'published':
        if (now >= head.expiresAtMs) await endPublished(head)
        else if (isFullyPlanned(head)) await rest(head)
        else if (await alerts.schedule(head, Math.min(next, head.expiresAtMs))) {
          if (head.wakes >= stuckAfterWakes) report.stuck += 1
          await announceUnplanned(head, { pages, outbox })
        }
        break
      case 'expired':
      case 'superseded':
      case 'cancelled':
        await afterEnd(head)
        break
      default:
        await alerts.schedule(head, null)
    }
  }

  async function sweepSafely(head: AlertHead, report: SweepReport): Promise<void> {
    try {
      await sweep(head, report)
    } catch (error) {
      // One broken alert must not keep the others waiting; it is overdue again at the next run.
      report.failed += 1
      logger.error('sweeping an alert failed', { alertId: head.id, cause: errorName(error) })
    }
  }

  /** One by one where one cannot be read: that must not keep the others waiting. */
  async function readDue(ids: readonly string[], report: SweepReport): Promise<AlertHead[]> {
    try {
      return await alerts.heads(ids)
    } catch (error) {
      if (!(error instanceof UnreadableItemError)) throw error
      if (ids.length > 1) return (await Promise.all(ids.map((id) => readDue([id], report)))).flat()
      report.failed += 1
      logger.error('an alert is due that cannot be read', { alertId: ids[0], cause: errorName(error) })
      return []
    }
  }

  const newReport = (): SweepReport => ({ due: 0, failed: 0, urgentHeld: 0, stuck: 0 })

  return {
    async one(id) {
      const report = newReport()
      const head = await alerts.head(id)
      if (head) await sweepSafely(head, report)
      return report
    },

    async all() {
      const report = newReport()
      const heads = await readDue(await alerts.due(clock.now(), maxPerRun), report)
      const red = (head: AlertHead) => (head.lane === 'red' || head.colour === 'red' ? 0 : 1)
      heads.sort((a, b) => red(a) - red(b))
      for (let at = 0; at < heads.length; at += atOnce) {
        await Promise.all(heads.slice(at, at + atOnce).map((head) => sweepSafely(head, report)))
      }
      return report
    },
  }
}
