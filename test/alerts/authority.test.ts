import { describe, expect, it } from 'vitest'
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import { eventByCode } from '../../functions/alerts/event.ts'
import { bodiesThatMayIssue, lackingRight } from '../../functions/alerts/rules/authority.ts'
import type { ReleaseRequest } from '../../functions/alerts/rules/ways-of-release.ts'
import { type AuthorityRow, type County, countyCodes, loadCounty } from '../../functions/platform/county.ts'
import { expectInProportion } from '../fakes/count-work.ts'
import { aDesk, bureau } from './a-desk.ts'
import { anAlert, anArea, anInfo } from './an-alert.ts'

const station = '51040241600000'
const code = (value: string) => [{ valueName: 'GB/T 35561', value }]
const severities = { red: 'Extreme', orange: 'Severe', yellow: 'Moderate', blue: 'Minor', none: 'Unknown' } as const

/** 暴雨 of the bureau: no action in it unless said. */
const rain = (info: Partial<Info> = {}, alert: Partial<Alert> = {}): Alert => {
  const { instruction: _instruction, ...quiet } = anInfo()
  const event = {
    event: '暴雨',
    eventCode: code('11B03'),
    headline: '东区应急局发布暴雨预警信号',
    description: '有大暴雨。',
  }
  return anAlert({ info: [{ ...quiet, ...event, responseType: ['Prepare'], ...info }], ...alert })
}
const outcomeOf = async (alert: Alert, county?: County) => {
  const done = await aDesk(county && { county }).accept(alert)
  if (done.outcome === 'held') return `held ${done.reasons.map((reason) => reason.code)}`
  return done.outcome === 'refused' ? `refused ${done.problems[0]?.path}` : done.outcome
}

