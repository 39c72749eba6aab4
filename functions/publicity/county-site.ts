/** What a county's own site says of the county: `content/counties/<code>/site.json`, checked once. */
import * as z from 'zod'
import site141032 from '../../content/counties/141032/site.json' with { type: 'json' }
import site222404 from '../../content/counties/222404/site.json' with { type: 'json' }
import site360403 from '../../content/counties/360403/site.json' with { type: 'json' }
import site510402 from '../../content/counties/510402/site.json' with { type: 'json' }
import site530302 from '../../content/counties/530302/site.json' with { type: 'json' }
import { slugPattern } from '../platform/slug.ts'
import { entrySchema } from './entry.ts'

/** Stands for a mark that the county has yet to be given. */
export const unfilled = '待填'

const unique = <T extends z.ZodType>(schema: z.ZodArray<T>) =>
  schema.refine((list) => new Set(list).size === list.length, { error: 'every one must stand there once' })

const localName = z.strictObject({
  'zh-CN': z.string().min(1).describe('in simplified Chinese'),
  en: z.string().min(1).describe('in English'),
  ko: z.string().min(1).optional().describe('in Korean; needed where the site speaks it'),
})

const sentences = z.array(z.string().min(4).max(240)).min(2).max(4)

const mark = (pattern: RegExp) => z.union([z.literal(unfilled), z.string().regex(pattern)])

const marksSchema = z
  .strictObject({
    icp: mark(/^\p{Script=Han}ICP备\d{8}号(-\d+)?$/u).describe('ICP备案 number; 待填 until there is one'),
    publicSecurity: mark(/^\p{Script=Han}公网安备\s?\d{14}号$/u).describe('公安备案 number; 待填 until there is one'),
    siteCode: mark(/^\d{10}$/).describe('网站标识码 of a government site, ten digits; 待填 until there is one'),
    placeholder: z.boolean().describe('true while a mark is missing; a deployed county must set its own'),
  })
  .refine(({ placeholder, ...marks }) => placeholder === Object.values(marks).some((value) => value === unfilled), {
    path: ['placeholder'],
    error: `must be true while a mark is ${unfilled}, and false when none is`,
  })

export const countySiteSchema = z.strictObject({
  plan: z.string().min(4).describe('name of the county plan, without 《》'),
  host: z
    .strictObject({
      name: z.string().min(2).describe('主办单位: body that runs the site'),
      englishName: z.string().min(2).describe('its name on English pages'),
      koreanName: z.string().min(2).optional().describe('its name on Korean pages; needed where the site speaks it'),
      placeholder: z.boolean().describe('true while no body has agreed to it, and pages say so'),
    })
    .describe('who runs the site'),
  marks: marksSchema.describe('what a government site in China shows at its foot'),
  mapApproval: z
    .string()
    .min(4)
    .nullable()
    .describe('审图号 of the map; null: it has none, and pages show no map as official'),
  entries: unique(z.array(entrySchema).min(4)).describe('the 进 its plan counts by, in the order of the plan'),
  fireEntries: unique(z.array(entrySchema).length(10))
    .optional()
    .describe(
      '消防宣传“十进” where the plan has it; it names the number alone, so which ten is for the county to confirm',
    ),
  focus: unique(z.array(z.string().regex(slugPattern)).min(6).max(8)).describe(
    'guides that come first on its home page, the most important first',
  ),
  campaigns: unique(z.array(z.string().regex(slugPattern))).describe(
    'ids of the campaigns its plan names; empty: none',
  ),
  numbers: z
    .array(
      z.strictObject({
        number: z
          .string()
          .regex(/^\d{3,5}$/)
          .describe('what to dial'),
        name: localName.describe('what it is for, in a few words'),
      }),
    )
    .min(1)
    .describe('numbers to call, in the order they are shown'),
  about: z
    .strictObject({
      'zh-CN': sentences.describe('in simplified Chinese'),
      en: sentences.describe('in English'),
      ko: sentences.optional().describe('in Korean; needed where the site speaks it'),
    })
    .describe('what the site is, who runs it and what it rests on, a sentence each'),
})
export type CountySite = z.infer<typeof countySiteSchema>

const sources: Record<string, unknown> = {
  '141032': site141032,
  '222404': site222404,
  '360403': site360403,
  '510402': site510402,
  '530302': site530302,
}

const loaded = new Map<string, CountySite>()

/** The site of the county with this code; throws with the codes allowed when there is none. */
export function loadCountySite(code: string): CountySite {
  const source = sources[code]
  if (!source) throw new Error(`no county site ${JSON.stringify(code)}; allowed: ${Object.keys(sources).join(', ')}`)
  let site = loaded.get(code)
  if (!site) {
    site = countySiteSchema.parse(source)
    loaded.set(code, site)
  }
  return site
}
