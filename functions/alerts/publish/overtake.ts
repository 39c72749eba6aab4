/** Messages that come in another order than they were sent: what a later one says holds, and nobody is told the older as news. */
import { type Clock, sleep } from '../../platform/clock.ts'
import { logger } from '../../platform/logger.ts'
import type { AlertHead } from '../alert-head.ts'
import type { AlertStore } from '../alert-store.ts'
import type { HoldReason } from '../hold-reason.ts'
import { wasTold } from '../rules/references.ts'

export interface OvertakePorts {
  alerts: AlertStore
  clock: Clock
}

/** What a follow-up that was here first means for the alert it follows. */
export type Overtaken =
  | { by: 'nobody' }
  /** Its lifting waits here: nobody is told until a person decides. */
  | { by: 'lifting'; reason: HoldReason }
  /** Its Update went out, or goes now: this one is superseded before anybody heard of it. */
  | { by: 'update'; update: AlertHead }

/** A follow-up that said it waits, and whose head is not written yet, is a moment from that, or its writer died. */
const lookAgainMs = 100
const mostLooks = 20

/** The missing reference is all that keeps it: any other doubt silences nothing. */
export const waitsForReferenceOnly = ({ stage, reasons }: AlertHead): boolean =>
  stage === 'held' && reasons.length > 0 && reasons.every(({ code }) => code === 'references')

const overtakenBy = ({ identifier }: AlertHead, how: string): HoldReason => ({
  code: 'overtaken',
  text: `its lifting ${identifier} ${how}: release this one to send it, or reject the lifting`,
})

export function makeOvertake({ alerts, clock }: OvertakePorts) {
  async function waitingFor(head: AlertHead): Promise<AlertHead[]> {
    const ids = await alerts.awaiting(head.id)
    if (ids.length === 0) return []
    let heads = await alerts.heads(ids)
    for (let looks = 0; heads.length < ids.length && looks < mostLooks; looks++) {
      await sleep(lookAgainMs)
      heads = await alerts.heads(ids)
    }
    // Of the same sender they are all: nobody may refer to another's (`faults.ts`).
    return heads.filter(({ status }) => status === head.status)
  }

  /** Lets a waiting Update go out as a first message; the answer is it as it then stands. */
  async function letGo(update: AlertHead): Promise<AlertHead | undefined> {
    const now = clock.now()
    const change = { stage: 'signed' as const, reasons: [], isFirst: true, dueAtMs: now }
    const moved = await alerts.move(update, change, { atMs: now, actor: 'system', act: 'overtook' })
    return moved ?? (await alerts.head(update.id))
  }

  return async (head: AlertHead): Promise<Overtaken> => {
    // Whoever released it although its lifting waits here knew of that.
    const isDecided = head.isReleased && head.reasons.some(({ code }) => code === 'overtaken')
    for (const waiting of await waitingFor(head)) {
      if (waiting.isFirst && waiting.stage !== 'held') return { by: 'update', update: waiting }
      const body = await alerts.body(waiting.id)
      if (!body || isDecided) continue
      const isTold = wasTold(waiting)
      if (body.cancelReason && isTold)
        return { by: 'lifting', reason: overtakenBy(waiting, 'was released before it came') }
      if (waiting.stage !== 'held') continue
      if (!waitsForReferenceOnly(waiting) || body.cancelReason === 'downgraded') {
        logger.critical('an alert goes out though a follow-up of it is held: look at both', {
          identifier: head.identifier,
          held: waiting.identifier,
        })
        continue
      }
      if (body.cancelReason) return { by: 'lifting', reason: overtakenBy(waiting, 'came first and waits here') }
      const update = await letGo(waiting)
      if (update?.isFirst) return { by: 'update', update }
    }
    return { by: 'nobody' }
  }
}

/**
 * The lifting they waited for is rejected, or nobody decided in time: warnings that only it held go out. The answer is those
 * that are to be published now.
 */
export async function freeOvertaken({ alerts, clock }: OvertakePorts, lifting: AlertHead): Promise<AlertHead[]> {
  const freed: AlertHead[] = []
  for (const head of await alerts.heads(lifting.references)) {
    if (head.stage !== 'held' || !head.reasons.every(({ code }) => code === 'overtaken')) continue
    const act = { atMs: clock.now(), actor: 'system', act: 'freed', detail: { by: lifting.identifier } }
    const moved = await alerts.move(head, { stage: 'signed', reasons: [], dueAtMs: clock.now() }, act)
    if (moved) freed.push(moved)
  }
  return freed
}
