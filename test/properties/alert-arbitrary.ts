/** Any alert the model can hold and CAP can say: all of Unicode that XML allows, numbers of any size, every optional field. */

import {
  type Alert,
  type Area,
  categories,
  certainties,
  type Info,
  msgTypes,
  type NamedValue,
  type Polygon,
  type Position,
  type Reference,
  type Resource,
  responseTypes,
  scopes,
  severities,
  statuses,
  urgencies,
} from '../../functions/alerts/alert.ts'
import * as fc from './fast-check.ts'

const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** Markup, references, line ends, spaces of all kinds, direction marks, and characters of one to four bytes. */
const character = fc.oneof(
  fc.constantFrom(
    ...['<', '>', '&', '"', "'", ']]>', '<![CDATA[', '&amp;', '&#0;', '<!--', '?>', '\r\n', '\r', '\n', '\t', ' ', ','],
    ...['\u{3000}', '\u{A0}', '\u{85}', '\u{2028}', '\u{FEFF}', '\u{202E}', '\u{FFFD}', '山', '𠮷', '⛈️', '한', 'မ'],
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).map((text) => text.replace(forbidden, '\u{FFFD}')),
)
const words = fc.string({ unit: character, maxLength: 12 })

/** An optional text is missing or has something in it: an empty one reads as missing. */
const visible = words.filter((text) => /[^ \t\n\r]/.test(text))
const token = fc.string({ unit: character, minLength: 1, maxLength: 12 }).map((text) => text.replace(/[\s,<&]/gu, '_'))

/** CAP has no escape for double quotes in a list whose entries may hold spaces. */
const listed = visible.filter((text) => !text.startsWith('"') && !(text.includes('"') && /[ \t\n\r]/.test(text)))

const twoDigits = (value: number): string => String(value).padStart(2, '0')
const dateTimes = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 14 * 60 }),
    fc.constantFrom('+', '-'),
  )
  .map(([date, offset, sign]) => {
    const zone = `${sign}${twoDigits(Math.floor(offset / 60))}:${twoDigits(offset % 60)}`
    return `${date.toISOString().slice(0, 19)}${zone}`
  })

const finite = (bound: number) =>
  fc
    .oneof(
      fc.double({ min: -bound, max: bound, noNaN: true }),
      fc.integer({ min: -90, max: 90 }),
      fc.constantFrom(5e-324, 1e-7, -1.5e-9, 0.1 + 0.2, 26.6),
    )
    .map((value) => value + 0)
const position = fc.tuple(finite(90), finite(180)) satisfies fc.Arbitrary<Position>
const polygon: fc.Arbitrary<Polygon> = fc
  .array(position, { minLength: 3, maxLength: 6 })
  .map((ring) => [...ring, ...ring.slice(0, 1)])
const uri = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom('https://www.example.gov.cn/预警?a=1&b=2', 'tel:12379', 'a/b', 'javascript:alert(1)'),
)

/** Plain objects, as the reader makes them. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true })
const namedValue: fc.Arbitrary<NamedValue> = record({ valueName: words, value: words })
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 })

const area: fc.Arbitrary<Area> = fc.record(
  {
    areaDesc: words,
    polygon: few(polygon),
    circle: few(record({ centre: position, radiusKm: finite(1e30).map(Math.abs) })),
    geocode: few(namedValue),
    altitude: finite(1e300),
    ceiling: finite(1e300),
  },
  { requiredKeys: ['areaDesc', 'polygon', 'circle', 'geocode'], noNullPrototype: true },
)

const resource: fc.Arbitrary<Resource> = fc.record(
  { resourceDesc: words, mimeType: words, size: fc.maxSafeNat(), uri, derefUri: visible, digest: visible },
  { requiredKeys: ['resourceDesc', 'mimeType'], noNullPrototype: true },
)

const info: fc.Arbitrary<Info> = fc.record(
  {
    language: fc.constantFrom('zh-CN', 'en', 'ko', 'my', 'zh-Hans-CN'),
    category: fc.array(fc.constantFrom(...categories), { minLength: 1, maxLength: 3 }),
    event: words,
    responseType: few(fc.constantFrom(...responseTypes)),
    urgency: fc.constantFrom(...urgencies),
    severity: fc.constantFrom(...severities),
    certainty: fc.constantFrom(...certainties),
    audience: visible,
    eventCode: few(namedValue),
    effective: dateTimes,
    onset: dateTimes,
    expires: dateTimes,
    senderName: visible,
    headline: visible,
    description: visible,
    instruction: visible,
    web: uri,
    contact: visible,
    parameter: few(namedValue),
    resource: few(resource),
    area: few(area),
  },
  {
    requiredKeys: [
      ...(['category', 'event', 'responseType', 'urgency', 'severity', 'certainty', 'eventCode'] as const),
      ...(['parameter', 'resource', 'area'] as const),
    ],
    noNullPrototype: true,
  },
)

const reference: fc.Arbitrary<Reference> = record({ sender: token, identifier: token, sent: dateTimes })

export const alerts: fc.Arbitrary<Alert> = fc.record(
  {
    identifier: token,
    sender: token,
    sent: dateTimes,
    status: fc.constantFrom(...statuses),
    msgType: fc.constantFrom(...msgTypes),
    source: visible,
    scope: fc.constantFrom(...scopes),
    restriction: visible,
    addresses: few(listed),
    code: few(visible),
    note: visible,
    references: few(reference),
    incidents: few(listed),
    info: few(info),
  },
  {
    requiredKeys: [
      ...(['identifier', 'sender', 'sent', 'status', 'msgType', 'scope'] as const),
      ...(['addresses', 'code', 'references', 'incidents', 'info'] as const),
    ],
    noNullPrototype: true,
  },
)
