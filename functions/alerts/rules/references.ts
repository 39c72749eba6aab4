/** What an alert follows, and whether that can still be followed. Pure. Source: CAP 1.2 §3.2.1 references. */
import { alertKey } from '../../platform/ids.ts'
import type { Alert } from '../alert.ts'
import type { HoldReason } from '../hold-reason.ts'
import { type Stage, toldStages } from '../stage.ts'

/** An Update or Cancel: it follows earlier messages. */
export const isFollowUp = (alert: Pick<Alert, 'msgType'>): boolean =>
  alert.msgType === 'Update' || alert.msgType === 'Cancel'

/** What must be known here of an alert that another one refers to. */
export interface Referred {
  id: string
  identifier: string
  status: Alert['status']
  stage: Stage
  successor: string | null
  reasons: readonly HoldReason[]
  isReleased: boolean
  isUntold: boolean
}

/** Whether anybody was told: an alert that was held until its time was over expired unseen, one that was overtaken ended so. */
export const wasTold = ({
  stage,
  reasons,
  isReleased,
  isUntold,
}: Pick<Referred, 'stage' | 'reasons' | 'isReleased' | 'isUntold'>): boolean =>
  toldStages.includes(stage) && !isUntold && (reasons.length === 0 || isReleased)

/** Keys of the alerts it follows, in the order written, each once. */
export const referenceKeys = (alert: Alert): string[] =>
  isFollowUp(alert) ? [...new Set(alert.references.map(({ sender, identifier }) => alertKey(sender, identifier)))] : []

/** Approved, not yet succeeded by another than `follower`, and of the same status. */
export const canBeFollowed = (referred: Referred, follower: { id: string; status: Alert['status'] }): boolean =>
  referred.status === follower.status &&
  (referred.successor === follower.id ||
    (referred.successor === null && (referred.stage === 'signed' || wasTold(referred))))

/** One earlier alert that can be followed is enough: the others are old. With none, a person must look. */
export function judgeReferences(
  alert: Pick<Alert, 'msgType' | 'status'>,
  id: string,
  known: readonly Referred[],
): HoldReason[] {
  if (!isFollowUp(alert)) return []
  if (known.some((referred) => canBeFollowed(referred, { id, status: alert.status }))) return []
  const states = known.map(({ identifier, stage, status, successor }) => {
    if (status !== alert.status) return `${identifier} is ${status}, not ${alert.status}`
    return `${identifier} is ${successor ? 'already succeeded by another' : stage}`
  })
  return known.some(({ successor }) => successor !== null)
    ? [{ code: 'succeeded', text: states.join('; ') }]
    : [{ code: 'references', text: states.length > 0 ? states.join('; ') : 'nothing it refers to is known here' }]
}

/** Why it follows nothing after all, read anew. */
export function reasonsAfterLoss(
  head: Pick<Alert, 'msgType' | 'status'> & { id: string },
  known: readonly Referred[],
): HoldReason[] {
  const reasons = judgeReferences(head, head.id, known)
  return reasons.length > 0
    ? reasons
    : [{ code: 'succeeded', text: 'another alert succeeded what it refers to at the same moment' }]
}
