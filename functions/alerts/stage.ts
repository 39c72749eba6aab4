/** The life of an alert here, in one table. `status` is CAP's word for Actual or Exercise; `stage` is ours. */
export const stages = ['held', 'signed', 'published', 'expired', 'superseded', 'cancelled', 'rejected'] as const
export type Stage = (typeof stages)[number]

/**
 * From where to where. `signed` is approved and being published: its predecessors are claimed before anybody is told.
 * An expired alert can still be lifted or updated, because expired is not all-clear. Where a part of it is lifted it stays
 * what it is for the rest. A message that a later one overtook is superseded before anybody was told of it.
 */
export const transitions: Readonly<Record<Stage, readonly Stage[]>> = {
  held: ['signed', 'rejected', 'expired', 'superseded'],
  signed: ['published', 'held', 'superseded'],
  published: ['published', 'expired', 'superseded', 'cancelled'],
  expired: ['expired', 'superseded', 'cancelled'],
  superseded: [],
  cancelled: [],
  rejected: [],
}

export const canMove = (from: Stage, to: Stage): boolean => transitions[from].includes(to)

/** People may have been told; of an alert that ended before anybody was, the head says so (`wasTold`). */
export const toldStages: readonly Stage[] = ['published', 'expired', 'superseded', 'cancelled']

/** Nothing was decided yet of whom to tell, or by what. */
export const undecidedStages: readonly Stage[] = ['held', 'signed']

/** What it warned of may still hold: nothing took its place, and nobody lifted it. */
export const openStages: readonly Stage[] = ['published', 'expired']

/** Told, and neither run out nor called off: the same said again is no news. */
export const heardStages: readonly Stage[] = ['published', 'superseded']
