import { describe, expect, it } from 'vitest'
import type { Alert, Area, Info, Polygon } from '../../functions/alerts/alert.ts'
import { saysDrill } from '../../functions/alerts/rules/drill.ts'
import { judgeAlert, type RulesInput } from '../../functions/alerts/rules/judge-alert.ts'
import { type County, loadCounty } from '../../functions/platform/county.ts'
import { anAlert, anArea, anInfo } from './an-alert.ts'

const county = loadCounty('510402')
const bureau = county.senders[0]!
const nowMs = Date.parse('2026-07-01T08:31:00+08:00')

const judge = (alert: Partial<Alert>, given: Partial<RulesInput> = {}) =>
  judgeAlert({ alert: anAlert(alert), county, sender: bureau, nowMs, signature: null, ...given })
const judgeInfo = (info: Partial<Info>, given: Partial<RulesInput> = {}) => judge({ info: [anInfo(info)] }, given)
const judgeArea = (area: Partial<Area>, given: Partial<RulesInput> = {}) =>
  judgeInfo({ area: [anArea({ geocode: [], ...area })] }, given)

const problemsOf = (verdict: ReturnType<typeof judge>) =>
  verdict.verdict === 'refuse' ? verdict.problems.map(({ path }) => path) : []
const reasonsOf = (verdict: ReturnType<typeof judge>) =>
  verdict.verdict === 'refuse' ? ['refused'] : verdict.reasons.map(({ code }) => code)
const bodyOf = (verdict: ReturnType<typeof judge>) => {
  if (verdict.verdict === 'refuse') throw new Error(JSON.stringify(verdict.problems))
  return verdict.body
}

const triangle: Polygon = [
  [26.6, 101.71],
  [26.6, 101.78],
  [26.54, 101.79],
  [26.6, 101.71],
]
const beijing: Polygon = [
  [39.9, 116.3],
  [39.9, 116.5],
  [40.0, 116.5],
  [39.9, 116.3],
]
const reference = { sender: bureau.sender, identifier: 'earlier', sent: '2026-07-01T08:00:00+08:00' }
const codes = (...values: string[]) => values.map((value) => ({ valueName: 'any', value }))

describe('an alert as the bureau sends it', () => {
  it('is accepted', () => {
    expect(judge({})).toMatchObject({ verdict: 'accept', reasons: [] })
    expect(bodyOf(judge({}))).toMatchObject({
      colour: 'red',
      eventCode: '11A51',
      eventName: '山洪',
      weatherSignal: false,
      cancelReason: null,
      area: { codes: ['510402100'], polygons: [], circles: [] },
      sentAtMs: Date.parse('2026-07-01T08:30:00+08:00'),
      onsetAtMs: Date.parse('2026-07-01T09:00:00+08:00'),
      expiresAtMs: Date.parse('2026-07-01T20:00:00+08:00'),
      notes: [],
    })
  })
  it('is accepted however little it says beside the required', () => {
    const { language, onset, effective, senderName, headline, contact, ...info } = anInfo({ eventCode: [] })
    expect(judge({ identifier: 'DUP-1', info: [info] }).verdict).toBe('accept')
  })
})

