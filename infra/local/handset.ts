/**
 * Everybody's phone and mailbox: what the providers were given, one entry per recipient, on disk before they answer.
 * Texts are kept once; an entry refers to its text, so that a message to 200 000 people is not 200 000 texts.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, truncateSync } from 'node:fs'
import type { ContactChannel } from '../../functions/subscribers/subscriber.ts'
import { openAppendFile } from './append-file.ts'
import { fillTemplate } from './mail-template.ts'

export interface Message {
  channel: ContactChannel
  to: string
  /** null for a bare text, such as an SMS. */
  subject: string | null
  body: string
  headers: Record<string, string>
  /** CAP identifier. */
  alert: string
  /** Instant of the local clock, ISO 8601. */
  at: string
  /** Only where it was asked for. */
  html?: string
}

export interface InboxQuery {
  channel?: ContactChannel | undefined
  to?: string | undefined
  alert?: string | undefined
  /** `next` of the page before. */
  after?: number | undefined
  limit: number
  html?: boolean | undefined
}

export interface InboxPage {
  messages: Message[]
  /** All that match, whatever the page. */
  total: number
  /** null on the last page. */
  next: string | null
}

/** What all recipients of one hand-over share; `{{name}}` stands where a recipient's own value belongs. */
export interface MailTemplate {
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  /** JSON object of values for everybody. */
  data: string
}

export interface MailEntry {
  to: string
  /** JSON object of this recipient's values. */
  data: string
  headers: Record<string, string>
}

export interface Handset {
  /** A message that is a text and no more; `written` runs once it is on disk. */
  text(channel: TextChannel, to: string, textId: number, alert: string, atMs: number, written: () => void): void
  mails(templateId: number, entries: MailEntry[], alert: string, atMs: number, written: () => void): void
  /** The number of a text, the same for the same text; `decode` is called the first time `key` is seen. */
  intern(key: string, decode: (key: string) => string): number
  page(query: InboxQuery): InboxPage
  empty(): void
  close(): void
}

/** Channels whose messages are texts and no more. */
export type TextChannel = Exclude<ContactChannel, 'email'>

/** Lines of the file. A text's number is its place among the texts. */
type Line =
  | ['text', text: string]
  | [channel: TextChannel, to: string, textId: number, alert: string, atMs: number]
  | ['mails', templateId: number, alert: string, atMs: number, entries: [string, string, Record<string, string>][]]

