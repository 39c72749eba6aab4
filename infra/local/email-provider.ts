/** SES v2 as far as it sends to many: `SendBulkEmail` with a template in the call and values per recipient. */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { parseJson } from '../../functions/platform/json.ts'
import type { Faults } from './faults.ts'
import type { Handset, MailEntry, MailTemplate } from './handset.ts'
import type { Provider, ProviderAnswer } from './provider-server.ts'
import type { ReceiptBox } from './receipts.ts'

/** SES refuses a call with more. */
const maxEntries = 50

/** Tag of the call that carries the CAP identifier; a header does where a tag may not (SES takes letters and digits only). */
const alertTag = 'alert'
const alertHeader = 'X-Alert-Identifier'

const headersSchema = z.array(z.object({ Name: z.string(), Value: z.string() })).default([])
const tagsSchema = headersSchema
const requestSchema = z.object({
  FromEmailAddress: z.string().default(''),
  ConfigurationSetName: z.string().optional(),
  DefaultEmailTags: tagsSchema,
  DefaultContent: z.object({
    Template: z.object({
      TemplateContent: z.object({
        Subject: z.string().default(''),
        Text: z.string().default(''),
        Html: z.string().default(''),
      }),
      TemplateData: z.string().default(''),
      Headers: headersSchema,
    }),
  }),
  BulkEmailEntries: z.array(
    z.object({
      Destination: z.object({ ToAddresses: z.array(z.string()).min(1) }),
      ReplacementEmailContent: z
        .object({ ReplacementTemplate: z.object({ ReplacementTemplateData: z.string().default('') }).optional() })
        .optional(),
      ReplacementHeaders: headersSchema,
      ReplacementTags: tagsSchema,
    }),
  ),
})

interface EntryResult {
  Status: string
  MessageId?: string
  Error?: string
}

export function makeEmailProvider(
  handset: Handset,
  now: () => number,
  takes: (count: number) => boolean,
  faults: Faults,
  receipts: ReceiptBox,
): Provider {
  return {
    accept({ method, url, body }, done) {
      if (method !== 'POST' || url !== '/v2/email/outbound-bulk-emails') {
        done(refusal(404, 'NotFoundException', `${method} ${url} is not offered here`))
        return
      }
      const parsed = requestSchema.safeParse(parseJson(body.toString('utf8')))
      if (!parsed.success) {
        done(refusal(400, 'BadRequestException', z.prettifyError(parsed.error)))
        return
      }
      const { BulkEmailEntries: entries, DefaultContent: content, DefaultEmailTags: tags } = parsed.data
      const { FromEmailAddress: from, ConfigurationSetName: configurationSet } = parsed.data
      if (entries.length > maxEntries) {
        done(refusal(400, 'BadRequestException', `at most ${maxEntries} entries, found ${entries.length}`))
        return
      }
      const mails: MailEntry[] = []
      const results: EntryResult[] = []
      for (const entry of entries) {
        const isThrottled = isEntryThrottled() || !takes(1)
        if (isThrottled) {
          results.push({ Status: 'ACCOUNT_THROTTLED', Error: 'Maximum sending rate exceeded.' })
          continue
        }
        const [id, to, fate] = [randomUUID(), entry.Destination.ToAddresses[0] ?? '', receipts.fateOf('email')]
        results.push({ Status: 'SUCCESS', MessageId: id })
        if (configurationSet) {
          const mail = { id, to, from, atMs: now(), configurationSet }
          receipts.email({ ...mail, tags: asRecord([...tags, ...entry.ReplacementTags]) }, fate)
        }
        if (fate.fate !== 'arrives') continue
        mails.push({
          to,
          data: entry.ReplacementEmailContent?.ReplacementTemplate?.ReplacementTemplateData ?? '',
          headers: asRecord(entry.ReplacementHeaders),
        })
      }
      const answer = json(200, { BulkEmailEntryResults: results })
      if (mails.length === 0) {
        done(answer)
        return
      }
      const { TemplateContent, TemplateData, Headers } = content.Template
      const template = JSON.stringify({
        subject: TemplateContent.Subject,
        text: TemplateContent.Text,
        html: TemplateContent.Html,
        headers: asRecord(Headers),
        data: TemplateData,
      } satisfies MailTemplate)
      const inHeader = Headers.find((header) => header.Name === alertHeader)?.Value ?? ''
      const alert = tags.find((tag) => tag.Name === alertTag)?.Value ?? decodeURIComponent(inHeader)
      handset.mails(
        handset.intern(template, (text) => text),
        mails,
        alert,
        now(),
        () => done(answer),
      )
    },
    throttled: () => refusal(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
    refused: ({ body }) => json(200, { BulkEmailEntryResults: entriesOf(body).map(() => unverified) }),
    broken: () => refusal(500, 'InternalFailure', 'An internal error occurred'),
    // Part of a call can be throttled: accept() does it entry by entry. Refusing the whole call is for a rate of 1.
    isExempt: () => isPartlyThrottled(),
  }

  function isPartlyThrottled(): boolean {
    const fault = faults.get('email')
    return fault?.mode === 'throttle' && fault.rate < 1
  }

  function isEntryThrottled(): boolean {
    return isPartlyThrottled() && faults.next('email') === 'throttle'
  }
}

/** As in the sandbox, where the recipient is the identity that is not verified. */
const unverified: EntryResult = {
  Status: 'MESSAGE_REJECTED',
  Error: 'Email address is not verified. The following identities failed the check in region LOCAL',
}

const entriesOf = (body: Buffer): unknown[] =>
  requestSchema.safeParse(parseJson(body.toString('utf8'))).data?.BulkEmailEntries ?? []

const asRecord = (headers: { Name: string; Value: string }[]): Record<string, string> =>
  Object.fromEntries(headers.map(({ Name, Value }) => [Name, Value]))

const json = (status: number, body: unknown): ProviderAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const refusal = (status: number, code: string, message: string): ProviderAnswer => ({
  ...json(status, { message }),
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
})
