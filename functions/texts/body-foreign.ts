/** Names of the bodies that issue, for who reads another language than Chinese. */
import type { County } from '../platform/county.ts'
import { isSameLanguage, languageRow } from '../platform/language.ts'
import { cleanText, cut, opening } from './clean-text.ts'
import { foreignWords } from './words-foreign.ts'

const shortForms: readonly [RegExp, string][] = [
  [/\bFlood Control and Drought Relief Headquarters\b/gi, 'Flood HQ'],
  [/\bHeadquarters\b/gi, 'HQ'],
  [/\bEmergency Management (?:Bureau|Administration)\b/gi, 'Emergency Bureau'],
  [/\bPeople['’]s Government\b/gi, 'Government'],
]

/** East District Flood Control and Drought Relief Headquarters → Flood HQ. */
function shortForeignBody(name: string, county: County): string {
  const places = county.englishName
    .split(/,\s*/)
    .map((place) => place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  const here = new RegExp(`(?:,?\\s*\\bof\\b)?[,\\s]*\\b(?:${places})\\b[,\\s]*`, 'gi')
  let body = opening(cleanText(name), 300)
  for (const [long, short] of shortForms) body = body.replace(long, short)
  return cut(body.replace(here, ' ').trim() || body, 40)
}

/** In letters that readers of the language read. */
export const isLegible = (text: string, language: string): boolean =>
  languageRow(language)?.isLegible(text) ?? !/\p{Script=Han}|\p{Script=Hangul}/u.test(text)

/** 攀枝花市东区防汛抗旱指挥部 → Flood HQ: what kind of body a Chinese name is of; undefined for one we have no word for. */
export const kindOf = (name: string, language: string): string | undefined =>
  foreignWords(language).bodies.find(([ending]) => ending.test(name))?.[1]

/** Flood HQ: as a phone and a screen have room for; empty for a Chinese name that we have no word for. */
export function foreignBody(name: string, county: County, language: string): string {
  if (name === '') return ''
  return isLegible(name, language) ? shortForeignBody(name, county) : (kindOf(name, language) ?? '')
}

/** Flood HQ (攀枝花市东区防汛抗旱指挥部): a page and a mail have room for the official name beside. */
export function foreignIssuer(name: string, language: string): string {
  const kind = isLegible(name, language) ? undefined : kindOf(name, language)
  return kind === undefined ? name : `${kind} (${name})`
}

/** Panzhihua weather office: the city of the county by name, any other station by its kind. */
export function stationIn(named: string, kind: string, county: County, language: string): string {
  if (isSameLanguage(language, 'ko'))
    return named.startsWith(county.name) && county.koreanName ? `${county.koreanName} ${kind}` : kind
  const parts = county.englishName.split(/,\s*/)
  const city = named.startsWith(county.fullName) ? parts[0] : named.startsWith(county.city) ? parts.at(-1) : undefined
  return city === undefined ? kind : `${city} ${kind.toLowerCase()}`
}
