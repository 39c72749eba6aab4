import { Logger } from '@aws-lambda-powertools/logger'

/** Structured log; never contacts, message texts, tokens or raw requests. */
export const logger = new Logger({ serviceName: 'fengsui' })
