import {
  type BulkEmailEntry,
  type BulkEmailEntryResult,
  SESv2Client,
  SendBulkEmailCommand,
} from '@aws-sdk/client-sesv2'
import { outcomeOfAwsError, requestTimeoutMs, sendingHttp } from './aws-outcome.ts'
import { ourFault } from './our-fault.ts'
import { placeTags } from './place-tags.ts'
import type { Recipient, RenderedMessage, SendContext, Sender, SendOutcome } from './sender.ts'

interface SesOptions {
  /** Verified sender address. */
  from: string
  /** It publishes the receipts; none: there are no receipts. */
  configurationSet?: string | undefined
  endpoint?: string | undefined
  /** For tests. */
  client?: SESv2Client
}

/**
 * E-mail by Amazon SES: one SendBulkEmail for up to 50 people, their texts as one template in the call, of which each
 * entry chooses its own. A call that is refused whole for one bad address is repeated person by person, because nobody of
 * it was sent to.
 */
export function makeSesSender(options: SesOptions): Sender {
  const ses = options.client ?? openClient(options.endpoint)
  return {
    async send(recipients, context) {
      const outcomes: SendOutcome[] = []
      await Promise.all(
        byHeaders(recipients).map(async (places) => {
          const group = places.map((place) => recipients[place]!)
          const results = await sendGroup(ses, options, group, places, context)
          places.forEach((place, i) => {
            outcomes[place] = results[i]!
          })
        }),
      )
      return outcomes
    },
  }
}

function openClient(endpoint: string | undefined): SESv2Client {
  const ses = new SESv2Client({
    maxAttempts: 1,
    cacheMiddleware: true,
    // Two calls one after the other must stay below what the protocol allows the worst batch.
    requestHandler: { ...sendingHttp, requestTimeout: requestTimeoutMs - 500 },
    ...(endpoint && { endpoint }),
  })
  // It copies every message, field by field, for a log line nobody reads.
  ses.middlewareStack.remove('loggerMiddleware')
  return ses
}

/** Places in the batch of those who share one call: texts may differ in it, and headers may not. */
function byHeaders(recipients: readonly Recipient[]): number[][] {
  const places = recipients.map((_, place) => place)
  return [...Map.groupBy(places, (place) => JSON.stringify(recipients[place]!.message.headers ?? {})).values()]
}

async function sendGroup(
  ses: SESv2Client,
  options: SesOptions,
  group: readonly Recipient[],
  places: readonly number[],
  context: SendContext,
): Promise<SendOutcome[]> {
  const together = await sendCall(ses, options, group, places, context)
  if (together !== 'refusedWhole') return together
  if (group.length === 1) return [{ kind: 'failed', cause: 'invalidAddress' }]
  const alone = await Promise.all(
    group.map((recipient, i) => sendCall(ses, options, [recipient], [places[i]!], context)),
  )
  // Nobody gets through alone either: the fault is in the text or the settings, and nobody is to be given up for it.
  if (alone.every((result) => result === 'refusedWhole')) return group.map(() => ({ kind: 'stop', cause: 'refused' }))
  return alone.map((result) => (result === 'refusedWhole' ? { kind: 'failed', cause: 'invalidAddress' } : result[0]!))
}

async function sendCall(
  ses: SESv2Client,
  { from, configurationSet }: SesOptions,
  group: readonly Recipient[],
  places: readonly number[],
  { alert, alertId = '', tag }: SendContext,
): Promise<SendOutcome[] | 'refusedWhole'> {
  const messages = [...new Set(group.map(({ message }) => message))]
  const { headers = {} } = group[0]!.message
  const [job, batch] = splitTag(tag)
  const place = placeTags({ alertId, job, batch })
  try {
    const { BulkEmailEntryResults: results = [] } = await ses.send(
      new SendBulkEmailCommand({
        FromEmailAddress: from,
        ...(configurationSet && { ConfigurationSetName: configurationSet }),
        DefaultEmailTags: tags({ alert, ...place }),
        DefaultContent: {
          Template: {
            TemplateContent: {
              Subject: oneOf(messages.map(({ subject = '' }) => subject)),
              Text: oneOf(messages.map(({ text }) => text)),
              Html: oneOf(messages.map(({ html = '' }) => html)),
            },
            TemplateData: JSON.stringify({ leave: '' }),
            Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
          },
        },
        BulkEmailEntries: group.map((recipient, i) => entryOf(recipient, messages, places[i]!)),
      }),
    )
    return group.map((_, i) => outcomeOfEntry(results[i]))
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === 'BadRequestException') return 'refusedWhole'
    const outcome = outcomeOfAwsError(error, sesOutcome)
    // A call for many that is refused whole says nothing of any of them.
    if (outcome.kind === 'failed' && group.length > 1) return group.map(() => ({ kind: 'stop', cause: outcome.cause }))
    return group.map(() => outcome)
  }
}

