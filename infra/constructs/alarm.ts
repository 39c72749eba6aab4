import { Duration, Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

export interface AlarmWhen {
  metric: IMetric
  /** Goes off at this value or above. */
  reaches: number
  /** Periods in a row it must hold; 1 unless told. */
  periods?: number
  /** What it means and what to do, for whoever is woken by it. */
  means: string
}

/** An alarm that stays quiet without data; `infra/app.ts` connects every alarm to the alarm topic. */
export const alarmWhen = (scope: Construct, id: string, when: AlarmWhen): Alarm =>
  new Alarm(scope, id, {
    metric: when.metric,
    threshold: when.reaches,
    evaluationPeriods: when.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `${Stack.of(scope).stackName}: ${when.means}`,
  })

/** An alarm that goes off when nothing was counted for `periods` periods of the metric. */
export const alarmWhenSilent = (
  scope: Construct,
  id: string,
  silent: { metric: IMetric; periods: number; means: string },
): Alarm =>
  new Alarm(scope, id, {
    metric: silent.metric,
    threshold: 1,
    evaluationPeriods: silent.periods,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    alarmDescription: `${Stack.of(scope).stackName}: ${silent.means}`,
  })

/** What the functions count themselves (`metrics.addMetric`), summed over a minute; dimensions as they add them. */
export const counted = (metricName: string, dimensions: Record<string, string> = {}): Metric =>
  new Metric({
    namespace: 'Fengsui',
    metricName,
    dimensionsMap: { service: 'fengsui', ...dimensions },
    statistic: 'Sum',
    period: Duration.minutes(1),
  })
