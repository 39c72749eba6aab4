/** What texts need to know of an event, by code: its name in other languages, one plain tip, whether people leave home. */
import * as z from 'zod'
import catalogue from '../../content/catalogue/event-words.json' with { type: 'json' }
import type { Colour } from '../alerts/alert.ts'
import { eventByCode } from '../alerts/event.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { inTable } from '../platform/language.ts'
import { isChinese } from './sentences.ts'

const tipSchema = z.strictObject({
  zh: z.string().max(40).describe('one or two short sentences that say what to do'),
  en: z
    .string()
    .max(100)
    .describe('the same in English: an SMS may have room for the first sentence alone, of at most 70'),
  ko: z
    .string()
    .max(80)
    .describe('the same in Korean: an SMS may have room for the first sentence alone, of at most 50'),
})

const wordsSchema = z.strictObject({
  en: z.string().optional().describe('English name, where event-codes.json has none or one that says less'),
  ko: z.string().optional().describe('Korean name'),
  home: z
    .boolean()
    .optional()
    .describe('true where people leave home, so that whoever ends it must say who may return'),
  slow: z
    .boolean()
    .optional()
    .describe('true where nobody is in danger within the hour: questions go to the duty desk, not to 110'),
  tip: z
    .strictObject({
      ready: tipSchema.optional().describe('blue and yellow: get ready'),
      yellow: tipSchema.optional().describe('yellow alone, where it asks for more'),
      now: tipSchema.describe('orange, red and without a colour, and the others where nothing milder is given'),
      red: tipSchema.optional().describe('red alone, where it asks for more'),
      past: tipSchema.optional().describe('where it is told as news of what is over'),
    })
    .optional()
    .describe('what a resident does, never less than national guidance asks at that colour, never to go home'),
})

const { events } = z
  .strictObject({
    source: z.string().describe('where the words come from'),
    events: z.record(z.string(), wordsSchema).describe('event-code prefix → words'),
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

type Words = z.infer<typeof wordsSchema>

/** Events of a kind share what one of them has no words of its own for. */
const tableOf = <K extends keyof Words>(field: K): Record<string, NonNullable<Words[K]>> =>
  Object.fromEntries(
    Object.entries(events).flatMap(([code, words]) => {
      const value = words[field]
      return value === undefined ? [] : [[code, value]]
    }),
  )
const englishNames = tableOf('en')
const koreanNames = tableOf('ko')
const homes = tableOf('home')
const slow = tableOf('slow')
const tips = tableOf('tip')

const namedIn: Readonly<Record<string, (code: string | null) => string | undefined>> = {
  en: englishName,
  ko: (code) => byPrefix(koreanNames, code),
}

/** Name of an event by its code where the alert itself does not speak the language; undefined when we have none. */
export function eventNameIn(language: string, code: string | null): string | undefined {
  return inTable(namedIn, language)?.(code)
}

function englishName(code: string | null): string | undefined {
  if (code === null) return undefined
  const named = englishNames[code] ?? eventByCode(code)?.english ?? byPrefix(englishNames, code)
  return named ?? eventByCode(`${code.slice(0, 3)}00`)?.english
}

/** What a resident does over such an event in this colour; undefined where nobody has written it down. */
export function tipOf(
  eventCode: string | null,
  colour: Colour | null,
  language: string,
  isPast = false,
): string | undefined {
  const tip = byPrefix(tips, eventCode)
  const own =
    colour === 'red'
      ? tip?.red
      : colour === 'yellow'
        ? (tip?.yellow ?? tip?.ready)
        : colour === 'blue'
          ? tip?.ready
          : null
  const words = (isPast ? tip?.past : undefined) ?? own ?? tip?.now
  return words && inTable<string>(words, isChinese(language) ? 'zh' : language)
}

/** It says that whoever leaves does not come back by themselves. */
export const keepsAway = (text: string): boolean => /没(?:有)?通知，?不要回|until told|때까지 돌아가지/u.test(text)

/** Nobody is in danger within the hour. */
export const isSlow = (eventCode: string | null): boolean => byPrefix(slow, eventCode) === true

/**
 * Somebody may be away from home: told to leave, by our tip too, or over an event that empties homes; over weather nobody
 * leaves unasked.
 */
export function mayHaveLeft(published: PublishedAlert): boolean {
  const { askedToLeave, weatherSignal, eventCode, colour, previousColour } = published
  if (askedToLeave) return true
  return weatherSignal ? keepsAway(tipOf(eventCode, previousColour ?? colour, 'zh-CN') ?? '') : emptiesHomes(published)
}

/** True when people leave home over such an event, by its code or, without one, by its name. */
export const emptiesHomes = ({ eventCode, eventName }: Pick<PublishedAlert, 'eventCode' | 'eventName'>): boolean =>
  eventCode === null
    ? /洪|溃|垮|泥石流|滑坡|崩塌|地震|海啸|火灾|泄漏|爆炸/.test(eventName)
    : byPrefix(homes, eventCode) === true
