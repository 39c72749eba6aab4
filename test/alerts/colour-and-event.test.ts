import { describe, expect, it } from 'vitest'
import { colours } from '../../functions/alerts/alert.ts'
import {
  colourInText,
  colourOfSeverity,
  colourOfWord,
  severityOfColour,
  worseColour,
} from '../../functions/alerts/colour.ts'
import { eventByCode, knownEvent } from '../../functions/alerts/event.ts'
import { anInfo } from './an-alert.ts'

describe('colour and severity', () => {
  it('go both ways, red being Extreme', () => {
    expect(colours.map(severityOfColour)).toEqual(['Extreme', 'Severe', 'Moderate', 'Minor'])
    for (const colour of colours) expect(colourOfSeverity(severityOfColour(colour))).toBe(colour)
    expect(colourOfSeverity('Unknown')).toBeNull()
  })
  it('the worse of two is taken, and none is milder than any', () => {
    expect(worseColour('yellow', 'orange')).toBe('orange')
    expect(worseColour(null, 'blue')).toBe('blue')
    expect(worseColour(null, null)).toBeNull()
  })
  it.each([
    ['攀枝花市东区气象台发布暴雨红色预警信号', 'red'],
    ['【橙色】山洪预警', 'orange'],
    ['暴雨预警（黄色）', 'yellow'],
    ['山洪橙色预警升级为红色预警', 'red'],
    ['由红色预警降级为橙色预警', 'orange'],
    ['ORANGE Flash Flood Warning', 'orange'],
    ['解除山洪红色预警', null],
    ['红色、橙色预警', null],
    ['到红色旅游区的路不通', null],
    ['Warning: red kites over town', null],
    ['山洪', null],
  ])('a headline %s announces %s', (headline, colour) => {
    expect(colourInText(headline)).toBe(colour)
  })
  it('is told by a parameter only where its value is a colour', () => {
    expect(['Red', ' 橙色 ', '黄', 'Ⅰ级', 'reddish', ''].map(colourOfWord)).toEqual([
      'red',
      'orange',
      'yellow',
      null,
      null,
      null,
    ])
  })
})

const named = (event: string, ...codes: string[]) =>
  knownEvent([{ event, eventCode: codes.map((value) => ({ valueName: 'any', value })) }])

describe('an event', () => {
  it('is known to rules by its code, whatever the list is called, and to people by the sender’s word', () => {
    expect(named('暴雨', '11A51')).toEqual({ eventCode: '11A51', eventName: '暴雨', weatherSignal: false })
  })
  it.each([
    ['山洪灾害', '11A51', '山洪'],
    ['山洪', '11A51', '山洪'],
    ['洪涝灾害', '11A01', '洪涝'],
    ['地震', '11C02', '地震'],
    ['地震灾害', '11C00', '地震'],
    ['森林火灾', '11G01', '森林火灾'],
    ['地质灾害气象风险预警', '11B37', '地质灾害气象风险'],
    ['危险化学品泄漏事故', '12D02', '危化品泄漏'],
    ['Flash flood warning', '11A51', '山洪'],
    ['【演练】地震演练', '11C02', '地震'],
  ])('%s is known by name as %s', (event, eventCode, eventName) => {
    expect(named(event)).toMatchObject({ eventCode, eventName })
  })
  it('is a weather signal by code, and by name only without a code', () => {
    expect(named('rain', '11B03').weatherSignal).toBe(true)
    expect(named('暴雨红色预警信号').weatherSignal).toBe(true)
    expect(named('暴雨', '11A51').weatherSignal).toBe(false)
    expect(named('雷雨大风').weatherSignal).toBe(false)
  })
  it('is named in Chinese wherever one info does, whatever their order', () => {
    const inTwo = (english: string, chinese: string) =>
      knownEvent([english, chinese].map((event) => ({ event, eventCode: [] }))).eventName
    expect(inTwo('Chlorine leak', '氯气泄漏')).toBe('氯气泄漏')
    expect(inTwo('Flash flood', '沟道涨水')).toBe('沟道涨水')
    expect(inTwo('Chlorine leak', '某某化工园区氯气储罐阀门泄漏突发事件')).toContain('氯气')
  })
  it('keeps its own name when nobody knows it', () => {
    expect(named('蝗灾预警', 'X-1')).toEqual({ eventCode: null, eventName: '蝗灾', weatherSignal: false })
    expect(knownEvent([])).toEqual({ eventCode: null, eventName: '', weatherSignal: false })
  })
  it('has an English name for what a county is most often warned of', () => {
    for (const code of ['11A01', '11A51', '11B03', '11C02', '11D01', '11D02', '11G01', '12D02', '13A00']) {
      expect(eventByCode(code)?.english).toMatch(/^[A-Z]/)
    }
  })

  it('is named in Chinese wherever one info is, known or not', () => {
    const infos = [anInfo({ event: 'Unheard-of thing', eventCode: [] }), anInfo({ event: '怪事', eventCode: [] })]
    expect(knownEvent(infos).eventName).toBe('怪事')
    const leak = [
      anInfo({ event: 'Hazardous chemical leak', eventCode: [] }),
      anInfo({ event: '氯气泄漏', eventCode: [] }),
    ]
    expect(knownEvent(leak).eventName).toBe('氯气泄漏')
  })
})
