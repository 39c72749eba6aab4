/** The county this deployment serves: profile, divisions and boundary from `content/counties/<code>`, checked once. */
import * as z from 'zod'
import boundary141032 from '../../content/counties/141032/boundary.json' with { type: 'json' }
import divisions141032 from '../../content/counties/141032/divisions.json' with { type: 'json' }
import profile141032 from '../../content/counties/141032/profile.json' with { type: 'json' }
import boundary222404 from '../../content/counties/222404/boundary.json' with { type: 'json' }
import divisions222404 from '../../content/counties/222404/divisions.json' with { type: 'json' }
import profile222404 from '../../content/counties/222404/profile.json' with { type: 'json' }
import boundary360403 from '../../content/counties/360403/boundary.json' with { type: 'json' }
import divisions360403 from '../../content/counties/360403/divisions.json' with { type: 'json' }
import profile360403 from '../../content/counties/360403/profile.json' with { type: 'json' }
import boundary510402 from '../../content/counties/510402/boundary.json' with { type: 'json' }
import divisions510402 from '../../content/counties/510402/divisions.json' with { type: 'json' }
import profile510402 from '../../content/counties/510402/profile.json' with { type: 'json' }
import boundary530302 from '../../content/counties/530302/boundary.json' with { type: 'json' }
import divisions530302 from '../../content/counties/530302/divisions.json' with { type: 'json' }
import profile530302 from '../../content/counties/530302/profile.json' with { type: 'json' }
import { type CountyNames, languageRow } from './language.ts'
import { type SignalTable, signalTableSchema } from './weather-signal.ts'

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])

const senderSchema = z.strictObject({
  sender: z
    .string()
    .regex(/^\d{14}$/)
    .describe('CAP sender and `sub` of the token it posts with: division, body, unit code'),
  name: z.string().min(1).describe('name of the body, as pages show it'),
  areas: z
    .array(z.string().regex(/^\d{6,12}$/))
    .min(1)
    .describe('division codes the sender may warn'),
  certificate: z
    .string()
    .nullable()
    .describe('PEM of the certificate its alerts must be signed with; null: signatures are not required'),
  doubtful: z.boolean().optional().describe('true while the county has not confirmed whose code this is'),
})

const colourName = z.enum(['red', 'orange', 'yellow', 'blue'])

/** What a county may decide about how warnings are told; a profile names only what it wants otherwise. */
const rulesSchema = z.strictObject({
  tellDropped: z
    .boolean()
    .default(true)
    .describe('whoever got a warning and lies outside of its Update of equal or lower colour hears that'),
  bufferM: z.number().min(0).default(500).describe('metres by which positions of people and shapes are uncertain'),
  nightLiftings: z
    .boolean()
    .default(true)
    .describe('a lifting wakes whoever was told to leave in these same quiet hours'),
  reissueWakes: z.array(colourName).default(['red']).describe('colours whose reissue without news wakes at night'),
  holdContradictingLanguages: z
    .array(colourName)
    .default(['yellow', 'blue'])
    .describe('colours held where languages contradict each other; the others go out at once in Chinese'),
  defaultEndHours: z
    .strictObject({
      signal: z.number().positive().default(24).describe('of a weather signal'),
      other: z.number().positive().default(12).describe('of anything else'),
    })
    .prefault({})
    .describe('how long a warning holds that gives no end'),
})

/** One line of who may put which words on a warning; nothing here stops people from being told to leave. */
const authoritySchema = z.strictObject({
  body: z.string().min(2).describe('the body, word for word as it signs'),
  senders: z
    .array(z.string().regex(/^\d{14}$/))
    .default([])
    .describe('codes it posts with; without one it speaks through whoever relays it'),
  events: z
    .array(z.string().regex(/^(?:1[0-9A-Z]{0,4}|\*)$/))
    .min(1)
    .describe(
      'beginnings of national event codes, the longest that fits decides; `*`: whatever no row lets a body issue',
    ),
  colours: z.array(colourName).min(1).default(['red', 'orange', 'yellow', 'blue']).describe('colours it holds for'),
  places: z
    .array(z.string().regex(/^\d{6,12}$/))
    .default([])
    .describe('division codes it holds for; none: the whole county'),
  right: z
    .enum(['issue', 'propose', 'relay', 'nothing'])
    .describe('issue: in its own name; relay: naming a body that may issue; propose and nothing: neither'),
  basis: z.enum(['law', 'plan', 'practice', 'decision']).describe('what the line rests on'),
  source: z.string().min(1).describe('article, row of the plan, or whose practice'),
  doubtful: z.boolean().default(false).describe('true where the county must be asked before it is relied on'),
})

