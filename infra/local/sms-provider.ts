/** SNS as far as it sends SMS: `Publish` with a phone number, query protocol in, XML out. */
import { randomUUID } from 'node:crypto'
import { countSms } from '../../functions/texts/sms-length.ts'
import type { Handset } from './handset.ts'
import type { Provider, ProviderAnswer } from './provider-server.ts'
import type { ReceiptBox } from './receipts.ts'

/** SNS keeps attributes of ours with the message; the handset reads the CAP identifier from this one. */
const alertAttribute = 'alert'

const xmlHeaders = { 'content-type': 'text/xml' }
const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/'

/** `takes` counts parts, as providers do. */
export function makeSmsProvider(
  handset: Handset,
  now: () => number,
  takes: (parts: number) => boolean,
  receipts: ReceiptBox,
): Provider {
  const partsOf = new Map<string, number>()
  const countParts = (encoded: string): number => {
    const known = partsOf.get(encoded)
    if (known !== undefined) return known
    const { parts } = countSms(decodeForm(encoded))
    partsOf.set(encoded, parts)
    return parts
  }
  return {
    accept({ body }, done) {
      const form = splitForm(body.toString('latin1'))
      const phone = form.get('PhoneNumber')
      const text = form.get('Message')
      if (form.get('Action') !== 'Publish' || !phone || !text) {
        done(refusal(400, 'InvalidParameter', 'only Publish with PhoneNumber and Message is offered here'))
        return
      }
      const parts = countParts(text)
      if (!takes(parts)) {
        done(refusal(400, 'Throttling', 'Rate exceeded'))
        return
      }
      const [id, to, atMs] = [randomUUID(), decodeForm(phone), now()]
      const fate = receipts.fateOf('sms')
      receipts.sms({ id, to, parts, atMs }, fate)
      if (fate.fate !== 'arrives') done(accepted(id))
      else
        handset.text('sms', to, handset.intern(text, decodeForm), decodeForm(alertOf(form)), atMs, () =>
          done(accepted(id)),
        )
    },
    throttled: () => refusal(400, 'Throttling', 'Rate exceeded'),
    // What SNS says of a good number in a country it may not send to: nothing of it names the account.
    refused: () =>
      refusal(400, 'InvalidParameter', 'Invalid parameter: PhoneNumber Reason: the number is not valid to publish to'),
    broken: () => refusal(500, 'InternalError', 'An internal error occurred'),
  }
}

/** Names and values of a form, still encoded: most are never looked at, and the text is the same for thousands. */
function splitForm(form: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const field of form.split('&')) {
    const equals = field.indexOf('=')
    fields.set(field.slice(0, equals), field.slice(equals + 1))
  }
  return fields
}

const decodeForm = (text: string): string => decodeURIComponent(text.replaceAll('+', '%20'))

function alertOf(form: Map<string, string>): string {
  for (let i = 1; ; i++) {
    const name = form.get(`MessageAttributes.entry.${i}.Name`)
    if (name === undefined) return ''
    if (name === alertAttribute) return form.get(`MessageAttributes.entry.${i}.Value.StringValue`) ?? ''
  }
}

const accepted = (id: string): ProviderAnswer => ({
  status: 200,
  headers: xmlHeaders,
  body: `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${id}</MessageId></PublishResult><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></PublishResponse>`,
})

const refusal = (status: number, code: string, message: string): ProviderAnswer => ({
  status,
  headers: xmlHeaders,
  body: `<ErrorResponse xmlns="${namespace}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>local</RequestId></ErrorResponse>`,
})
