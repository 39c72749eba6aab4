/** What became of an alert that was handed in, for the log and the alarms. */
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import type { AcceptOutcome } from './accept-alert.ts'

const countedAs = {
  accepted: 'AlertsAccepted',
  held: 'AlertsHeld',
  duplicate: 'AlertsRepeated',
  conflict: 'AlertsInConflict',
  refused: 'AlertsRefused',
  forbidden: 'AlertsForbidden',
}

/** Never texts: of faults their paths, of doubts their codes. */
export function reportAcceptance(done: AcceptOutcome, sub: string, traceId: string): void {
  const { outcome } = done
  const identifier = 'identifier' in done ? done.identifier : undefined
  const problems = outcome === 'refused' ? done.problems.map(({ path }) => path).slice(0, 20) : undefined
  const reasons = outcome === 'held' ? done.reasons.map(({ code }) => code) : undefined
  logger.info('alert received', { outcome, sender: sub, identifier, traceId, problems, reasons })
  metrics.addMetric(countedAs[outcome], 'Count', 1)
  if (outcome === 'accepted' && done.alarms.length > 0) {
    metrics.addMetric('AlertsInDoubt', 'Count', 1)
    logger.critical('an alert that contradicts itself went out', { identifier, traceId, alarms: done.alarms })
  }
  if (outcome === 'held' && done.isUrgent) metrics.addMetric('HeldUrgent', 'Count', 1)
  metrics.publishStoredMetrics()
}
