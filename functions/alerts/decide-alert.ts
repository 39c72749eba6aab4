/** A person looks at a held alert: releases it, as it is or otherwise, or rejects it with a reason. */
import type { County } from '../platform/county.ts'
import type { Problem } from '../platform/http.ts'
import { type AlertBody, headlineOf } from './alert-body.ts'
import type { AlertHead } from './alert-head.ts'
import type { FindAlert } from './find-alert.ts'
import { freeOvertaken } from './publish/overtake.ts'
import { makePublishAlert, type PublishPorts } from './publish/publish-alert.ts'
import { hindersRelease, judgeRelease, releasedBody } from './rules/release.ts'
import type { Release, ReleaseRequest } from './rules/ways-of-release.ts'
import type { Stage } from './stage.ts'

export type DecideInput = {
  identifier: string
  /** Version the person saw. */
  version: number
  /** Always given with a rejection. */
  reason: string | undefined
  sub: string
} & ({ decision: 'reject' } | { decision: 'release' /** As it came, unless said otherwise. */; how?: ReleaseRequest })

export type DecideOutcome =
  | { outcome: 'decided'; identifier: string; stage: Stage; version: number }
  | { outcome: 'unknown' }
  | { outcome: 'conflict'; because: string; stage: Stage; version: number }
  | { outcome: 'invalid'; problems: Problem[] }

export type DecideAlert = (input: DecideInput) => Promise<DecideOutcome>

export function makeDecideAlert(ports: PublishPorts & { findAlert: FindAlert; county: County }): DecideAlert {
  const { alerts, clock, findAlert, county } = ports
  const publishAlert = makePublishAlert(ports)

  /** Why it cannot go out even if a person wants it to, or undefined. */
  async function hindrance(head: AlertHead, body: AlertBody): Promise<string | undefined> {
    if (head.expiresAtMs <= clock.now()) return 'its time is over; reject it'
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

  async function release(head: AlertHead, how: ReleaseRequest, { sub, reason }: DecideInput): Promise<DecideOutcome> {
    const body = await alerts.body(head.id)
    if (!body) throw new Error(`alert ${head.id} has no body`)
    const because = hindersRelease(head, body, how.as) ?? (await hindrance(head, body))
    if (because) return conflictOf(because, head)
    const judged = judgeRelease(how, { head, body, county, nowMs: clock.now() })
    if (!judged.ok) return { outcome: 'invalid', problems: judged.problems }

    const now = clock.now()
    const { eventCode, eventName, ...released } = releasedBody(body, judged.release)
    const headline = headlineOf({ eventCode, eventName, ...released })
    const moved = await alerts.move(
      head,
      { stage: 'signed', isReleased: true, release: judged.release, eventCode, eventName, headline, dueAtMs: now },
      {
        atMs: now,
        actor: sub,
        act: 'release',
        detail: { ...detailOf(how, judged.release), ...(reason && { reason }) },
      },
    )
    return moved ? decidedAs(await publishAlert(moved.id, moved)) : lostTo(head)
  }

  async function reject(head: AlertHead, { sub, reason }: DecideInput): Promise<DecideOutcome> {
    const now = clock.now()
    const act = { atMs: now, actor: sub, act: 'reject', ...(reason && { detail: { reason } }) }
    const moved = await alerts.move(head, { stage: 'rejected', endedAtMs: now, dueAtMs: null }, act)
    if (!moved) return lostTo(head)
    for (const freed of await freeOvertaken(ports, moved)) await publishAlert(freed.id, freed)
    return decidedAs(moved)
  }

  const lostTo = async (head: AlertHead): Promise<DecideOutcome> =>
    conflictOf('somebody else decided it at the same moment', (await alerts.head(head.id)) ?? head)

  return async (input) => {
    const head = await findAlert(input.identifier)
    if (!head) return { outcome: 'unknown' }
    if (head.stage !== 'held') return conflictOf('only a held alert can be released or rejected', head)
    if (head.version !== input.version) return conflictOf('it was changed since; look at it again', head)
    return input.decision === 'release' ? release(head, input.how ?? { as: 'asIs' }, input) : reject(head, input)
  }
}

const conflictOf = (because: string, { stage, version }: AlertHead): DecideOutcome => ({
  outcome: 'conflict',
  because,
  stage,
  version,
})

const decidedAs = ({ identifier, stage, version }: AlertHead): DecideOutcome => ({
  outcome: 'decided',
  identifier,
  stage,
  version,
})

/** For the audit log: how a station's words came and who took them, or whose decision it is; never the words people read. */
function detailOf(how: ReleaseRequest, release: Release): Record<string, string> {
  const { as } = release
  if (how.as === 'relay' && as === 'relay') {
    const { received, receivedBy } = how
    return { as, station: release.station, issued: release.issued, received, receivedBy }
  }
  if (how.as === 'own' && as === 'own') {
    const { name, post, phone, at, said } = how.authorisedBy
    const by = { ...(name && { authorisedBy: name }), ...(post && { post }), ...(phone && { phone }) }
    return { as, event: release.event, body: release.body, ...by, authorisedAt: at, said }
  }
  return { as }
}
