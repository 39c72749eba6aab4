/** What to do about one danger, in one language: front matter of `content/guides/<language>/<slug>.md`. */
import * as z from 'zod'

const steps = (what: string, least: number, most: number) =>
  z.array(z.string().min(2).max(160)).min(least).max(most).describe(what)

export const sourceSchema = z.strictObject({
  title: z.string().min(4).describe('name of the document, as its publisher writes it'),
  publisher: z.string().min(2).describe('body that published it'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of the document'),
  seen: z
    .boolean()
    .describe('true: its text was read while this page was written; false: known from memory, to be checked'),
})
export type Source = z.infer<typeof sourceSchema>

export const guideSchema = z.strictObject({
  name: z.string().min(1).max(40).describe('short name of the danger in this language: 山洪'),
  title: z.string().min(2).max(80).describe('heading: the one thing to remember, as a sentence'),
  summary: z.string().min(8).max(200).describe('one sentence for lists, search results and cards'),
  picture: z.string().min(4).max(160).describe('what the picture shows, for people who do not see it'),
  now: steps('what to do when it happens, the most urgent first', 3, 7),
  never: steps('what kills: not to be done', 1, 5),
  before: steps('what to prepare', 2, 6),
  after: steps('what to do when it is over', 1, 5),
  sources: z.array(sourceSchema).min(1).describe('where the advice comes from'),
  readByNative: z.boolean().default(true).describe('false: no native speaker has read it yet, and the page says so'),
})
export type Guide = z.infer<typeof guideSchema>

/** Length of all that is read, in characters: short enough for a phone, long enough to help. */
export const guideLength: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'zh-CN': [300, 900],
  ko: [400, 1600],
  en: [900, 3600],
}
