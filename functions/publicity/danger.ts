/** One danger that people are taught about: what is true of it in every language. `content/dangers/<slug>.json`. */
import * as z from 'zod'
import { slugPattern } from '../platform/slug.ts'
import { entrySchema } from './entry.ts'

/** Groups on the list of guides, in this order. */
export const dangerGroups = ['weather', 'water', 'earth', 'fire', 'work', 'daily', 'health', 'skill'] as const

export const dangerSchema = z.strictObject({
  group: z.enum(dangerGroups).describe('heading it stands under on the list of guides'),
  signal: z
    .string()
    .regex(slugPattern)
    .nullable()
    .describe(
      '`slug` in content/catalogue/weather-signals.json: its criteria and official guidance are shown; or null',
    ),
  eventCodes: z
    .array(z.string().regex(/^\d{2}[0-9A-Z]{0,3}$/))
    .describe('beginnings of event codes: the page of such a warning links to this guide, the longest match wins'),
  entries: z.array(entrySchema).min(1).describe('for whom it matters most'),
  months: z.array(z.int().min(1).max(12)).describe('months in which it is taught first; empty: all year'),
  counties: z
    .array(z.string().regex(/^\d{6}$/))
    .optional()
    .describe('only these counties have it; left out: all of them'),
})
export type Danger = z.infer<typeof dangerSchema>
