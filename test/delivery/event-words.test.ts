import { describe, expect, test } from 'vitest'
import codes from '../../content/catalogue/event-codes.json' with { type: 'json' }
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import { type Colour, colours } from '../../functions/alerts/alert.ts'
import { emptiesHomes, eventNameIn, tipOf } from '../../functions/delivery/texts/event-words.ts'

const languages = ['zh-CN', 'en', 'ko'] as const
/** 11A, 12D …: without 11000 and its kin, which say no more than that something happened. */
const events = codes.codes.map(({ code }) => code).filter((code) => /^\d\d[A-Z]/.test(code))

describe('the tip for an event', () => {
  test.each(languages)('stands in %s for every event in every colour, short and without an address', (language) => {
    for (const code of events.filter((each) => !each.startsWith('14'))) {
      for (const colour of [...colours, null]) {
        const tip = tipOf(code, colour, language)
        expect(tip, `${code} ${colour}`).toMatch(/^[\p{L}\d].*[。.]$/u)
        expect(tip!.length, tip).toBeLessThanOrEqual(language === 'en' ? 64 : 40)
        expect(tip).not.toMatch(/回家|返回|go home|귀가|https?:|www|\.cn|\.com/iu)
      }
    }
  })

  test('exists for the fourteen signals in each of their colours', () => {
    expect(national.signals).toHaveLength(14)
    for (const { eventCode, levels } of national.signals) {
      for (const { colour } of levels) {
        for (const language of languages) expect(tipOf(eventCode, colour as Colour, language)).toBeDefined()
      }
    }
  })

  test('says get ready in yellow and do it now in red', () => {
    expect(tipOf('11A51', 'yellow', 'zh-CN')).toMatch(/认好往高处的路/u)
    expect(tipOf('11A51', 'red', 'zh-CN')).toMatch(/^马上往沟两侧高处走/u)
    expect(tipOf('11B03', 'orange', 'zh-CN')).toBe('离开沟边河边和低洼处，不要过漫水路。')
    expect(tipOf('11B03', 'red', 'zh-CN')).toMatch(/^马上离开/u)
    expect(tipOf('11A51', null, 'en')).toBe(tipOf('11A51', 'red', 'en'))
  })

  test('is that of its kind where the event has none of its own, and none where nobody wrote one', () => {
    expect(tipOf('11D01', 'red', 'zh-CN')).toBe(tipOf('11D', 'red', 'zh-CN'))
    expect(tipOf('19000', 'red', 'zh-CN')).toBeUndefined()
    expect(tipOf(null, 'red', 'zh-CN')).toBeUndefined()
    // Over a crime the police say what to do, not the emergency bureau.
    for (const code of events.filter((each) => each.startsWith('14'))) {
      expect(tipOf(code, 'red', 'zh-CN'), code).toBeUndefined()
    }
    expect(tipOf('11B03', 'red', 'fr')).toBeUndefined()
  })
})

test('every event has a name in English and Korean', () => {
  for (const code of events) {
    expect(eventNameIn('en', code), code).toMatch(/^[A-Z]/)
    expect(eventNameIn('ko-KR', code), code).toMatch(/^\p{Script=Hangul}/u)
  }
  expect(eventNameIn('ko', '11D02')).toBe('토석류')
  expect(eventNameIn('fr', '11D02')).toBeUndefined()
})

test('who leaves home over an event leaves it over its kind too', () => {
  for (const code of ['11A51', '11D01', '11D05', '12D03', '12G07', '12P09']) {
    expect(emptiesHomes({ eventCode: code, eventName: '' }), code).toBe(true)
  }
  for (const code of ['11B05', '12P08', '13A00']) expect(emptiesHomes({ eventCode: code, eventName: '' })).toBe(false)
})
