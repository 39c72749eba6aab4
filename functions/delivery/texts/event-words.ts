/** What texts need to know of an event, by code: its name in other languages, one plain tip, whether people leave home. */
import * as z from 'zod'
import catalogue from '../../../content/catalogue/event-words.json' with { type: 'json' }
import { eventByCode } from '../../alerts/event.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'

const wordsSchema = z.strictObject({
  ko: z.string().describe('Korean name'),
  home: z
    .boolean()
    .optional()
    .describe('true where people leave home, so that whoever ends it must say who may return'),
  tip: z.string().optional().describe('one plain Chinese sentence for our own line below a relayed weather signal'),
})

const { events } = z
  .strictObject({
    source: z.string().describe('where the words come from'),
    events: z.record(z.string(), wordsSchema).describe('event-code prefix → words; the longest prefix wins'),
  })
  .parse(catalogue)

/** The value under the longest key that `code` starts with. */
export function byPrefix<T>(table: Readonly<Record<string, T>>, code: string | null): T | undefined {
  for (let length = code?.length ?? 0; length > 0; length--) {
    const key = (code ?? '').slice(0, length)
    if (Object.hasOwn(table, key)) return table[key]
  }
  return undefined
}

export const eventWords = (code: string | null): z.infer<typeof wordsSchema> | undefined => byPrefix(events, code)

/** Name of an event by its code where the alert itself does not speak the language; undefined when we have none. */
export function eventNameIn(language: string, code: string | null): string | undefined {
  if (/^ko\b/i.test(language)) return eventWords(code)?.ko
  return /^en\b/i.test(language) && code !== null ? eventByCode(code)?.english : undefined
}

/** True when people leave home over such an event, by its code or, without one, by its name. */
export const emptiesHomes = ({ eventCode, eventName }: Pick<PublishedAlert, 'eventCode' | 'eventName'>): boolean =>
  eventCode === null
    ? /洪|溃|垮|泥石流|滑坡|崩塌|地震|海啸|火灾|泄漏|爆炸/.test(eventName)
    : eventWords(eventCode)?.home === true