describe('refused with the place of the fault', () => {
  const faults: [string, Partial<Alert>, string][] = [
    ['an identifier in the name of another', { identifier: '51040241600000_20260701083000_0' }, 'alert/identifier'],
    ['an identifier nobody can read', { identifier: 'a\u202Eb' }, 'alert/identifier'],
    ['an endless identifier', { identifier: 'a'.repeat(201) }, 'alert/identifier'],
    ['a draft', { status: 'Draft' }, 'alert/status'],
    ['a message for machines', { status: 'System' }, 'alert/status'],
    ['an acknowledgement', { msgType: 'Ack' }, 'alert/msgType'],
    ['an error message', { msgType: 'Error' }, 'alert/msgType'],
    ['a restricted alert', { scope: 'Restricted', restriction: 'x' }, 'alert/scope'],
    ['a private alert without addresses', { scope: 'Private' }, 'alert/addresses'],
    ['an Update without references', { msgType: 'Update' }, 'alert/references'],
    ['a Cancel without references', { msgType: 'Cancel' }, 'alert/references'],
    [
      'a reference to itself',
      { msgType: 'Update', references: [{ ...reference, identifier: anAlert().identifier }] },
      'alert/references[1]',
    ],
    [
      "a reference to another sender's",
      { msgType: 'Cancel', references: [reference, { ...reference, sender: '51040241600000' }] },
      'alert/references[2]',
    ],
    ['no info', { info: [] }, 'alert/info'],
    ['infos that disagree', { info: [anInfo(), anInfo({ language: 'en', severity: 'Minor' })] }, 'alert/info'],
    ['no area', { info: [anInfo({ area: [] })] }, 'alert/info/area'],
    ['an area in words only', { info: [anInfo({ area: [anArea({ geocode: [] })] })] }, 'alert/info/area'],
  ]
  it.each(faults)('%s', (_what, alert, path) => {
    expect(problemsOf(judge(alert))).toContain(path)
  })

  const times: [string, Info][] = [
    ['an end before its beginning', anInfo({ expires: '2026-07-01T08:29:00+08:00' })],
    [
      'an end that has passed',
      anInfo({ effective: '2026-07-01T07:00:00+08:00', expires: '2026-07-01T08:30:59+08:00' }),
    ],
    ['an end absurdly far', anInfo({ expires: '2027-07-03T00:00:00+08:00' })],
  ]
  it.each(times)('%s', (_what, info) => {
    expect(problemsOf(judge({ info: [anInfo(), info] }))).toEqual(['alert/info[2]/expires'])
  })

  const shapes: [string, Partial<Area>, string][] = [
    ['an open ring', { polygon: [triangle.slice(0, 3).concat([[26.5, 101.7]])] }, 'polygon[1]'],
    [
      'a ring that crosses itself',
      { polygon: [triangle, [...triangle.slice(0, 2), [26.54, 101.71], [26.58, 101.78], [26.6, 101.71]]] },
      'polygon[2]',
    ],
    ['longitude first', { polygon: [triangle.map(([lat, lon]) => [lon, lat] as const)] }, 'polygon[1]'],
    ['no number', { polygon: [triangle.map(([, lon]) => [Number.NaN, lon] as const)] }, 'polygon[1]'],
    ['a negative radius', { circle: [{ centre: [26.56, 101.74], radiusKm: -5 }] }, 'circle[1]'],
    ['a code of no province', { geocode: codes('510402', '999999') }, 'geocode[2]'],
    ['a village the county does not have', { geocode: codes('510402999') }, 'geocode[1]'],
    ['one unknown code among known ones', { geocode: codes('510402100,510402998') }, 'geocode[1]'],
  ]
  it.each(shapes)('%s', (_what, area, path) => {
    expect(problemsOf(judgeArea(area))).toEqual([`alert/info[1]/area[1]/${path}`])
  })

  it('more positions than can be checked in time', () => {
    const ring = Array.from({ length: 5_001 }, (_, i) => {
      const angle = (i / 5_000) * 2 * Math.PI
      return [26.57 + 0.05 * Math.sin(angle), 101.73 + 0.05 * Math.cos(angle)] as const
    })
    const verdict = judgeArea({ polygon: [ring] })
    expect(problemsOf(verdict)).toEqual(['alert/info[1]/area[1]'])
  })

  it('more shapes than anybody warns of, counted before any is looked at', () => {
    const shapesOf = (count: number, polygon: Polygon[] = []): Partial<Area> => ({
      circle: Array.from({ length: count }, (_, i) => ({ centre: [26.56, 101.74] as const, radiusKm: 1 + i / 1_000 })),
      polygon,
    })
    const problem = { found: '101 different polygons and circles', path: 'alert/info[1]/area[1]' }
    expect(judgeArea(shapesOf(101))).toMatchObject({ verdict: 'refuse', problems: [problem] })
    expect(judgeArea(shapesOf(100, [[...triangle].slice(0, 3)]))).toMatchObject({ problems: [problem] })
    expect(judgeArea(shapesOf(100)).verdict).not.toBe('refuse')
    const twice = [...shapesOf(60).circle!, ...shapesOf(60).circle!]
    expect(judgeArea({ circle: twice }).verdict).not.toBe('refuse')
  })

  it('names every fault at once', () => {
    const info = anInfo({ expires: '2026-07-01T08:00:00+08:00', area: [anArea({ geocode: codes('999999') })] })
    expect(problemsOf(judge({ msgType: 'Update', status: 'Draft', scope: 'Private', info: [info] }))).toEqual([
      'alert/status',
      'alert/scope',
      'alert/addresses',
      'alert/references',
      'alert/info[1]/expires',
      'alert/info[1]/area[1]/geocode[1]',
    ])
  })
})

