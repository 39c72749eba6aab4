import { Duration, Stack } from 'aws-cdk-lib'
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

/** `wake`: a person, at any hour. `ticket`: somebody, on the next working day. */
export type Urgency = 'wake' | 'ticket'

/** Who hears of it, and in one line why: a wake is for what may keep a warning from somebody in danger, now. */
export type Heard = { wake: string } | { ticket: string }

export interface AlarmWhen {
  metric: IMetric
  /** Goes off at this value or above. */
  reaches: number
  /** Periods in a row it must hold; 1 unless told. */
  periods?: number
  /** What it means and what to do, for whoever hears of it. */
  means: string
  heard: Heard
}

/** An alarm that knows who hears of it; `infra/app.ts` connects each one and refuses any other. */
export class HeardAlarm extends Alarm {
  readonly urgency: Urgency

  constructor(scope: Construct, id: string, { means, heard, ...props }: AlarmProps & { means: string; heard: Heard }) {
    const why = 'wake' in heard ? `Wakes, because ${heard.wake}` : `A ticket, because ${heard.ticket}`
    super(scope, id, { ...props, alarmDescription: `${Stack.of(scope).stackName}: ${means}. ${why}` })
    this.urgency = 'wake' in heard ? 'wake' : 'ticket'
  }
}

/** An alarm that stays quiet without data. */
export const alarmWhen = (scope: Construct, id: string, { reaches, periods, ...when }: AlarmWhen): HeardAlarm =>
  new HeardAlarm(scope, id, {
    ...when,
    threshold: reaches,
    evaluationPeriods: periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })

/** An alarm that goes off when nothing was counted for `periods` periods of the metric. */
export const alarmWhenSilent = (
  scope: Construct,
  id: string,
  { periods, ...silent }: { metric: IMetric; periods: number; means: string; heard: Heard },
): HeardAlarm =>
  new HeardAlarm(scope, id, {
    ...silent,
    threshold: 1,
    evaluationPeriods: periods,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  })

/** What the functions of a county count themselves (`metrics.addMetric`), summed over a minute; dimensions as they add them. */
export const counted = (county: string, metricName: string, dimensions: Record<string, string> = {}): Metric =>
  new Metric({
    namespace: 'Fengsui',
    metricName,
    dimensionsMap: { service: 'fengsui', county, ...dimensions },
    statistic: 'Sum',
    period: Duration.minutes(1),
  })

/** How many in a hundred of `of` are `part`, over five minutes; 0 where `of` is less than `atLeast`. Sums of the same dimensions. */
export const percentage = (part: Metric, of: Metric, atLeast: number): MathExpression => {
  const period = Duration.minutes(5)
  return new MathExpression({
    expression: `IF(total >= ${atLeast}, 100 * part / total, 0)`,
    usingMetrics: { part: part.with({ period }), total: of.with({ period }) },
    period,
  })
}
