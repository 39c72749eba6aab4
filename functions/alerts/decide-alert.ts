/** A person looks at a held alert: releases it as it is, or rejects it with a reason. */

import type { AlertHead } from './alert-store.ts'
import type { FindAlert } from './find-alert.ts'
import { freeOvertaken } from './overtake.ts'
import { makePublishAlert, type PublishPorts } from './publish-alert.ts'
import type { Stage } from './stage.ts'

export interface DecideInput {
  identifier: string
  decision: 'release' | 'reject'
  /** Version the person saw. */
  version: number
  /** Always given with a rejection. */
  reason: string | undefined
  sub: string
}

export type DecideOutcome =
  | { outcome: 'decided'; identifier: string; stage: Stage; version: number }
  | { outcome: 'unknown' }
  | { outcome: 'conflict'; because: string; stage: Stage; version: number }

export type DecideAlert = (input: DecideInput) => Promise<DecideOutcome>

export function makeDecideAlert(ports: PublishPorts & { findAlert: FindAlert }): DecideAlert {
  const { alerts, clock, findAlert } = ports
  const publishAlert = makePublishAlert(ports)

  /** Why it cannot go out even if a person wants it to, or undefined. */
  async function hindrance(head: AlertHead): Promise<string | undefined> {
    if (head.expiresAtMs <= clock.now()) return 'its time is over; reject it'
    const body = await alerts.body(head.id)
    if (!body) throw new Error(`alert ${head.id} has no body`)
    const { codes, polygons, circles } = body.area
    if (head.msgType !== 'Cancel' && codes.length + polygons.length + circles.length === 0) {
      return 'nothing of its area lies in this county, so nobody would be told; reject it'
    }
    if (body.alert.info.length > 0) return undefined
    const referred = await alerts.heads(head.references)
    if (!referred.some(({ status }) => status === head.status)) {
      return `it says nothing of its own and refers to no ${head.status} alert that is known here; reject it`
    }
    return undefined
  }

  return async ({ identifier, decision, version, reason, sub }) => {
    const head = await findAlert(identifier)
    if (!head) return { outcome: 'unknown' }
    const conflict = (because: string, { stage, version }: AlertHead = head): DecideOutcome => ({
      outcome: 'conflict',
      because,
      stage,
      version,
    })
    if (head.stage !== 'held') return conflict('only a held alert can be released or rejected')
    if (head.version !== version) return conflict('it was changed since; look at it again')
    const hindered = decision === 'release' ? await hindrance(head) : undefined
    if (hindered) return conflict(hindered)

    const now = clock.now()
    const act = { atMs: now, actor: sub, act: decision, ...(reason && { detail: { reason } }) }
    const moved =
      decision === 'release'
        ? await alerts.move(head, { stage: 'signed', isReleased: true, dueAtMs: now }, act)
        : await alerts.move(head, { stage: 'rejected', endedAtMs: now, dueAtMs: null }, act)
    if (!moved) return conflict('somebody else decided it at the same moment', (await alerts.head(head.id)) ?? head)
    if (moved.stage === 'rejected') {
      for (const freed of await freeOvertaken(ports, moved)) await publishAlert(freed.id, freed)
    }
    const done = moved.stage === 'signed' ? await publishAlert(moved.id, moved) : moved
    return { outcome: 'decided', identifier, stage: done.stage, version: done.version }
  }
}
