import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { outcomeOfAwsError, sendingHttp } from './aws-outcome.ts'
import type { Recipient, SendContext, Sender, SendOutcome } from './sender.ts'

interface SnsSmsOptions {
  /** Another address of SNS than the default one. */
  endpoint?: string | undefined
  /** For tests. */
  client?: SNSClient
}

/** SMS by Amazon SNS, one Publish per person, a whole batch in parallel; nothing is tried twice in here. */
export function makeSnsSmsSender({ endpoint, client = openClient(endpoint) }: SnsSmsOptions = {}): Sender {
  return {
    isReceiptById: true,
    send: (recipients, context) => Promise.all(recipients.map((recipient) => sendOne(client, recipient, context))),
  }
}

function openClient(endpoint: string | undefined): SNSClient {
  const sns = new SNSClient({
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler: sendingHttp,
    ...(endpoint && { endpoint }),
  })
  // It copies every message, field by field, for a log line nobody reads. Without it, and with the stack kept, a message costs a seventh less.
  sns.middlewareStack.remove('loggerMiddleware')
  return sns
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue })

async function sendOne(sns: SNSClient, { to, message }: Recipient, { alert }: SendContext): Promise<SendOutcome> {
  try {
    const { MessageId } = await sns.send(
      new PublishCommand({
        PhoneNumber: to,
        Message: message.text,
        // Transactional: delivery before cost (SNS Developer Guide, "Publishing to a mobile phone").
        MessageAttributes: { 'AWS.SNS.SMS.SMSType': text('Transactional'), ...(alert && { alert: text(alert) }) },
      }),
    )
    return { kind: 'handedOver', messageId: MessageId ?? '' }
  } catch (error) {
    return outcomeOfAwsError(error, snsOutcome)
  }
}

/** Error codes of SNS Publish that are about one number, or about a limit (API reference, Publish, Errors). */
function snsOutcome({ name, message }: { name: string; message: string }): SendOutcome | undefined {
  if (/optedout/i.test(name) || /opted out/i.test(message)) return { kind: 'failed', cause: 'optedOut' }
  if (/limitexceeded/i.test(name)) return { kind: 'stop', cause: 'quota' }
  if (/invalidparameter|validation|endpointdisabled/i.test(name)) {
    return { kind: 'failed', cause: /phone/i.test(message) ? 'invalidNumber' : 'refused' }
  }
  return undefined
}
