/** Texts, shapes and documents made to hold the process, each as long as the contract lets it be. */
import { gzipSync } from 'node:zlib'
import type { Alert, Area, Info, Polygon, Position } from '../../functions/alerts/alert.ts'
import { maxPositions, maxShapes } from '../../functions/alerts/area/geometry.ts'
import { escapeText } from '../../functions/alerts/cap/text.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { maxBodyBytes } from '../../functions/platform/http.ts'
import { anAlert, anArea, anInfo } from '../alerts/an-alert.ts'
import { capDocument, capInfo } from '../alerts/cap-document.ts'

export type Outcome = 'accepted' | 'held' | 'refused'

export interface Kind {
  name: string
  /** Posted first; neither timed nor judged. */
  before?: Alert
  bytes(): Uint8Array
  isGzip?: boolean
  /** What may come of it. */
  allowed: readonly Outcome[]
}

const any = ['accepted', 'held', 'refused'] as const
const bytesOf = (alert: Alert): Uint8Array => Buffer.from(writeCap(alert))
/** A text may be 65 536 characters; two or three go before some. */
const longest = 65_500

/** As long as a text may be, or shorter so that `copies` of it fit into a document. */
function filled(start: string, pump: string, end: string, copies: number): string {
  const written = escapeText(pump)
  const most = Math.min(longest / written.length, (maxBodyBytes * 0.95) / copies / Buffer.byteLength(written))
  return start + pump.repeat(Math.floor(most) - 10) + end
}

/** [start, what is repeated, end]: runs that nearly end, openings that never close, words of every list. */
const texts: readonly (readonly [start: string, pump: string, end: string])[] = [
  ['预警', '现于解', ''],
  ['预警信号', '预警信号', 'x'],
  ['暴雨', '预警警报信号', '。'],
  ['', '【', '（演习）'],
  ['', '（', ''],
  ['a', ' ', 'a'],
  ['a', '\u3000', 'a'],
  ['a', '\n', 'a'],
  ['a', ' \n', 'a'],
  ['a：', '\n', 'http://a.cn'],
  ['', '，', 'a'],
  ['', '。”', 'a'],
  ['', '!', 'a'],
  ['', '.', '”'],
  ['', '- ', ''],
  ['', '1、', ''],
  ['', '①', ''],
  ['', '<script>', ''],
  ['', '<style><script>', ''],
  ['', '<!--', ''],
  ['', '<a href=', ''],
  ['', '<a href=x>', ''],
  ['<a ', 'href=', '>x</a>'],
  ['<p', ' ', '<'],
  ['', '</', ''],
  ['', '&#', ''],
  ['', '&amp;', ''],
  ['', '也可', 'http://a.cn'],
  ['', '详情请登录', 'http://a.cn'],
  ['', '路线见http://a.cn ', ''],
  ['', '和http://a.cn', ''],
  ['for\t', ' ', 'http://a.cn'],
  ['지도', ' ', 'http://a.cn'],
  ['http://a.cn/', '*', ''],
  ['', 'n．', ''],
  ['', 'a.', 'com'],
  ['', 'a@', ''],
  ['', '[a](', 'http://a.cn'],
  ['', '1.1.1.', ''],
  ['', '防汛', '指挥部'],
  ['', '误发', '预警'],
  ['', 'alert ', 'issued'],
  ['', 'end ', '!'],
  ['', '解除', ''],
  ['', '未', '解除'],
  ['', '경보', '해제'],
  ['', '留意关注', '工作'],
  ['', "ready'", 'leave'],
  ['', 'if you live ', 'leave'],
  ['', 'evacuate ', ''],
  ['', 'leave, ', ''],
  ['', '转移', ''],
  ['', '马上转移，', ''],
  ['', '如果看见', '马上离开'],
  ['', '组织群众转移。', ''],
  ['', '前往高', ''],
  ['', '发布暴雨', '预警信号'],
  ['', '受', '影响，预计'],
  ['', '请注意防范', ''],
  ['', 'do not ', 'leave'],
  ['', 'warning ', 'x'],
  ['', '7月1日16时', ''],
  ['', '1日1时将', ''],
  ['', '\u{1F468}\u200D', ''],
  ['', 'e\u0301\u0301\u0301', ''],
  ['', '{{', ''],
  ['', '山', ''],
  ['', 'a', ''],
]

const inEveryField = (text: string): Alert =>
  anAlert({
    note: text,
    info: [
      anInfo({
        event: `山洪${text}`,
        headline: text,
        description: text,
        instruction: text,
        senderName: text,
        contact: text,
        area: [anArea({ areaDesc: text })],
      } as Partial<Info>),
    ],
  })

const textKinds: Kind[] = texts.map(([start, pump, end]) => ({
  name: `text ${JSON.stringify(start + pump + pump)}…${JSON.stringify(end)}`,
  bytes: () => bytesOf(inEveryField(filled(start, pump, end, 8))),
  allowed: any,
}))

/** In and around county 510402. */
const south = 26.4
const west = 101.5
const size = 0.5

