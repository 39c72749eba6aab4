/** E-mail as the bytes that go over the wire: composed once per text, with what is each person's own put in for each. */
import { hash, randomBytes } from 'node:crypto'
import { domainToASCII } from 'node:url'
import MailComposer from 'nodemailer/lib/mail-composer'
import { foldLines } from 'nodemailer/lib/mime-funcs'
import { encode, wrap } from 'nodemailer/lib/qp'
import { escapeHtml } from '../platform/html.ts'
import { leavePlaceholder, type Recipient, type RenderedMessage, type SendContext } from './sender.ts'

/** What all mails of one text share, and which link stands after each piece but the last. */
interface Composed {
  pieces: string[]
  links: ('text' | 'html')[]
}

const composedOf = new WeakMap<RenderedMessage, Map<string, Promise<Composed>>>()

/** Letters and digits, so that no encoding changes it; of this process alone, so that no text holds it. */
const mark = `x${randomBytes(12).toString('hex')}x`
/** The encoder may break a line anywhere in a mark. */
const marks = new RegExp(`${broken(mark)}(?:=\r\n)?(?:(${broken('text')})|${broken('html')})`)
const ownMessageId = `<${mark}@localhost>`

/** Bytes of one person's mail, in ASCII and with CRLF. */
export async function composeMail(recipient: Recipient, from: string, context: SendContext): Promise<Buffer> {
  const { message, leaveUrl = '' } = recipient
  const { pieces, links } = await composeOnce(message, from)
  const own = { text: inBody(leaveUrl), html: inBody(escapeHtml(leaveUrl)) }
  const filled = pieces.map((piece, i) => piece + (own[links[i]!] ?? ''))
  return Buffer.from(headersOf(recipient, from, context) + filled.join(''), 'latin1')
}

/**
 * The same for one alert and one person, whoever sends it and however often: mailboxes drop what they have already. An
 * identifier is one message for good (other content under it is refused), and the person stands in it as a hash.
 */
export const messageIdOf = ({ sub }: Pick<Recipient, 'sub'>, from: string, { alert }: SendContext): string =>
  `<${hash('sha256', JSON.stringify([alert, sub])).slice(0, 40)}@${asciiDomain(domainOf(from))}>`

/** The address as the wire takes it: a domain in letters of its own in its ASCII form (RFC 5891). */
export const asciiAddress = (address: string): string => {
  const at = address.lastIndexOf('@') + 1
  return at === 0 ? address : address.slice(0, at) + asciiDomain(address.slice(at))
}

const domainOf = (address: string): string => /@([^@>\s]+)>?\s*$/.exec(address)?.[1] ?? 'localhost'

/** Printable ASCII stays as it is: `domainToASCII` would make something else of an address literal. */
const asciiDomain = (domain: string): string => (/^[\x21-\x7e]*$/.test(domain) ? domain : domainToASCII(domain))

function headersOf(recipient: Recipient, from: string, context: SendContext): string {
  const { to, leaveUrl = '' } = recipient
  const lines = [
    `Message-ID: ${messageIdOf(recipient, from, context)}`,
    `To: ${asciiAddress(to)}`,
    `X-Delivery-Batch: ${context.tag}`,
    ...(leaveUrl ? [`List-Unsubscribe: <${leaveUrl}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'] : []),
  ]
  return lines.map((line) => `${foldLines(line, 76)}\r\n`).join('')
}

function composeOnce(message: RenderedMessage, from: string): Promise<Composed> {
  const ofMessage = composedOf.get(message) ?? new Map<string, Promise<Composed>>()
  composedOf.set(message, ofMessage)
  const known = ofMessage.get(from)
  if (known) return known
  const composed = compose(message, from)
  ofMessage.set(from, composed)
  return composed
}

/** Quoted-printable: unlike base64, a link of any length can be put into its middle. */
async function compose(message: RenderedMessage, from: string): Promise<Composed> {
  const { subject = '', text, html = '', headers = {} } = message
  const bytes = await new MailComposer({
    from,
    subject,
    text: text.replaceAll(leavePlaceholder, `${mark}text`),
    ...(html && { html: html.replaceAll(leavePlaceholder, `${mark}html`) }),
    headers,
    messageId: ownMessageId,
    encoding: 'quoted-printable',
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  const composed: Composed = { pieces: [], links: [] }
  let rest = bytes.toString('latin1').replace(`Message-ID: ${ownMessageId}\r\n`, '')
  for (let found = marks.exec(rest); found; found = marks.exec(rest)) {
    composed.pieces.push(rest.slice(0, found.index))
    composed.links.push(found[1] ? 'text' : 'html')
    rest = rest.slice(found.index + found[0].length)
  }
  composed.pieces.push(rest)
  return composed
}

function broken(text: string): string {
  return [...text].join('(?:=\r\n)?')
}

/** Text in the middle of a quoted-printable body, between line breaks that readers take out again (RFC 2045 §6.7). */
const inBody = (text: string): string => `=\r\n${text === '' ? '' : `${wrap(encode(text), 75)}=\r\n`}`