describe('a weather signal', () => {
  it('of a station is published, of the office refused with the body that may', async () => {
    expect(await outcomeOf(rain({}, { sender: station, identifier: 'a' }))).toBe('accepted')
    const done = await aDesk().accept(rain({ severity: 'Moderate' }))
    expect(done).toMatchObject({
      outcome: 'refused',
      problems: [{ path: 'alert/info/event', found: expect.stringContaining('暴雨 (11B03)') }],
    })
    expect(JSON.stringify(done)).toContain('攀枝花市气象台')
  })

  it.each([
    ['red', { instruction: '不要外出。' }, 'held authority'],
    ['orange', { instruction: '不要外出。' }, 'held authority'],
    ['red', { responseType: ['Evacuate'] }, 'held authority'],
    ['red', { responseType: ['Shelter'] }, 'held authority'],
    ['red', { description: '有大暴雨，请绕行低洼路段。' }, 'held authority'],
    ['red', {}, 'refused alert/info/event'],
    ['yellow', { instruction: '不要外出。' }, 'refused alert/info/event'],
    ['blue', { instruction: '不要外出。' }, 'refused alert/info/event'],
    ['none', { instruction: '不要外出。' }, 'refused alert/info/event'],
  ] satisfies [keyof typeof severities, Partial<Info>, string][])(
    'of the office, %s with %j, is %s',
    async (colour, info, outcome) => {
      expect(await outcomeOf(rain({ severity: severities[colour], ...info }))).toBe(outcome)
    },
  )

  it.each([
    ['has no code', { eventCode: [], event: '暴雨红色预警信号' }],
    ['is any other signal', { event: '道路结冰', eventCode: code('11B21') }],
    [
      'has the title of a signal and the code of something else',
      { event: '暴雨', eventCode: code('11A51'), headline: '沟水要涨' },
    ],
    [
      'is announced in the headline of something else',
      { event: '山洪', eventCode: code('11A51'), headline: '东区应急局发布暴雨红色预警信号' },
    ],
    ['is in English', { language: 'en', event: 'Rainstorm', eventCode: [] }],
    ['names a station nobody knows', { senderName: '东区气象站' }],
  ])('is known where it %s', async (_, info) => {
    expect(await outcomeOf(rain({ ...info, instruction: '不要外出。' }))).toBe('held authority')
  })

  it.each([
    [
      'a mere word of weather',
      {
        event: '山洪灾害',
        eventCode: code('11A51'),
        headline: '受暴雨影响发布山洪红色预警',
        description: '暴雨不停。',
      },
    ],
    [
      'a signal of the station that it quotes',
      { event: '山洪灾害', eventCode: code('11A51'), headline: '市气象台发布暴雨红色预警信号，沟边住户马上走' },
    ],
    ['the drought of another office', { event: '干旱', eventCode: code('11A52'), headline: '农业干旱预警' }],
    [
      'danger of forest fire, whose staff sits in the office',
      { event: '森林火险', eventCode: code('11B25'), headline: '森林火险红色预警' },
    ],
  ])('is none for %s', async (_, info) => {
    expect(await outcomeOf(rain(info))).toBe('accepted')
  })

  it('is looked for in a headline of any length with no more work than it is long', async () => {
    const look = (size: number) =>
      outcomeOf(rain({ event: '山洪', eventCode: code('11A51'), headline: `${'长'.repeat(size)}发布` }))
    await expectInProportion(look, 60_000)
  })

  it.each([['senderName'], ['headline']])('is relayed where %s names a body that may, word for word', async (field) => {
    const words = field === 'senderName' ? '攀枝花市气象台' : '攀枝花市气象台发布暴雨黄色预警信号'
    const named = { [field]: words, severity: 'Moderate' as const }
    const done = await aDesk().accept(rain(named))
    expect(done).toMatchObject({ outcome: 'accepted', notes: ['authority: relayed, 攀枝花市气象台'] })
    expect(await outcomeOf(rain({ ...named, [field]: '攀枝花气象台发布暴雨黄色预警信号' }))).toMatch('refused')
  })

  const lifting = { headline: '解除暴雨预警信号', severity: 'Moderate' as const }
  const clear = { ...lifting, responseType: ['AllClear' as const] }
  const named = '攀枝花市气象台解除暴雨预警信号'
  /** Of a signal that the bureau relayed, or that the station issued. */
  async function lifted(by: Partial<Alert>, sender = bureau) {
    const desk = aDesk()
    const first = rain({ senderName: '攀枝花市气象台' }, { identifier: 'first', sender })
    await desk.accept(first)
    const references = [{ sender, identifier: 'first', sent: first.sent }]
    const cancel = { ...rain(), identifier: 'last', sender, msgType: 'Cancel' as const, references, ...by }
    const done = await desk.accept(cancel)
    const decide = (how?: ReleaseRequest) =>
      desk.decide({
        identifier: 'last',
        decision: 'release',
        version: 2,
        reason: undefined,
        sub: 'zhao',
        ...(how && { how }),
      })
    return { done, decide, outcome: done.outcome === 'held' ? `held ${done.reasons[0]?.code}` : done.outcome }
  }

  it.each([
    ['a Cancel', {}, 'held authority'],
    ['a Cancel of few words', { info: [] }, 'held authority'],
    ['an all-clear', { msgType: 'Update', info: rain(clear).info }, 'held authority'],
    [
      'a Cancel under another code',
      { info: rain({ ...lifting, event: '山洪', eventCode: code('11A51') }).info },
      'held authority',
    ],
    ['a Cancel that names it', { info: rain({ ...lifting, headline: named }).info }, 'accepted'],
    ['a Cancel in its name', { info: rain({ ...lifting, senderName: '攀枝花市气象台' }).info }, 'accepted'],
    ['an all-clear that names it', { msgType: 'Update', info: rain({ ...clear, headline: named }).info }, 'accepted'],
  ] satisfies [string, Partial<Alert>, string][])('of a station, relayed: %s is %s', async (_, by, outcome) => {
    expect((await lifted({ info: rain(lifting).info, ...by })).outcome).toBe(outcome)
  })
  it('is lifted by the station itself without a word more, and by whoever asked it', async () => {
    expect((await lifted({ info: [] }, station)).outcome).toBe('accepted')
    const { decide } = await lifted({ info: rain(lifting).info })
    const asked = {
      station: '攀枝花市气象台',
      issued: '2026-07-01T08:30:00+08:00',
      received: '电话',
      receivedBy: '李',
    }
    expect(await decide({ as: 'relay', ...asked })).toMatchObject({ outcome: 'conflict' })
    expect(await decide()).toMatchObject({ stage: 'published' })
  })

  it('may be drilled and tested by all', async () => {
    for (const status of ['Exercise', 'Test'] as const) expect(await outcomeOf(rain({}, { status }))).toBe('accepted')
  })
})

