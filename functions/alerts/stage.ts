/** The life of an alert here, in one table. `status` is CAP's word for Actual or Exercise; `stage` is ours. */
export const stages = [
  'draft',
  'pending',
  'held',
  'signed',
  'published',
  'expired',
  'superseded',
  'cancelled',
  'rejected',
] as const
export type Stage = (typeof stages)[number]

/**
 * From where to where. `signed` is approved and being published: its predecessors are claimed before anybody is told.
 * An expired alert can still be lifted or updated, because expired is not all-clear.
 */
export const transitions: Readonly<Record<Stage, readonly Stage[]>> = {
  draft: ['pending', 'rejected'],
  pending: ['signed', 'rejected', 'draft'],
  held: ['signed', 'rejected', 'expired'],
  signed: ['published', 'held'],
  published: ['expired', 'superseded', 'cancelled'],
  expired: ['superseded', 'cancelled'],
  superseded: [],
  cancelled: [],
  rejected: [],
}

export const canMove = (from: Stage, to: Stage): boolean => transitions[from].includes(to)
