import { describe, expect, it } from 'vitest'
import {
  contradictingLanguages,
  deniesItsDrill,
  otherEventInTitle,
  withNamedPlaces,
} from '../../functions/alerts/rules/contradictions.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { anArea, anInfo } from './an-alert.ts'

const county = loadCounty('510402')

describe('a drill whose words deny it', () => {
  it.each([
    '马上躲避，这不是演练。',
    '这不是一次演习',
    '并非演练，请立即撤离',
    'This is NOT A DRILL',
    '演练停止，这是真的',
    '훈련이 아닙니다',
  ])('%s', (text) => expect(deniesItsDrill([text])).toBe(true))
  it.each([
    '【演练】不是真的。',
    '演练结束，照常生活',
    '演练到11时',
    'DRILL, not real',
    '훈련입니다. 실제가 아닙니다.',
  ])('is not said by %s', (text) => expect(deniesItsDrill([text])).toBe(false))
})

describe('languages of one warning', () => {
  const zh = anInfo({ responseType: ['Evacuate'], instruction: '立即撤离。' })
  const en = (overrides: Parameters<typeof anInfo>[0]) =>
    anInfo({
      language: 'en',
      event: 'Chemical leak',
      headline: 'Chemical leak',
      instruction: 'Leave at once.',
      ...overrides,
    })
  const muted = (...info: ReturnType<typeof anInfo>[]) => contradictingLanguages({ info })
  it('contradict by their codes', () => {
    expect(muted(zh, en({ responseType: ['Shelter'] }))).toEqual(['en'])
    expect(muted(en({ responseType: ['Shelter'] }), zh)).toEqual(['en'])
    expect(muted(zh, en({ responseType: ['AllClear'], instruction: 'All clear.' }))).toEqual(['en'])
  })
  it('contradict by their words where they are not coded', () => {
    expect(muted({ ...zh, responseType: [] }, en({ responseType: [], instruction: 'Stay indoors.' }))).toEqual(['en'])
  })
  it('contradict by codes of places, never by names', () => {
    const elsewhere = anArea({ geocode: [{ valueName: 'GB/T 2260', value: '510402002' }] })
    expect(muted(zh, en({ area: [elsewhere] }))).toEqual(['en'])
    expect(muted(zh, en({ area: [anArea({ areaDesc: 'Yinjiang Town' })] }))).toEqual([])
  })
  it('may say less', () => {
    expect(muted(zh, en({ responseType: ['Monitor'], instruction: '' }))).toEqual([])
    expect(muted(zh, en({ responseType: ['Evacuate', 'Shelter'] }))).toEqual([])
    expect(
      muted(anInfo({ area: [anArea(), anArea({ geocode: [{ valueName: 'x', value: '510402002' }] })] }), en({})),
    ).toEqual([])
  })
})

describe('a title and its code', () => {
  const named = (headline: string, code: string) => otherEventInTitle({ info: [anInfo({ headline })] }, code)
  it('name two events', () => {
    expect(named('东区应急局发布暴雨红色预警信号', '11A51')).toBe('暴雨')
    expect(named('森林火灾橙色预警', '11A51')).toBeDefined()
  })
  it('agree, or one says nothing', () => {
    expect(named('攀枝花市东区应急管理局发布山洪灾害红色预警', '11A51')).toBeUndefined()
    expect(named('银江镇有危险', '11A51')).toBeUndefined()
  })
})

describe('a place named and another coded', () => {
  const codesOf = (area: ReturnType<typeof anArea>) => area.geocode.map(({ value }) => value)
  it('are both taken, each under its name', () => {
    const { area, added } = withNamedPlaces([anArea({ areaDesc: '炳草岗街道' })], county, codesOf)
    expect(added).toEqual(['510402002'])
    expect(area.map(({ areaDesc, geocode }) => [areaDesc, geocode[0]!.value])).toEqual([
      ['炳草岗街道', '510402002'],
      ['银江镇', '510402100'],
    ])
  })
  it.each(['攀枝花市东区银江镇', '银江镇沟边河边', '银江镇、炳草岗街道', '攀枝花市东区'])('agree in %s', (areaDesc) =>
    expect(withNamedPlaces([anArea({ areaDesc })], county, codesOf).added).toEqual([]),
  )
})