/** A decimetre, as senders write it: more digits would not fit into one text. */
const written = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
const ring = (corners: Position[]): Polygon =>
  [...corners, corners[0]!].map(([lat, lon]): Position => [written(lat), written(lon)])
const shaped = (area: Partial<Area>): Uint8Array =>
  bytesOf(anAlert({ info: [anInfo({ area: [anArea({ geocode: [], ...area })] })] }))

/** The same numbers each time. */
function numbers(): () => number {
  let last = 7
  return () => {
    last = (last * 16_807) % 2_147_483_647
    return last / 2_147_483_647
  }
}

/** Small ones lie in the county. */
function triangles(count: number, width: number): Polygon[] {
  const next = numbers()
  const corner = (lat: number, lon: number): Position => [lat + width * next(), lon + width * next()]
  return Array.from({ length: count }, () => {
    const [lat, lon] =
      width < 0.1 ? [26.55 + 0.04 * next(), 101.7 + 0.05 * next()] : [south + size * next(), west + size * next()]
    return ring([corner(lat, lon), corner(lat, lon), corner(lat, lon)])
  })
}

const around = (count: number, at: (i: number) => readonly [turns: number, radius: number]): Polygon =>
  ring(
    Array.from({ length: count }, (_, i) => {
      const [turns, radius] = at(i)
      return [26.57 + radius * Math.sin(2 * Math.PI * turns), 101.72 + radius * Math.cos(2 * Math.PI * turns)]
    }),
  )

function comb(count: number): Polygon {
  const teeth = Math.floor((count - 3) / 2)
  const step = size / teeth
  const edge = Array.from({ length: teeth }, (_, i): Position[] => [
    [south, west + i * step],
    [south + size, west + (i + 0.4) * step],
  ])
  return ring([...edge.flat(), [south - 0.1, west + size]])
}

const all = maxPositions - 1
const told = ['accepted', 'held'] as const
const circles = (count: number, radiusKm: number) =>
  Array.from({ length: count }, (_, i) => ({ centre: [26.4 + i / 300, 101.6 + i / 300] as const, radiusKm }))
const shapeKinds: Kind[] = [
  ['a comb', [comb(all)], told],
  ['a comb beyond the limit', [comb(5_000)], ['refused']],
  ['a star that crosses itself', [around(all, (i) => [(i * Math.floor(all / 2)) / all, 0.2])], ['refused']],
  ['a star of needles', [around(all, (i) => [i / all, i % 2 ? 0.02 : 0.4])], told],
  ['a shore', [around(all, (i) => [i / all, 0.05 + 0.01 * Math.sin((80 * Math.PI * i) / all)])], told],
  ['large triangles', triangles(maxShapes, 0.5), told],
  ['small triangles', triangles(maxShapes, 0.01), told],
  ['a thousand triangles', triangles(1_000, 0.5), ['refused']],
].map(([name, polygon, allowed]) => ({
  name: `shape ${name}`,
  bytes: () => shaped({ polygon: polygon as Polygon[] }),
  allowed: allowed as Outcome[],
}))
const circleKinds: Kind[] = [
  { name: 'shape circles', bytes: () => shaped({ circle: circles(maxShapes, 8) }), allowed: told },
  {
    name: 'shape circles around the world',
    bytes: () => shaped({ circle: circles(maxShapes, 20_000) }),
    allowed: told,
  },
  { name: 'shape a thousand circles', bytes: () => shaped({ circle: circles(1_000, 8) }), allowed: ['refused'] },
]