describe('a Cancel', () => {
  const cancel: Partial<Alert> = { msgType: 'Cancel', references: [reference] }
  it('needs no info, no area and no end, and is news for a day', () => {
    const { expires, ...info } = anInfo({ area: [] })
    expect(judge({ ...cancel, info: [] }).verdict).toBe('accept')
    expect(bodyOf(judge({ ...cancel, info: [info] })).expiresAtMs).toBe(nowMs + 86_400_000)
  })
  it('may carry the end of what it calls off, even when that has passed', () => {
    const info = anInfo({ effective: '2026-07-01T01:00:00+08:00', expires: '2026-07-01T08:00:00+08:00' })
    expect(bodyOf(judge({ ...cancel, info: [info] })).expiresAtMs).toBe(nowMs + 86_400_000)
  })
})

describe('held for a person', () => {
  it('when under half of its shapes lies in the county', () => {
    const half: Polygon = [
      [26.4, 101.5],
      [26.4, 102],
      [26.9, 102],
      [26.9, 101.5],
      [26.4, 101.5],
    ]
    expect(reasonsOf(judgeArea({ polygon: [half] }))).toEqual(['area'])
    expect(reasonsOf(judgeArea({ polygon: [triangle] }))).toEqual([])
  })
  it('when nothing of it lies in the county', () => {
    expect(reasonsOf(judgeArea({ polygon: [beijing] }))).toEqual(['nothingHere'])
    expect(reasonsOf(judgeArea({ geocode: codes('110101') }))).toEqual(['nothingHere', 'area'])
  })
  it('when a code is outside of what the sender is registered for', () => {
    expect(reasonsOf(judgeArea({ geocode: codes('510402100', '510403') }))).toEqual(['area'])
    const sender = { ...bureau, areas: ['510402100'] }
    expect(reasonsOf(judgeArea({ geocode: codes('510402001') }, { sender }))).toEqual(['area'])
    expect(reasonsOf(judgeArea({ geocode: codes('510402') }, { sender }))).toEqual(['area'])
    expect(reasonsOf(judgeArea({ geocode: codes('510402100200') }, { sender }))).toEqual([])
  })
  it('when a signature is due and missing or wrong', () => {
    expect(reasonsOf(judge({}, { signature: 'absent' }))).toEqual(['signature'])
    expect(reasonsOf(judge({}, { signature: 'invalid' }))).toEqual(['signature'])
    expect(reasonsOf(judge({}, { signature: 'valid' }))).toEqual([])
  })
  it('when it was sent more than five minutes ahead of our clock', () => {
    expect(reasonsOf(judge({ sent: '2026-07-01T08:36:00+08:00' }))).toEqual([])
    expect(reasonsOf(judge({ sent: '2026-07-01T08:36:01+08:00' }))).toEqual(['sentAhead'])
  })
  it('when it says Actual and calls itself a drill', () => {
    expect(reasonsOf(judgeInfo({ headline: '【演练】山洪红色预警' }))).toEqual(['statusSaysDrill'])
    expect(reasonsOf(judge({ note: 'this is a drill' }))).toEqual(['statusSaysDrill'])
    expect(reasonsOf(judge({ status: 'Exercise', note: 'this is a drill' }))).toEqual([])
  })
  const landslide = { event: '滑坡', instruction: '山坡下住户马上撤到大渡口小学。' }
  const elsewhere = [anArea({ areaDesc: '大渡口街道', geocode: codes('510402001') })]
  it.each([{ event: '滑坡' }, { instruction: '不要过桥。' }, { ...landslide, area: elsewhere }])(
    'when a second info of its language has other words for other people: %j',
    (overrides) => {
      const verdict = judge({ info: [anInfo(), anInfo(overrides)] })
      expect(reasonsOf(verdict)).toEqual(['infosDiffer'])
      expect(bodyOf(verdict).area.codes).toContain('510402100')
    },
  )
  it('once for each language, whatever its case, and the missing one for Chinese', () => {
    const { language, ...silent } = anInfo(landslide)
    const english = { language: 'en-US', event: 'Flash flood', headline: 'Red flash flood warning' }
    const verdict = judge({
      info: [anInfo(), anInfo({ ...landslide, language: 'ZH-cn' }), silent, anInfo(english)],
    })
    expect(reasonsOf(verdict)).toEqual(['infosDiffer'])
    expect(reasonsOf(judge({ msgType: 'Cancel', references: [reference], info: [anInfo(), silent] }))).toEqual([
      'infosDiffer',
    ])
  })
  it('but not for a second language, nor for a second info that warns of the same', () => {
    const english = anInfo({ language: 'en-US', event: 'Flash flood', instruction: 'Move uphill now.' })
    const again = anInfo({ responseType: ['Avoid'], headline: '山洪红色预警', description: '上游有雨。' })
    expect(reasonsOf(judge({ info: [anInfo(), again, english] }))).toEqual([])
  })
  const town = anArea({ areaDesc: '银江镇' })
  const street = anArea({ areaDesc: '炳草岗街道', geocode: codes('510402002') })
  const ring: Polygon = triangle
  const turnedRing: Polygon = [triangle[1]!, triangle[0]!, triangle[2]!, triangle[1]!]
  it.each([
    ['identical', {}, {}],
    ['spaced and broken otherwise', { instruction: '立即向高处转移。' }, { instruction: ' 立即向\n高处转移 。' }],
    [
      'punctuated otherwise',
      { instruction: '不要过河！9:30-10:00，1.5米。' },
      { instruction: '不要过河。9：30～10：00,1.5米' },
    ],
    ['wide and narrow', { event: '山洪（ABC）' }, { event: '山洪(ａｂｃ)' }],
    ['of areas in another order', { area: [town, street] }, { area: [street, town] }],
    [
      'of codes in one area or two',
      { area: [town, street] },
      { area: [anArea({ geocode: codes('510402002,510402100000') })] },
    ],
    ['of areas called otherwise', { area: [town] }, { area: [{ ...town, areaDesc: '攀枝花市东区银江镇（全镇）' }] }],
    ['of an area twice', { area: [town] }, { area: [town, town] }],
    [
      'of a ring begun elsewhere and turned',
      { area: [anArea({ geocode: [], polygon: [ring] })] },
      { area: [anArea({ geocode: [], polygon: [turnedRing] })] },
    ],
    [
      'with a postcode beside',
      { area: [town] },
      { area: [{ ...town, geocode: [...town.geocode, { valueName: '邮编', value: '510402' }] }] },
    ],
  ] as [string, Partial<Info>, Partial<Info>][])('not when they say the same, %s', (_how, one, other) => {
    expect(reasonsOf(judge({ info: [anInfo(one), anInfo(other)] }))).toEqual([])
  })
  it.each([
    ['1.5 and 15 metres', { instruction: '水深1.5米' }, { instruction: '水深15米' }],
    ['3 to 5 and 35', { instruction: '3-5小时' }, { instruction: '35小时' }],
    ['minus 5 and 5', { instruction: '降到-5度' }, { instruction: '降到5度' }],
    ['below and above', { instruction: '水深<1米' }, { instruction: '水深>1米' }],
    ['a word', { instruction: '不要过河' }, { instruction: '要过河' }],
  ] as [string, Partial<Info>, Partial<Info>][])('when they differ in %s', (_what, one, other) => {
    expect(reasonsOf(judge({ info: [anInfo(one), anInfo(other)] }))).toEqual(['infosDiffer'])
  })
  it('but not where they say the same of other places: then all of these are meant, and named', () => {
    const verdict = judge({ info: [anInfo(), anInfo({ area: elsewhere }), anInfo({ area: elsewhere })] })
    expect(reasonsOf(verdict)).toEqual([])
    const { alert, area } = bodyOf(verdict)
    expect(area.codes).toEqual(['510402001', '510402100'])
    expect(alert.info.map((info) => info.area.map(({ areaDesc }) => areaDesc))).toEqual([
      ['攀枝花市东区银江镇', '大渡口街道'],
    ])
  })
  it('where they say the same in other words of one kind of place', () => {
    const other = [anArea({ geocode: [], circle: [{ centre: [26.57, 101.75], radiusKm: 1 }] })]
    const verdict = judge({ info: [anInfo(), anInfo({ headline: '另一条', area: other })] })
    expect(reasonsOf(verdict)).toEqual(['infosDiffer'])
  })
  it.each([
    ['演练停止，这是真的', false],
    ['这不是演习，立即撤离', false],
    ['Exercise extreme caution near rivers', false],
    ['THIS IS NOT A DRILL', false],
    ['EXERCISE EXERCISE EXERCISE', true],
    ['Annual earthquake exercise', true],
    ['消防演习', true],
  ])('%s: a drill? %s', (text, isDrill) => {
    expect(saysDrill(text)).toBe(isDrill)
  })
})

