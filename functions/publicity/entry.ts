/** Whom education is for: the 进 of the plans. Which of them a county counts by stands in its profile. */
import * as z from 'zod'

/** Enterprise, village, community, school, family, government office, public place, and the further three of fire's ten. */
export const entries = [
  'enterprise',
  'village',
  'community',
  'school',
  'family',
  'office',
  'public-place',
  'elderly',
  'site',
  'tourism',
] as const

export const entrySchema = z.enum(entries)
export type Entry = z.infer<typeof entrySchema>
