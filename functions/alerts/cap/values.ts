/** The text of one CAP element → its value, or what was found and what is allowed. Source: CAP 1.2 §3.2, §3.3.2, XSD 1.0 part 2. */
import type { Circle, Polygon, Position, Reference } from '../alert.ts'
import { maxPositions } from '../area/geometry.ts'
import { cutShort } from './text.ts'

export type Parsed<T> = { value: T } | { found: string; allowed: string }

const refused = (found: string, allowed: string) => ({ found: found === '' ? 'nothing' : cutShort(found), allowed })

/** XSD whitespace `collapse`; strings of other types keep theirs. */
const words = (raw: string): string[] => raw.split(/[ \t\n\r]+/).filter(Boolean)
const collapse = (raw: string): string => words(raw).join(' ')

export const parseText = (raw: string): Parsed<string> => ({ value: raw })

export const parseOneOf =
  <T extends string>(allowed: readonly T[]) =>
  (raw: string): Parsed<T> => {
    const value = allowed.find((candidate) => candidate === raw)
    return value === undefined ? refused(raw, allowed.join(', ')) : { value }
  }

/** An identifier or a sender: what could not be told apart inside `references` is refused (§3.2.1; the schema lets it pass). */
export const parseToken = (raw: string): Parsed<string> =>
  isToken(raw) ? { value: raw } : refused(raw, 'one or more characters, no space, comma, < or &')

const isToken = (text: string): boolean => /^[^\s,<&]+$/u.test(text)

/** `2026-07-01T08:30:00+08:00` and nothing else: a real date and time, an offset, no `Z` and no fraction (§3.3.2). */
export function parseDateTime(raw: string): Parsed<string> {
  const value = collapse(raw)
  return isDateTime(value)
    ? { value }
    : refused(value, 'a real date and time with offset such as 2026-07-01T08:30:00+08:00, no Z, no fraction')
}

export function isDateTime(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)[-+](\d\d):(\d\d)$/.exec(text)
  if (!found) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0, offsetMinute = 0] = found
    .slice(1)
    .map(Number)
  const lastDay = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  const isDate = year > 0 && day > 0 && day <= lastDay
  const isTime = hour < 24 && minute < 60 && second < 60
  return isDate && isTime && offsetMinute < 60 && offset * 60 + offsetMinute <= 14 * 60
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** xs:language, that is RFC 3066: `zh-CN`. */
export function parseLanguage(raw: string): Parsed<string> {
  const value = collapse(raw)
  return /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(value)
    ? { value }
    : refused(value, 'a language code such as zh-CN, en or ko')
}

const escaped = '%[0-9A-Fa-f]{2}'
const nameCharacters = `(?:[\\w\\-.~!$&'()*+,;=]|${escaped})*`
const userCharacters = `(?:[\\w\\-.~!$&'()*+,;=:]|${escaped})*`
const pathCharacters = `(?:[\\w\\-.~!$&'()*+,;=:@/]|${escaped})*`
const queryCharacters = `(?:[\\w\\-.~!$&'()*+,;=:@/?]|${escaped})*`
const host = `(?:\\[[0-9A-Fa-f:.]+\\]|${nameCharacters})`
const uri = new RegExp(
  '^(?:[A-Za-z][A-Za-z0-9+.\\-]*:|(?![^/?#]*:))' +
    `(?://(?:${userCharacters}@)?${host}(?::\\d{1,5})?(?=[/?#]|$)|(?!//))` +
    `${pathCharacters}(?:\\?${queryCharacters})?(?:#${queryCharacters})?$`,
)

