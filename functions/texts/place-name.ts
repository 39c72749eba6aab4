/** Names of places and bodies as people of the county say them. */
import { type Info, languageOf } from '../alerts/alert.ts'
import type { AudienceArea, PublishedAlert } from '../alerts/published-alert.ts'
import { type County, nameIn } from '../platform/county.ts'
import { languageRow } from '../platform/language.ts'
import { cleanText, cut, opening } from './clean-text.ts'
import { isChinese } from './sentences.ts'

/** 区, 市 or 县: what people there call their county. */
export const unitOf = (county: County): string => county.name.at(-1) ?? ''

const prefixesOf = ({ province, city, fullName, name }: County): string[] =>
  [province + fullName, province + city + name, fullName, city + name, name]
    .filter((prefix, index, all) => all.indexOf(prefix) === index)
    .sort((a, b) => b.length - a.length)

/** 攀枝花市东区防汛抗旱指挥部 → 区防汛抗旱指挥部; a body of another place keeps its name. */
export function shortBody(name: string, county: County): string {
  const prefixes = prefixesOf(county)
  const one = (body: string): string => {
    const prefix = prefixes.find((p) => body.startsWith(p))
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

/** The registered body, where the words are those of one that is none of this county's. */
export function relayerOf({ alert }: PublishedAlert, info: Info, county: County): string {
  const named = cleanText(info.senderName ?? '')
  const registered = county.senders.find(({ sender }) => sender === alert.sender)?.name ?? ''
  const isForeign = named !== '' && named !== registered && shortBody(named, county) === named
  return isForeign ? shorterBody(shortBody(registered, county)) : ''
}

/** Words of a body that is none of this county's offices, or a station's signal: whoever posts them only passes them on. */
export const isAnothers = (published: PublishedAlert, county: County): boolean =>
  published.weatherSignal ||
  published.alert.info.some((info) => isChinese(languageOf(info)) && relayerOf(published, info, county) !== '')

/** 区人民政府防汛抗旱指挥部办公室 → 区防办: known short forms, where the full name does not fit. */
export const shorterBody = (short: string): string =>
  short
    .replace(/防汛抗旱指挥部办公室/gu, '防办')
    .replace(/防汛抗旱指挥部/gu, '防指')
    .replace(/应急管理局/gu, '应急局')
    .replace(/自然资源和规划局/gu, '自规局')
    .replace(/卫生健康局/gu, '卫健局')

export interface PlaceName {
  /** As the sender says it, whole: for pages, mails and data. */
  whole: string
  /** Every place named while a phone has room for that, else as `short`. */
  full: string
  /** The first and a count, or a beginning closed by `…`. */
  short: string
}

/** How places are put in a row: names up to `longest` units, the county as a whole, the first and a count. */
interface Manner {
  longest: number
  comma: string
  county: string
  whole: string
  counted(first: string, count: number): string
}

const mannerOf = (county: County, language: string): Manner => {
  if (isChinese(language)) {
    const whole = `全${unitOf(county)}`
    return { longest: 16, comma: '、', county: county.name, whole, counted: (first, n) => `${first}等${n}地` }
  }
  const name = (languageRow(language) ?? languageRow('en'))?.shortCountyName(county) ?? county.name
  return { longest: 32, comma: ', ', county: name, whole: name, counted: (first, n) => `${first} +${n - 1}` }
}

/** Pages cut only what nobody would read to the end. */
const longestWhole = 600

/** A long place cut to `units`, with the villages it names: 银江镇阿署达村、沙坝村…. */
function withVillages(whole: string, units: number): string {
  if (whole.length <= units) return whole
  const villages = [...new Set(whole.match(/[^\s、，,（）()镇乡道村组社及和与至到的沿]{2,5}(?:村|社区)/gu) ?? [])]
  const town = /^.{2,6}?(?:镇|乡|街道)/u.exec(whole)?.[0] ?? ''
  const listed = `${town}${villages.map((name) => name.replace(town, '')).join('、')}…`
  return villages.length > 1 && listed.length <= units ? listed : cut(whole, units)
}

function named(names: readonly string[], { longest, comma, counted }: Manner): PlaceName {
  const whole = cut(names.join(comma), longestWhole)
  const [first = ''] = names
  const isCounted = names.length > 1 && first.length <= longest
  const short = isCounted ? counted(first, names.length) : cut(whole, longest)
  const full = isCounted ? short : withVillages(whole, Math.floor(1.5 * longest))
  return { whole, full: whole.length <= 2 * longest ? whole : full, short: whole.length <= longest ? whole : short }
}

/** Division codes of the names somebody wrote. */
const codesOf = (names: readonly string[], county: County, language: string): string[] =>
  [...county.names.keys()].filter((code) => names.includes(nameIn(county, code, language) ?? code))

/**
 * 四川省攀枝花市东区银江镇 → 银江镇: the sender's words, never wider. Only codes that are the county say 全区; words for the
 * whole county stand for nothing where codes or shapes say less. Divisions that words leave out although codes mean them
 * are named beside.
 */
export function placeOf(info: Info, area: AudienceArea, county: County, language: string): PlaceName {
  const manner = mannerOf(county, language)
  const upper = [county.province, county.city, county.province + county.city]
  const everywhere = [manner.whole, county.englishName, '全区', '全市', '全县', '全境', '全域', '辖区', '']
  const short = (place: string): string => {
    const prefix = prefixesOf(county).find((p) => place.startsWith(p))
    return prefix ? place.slice(prefix.length) : place
  }
  const isCounty = (place: string): boolean => upper.includes(place) || everywhere.includes(place)

  const descriptions = [...new Set(info.area.map(({ areaDesc }) => cleanText(opening(areaDesc, 2 * longestWhole))))]
  const described = descriptions.flatMap((text) =>
    text
      .split(/[、，,;；]\s*/u)
      .filter(Boolean)
      .map(short),
  )
  const isWhole = area.codes.some((code) => county.code.startsWith(code))
  const codes = area.codes.filter((code) => !county.code.startsWith(code))
  const nameOf = (code: string): string | [] => nameIn(county, code, language) ?? []
  // Of a shape drawn by hand the town that its words name says more than half a phrase that the reader does not read.
  const townsNamed = isChinese(language)
    ? []
    : county.towns.filter(({ name }) => descriptions.some((text) => text.includes(name))).map(({ code }) => code)
  const coded = (codes.length > 0 ? codes : isWhole ? [] : townsNamed).flatMap(nameOf)
  // Words in letters that the reader does not read give way to the names of the codes, where there are any.
  const isRead = (place: string): boolean =>
    isChinese(language) || coded.length === 0 || /[\p{Script=Latin}\p{Script=Hangul}]/u.test(place)
  const parts = described.filter((place) => !isCounty(place) && isRead(place))

  if (isWhole && parts.length < described.length) return named([manner.whole], manner)
  if (parts.length === 0) {
    if (coded.length > 0) return named([...new Set(coded)], manner)
    return named([isWhole ? manner.whole : manner.county], manner)
  }
  const meant = codesOf(parts, county, language)
  const isTold = (code: string): boolean => meant.some((other) => code.startsWith(other) || other.startsWith(code))
  const untold = meant.length === 0 ? [] : codes.filter((code) => !isTold(code))
  return named([...parts, ...new Set(untold.flatMap(nameOf))], manner)
}

/** The divisions that fell out of a warning, by name; undefined where only a shape shrank. */
export function droppedPlace({ dropped }: PublishedAlert, county: County, language: string): string | undefined {
  const names = (dropped?.codes ?? []).flatMap((code) => nameIn(county, code, language) ?? [])
  return names.length === 0 ? undefined : named(names, mannerOf(county, language)).full
}

/** Who lets people go home: the cadres of the village, the community, or both. */
export function whoAllowsReturn(area: AudienceArea, county: County): string {
  const kinds = new Set(
    area.codes.map((code) => county.towns.find((town) => code.startsWith(town.code))?.kind ?? 'county'),
  )
  if (kinds.size === 1 && kinds.has('subdistrict')) return '社区干部'
  return [...kinds].every((kind) => kind === 'town' || kind === 'township') && kinds.size > 0 ? '村干部' : '村社干部'
}

/**
 * 银江镇 + 沟边河边住户… runs on; before a verb a comma makes it a call, and so it does before words that say where from the
 * place something lies: 银江镇下游住户 are other people than those of 银江镇 who live downstream of its reservoir.
 */
export const runsOn =
  /^(?![^，。！；：]{0,8}(?:上游|下游|周边|周围|附近|对岸|以下|以上|以东|以西|以南|以北|沿线|外围))(?:沟|河|沿|低|山|坡|地|住|群|居|村|危|库|岸|江|湖|户|人|老|学|各|全体|所有|参演)/u
