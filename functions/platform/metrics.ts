import { Metrics } from '@aws-lambda-powertools/metrics'

/** Numbers by channel and lane only: nothing in a metric names a person or an alert. */
export const metrics = new Metrics({ namespace: 'Fengsui', serviceName: 'fengsui' })