/** xs:anyURI: RFC 3986, and the characters it would escape (spaces, Chinese) may stand as they are (XSD 1.0 part 2 §3.2.17). */
export function parseUri(raw: string): Parsed<string> {
  const value = collapse(raw)
  return uri.test(value.replace(/[^\x21-\x7E]|[<>"{}|\\^`]/gu, '_'))
    ? { value }
    : refused(value, 'an address (URI) such as https://www.example.gov.cn/yj')
}

/** xs:decimal: digits with an optional sign and point, no exponent. */
export function parseDecimal(raw: string): Parsed<number> {
  const value = decimalOf(collapse(raw))
  return Number.isFinite(value) ? { value } : refused(raw, 'a decimal number such as 1204.5')
}

/** xs:integer as a count of bytes. */
export function parseSize(raw: string): Parsed<number> {
  const value = /^[+-]?\d+$/.test(collapse(raw)) ? decimalOf(collapse(raw)) : Number.NaN
  return Number.isSafeInteger(value) && value >= 0 ? { value } : refused(raw, 'a whole number of bytes, 0 or more')
}

/** NaN for anything but a decimal number; never negative zero, which is not written back. */
const decimalOf = (text: string): number =>
  /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) + 0 : Number.NaN

/** Words apart by whitespace; one that holds whitespace stands in double quotes (§3.2.1 addresses, incidents). */
export function parseQuotedList(raw: string): Parsed<string[]> {
  const value: string[] = []
  const entry = /[ \t\n\r]*(?:"([^"]*)"(?![^ \t\n\r])|([^ \t\n\r"][^ \t\n\r]*))/y
  for (let found = entry.exec(raw); found; found = entry.exec(raw)) {
    const text = found[1] ?? found[2] ?? ''
    if (text !== '') value.push(text)
    if (/^[ \t\n\r]*$/.test(raw.slice(entry.lastIndex))) return { value }
  }
  return collapse(raw) === ''
    ? { value }
    : refused(raw, 'words apart by spaces, those that hold spaces in double quotes')
}

/** `sender,identifier,sent` apart by whitespace: exactly three fields each (§3.2.1 references). */
export function parseReferences(raw: string): Parsed<Reference[]> {
  const value: Reference[] = []
  for (const triple of words(raw)) {
    const [sender = '', identifier = '', sent = '', ...more] = triple.split(',')
    if (more.length > 0 || !isToken(sender) || !isToken(identifier) || !isDateTime(sent)) {
      return refused(triple, 'sender,identifier,sent for each earlier message, messages apart by spaces')
    }
    value.push({ sender, identifier, sent })
  }
  return { value }
}

/** `lat,lon` in range, apart by whitespace, at least four, the last equal to the first (§3.2.4 polygon). */
export function parsePolygon(raw: string): Parsed<Polygon> {
  const pairs = words(raw)
  if (pairs.length > maxPositions) return refused(`positions: ${pairs.length}`, `at most ${maxPositions} positions`)
  const value: Position[] = []
  for (const pair of pairs) {
    const position = positionOf(pair)
    if (!position) return refused(pair, allowedPosition)
    value.push(position)
  }
  const first = value[0]
  const last = value.at(-1)
  if (!first || !last || value.length < 4) return refused(`positions: ${pairs.length}`, 'at least 4 positions')
  return first[0] === last[0] && first[1] === last[1]
    ? { value }
    : refused(`first ${pairs[0]}, last ${pairs.at(-1)}`, 'a closed ring: the last position equals the first')
}

/** `lat,lon radius`, the radius in kilometres (§3.2.4 circle). */
export function parseCircle(raw: string): Parsed<Circle> {
  const [pair = '', radius = '', ...more] = words(raw)
  const centre = positionOf(pair)
  const radiusKm = decimalOf(radius)
  if (!centre || more.length > 0) return refused(raw, `${allowedPosition}, a space and a radius in kilometres`)
  return Number.isFinite(radiusKm) && radiusKm >= 0
    ? { value: { centre, radiusKm } }
    : refused(raw, 'a radius in kilometres, 0 or more')
}

const allowedPosition = 'latitude,longitude in degrees, -90 to 90 and -180 to 180'

function positionOf(pair: string): Position | undefined {
  const [lat = Number.NaN, lon = Number.NaN, ...more] = pair.split(',').map(decimalOf)
  return more.length === 0 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : undefined
}