describe('a name that is not the sender’s', () => {
  const flood = (info: Partial<Info>, alert: Partial<Alert> = {}) =>
    rain({ event: '山洪', eventCode: code('11A51'), headline: '山洪预警', ...info }, alert)
  const told = async (info: Partial<Info>, alert: Partial<Alert> = {}) => {
    const done = await aDesk().accept(flood(info, alert))
    return done.outcome === 'accepted' ? [done.notes.length > 0, done.alarms.length > 0] : done.outcome
  }

  it.each([
    { senderName: undefined },
    { senderName: '攀枝花市东区应急管理局' },
    { senderName: '四川省攀枝花市东区应急管理局' },
    { senderName: '区应急局', headline: '东区应急局发布山洪预警' },
    { senderName: '区防汛抗旱指挥部办公室' },
    { senderName: '攀枝花市东区人民政府' },
    { senderName: '东区应急管理局、攀枝花市东区水利局' },
    { headline: '【东区】7月1日3时12分东区防指发布山洪预警' },
    { headline: '受暴雨影响发布山洪预警' },
    { language: 'en', senderName: 'Some Bureau', headline: 'Flash flood' },
  ] as Partial<Info>[])('is none: %j', async (info) => {
    expect(await told(info)).toEqual([false, false])
  })
  it.each([
    { senderName: '攀枝花市西区应急管理局' },
    { senderName: '攀枝花市气象台' },
    { headline: '市气象台发布山洪预警' },
    { headline: '攀枝花市东区教育局发布山洪预警' },
    { senderName: '东区应急管理局、攀枝花市东区教育局' },
  ])('goes out, and alarms the desk in red and orange: %j', async (info) => {
    expect(await told(info)).toEqual([true, true])
    expect(await told({ ...info, severity: 'Severe' })).toEqual([true, true])
    expect(await told({ ...info, severity: 'Moderate' })).toEqual([true, false])
    expect(await told(info, { status: 'Exercise' })).toEqual([false, false])
  })
})

describe('an earthquake', () => {
  const quake = (info: Partial<Info> = {}) =>
    rain({ event: '地震', eventCode: code('11C02'), headline: '发生3.9级地震', severity: 'Moderate', ...info })
  it('that has happened is relayed whoever says it; to warn of one is not for everybody', async () => {
    expect(await outcomeOf(quake({ urgency: 'Past' }))).toBe('accepted')
    expect(await outcomeOf(quake())).toBe('refused alert/info/event')
    const source = { senderName: '中国地震台网中心' }
    expect(await outcomeOf(quake(source))).toBe('accepted')
    expect(await outcomeOf(quake({ ...source, headline: '预计将发生5级地震' }))).toMatch('refused')
    expect(await outcomeOf(quake({ headline: '预计将发生5级地震', senderName: '四川省人民政府' }))).toBe('accepted')
    expect(await outcomeOf({ ...quake({ urgency: 'Past' }), sender: station, identifier: 'b' })).toBe('accepted')
    expect(await outcomeOf(rain({ urgency: 'Past' }))).toMatch('refused')
    const [past, coming] = [quake({ urgency: 'Past' }), quake({ language: 'en', event: 'Earthquake' })]
    expect(await outcomeOf({ ...past, info: [...past.info, ...coming.info] })).toMatch('refused')
  })
})

describe('everything else', () => {
  it.each(['11A51', '11D01', '11G01', '12D02', '12H00', '13A00', '14F00'])('%s is for the office', async (value) => {
    const { name } = eventByCode(value)!
    const words = { event: name, eventCode: code(value), headline: `${name}黄色预警`, severity: 'Moderate' as const }
    expect(await outcomeOf(rain(words))).toBe('accepted')
    expect(await outcomeOf(rain(words, { sender: station, identifier: 'c' }))).toBe('refused alert/info/event')
  })
  it('that no row names is for the office, and held of others', async () => {
    const words = { event: '道路交通', eventCode: [], headline: '大桥封闭', severity: 'Moderate' as const }
    expect(await outcomeOf(rain(words))).toBe('accepted')
    expect(await outcomeOf(rain(words, { sender: station, identifier: 'd' }))).toBe('held authority')
  })
})