const document = (envelope: string): Uint8Array => Buffer.from(capDocument({ envelope }))
const megabyte = (pump: string): string => pump.repeat(Math.floor((maxBodyBytes - 4_000) / Buffer.byteLength(pump)))
const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('')
const documentKinds: Kind[] = [
  { name: 'XML elements inside each other', bytes: () => document(megabyte('<a>')), allowed: ['refused'] },
  { name: 'XML empty elements', bytes: () => document(megabyte('<a/>')), allowed: ['refused'] },
  { name: 'XML an open tag', bytes: () => document(megabyte('<')), allowed: ['refused'] },
  { name: 'XML attributes', bytes: () => document(`<a ${megabyte('b="" ')}/>`), allowed: ['refused'] },
  { name: 'XML a long name', bytes: () => document(`<${megabyte('a')}/>`), allowed: ['refused'] },
  { name: 'XML comments', bytes: () => document(megabyte('<!---->')), allowed: any },
  { name: 'XML an open comment', bytes: () => document(megabyte('<!-- ')), allowed: ['refused'] },
  { name: 'XML processing instructions', bytes: () => document(megabyte('<?a ?>')), allowed: any },
  { name: 'XML character data', bytes: () => document(`<note>${megabyte('<![CDATA[]]>')}</note>`), allowed: any },
  { name: 'XML references', bytes: () => document(`<note>${megabyte('&#0000032;')}</note>`), allowed: any },
  { name: 'XML references of zeros', bytes: () => document(`<note>&#${megabyte('0')}</note>`), allowed: ['refused'] },
  { name: 'XML a declaration of spaces', bytes: () => Buffer.from(`<?xml${megabyte(' ')}`), allowed: ['refused'] },
  {
    name: 'XML entities',
    bytes: () => Buffer.from(`<!DOCTYPE a [${megabyte('<!ENTITY a "b">')}]><a/>`),
    allowed: ['refused'],
  },
  { name: 'XML no document', bytes: () => Buffer.alloc(maxBodyBytes, 0xff), allowed: ['refused'] },
  { name: 'CAP addresses', bytes: () => document(`<addresses>${'a '.repeat(32_000)}</addresses>`), allowed: any },
  {
    name: 'CAP addresses that never close',
    bytes: () => document(`<addresses>${'" '.repeat(32_000)}</addresses>`),
    allowed: any,
  },
  {
    name: 'CAP references',
    bytes: () =>
      document(`<references>${many(1_500, (i) => `51040205500000,a${i},2026-07-01T08:00:00+08:00 `)}</references>`),
    allowed: any,
  },
  { name: 'CAP codes', bytes: () => document(many(4_000, (i) => `<code>${i}</code>`)), allowed: any },
  { name: 'CAP infos', bytes: () => Buffer.from(capDocument({ info: many(30, () => capInfo()) })), allowed: any },
  {
    name: 'CAP infos of as many languages, long',
    bytes: () =>
      Buffer.from(
        capDocument({
          info: many(30, (i) =>
            capInfo({
              start: `<language>x-${i}</language><category>Met</category>`,
              afterHeadline: `<description>${'马上转移。'.repeat(2_000)}</description>`,
            }),
          ),
        }),
      ),
    allowed: any,
  },
  {
    name: 'CAP areas',
    bytes: () =>
      bytesOf(
        anAlert({
          info: [anInfo({ area: Array.from({ length: 490 }, (_, i) => anArea({ areaDesc: `银江镇${i}` })) })],
        }),
      ),
    allowed: any,
  },
  {
    name: 'CAP codes of divisions in one text',
    bytes: () =>
      bytesOf(
        anAlert({
          info: [anInfo({ area: [anArea({ geocode: [{ valueName: '区划', value: '510402100,'.repeat(6_500) }] })] })],
        }),
      ),
    allowed: any,
  },
  {
    name: 'CAP division codes that differ',
    bytes: () =>
      bytesOf(
        anAlert({
          info: [
            anInfo({
              area: [
                anArea({ geocode: [{ valueName: '区划', value: many(6_500, (i) => `${110_000_000 + i * 1_000} `) }] }),
              ],
            }),
          ],
        }),
      ),
    allowed: any,
  },
  {
    name: 'CAP an identifier',
    bytes: () => Buffer.from(capDocument({ identifier: 'a'.repeat(longest) })),
    allowed: any,
  },
  {
    name: 'CAP a link',
    bytes: () => bytesOf(anAlert({ info: [anInfo({ web: `http://${'a@'.repeat(32_000)}` })] })),
    allowed: any,
  },
  {
    name: 'CAP an enclosed file',
    bytes: () =>
      bytesOf(
        anAlert({
          info: [
            anInfo({
              resource: [{ resourceDesc: '图', mimeType: 'image/png', derefUri: 'A'.repeat(900_000) }],
            }),
          ],
        }),
      ),
    allowed: told,
  },
  { name: 'gzip of 256 MB', isGzip: true, bytes: () => gzipSync(Buffer.alloc(256 << 20)), allowed: ['refused'] },
]

const long = (words: string): string => filled('', words, '', 4)
const warning = anAlert({
  identifier: 'warning',
  sent: '2026-07-01T08:00:00+08:00',
  info: [
    anInfo({
      description: long('看见裂缝马上离开第一处。请待在高处第二处！'),
      instruction: long('马上转移到安置点。不要返回！'),
      area: [anArea({ geocode: [], polygon: triangles(maxShapes, 0.02) })],
    }),
  ],
})
const follow = (info: Partial<Info>): Alert =>
  anAlert({
    identifier: 'lifting',
    sent: '2026-07-01T08:30:00+08:00',
    msgType: 'Cancel',
    references: [{ sender: warning.sender, identifier: 'warning', sent: warning.sent }],
    info: [anInfo({ responseType: ['AllClear'], headline: '解除山洪红色预警', instruction: '', ...info })],
  })
const liftingKinds: Kind[] = [
  {
    name: 'lifting that repeats a huge warning',
    before: warning,
    bytes: () => bytesOf(follow({ description: long('看见裂缝马上离开第二处。请待在高处第一处！') })),
    allowed: any,
  },
  {
    name: 'lifting of other shapes',
    before: warning,
    bytes: () => bytesOf(follow({ area: [anArea({ geocode: [], polygon: triangles(maxShapes, 0.03) })] })),
    allowed: any,
  },
]

export const kinds: readonly Kind[] = [...textKinds, ...shapeKinds, ...circleKinds, ...documentKinds, ...liftingKinds]
