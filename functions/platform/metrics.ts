import { Metrics } from '@aws-lambda-powertools/metrics'

/**
 * Numbers by county, channel, lane and function only: nothing in a metric names a person or an alert. `onLambda` names the
 * county, so that two counties in one account do not hear each other's alarms.
 */
export const metrics = new Metrics({ namespace: 'Fengsui', serviceName: 'fengsui' })