const markOf = (index: number): string => `text${index}`

/**
 * All texts in one template (SES, "Advanced email personalization", conditional statements): the one whose mark an entry
 * sets, the last where it sets none. No text holds braces of its own.
 */
const oneOf = (texts: readonly string[]): string =>
  texts
    .slice(0, -1)
    .reduceRight((other, text, i) => `{{#if ${markOf(i)}}}${text}{{else}}${other}{{/if}}`, texts.at(-1) ?? '')

/** Every mark is given, set or empty: SES makes no mail of a template with a value that is missing. */
const marksFor = (mine: RenderedMessage, messages: readonly RenderedMessage[]): Record<string, string> =>
  Object.fromEntries(messages.slice(0, -1).map((message, i) => [markOf(i), message === mine ? '1' : '']))

/** The leaving link stands in the text, and in the headers mail programs show as a button (RFC 8058 §3.1). */
const entryOf = (
  { to, leaveUrl = '', place, message }: Recipient,
  messages: readonly RenderedMessage[],
  index: number,
): BulkEmailEntry => ({
  Destination: { ToAddresses: [to] },
  ReplacementEmailContent: {
    ReplacementTemplate: {
      ReplacementTemplateData: JSON.stringify({ leave: leaveUrl, ...marksFor(message, messages) }),
    },
  },
  ReplacementTags: tags({ index: String(place ?? index) }),
  ...(leaveUrl && {
    ReplacementHeaders: [
      { Name: 'List-Unsubscribe', Value: `<${leaveUrl}>` },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ],
  }),
})

/** `main.r1#0#12` → job `main.r1#0`, batch `12`. */
function splitTag(tag: string): [job: string, batch: string] {
  const at = tag.lastIndexOf('#')
  return at === -1 ? [tag, ''] : [tag.slice(0, at), tag.slice(at + 1)]
}

/** Values SES takes: ASCII letters, digits, `_` and `-`, at most 256; a CAP identifier of another form goes by header only. */
const tags = (values: Record<string, string>): { Name: string; Value: string }[] =>
  Object.entries(values).flatMap(([Name, Value]) => (/^[\w-]{1,256}$/.test(Value) ? [{ Name, Value }] : []))

/** Status of one entry (SES API v2, BulkEmailEntryResult). */
function outcomeOfEntry(result: BulkEmailEntryResult | undefined): SendOutcome {
  const ours = result?.Status === 'SUCCESS' ? null : ourFault(result?.Status ?? '', result?.Error ?? '')
  if (ours) return { kind: 'stop', cause: ours }
  switch (result?.Status) {
    case 'SUCCESS':
      return { kind: 'handedOver', messageId: result.MessageId ?? '' }
    case 'ACCOUNT_THROTTLED':
      return { kind: 'retry', cause: 'throttled' }
    case 'TRANSIENT_FAILURE':
    case 'FAILED':
      return { kind: 'retry', cause: 'unavailable' }
    case 'INVALID_PARAMETER':
      return { kind: 'failed', cause: 'invalidAddress' }
    case 'MESSAGE_REJECTED':
      return { kind: 'failed', cause: 'refused' }
    case undefined:
      return { kind: 'unknown', cause: 'connection' }
    default:
      // CONFIGURATION_SET_NOT_FOUND, INVALID_SENDING_POOL_NAME, TEMPLATE_NOT_FOUND.
      return { kind: 'stop', cause: 'configuration' }
  }
}

/** Errors of a whole call (SES API v2, SendBulkEmail, Errors). */
function sesOutcome({ name }: { name: string }): SendOutcome | undefined {
  switch (name) {
    case 'MessageRejected':
    case 'NotFoundException':
      return { kind: 'stop', cause: 'configuration' }
    case 'LimitExceededException':
    case 'TooManyRequestsException':
      return { kind: 'retry', cause: 'throttled' }
    default:
      return undefined
  }
}