export function openHandset(path: string): Handset {
  dropTornLine(path)
  const file = openAppendFile(path)
  const reader = openSync(path, 'r')
  const textIds = new Map<string, number>()
  let texts: string[] = []
  let alertIds = new Map<string, number>()
  let alerts: string[] = []
  /** Columns of the index: entry i of the inbox is the i-th of each. */
  let tos: string[] = []
  let textOf: number[] = []
  let alertOf: number[] = []
  let timeOf: number[] = []
  let channelAt: ContactChannel[] = []
  /** The place in `batches`, −1 for what is in none; and which recipient of it. */
  let batchOf: number[] = []
  let entryOf: number[] = []
  let batches: { offset: number; length: number }[] = []
  /** `channel\nalert` → how many. */
  let counts = new Map<string, number>()
  load()

  return {
    intern,
    text(channel, to, textId, alert, atMs, written) {
      file.append(JSON.stringify([channel, to, textId, alert, atMs] satisfies Line), written)
      index(channel, to, textId, alert, atMs, -1, 0)
    },
    mails(templateId, entries, alert, atMs, written) {
      const offset = file.size()
      const line: Line = ['mails', templateId, alert, atMs, entries.map(({ to, data, headers }) => [to, data, headers])]
      file.append(JSON.stringify(line), written)
      indexMails(templateId, entries, alert, atMs, offset, file.size() - offset)
    },
    page,
    empty() {
      file.empty()
      textIds.clear()
      texts = []
      alertIds = new Map()
      alerts = []
      tos = []
      textOf = []
      alertOf = []
      timeOf = []
      channelAt = []
      batchOf = []
      entryOf = []
      batches = []
      counts = new Map()
    },
    close() {
      file.close()
      closeSync(reader)
    },
  }

  function intern(key: string, decode: (key: string) => string): number {
    const known = textIds.get(key)
    if (known !== undefined) return known
    const text = decode(key)
    file.append(JSON.stringify(['text', text] satisfies Line))
    const id = texts.push(text) - 1
    textIds.set(key, id)
    return id
  }

  function index(
    channel: ContactChannel,
    to: string,
    textId: number,
    alert: string,
    atMs: number,
    batch: number,
    entry: number,
  ): void {
    let alertId = alertIds.get(alert)
    if (alertId === undefined) {
      alertId = alerts.push(alert) - 1
      alertIds.set(alert, alertId)
    }
    tos.push(to)
    textOf.push(textId)
    alertOf.push(alertId)
    timeOf.push(atMs)
    channelAt.push(channel)
    batchOf.push(batch)
    entryOf.push(entry)
    const key = `${channel}\n${alert}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }

  function indexMails(
    templateId: number,
    entries: readonly { to: string }[],
    alert: string,
    atMs: number,
    offset: number,
    length: number,
  ): void {
    const batch = batches.push({ offset, length }) - 1
    for (const [entry, { to }] of entries.entries()) index('email', to, templateId, alert, atMs, batch, entry)
  }

  function page({ channel, to, alert, after = 0, limit, html = false }: InboxQuery): InboxPage {
    file.flush()
    const wantedAlert = alert ? (alertIds.get(alert) ?? -1) : undefined
    const matches = (i: number): boolean =>
      (!channel || channelAt[i] === channel) &&
      (!to || tos[i] === to) &&
      (wantedAlert === undefined || alertOf[i] === wantedAlert)
    const readEntries = readerOfBatches()
    const messages: Message[] = []
    let i = after
    for (; i < tos.length && messages.length < limit; i++) {
      if (matches(i)) messages.push(render(i, readEntries, html))
    }
    while (i < tos.length && !matches(i)) i++
    let total = 0
    if (to) {
      for (let j = 0; j < tos.length; j++) if (matches(j)) total++
    } else {
      for (const [key, count] of counts) {
        const [itsChannel, itsAlert] = key.split('\n')
        if ((!channel || itsChannel === channel) && (!alert || itsAlert === alert)) total += count
      }
    }
    return { messages, total, next: i < tos.length ? String(i) : null }
  }

  function render(i: number, readEntries: (batch: number) => MailEntry[], withHtml: boolean): Message {
    const common = {
      channel: channelAt[i]!,
      to: tos[i]!,
      alert: alerts[alertOf[i]!]!,
      at: new Date(timeOf[i]!).toISOString(),
    }
    const text = texts[textOf[i]!]!
    if (batchOf[i]! < 0) return { ...common, subject: null, body: text, headers: {} }
    const template = JSON.parse(text) as MailTemplate
    const entry = readEntries(batchOf[i]!)[entryOf[i]!]!
    const values = { ...parseObject(template.data), ...parseObject(entry.data) }
    const fill = (part: string): string => fillTemplate(part, values)
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...template.headers, ...entry.headers })) headers[name] = fill(value)
    return {
      ...common,
      subject: fill(template.subject),
      body: fill(template.text),
      headers,
      ...(withHtml && { html: fill(template.html) }),
    }
  }

  /** Entries of a batch as they stand in the file, each batch read once. */
  function readerOfBatches(): (batch: number) => MailEntry[] {
    const read = new Map<number, MailEntry[]>()
    return (batch) => {
      const known = read.get(batch)
      if (known) return known
      const { offset, length } = batches[batch]!
      const bytes = Buffer.alloc(length)
      readSync(reader, bytes, 0, length, offset)
      const line = JSON.parse(bytes.toString('utf8')) as Extract<Line, ['mails', ...unknown[]]>
      const entries = line[4].map(([to, data, headers]) => ({ to, data, headers }))
      read.set(batch, entries)
      return entries
    }
  }

  function parseLine(text: string): Line {
    try {
      return JSON.parse(text) as Line
    } catch {
      throw new Error(`${path} is damaged; delete it, or start with FRESH=1`)
    }
  }

  function load(): void {
    let offset = 0
    for (const text of readFileSync(path, 'utf8').split('\n')) {
      if (text === '') continue
      const length = Buffer.byteLength(text) + 1
      const line = parseLine(text)
      if (line[0] === 'text') texts.push(line[1])
      else if (line[0] !== 'mails') index(line[0], line[1], line[2], line[3], line[4], -1, 0)
      else
        indexMails(
          line[1],
          line[4].map(([to]) => ({ to })),
          line[2],
          line[3],
          offset,
          length,
        )
      offset += length
    }
  }
}

const parseObject = (text: string): Record<string, unknown> => (text ? JSON.parse(text) : {})

/** A kill in the middle of a write leaves a line without its end; nobody was told that it was taken. */
function dropTornLine(path: string): void {
  if (!existsSync(path)) return
  const bytes = readFileSync(path)
  const end = bytes.lastIndexOf(0x0a) + 1
  if (end < bytes.length) truncateSync(path, end)
}