const profileSchema = z.strictObject({
  code: z
    .string()
    .regex(/^\d{6}$/)
    .describe('statistical code of the county'),
  name: z.string().describe('short name: 东区'),
  fullName: z.string().describe('name no other county shares: 攀枝花市东区'),
  englishName: z.string().describe('name on English pages'),
  koreanName: z.string().optional().describe('name on Korean pages, where there are any'),
  city: z.string().describe('prefecture above it'),
  province: z.string().describe('province above it'),
  languages: z.array(z.string()).min(1).describe('languages of texts and pages, the first is the fallback'),
  utcOffset: z.literal('+08:00').describe('offset of local time; China keeps one'),
  sms: z.strictObject({
    signature: z.string().min(2).max(16).describe('registered SMS signature, shown in 【】'),
    maxParts: z.number().int().min(1).max(8).describe('parts one warning may take'),
    ownLinePrefix: z.string().describe('opens our own line below a relayed text'),
  }),
  duty: z.strictObject({
    phone: z.string().describe('duty number printed in warnings'),
    mobiles: z
      .array(z.string().regex(/^\+86\d{11}$/))
      .default([])
      .describe('phones of the desk in the order they are called while a red or orange alert is held'),
    placeholder: z.boolean().describe('true while a number is made up; a deployed county must set its own'),
  }),
  rules: rulesSchema.prefault({}).describe('how warnings are told here, where it is not the default'),
  allowedLinkHosts: z.array(z.string()).describe('hosts a warning may link to; `*.` stands for any sub-domain'),
  senders: z.array(senderSchema).describe('who may post approved alerts'),
  authority: z.array(authoritySchema).min(1).describe('who may say what'),
})

const divisionNames = {
  name: z.string().describe('Chinese name'),
  en: z.string().describe('English name: of towns by hand, of villages by `npm run names`'),
  ko: z.string().optional().describe('Korean name; texts set the Chinese one beside it'),
  kind: z.string().describe('what the statistical office calls it'),
}

const divisionsSchema = z.object({
  source: z.string(),
  towns: z.array(
    z.object({
      code: z.string().length(9),
      ...divisionNames,
      villages: z.array(z.object({ code: z.string().length(12), ...divisionNames })),
    }),
  ),
})

const boundarySchema = z.object({
  type: z.literal('Feature'),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(position)) }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(position))) }),
  ]),
})

export type RegisteredSender = z.infer<typeof senderSchema>
export type AuthorityRow = z.infer<typeof authoritySchema>
export type CountyProfile = z.infer<typeof profileSchema>
export type Town = z.infer<typeof divisionsSchema>['towns'][number]
/** GeoJSON, `[lon, lat]`. */
export type Boundary = z.infer<typeof boundarySchema>['geometry']

export interface County extends CountyProfile {
  towns: Town[]
  boundary: Boundary
  /** Name of every division code of the county, its own included. */
  names: ReadonlyMap<string, string>
  /** The same names in English and, where there are any, Korean. */
  foreignNames: ReadonlyMap<string, { en: string; ko?: string | undefined }>
  /** The province's own table of weather signals (`weather-signals.json` of the county), where it has one. */
  signals?: SignalTable
}

/** As whoever reads this language calls it. */
export const countyNameIn = (county: CountyNames, language: string): string =>
  languageRow(language)?.countyName(county) ?? county.englishName

/** Name of a division as whoever reads this language calls it; undefined for a code of another county. */
export function nameIn({ names, foreignNames }: County, code: string, language: string): string | undefined {
  const { en, ko } = foreignNames.get(code) ?? {}
  const row = languageRow(language)
  return row ? row.divisionName({ name: names.get(code), en, ko }) : en
}

/** `signals` beside them where the county has a `weather-signals.json`. */
const sources: Record<string, { profile: unknown; divisions: unknown; boundary: unknown; signals?: unknown }> = {
  '141032': { profile: profile141032, divisions: divisions141032, boundary: boundary141032 },
  '222404': { profile: profile222404, divisions: divisions222404, boundary: boundary222404 },
  '360403': { profile: profile360403, divisions: divisions360403, boundary: boundary360403 },
  '510402': { profile: profile510402, divisions: divisions510402, boundary: boundary510402 },
  '530302': { profile: profile530302, divisions: divisions530302, boundary: boundary530302 },
}

export const countyCodes = Object.keys(sources)

const loaded = new Map<string, County>()

/** The county with this code; throws with the codes allowed when there is none. */
export function loadCounty(code: string): County {
  const source = sources[code]
  if (!source) throw new Error(`no county ${JSON.stringify(code)}; allowed: ${countyCodes.join(', ')}`)
  let county = loaded.get(code)
  if (!county) {
    const profile = profileSchema.parse(source.profile)
    const { towns } = divisionsSchema.parse(source.divisions)
    const { englishName, koreanName } = profile
    const divisions = [
      { code: profile.code, name: profile.name, en: englishName.split(',')[0] ?? englishName, ko: koreanName },
      ...towns.flatMap((town) => [town, ...town.villages]),
    ]
    county = {
      ...profile,
      towns,
      boundary: boundarySchema.parse(source.boundary).geometry,
      names: new Map(divisions.map(({ code, name }) => [code, name])),
      foreignNames: new Map(divisions.map(({ code, en, ko }) => [code, { en, ko }])),
      ...(source.signals === undefined ? {} : { signals: signalTableSchema.parse(source.signals) }),
    }
    loaded.set(code, county)
  }
  return county
}
