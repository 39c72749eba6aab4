/**
 * What the colours of a weather signal mean and what to do at each: the national table, or the county's own where its
 * province has published one (`content/counties/<code>/weather-signals.json`, only the signals that differ).
 */
import * as z from 'zod'
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import { slugPattern } from './slug.ts'

const levelSchema = z.object({
  colour: z.enum(['blue', 'yellow', 'orange', 'red']).describe('colour of the signal, mildest first'),
  name: z.string().min(4).describe('full name: 暴雨红色预警信号'),
  criterion: z.string().min(4).describe('when it is issued, as the regulation says it'),
  guidance: z.array(z.string().min(4)).min(1).describe('防御指南, as the regulation says it'),
  residents: z
    .array(
      z.object({
        zh: z
          .string()
          .min(4)
          .describe('the clause of the guidance it says: shown where a Chinese reader is shown that'),
        en: z.string().min(4).max(80).describe('in plain English'),
        ko: z.string().min(4).max(60).describe('in Korean; awaits a native reader'),
      }),
    )
    .min(1)
    .optional()
    .describe('what it asks of residents, for people who do not read Chinese'),
})

export const signalTableSchema = z.object({
  source: z.string().min(4).describe('the regulation, by name and number'),
  checked: z.boolean().default(false).describe('true: compared with the original, letter by letter'),
  signals: z.array(
    z.object({
      slug: z.string().regex(slugPattern).describe('rainstorm, as in the national table'),
      levels: z.array(levelSchema).min(1).max(4),
    }),
  ),
})
export type SignalTable = z.infer<typeof signalTableSchema>

export interface WeatherSignal {
  levels: z.infer<typeof levelSchema>[]
  source: string
  checked: boolean
}

const nationalTable = signalTableSchema.parse(national)

export const signalSlugs: readonly string[] = nationalTable.signals.map(({ slug }) => slug)

const slugOfEvent = new Map(national.signals.map(({ eventCode, slug }) => [eventCode, slug]))

/** The signal with this event code; undefined for an event that has none. */
export function signalOfEvent(eventCode: string | null, own?: SignalTable): WeatherSignal | undefined {
  const slug = slugOfEvent.get(eventCode ?? '')
  return slug === undefined ? undefined : signalOf(slug, own)
}

/** By the county's own table where that has it; undefined for a slug nobody knows. */
export function signalOf(slug: string, own?: SignalTable): WeatherSignal | undefined {
  for (const table of [own, nationalTable]) {
    const found = table?.signals.find((signal) => signal.slug === slug)
    if (table && found) return { levels: found.levels, source: table.source.split(';')[0]!, checked: table.checked }
  }
  return undefined
}