describe('the area', () => {
  it('takes a code whatever its list is called and however many zeros follow', () => {
    const geocode = [...codes('510402100000'), { valueName: 'SGC', value: '510402001002' }]
    expect(bodyOf(judgeArea({ geocode })).area.codes).toEqual(['510402001002', '510402100'])
  })
  it.each(['51', '5104', '510000', '510400', '510400000', '510402', '510402000000'])(
    'takes %s for the whole county',
    (code) => {
      expect(bodyOf(judgeArea({ geocode: codes(code) })).area.codes).toEqual(['510402'])
    },
  )
  it('keeps codes apart: none within another', () => {
    const geocode = codes('510402100', '510402100200', '510402001')
    expect(bodyOf(judgeArea({ geocode })).area.codes).toEqual(['510402001', '510402100'])
  })
  it("passes over other schemes' values", () => {
    const verdict = judgeArea({ geocode: codes('510402100', 'CZ0205', '1', 'GTS-7') })
    expect(bodyOf(verdict).area.codes).toEqual(['510402100'])
    expect(bodyOf(verdict).alert.info[0]!.area[0]!.geocode).toHaveLength(4)
  })
  it.each([
    ['postcode', '617000'],
    ['邮编', '617000'],
    ['ISO 3166-2', '51'],
    ['SAME', '006015'],
    ['FIPS6', '006015,006023'],
    ['postal_code', '510403'],
  ])('passes over %s %s beside a code of its own, whatever the number looks like', (valueName, value) => {
    const geocode = [{ valueName, value }, ...codes('510402100')]
    const verdict = judgeArea({ geocode })
    expect(reasonsOf(verdict)).toEqual([])
    const { alert, area, notes } = bodyOf(verdict)
    expect(area.codes).toEqual(['510402100'])
    expect(alert.info[0]!.area[0]!.geocode).toEqual(geocode)
    expect(notes).toEqual([])
  })
  it('takes such numbers for division codes where nothing else says where, or their list has another name', () => {
    expect(bodyOf(judgeArea({ geocode: [{ valueName: 'SAME', value: '510402' }] })).area.codes).toEqual(['510402'])
    expect(reasonsOf(judgeArea({ geocode: [{ valueName: '邮编', value: '617000' }] }))).toEqual(['nothingHere', 'area'])
    expect(reasonsOf(judgeArea({ geocode: codes('510402100', '617000') }))).toEqual(['area'])
    expect(problemsOf(judgeArea({ geocode: codes('510402100', '006015') }))).toHaveLength(1)
  })
  it.each([
    ['SAME', '024031'],
    ['邮编', '617000'],
    ['邮编', '510402'],
    ['FIPS6', '006015,006023'],
    ['zipcode', '617000'],
    ['CLC', '999999'],
    ['站号', '110101'],
    ['序号', '51'],
    ['profile:CAP-CP:Location:0.3', '350600'],
    ['layer', 'a,510402100'],
  ])('is the shape alone where %s %s stands beside it', (valueName, value) => {
    const geocode = [{ valueName, value }]
    for (const shape of [{ polygon: [triangle] }, { circle: [{ centre: [26.57, 101.75] as const, radiusKm: 1 }] }]) {
      const verdict = judgeArea({ geocode, ...shape })
      expect(reasonsOf(verdict)).toEqual([])
      expect(bodyOf(verdict).area.codes).toEqual([])
      expect(bodyOf(verdict).alert.info[0]!.area[0]!.geocode).toEqual(geocode)
    }
  })
  it('is shape and code where the list is one of divisions, or the number a division of the county', () => {
    const beside = (valueName: string, value: string) =>
      judgeArea({ geocode: [{ valueName, value }], polygon: [triangle] })
    for (const [valueName, value] of [
      ['GB/T 2260', '510402100'],
      ['行政区划代码', '510402100000'],
      ['any', '510402100'],
    ] as const)
      expect(bodyOf(beside(valueName, value)).area.codes).toEqual(['510402100'])
    expect(bodyOf(beside('GB/T 2260', '5104')).area.codes).toEqual(['510402'])
    expect(problemsOf(beside('GB/T 2260', '999999'))).toHaveLength(1)
    expect(reasonsOf(beside('GB2260', '510403'))).toEqual(['area'])
  })
  it('of one area says nothing for another: a code that nobody knows is refused where no shape stands beside it', () => {
    const area = [
      anArea({ geocode: [], polygon: [triangle] }),
      anArea({ geocode: [{ valueName: 'SAME', value: '024031' }] }),
    ]
    expect(problemsOf(judgeInfo({ area }))).toEqual(['alert/info[1]/area[2]/geocode[1]'])
  })
  it('is cut to the county for who may warn beyond it, and says so', () => {
    const city = { ...bureau, areas: ['510400'] }
    const verdict = judgeInfo(
      { area: [anArea({ geocode: codes('510402', '510403') }), anArea({ geocode: codes('510411') })] },
      { sender: city },
    )
    expect(reasonsOf(verdict)).toEqual([])
    const { alert, area, notes } = bodyOf(verdict)
    expect(area.codes).toEqual(['510402'])
    expect(alert.info[0]!.area.map(({ geocode }) => geocode.map(({ value }) => value))).toEqual([['510402']])
    expect(notes).toEqual(['codes outside of 510402 left out: 510403, 510411'])
  })
  it('does not hold what a city-wide sender means for the city', () => {
    const city = { ...bureau, areas: ['510400'] }
    const circle = [{ centre: [26.56, 101.74] as const, radiusKm: 60 }]
    expect(reasonsOf(judgeArea({ circle }, { sender: city }))).toEqual([])
    expect(reasonsOf(judgeArea({ circle }))).toEqual(['area'])
  })
  it('repeats no shape that every language repeats', () => {
    const area = [anArea({ geocode: [], polygon: [triangle] })]
    const { area: meant } = bodyOf(judge({ info: [anInfo({ area }), anInfo({ language: 'en', area })] }))
    expect(meant.polygons).toEqual([triangle])
  })
  it('takes a circle without radius for a point', () => {
    const circle = [{ centre: [26.56, 101.74] as const, radiusKm: 0 }]
    expect(bodyOf(judgeArea({ circle })).area.circles).toEqual(circle)
  })
})