describe('a row of the table', () => {
  const home = loadCounty('510402')
  const row = (change: Partial<AuthorityRow>): AuthorityRow => ({
    body: '攀枝花市东区应急管理局',
    senders: [bureau],
    events: ['11B'],
    colours: ['red', 'orange', 'yellow', 'blue'],
    places: [],
    right: 'issue',
    basis: 'plan',
    source: 'test',
    doubtful: false,
    ...change,
  })
  const under = (...rows: AuthorityRow[]): County => ({ ...home, authority: rows })
  const yellow = { severity: 'Moderate' as const }

  it.each([
    ['issue', 'accepted'],
    ['relay', 'refused alert/info/event'],
    ['propose', 'refused alert/info/event'],
    ['nothing', 'refused alert/info/event'],
  ] as const)('with the right to %s: %s', async (right, outcome) => {
    const stations = row({ body: '攀枝花市气象台', senders: [] })
    expect(await outcomeOf(rain(yellow), under(stations, row({ right })))).toBe(outcome)
  })
  it('holds for its colours only, and not for an unknown one unless for all', async () => {
    const county = under(row({ colours: ['yellow', 'blue'] }))
    expect(await outcomeOf(rain(yellow), county)).toBe('accepted')
    expect(await outcomeOf(rain(), county)).toMatch('refused')
    expect(await outcomeOf(rain({ severity: 'Unknown', headline: '暴雨' }), county)).toMatch('refused')
    expect(await outcomeOf(rain({ severity: 'Unknown', headline: '暴雨' }), under(row({})))).toBe('accepted')
  })
  it('holds for its places only, and for no shape, which may reach beyond', async () => {
    const county = under(row({ places: ['510402100'] }))
    const circle = [{ centre: [26.57, 101.72] as [number, number], radiusKm: 1 }]
    const geocode = (value: string) => [anArea({ geocode: [{ valueName: 'x', value }] })]
    expect(await outcomeOf(rain(yellow), county)).toBe('accepted')
    expect(await outcomeOf(rain({ ...yellow, area: geocode('510402') }), county)).toMatch('refused')
    expect(await outcomeOf(rain({ ...yellow, area: [anArea({ circle })] }), county)).toMatch('refused')
  })
  it('that speaks more closely of the event decides, not the stronger one', async () => {
    const close = row({ events: ['11B03'], right: 'nothing' })
    expect(await outcomeOf(rain(yellow), under(row({}), close))).toMatch('refused')
  })
})

describe.each(countyCodes)('the table of %s', (county) => {
  const { authority, senders } = loadCounty(county)
  const matter = (eventCode: string | null) => ({
    eventCode,
    colour: 'red' as const,
    area: { codes: [county], polygons: [], circles: [] },
  })
  it('knows every sender, by the name it is registered with', () => {
    for (const { sender, name } of senders) {
      const names = authority.filter((row) => row.senders.includes(sender)).map(({ body }) => body)
      expect(names).toContain(name)
    }
  })
  it('lets stations issue signals, and neither office nor government', () => {
    const may = bodiesThatMayIssue({ authority }, matter('11B03'))
    expect(may).toContain(senders[1]!.name)
    expect(may.every((name) => name.endsWith('气象台'))).toBe(true)
    expect(bodiesThatMayIssue({ authority }, matter('11C02')).every((name) => name.endsWith('省人民政府'))).toBe(true)
  })
  it('says law and decision for certain, and marks whatever rests on practice as open', () => {
    const rows = authority.filter(({ basis, right }) => basis === 'practice' && right === 'issue')
    expect(rows.filter(({ doubtful, events }) => !doubtful && !events.includes('11B37'))).toEqual([])
    expect(authority.flatMap(({ events }) => events)).not.toContain('11E')
  })
  it('leaves no event without somebody who may issue it', () => {
    for (const eventCode of ['11A51', '11D01', '11G01', '11B25', '11B29', '11B37', '12D02', '13A00', '14F00', null]) {
      expect(bodiesThatMayIssue({ authority }, matter(eventCode))).not.toEqual([])
    }
  })
})

describe('the emergency bureau of a county nobody decided about', () => {
  const may = (eventCode: string, county: string) => {
    const { authority, senders } = loadCounty(county)
    const { sender, name } = senders[0]!
    const area = { codes: [county], polygons: [], circles: [] }
    const info = anInfo({ eventCode: code(eventCode), event: eventByCode(eventCode)!.shortName, headline: '预警' })
    const named = lackingRight({
      alert: anAlert({ info: [{ ...info, senderName: name }] }),
      ...{ eventCode, colour: 'red' as const, area, sender: { sender, name }, county: { code: county, authority } },
    })
    return !('code' in named)
  }
  it.each(countyCodes.filter((each) => each !== '510402'))('%s relays what is others’', (county) => {
    for (const eventCode of ['11F01', '11G01', '12D02', '12H00', '12P08', '11B25']) {
      expect(may(eventCode, county), eventCode).toBe(true)
    }
    for (const eventCode of ['13A00', '14F00', '12T01', '12J01', '12K01', '12L01', '12M01', '12Q01', '11B03']) {
      expect(may(eventCode, county), eventCode).toBe(false)
    }
    for (const eventCode of ['11A51', '11D01']) expect(may(eventCode, county), eventCode).toBe(true)
  })
})
