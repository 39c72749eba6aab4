import { logger } from '../platform/logger.ts'
import { makeSnsSmsSender } from '../senders/send-sms-sns.ts'
import type { Sender } from '../senders/sender.ts'
import type { DeskCalls } from './desk-calls.ts'

/** SMS to a phone of the desk, by the sender that residents' SMS go by. It belongs to no alert: no report counts it. */
export function makeSmsDeskCalls(given: { endpoint?: string | undefined; sender?: Sender }): DeskCalls {
  const sender = given.sender ?? makeSnsSmsSender({ endpoint: given.endpoint })
  return {
    async call({ mobile, text }) {
      const message = { language: 'zh-CN', text, parts: 1 }
      const [outcome] = await sender.send([{ sub: 'desk', to: mobile, message }], { alert: '', tag: 'desk' })
      if (outcome?.kind === 'handedOver') return true
      logger.warn('the provider did not take a call to the desk', {
        outcome: outcome?.kind,
        cause: outcome && 'cause' in outcome ? outcome.cause : '',
      })
      return false
    },
  }
}