describe('the colour', () => {
  it('is the higher where severity and headline differ, and is flagged', () => {
    const { colour, alert, notes } = bodyOf(judgeInfo({ severity: 'Severe', headline: '山洪红色预警' }))
    expect(colour).toBe('red')
    expect(alert.info[0]!.severity).toBe('Extreme')
    expect(notes).toEqual(['colour: severity says 橙色, headline or parameters say 红色; published as 红色'])
  })
  it('is the higher where a parameter says more', () => {
    const parameter = [{ valueName: '预警颜色', value: '红' }]
    expect(bodyOf(judgeInfo({ severity: 'Minor', headline: '山洪预警', parameter })).colour).toBe('red')
  })
  it('is told by the text where the severity is unknown, and by nothing where nothing tells', () => {
    expect(bodyOf(judgeInfo({ severity: 'Unknown', headline: '山洪黄色预警' })).colour).toBe('yellow')
    expect(bodyOf(judgeInfo({ severity: 'Unknown', headline: '山洪' })).colour).toBeNull()
  })
})

describe('an exercise', () => {
  it('is marked first in every headline, once', () => {
    const { headline, ...silent } = anInfo({ language: 'en', event: 'Flash flood' })
    const info = [anInfo({ headline: '山洪红色预警' }), anInfo({ headline: '【演练】山洪红色预警' }), silent]
    const { alert } = bodyOf(judge({ status: 'Exercise', info }))
    expect(alert.info.map((each) => each.headline)).toEqual([
      '【演练】山洪红色预警',
      '【演练】山洪红色预警',
      '【演练】Flash flood',
    ])
  })
})

describe('a county without a boundary of one piece', () => {
  it.each(['141032', '222404', '360403', '530302'])('%s accepts an alert for all of it', (code) => {
    const other: County = loadCounty(code)
    const sender = other.senders[0]!
    const verdict = judge(
      {
        sender: sender.sender,
        identifier: 'x',
        info: [anInfo({ area: [anArea({ geocode: codes(code) })] })],
      },
      { county: other, sender },
    )
    expect(reasonsOf(verdict)).toEqual([])
  })
})
