/** Names of places and bodies as people of the county say them. */
import type { Info } from '../../alerts/alert.ts'
import type { AudienceArea, PublishedAlert } from '../../alerts/published-alert.ts'
import { type County, nameIn } from '../../platform/county.ts'
import { cleanText } from './clean-text.ts'
import { isChinese } from './sentences.ts'

/** 区, 市 or 县: what people there call their county. */
export const unitOf = (county: County): string => county.name.at(-1) ?? ''

const prefixesOf = ({ province, city, fullName, name }: County): string[] =>
  [province + fullName, province + city + name, fullName, city + name, name]
    .filter((prefix, index, all) => all.indexOf(prefix) === index)
    .sort((a, b) => b.length - a.length)

/** 攀枝花市东区防汛抗旱指挥部 → 区防汛抗旱指挥部; a body of another place keeps its name. */
export function shortBody(name: string, county: County): string {
  const one = (body: string): string => {
    const prefix = prefixesOf(county).find((p) => body.startsWith(p))
    if (!prefix) return body
    const rest = body.slice(prefix.length)
    if (rest === '') return body
    const own = rest.replace(/^人民政府(?=.{4})/u, '').replace(/^人民政府$/u, '政府')
    return own.startsWith(unitOf(county)) ? own : unitOf(county) + own
  }
  return cleanText(name)
    .split(/[、，,]\s*/u)
    .filter(Boolean)
    .map(one)
    .join('、')
}

const longestBody = 30

/** Who issued it, short: the senderName, or the registered name where that is missing or endless. */
export function senderOf({ alert }: PublishedAlert, info: Info, county: County): string {
  const named = shortBody(info.senderName ?? '', county)
  if (named !== '' && named.length <= longestBody) return named
  const registered = county.senders.find(({ sender }) => sender === alert.sender)?.name
  return shortBody(registered ?? `${county.fullName}预警发布单位`, county)
}

/** 区人民政府防汛抗旱指挥部办公室 → 区防办: known short forms, where the full name does not fit. */
export const shorterBody = (short: string): string =>
  short
    .replace(/防汛抗旱指挥部办公室/gu, '防办')
    .replace(/防汛抗旱指挥部/gu, '防指')
    .replace(/应急管理局/gu, '应急局')
    .replace(/自然资源和规划局/gu, '自规局')
    .replace(/卫生健康局/gu, '卫健局')

export interface PlaceName {
  /** Every place named, while that stays readable. */
  full: string
  /** The first and a count. */
  short: string
}

/** How places are put in a row: names up to `longest` units, the county as a whole, the first and a count. */
interface Manner {
  longest: number
  comma: string
  whole: string
  counted(first: string, count: number): string
}

const mannerOf = (county: County, language: string): Manner =>
  isChinese(language)
    ? { longest: 16, comma: '、', whole: `全${unitOf(county)}`, counted: (first, count) => `${first}等${count}地` }
    : {
        longest: 32,
        comma: ', ',
        whole: /^ko\b/i.test(language)
          ? (county.koreanName ?? county.name)
          : (county.englishName.split(',')[0] ?? county.name),
        counted: (first, count) => `${first} +${count - 1}`,
      }

/** 四川省攀枝花市东区银江镇 → 银江镇; the county itself is 全区, 全市 or 全县. */
export function placeOf(info: Info, area: AudienceArea, county: County, language: string): PlaceName {
  const { longest, comma, whole, counted } = mannerOf(county, language)
  const upper = [county.province, county.city, county.province + county.city]
  const one = (place: string): string => {
    const prefix = prefixesOf(county).find((p) => place.startsWith(p))
    const rest = prefix ? place.slice(prefix.length) : place
    return rest === '' || upper.includes(rest) ? whole : rest
  }
  const said = info.area.flatMap(({ areaDesc }) => cleanText(areaDesc).split(/[、，,;；]\s*/u)).filter(Boolean)
  const coded = area.codes.map((code) => nameIn(county, code, language)).filter((name) => name !== undefined)
  // Chinese names stay where there is nothing else: no place is widened for a language.
  const legible = isChinese(language) ? said : said.filter((name) => /[\p{Script=Latin}\p{Script=Hangul}]/u.test(name))
  const described = legible.length > 0 || coded.length > 0 ? legible : said
  const names = [...new Set((described.length > 0 ? described : coded).map(one))]
  const known = [...new Set(coded.map(one))]
  // Words for the whole county do not widen what the codes say.
  const isTooWide = names.includes(whole) && known.length > 0 && !known.includes(whole)
  const readable = !isTooWide && names.every((name) => name.length <= longest) ? names : known
  const [first] = readable
  if (first === undefined) return { full: whole, short: whole }
  const short = readable.length === 1 ? first : counted(first, readable.length)
  const full = readable.join(comma)
  return { full: full.length <= 2 * longest ? full : short, short }
}

/** Who lets people go home: the cadres of the village, the community, or both. */
export function whoAllowsReturn(area: AudienceArea, county: County): string {
  const kinds = new Set(
    area.codes.map((code) => county.towns.find((town) => code.startsWith(town.code))?.kind ?? 'county'),
  )
  if (kinds.size === 1 && kinds.has('subdistrict')) return '社区干部'
  return [...kinds].every((kind) => kind === 'town' || kind === 'township') && kinds.size > 0 ? '村干部' : '村社干部'
}
