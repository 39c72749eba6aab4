/** Whom education is for: the 进 of the plans. What each is called, and what it does first, stands in `content/catalogue/entries.json`. */
import * as z from 'zod'
import catalogue from '../../content/catalogue/entries.json' with { type: 'json' }

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

const perLanguage = <T extends z.ZodType>(text: T) =>
  z.strictObject({
    'zh-CN': text.describe('in simplified Chinese'),
    en: text.describe('in English'),
    ko: text.describe('in Korean'),
  })

/** A short text in every language a county's site can have. */
export const localTextSchema = perLanguage(z.string().min(1).max(240))
export type LocalText = z.infer<typeof localTextSchema>

/** What all counties say of one entry. */
export const entryTextSchema = z.strictObject({
  entry: entrySchema.describe('the entry it tells of'),
  name: localTextSchema.describe('short name, without 进: 学校'),
  who: localTextSchema.describe('who is meant, in one sentence'),
  first: perLanguage(z.array(z.string().min(4).max(120)).length(3)).describe('the three things to do first there'),
})
export type EntryText = z.infer<typeof entryTextSchema>

const catalogueSchema = z.strictObject({
  entries: z
    .array(entryTextSchema)
    .length(entries.length)
    .refine((list) => new Set(list.map(({ entry }) => entry)).size === list.length, {
      error: 'every entry must stand there once',
    })
    .describe('one for each entry, in the order of `entries`'),
})

let loaded: ReadonlyMap<Entry, EntryText> | undefined

/** Name, audience and first steps of every entry, parsed once. */
export function loadEntryTexts(): ReadonlyMap<Entry, EntryText> {
  loaded ??= new Map(catalogueSchema.parse(catalogue).entries.map((text) => [text.entry, text]))
  return loaded
}
