import { describe, expect, test } from 'vitest'
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import { nowhere, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { tipOf } from '../../functions/texts/event-words.ts'
import { cutThought, shorterThoughts, wholeThoughts } from '../../functions/texts/foreign-sentences.ts'
import { textLanguages } from '../../functions/texts/languages.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { countSms } from '../../functions/texts/sms-length.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'

const county = loadCounty('510402')
const hunchun = loadCounty('222404')
const signed = '【攀枝花东区预警】'

type Overrides = Partial<Omit<PublishedAlert, 'alert'>> & { alert?: Partial<Alert> }

const english: Partial<Info> = {
  language: 'en',
  event: 'Flash flood',
  senderName: 'East District Flood Control and Drought Relief Headquarters',
  headline: 'Flash flood RED warning for Yinjiang Town',
  description: 'The streams are rising fast.',
  instruction: "Go UPHILL NOW, don't cross water. Wake others.",
  area: [anArea({ areaDesc: 'Yinjiang Town' })],
}
const anEnglish = (info: Partial<Info> = {}, overrides: Overrides = {}): PublishedAlert =>
  aPublished({ ...overrides, info: { ...english, ...info } })
const en = (info: Partial<Info> = {}, overrides: Overrides = {}): string =>
  renderSms(anEnglish(info, overrides), county, 'en').text

const korean: Partial<Info> = {
  language: 'ko-KR',
  event: '산간 급류',
  senderName: '훈춘시 응급관리국',
  headline: '산간 급류 적색 경보',
  description: '상류에 비가 많이 왔습니다.',
  instruction: '즉시 높은 곳으로 대피하세요. 강을 건너지 마세요.',
  area: [anArea({ areaDesc: '밀강향' })],
}
const mijiang = { codes: ['222404203'], polygons: [], circles: [] }
const chinese = anInfo({
  effective: at('03:12'),
  onset: at('03:12'),
  expires: at('09:00'),
  instruction: '马上往高处走，不要过河。',
})
const ko = (info: Partial<Info> = {}, overrides: Overrides = {}, infos: Info[] = [chinese]): string => {
  const block = anInfo({ effective: at('03:12'), expires: at('09:00'), ...korean, ...info })
  const alert = { ...overrides.alert, info: [...infos, block] }
  const published = aPublished({ onsetAtMs: null, area: mijiang, ...overrides, alert })
  return renderSms(published, hunchun, 'ko').text
}

/** Every wanted piece, in this order. */
const expectInOrder = (text: string, pieces: readonly string[]): void => {
  let from = 0
  for (const piece of pieces) {
    const found = text.indexOf(piece, from)
    expect(found, `${piece} in ${text}`).toBeGreaterThanOrEqual(from)
    from = found + piece.length
  }
}

describe('a warning of the county’s own that speaks Chinese only', () => {
  const told = (published: PublishedAlert) => renderSms(published, county, 'en')
  const withTypes = (...responseType: Info['responseType']) =>
    aPublished({ info: { responseType, instruction: '马上往高处走。' } })
  test('is told in English where a code orders people out', () => {
    const { language, text } = told(modelCases.red())
    expect(language).toBe('en')
    expect(text).toContain(
      'RED FLASH FLOOD Yinjiang Town: Go UPHILL NOW. Do not cross water. No return until told. Flood HQ 1 Jul 03:12-09:00.',
    )
    expect(text).toContain('Help 110')
  })
  test('stays Chinese where only its words say what to do', () => {
    for (const published of [withTypes(), withTypes('Prepare')]) {
      expect(told(published)).toEqual(renderSms(published, county, 'zh-CN'))
    }
  })
  test('is lifted and lowered in English too, and orders nobody out then', () => {
    expect(told(modelCases.lifted()).text).toMatch(
      /】Do NOT go back yet: wait for village staff\. FLASH FLOOD warning ENDED, Yinjiang Town\. Flood HQ/,
    )
    expect(told(modelCases.orange()).text).toContain(
      'ORANGE (was RED) FLASH FLOOD Yinjiang Town: Still dangerous. Do not cross water. No return until told. 1 Jul 06:40. Help 110',
    )
    expect(told(modelCases.orange()).text).not.toContain('Leave now')
  })
})

describe('an English SMS', () => {
  test('of a change, a lifting and a mistake', () => {
    const update = { alert: { msgType: 'Update' as const } }
    expect(en({}, { ...update, colour: 'orange', previousColour: 'red' })).toContain(
      'ORANGE (was RED) FLASH FLOOD Yinjiang Town: Still dangerous: Go UPHILL NOW',
    )
    expect(en({}, { ...update, previousColour: 'red' })).toContain(
      'UPDATE: RED FLASH FLOOD Yinjiang Town: Go UPHILL NOW',
    )
    const error = en({}, { cancelReason: 'error' })
    expectInOrder(error, ['SENT BY MISTAKE', 'withdrawn, sorry', 'before going back.', 'Flood HQ'])
  })

  test('of a mistake says in every language what its sender says in Chinese: no danger, or nothing of it', () => {
    const error = (instruction: string, language: string) => {
      const model = modelCases.error()
      const info = model.alert.info.map((each) => ({ ...each, instruction }))
      return renderSms({ ...model, alert: { ...model.alert, info } }, county, language).text
    }
    expect(renderSms(modelCases.error(), county, 'en').text).toContain('withdrawn, sorry. No danger now.')
    expect(renderSms(modelCases.error(), county, 'ko').text).toContain('지금 위험은 없습니다.')
    expect(error('现撤销，请听村干部安排。', 'en')).not.toMatch(/danger/u)
    expect(error('现撤销，请听村干部安排。', 'en')).toContain('before going back.')
  })

  test.each(['You may go home now.', 'It is safe to return home.', 'Go uphill now.', ''])(
    'of a lifting sends nobody home, whatever the sender says: %s',
    (instruction) => {
      const text = en({ responseType: ['AllClear'], urgency: 'Past', instruction }, { cancelReason: 'lifted' })
      expect(text).toContain(
        '】Do NOT go back yet: wait for village staff. FLASH FLOOD warning ENDED, Yinjiang Town. Flood HQ',
      )
      const roomy = { ...county, sms: { ...county.sms, maxParts: 6 } }
      const block = {
        responseType: ['AllClear' as const],
        urgency: 'Past' as const,
        instruction: `${instruction} Boil water.`,
      }
      const long = renderSms(anEnglish(block, { cancelReason: 'lifted' }), roomy, 'en').text
      expect(long).toContain('Boil water.')
      expect(long).toContain('Cracks or landslide: get out.')
      expect(text + long).not.toMatch(/go home|safe|return|uphill/i)
    },
  )

  test('of a lifting that nobody left home for speaks of no return', () => {
    const text = en({ responseType: ['AllClear'], instruction: '' }, { cancelReason: 'lifted', eventCode: '11B05' })
    expect(text).not.toMatch(/back|home/i)
  })

  test('of a part says which, and that nobody goes back yet', () => {
    const part = { cancelReason: 'lifted' as const, isPart: true }
    expect(en({ responseType: ['AllClear'], instruction: '' }, part)).toContain(
      '】Do NOT go back yet. FLASH FLOOD warning ENDED only in Yinjiang Town. Flood HQ 1 Jul 03:12. Elsewhere it still holds.',
    )
  })

  test('of a step down says so and keeps people away', () => {
    const text = en({ responseType: ['AllClear'], description: '', instruction: '' }, { cancelReason: 'downgraded' })
    expectInOrder(text, [
      'DOWNGRADED, NOT LIFTED: RED FLASH FLOOD',
      'Do not cross water.',
      'Do NOT go back yet',
      'Flood HQ',
    ])
  })

  test('of a milder warning says that it is still dangerous, and never “not yet” beside the hour of its end', () => {
    const { text } = renderSms(modelCases.orange(), county, 'en')
    expect(text).toContain('Still dangerous.')
    const roomy = renderSms(modelCases.orange(), { ...county, sms: { ...county.sms, maxParts: 3 } }, 'en').text
    expect(roomy).toContain('Flood HQ 1 Jul 06:40-12:00.')
    for (const each of [text, roomy]) {
      expect(each).toMatch(/until told|wait for village staff/u)
      expect(each).not.toMatch(/go back yet\. /u)
    }
    const lowered = { alert: { msgType: 'Update' as const }, colour: 'orange' as const, previousColour: 'red' as const }
    for (let length = 1; length < 40; length++) {
      const instruction = `Keep away from the ${'o'.repeat(length)}.`
      expect(en({ instruction }, lowered), instruction).not.toMatch(/go back yet\./u)
    }
  })

  test('says from when to when, and until lifted where no end is given', () => {
    expect(en({}, { onsetAtMs: atMs('06:00', 3), expiresAtMs: atMs('18:00', 3) })).toContain(
      'From 3 Jul 06:00 to 18:00',
    )
    expect(en({}, { hasEnd: false })).toContain('1 Jul 03:12, until lifted')
  })

  test('tells what has happened as news', () => {
    const info = {
      event: 'Earthquake',
      urgency: 'Past' as const,
      instruction: '',
      headline: 'Magnitude 4.2 earthquake felt',
    }
    const text = en(info, { eventCode: '11C02' })
    expect(text).toContain('NEWS: EARTHQUAKE Yinjiang Town: Magnitude 4.2 earthquake felt.')
    expect(text).not.toContain('RED')
  })

  test('of a language that contradicts the Chinese says event, place, colour and whom to ask only', () => {
    const block = { ...anInfo(), ...english, instruction: 'Stay indoors.' } as Info
    const overrides: Overrides = { mutedLanguages: ['en-US'], onsetAtMs: null, alert: { info: [chinese, block] } }
    const { text } = renderSms(aPublished(overrides), county, 'en')
    expect(text).toBe(
      `${signed}RED FLASH FLOOD Yinjiang Town: LEAVE NOW. Follow the Chinese text. Do NOT go back until told. 1 Jul 03:12. Help 110` +
        '\n马上往高处走。',
    )
    expect(en({}, { mutedLanguages: ['ko'] })).toContain('UPHILL')
  })

  test('for who is outside now names what fell out and never says safe', () => {
    const published = anEnglish(
      {},
      { dropped: { codes: ['510402002'], outside: 'tell', from: nowhere }, askedToLeave: true },
    )
    const text = renderSms(published, county, 'en', 'outside').text
    expect(text).toContain('RED FLASH FLOOD: now only Yinjiang Town, not Bingcaogang Subdistrict. Do NOT go back yet')
    expect(text).not.toMatch(/safe|UPHILL/)
    const shrunk = { ...published, dropped: { codes: [], outside: 'tell' as const, from: nowhere } }
    expect(renderSms(shrunk, county, 'en', 'outside').text).toContain('not the place you follow.')
  })

  test('names the event by its code where the block names it in Chinese, and places by theirs', () => {
    expect(en({ event: '山洪灾害', area: [anArea({ areaDesc: '银江镇' })] })).toContain(
      'RED FLASH FLOOD Yinjiang Town: ',
    )
    const village = { codes: ['510402100200'], polygons: [], circles: [] }
    expect(en({ area: [anArea({ areaDesc: '沙坝' })] }, { area: village })).not.toMatch(/[\p{Script=Han}]{2}(?!.*】)/u)
  })

  test('a place that only the sender’s Chinese words name stays as it is, not the whole county', () => {
    const shape = { codes: [], polygons: [], circles: [{ centre: [26.5, 101.7] as const, radiusKm: 1 }] }
    expect(en({ area: [anArea({ areaDesc: '五道河沟口' })] }, { area: shape })).toContain('五道河沟口')
  })
})

describe('what to do, in English', () => {
  test('is first the sentence that the responseType asks for, with what takes it back', () => {
    const instruction =
      'Keep calm. Take your medicine with you. Leave the river bank at once. But do not use the bridge.'
    expect(en({ instruction })).toContain(
      'RED FLASH FLOOD Yinjiang Town: Leave the river bank at once. But do not use the bridge. ',
    )
  })

  test('is what the description orders where there is no instruction', () => {
    const info = {
      instruction: '',
      responseType: [],
      description: 'The bridge is closed. Please use National Road 108.',
    }
    expectInOrder(en(info), ['Yinjiang Town: Please use National Road 108.', 'The bridge is closed.'])
  })

  const mute = { instruction: '', description: '', headline: '' }
  test('is else the code, else our tip by event and colour, else whom to follow', () => {
    expect(en({ ...mute, responseType: ['Monitor', 'Evacuate'] })).toContain('Town: Bureau: Go UPHILL NOW. ')
    expect(en({ ...mute, responseType: ['Evacuate'] }, { eventCode: null })).toContain(
      'Town: Leave now for a safe place. ',
    )
    expect(en({ ...mute, responseType: [] })).toContain('Town: Bureau: Go UPHILL NOW')
    expect(en({ ...mute, responseType: [] }, { colour: 'yellow' })).toContain('Town: Bureau: Stay away from streams.')
    expect(en({ ...mute, responseType: [] }, { eventCode: null })).toContain(
      'Bureau: Follow village staff. In danger call 110, 119.',
    )
  })

  test('stands behind what happened where the headline says more than event, colour and place', () => {
    const info = { ...mute, responseType: ['Avoid' as const], headline: 'Stadium stand may collapse' }
    expect(en(info)).toContain('Town: Stadium stand may collapse. Keep away. ')
    expect(en({ ...info, headline: 'Flash flood RED warning for Yinjiang Town' })).toContain('Town: Keep away. ')
  })

  test('an address is cut out of its clause', () => {
    const text = en({
      instruction: 'Evacuate now to the school, map at https://yj.example.gov.cn/a. Do not cross water.',
    })
    expect(text).toContain('Evacuate now to the school. ')
    expect(text).not.toMatch(/https|gov\.cn/)
  })

  test('is never cut in front of but, unless or except, and never closed with a full stop of ours', () => {
    const boil =
      'Boil water for at least one minute before washing vegetables, but do not drink it even when boiled, and do not give it to babies.'
    const water = en({ event: 'Water contamination', responseType: ['Execute'], instruction: boil }, { colour: 'blue' })
    expect(water).toContain('…do not drink it even when boiled, and do not give it to babies.')
    const stay =
      'Stay inside your house and keep all windows and doors shut, unless the fire has reached the wall of your compound or you are told to leave.'
    const fire = en({ responseType: ['Shelter'], instruction: stay })
    expect(fire).not.toContain('doors shut')
    expect(fire).toContain('Go indoors now and stay there.')
    const long = en({ responseType: [], instruction: `Keep ${'very '.repeat(60)}calm.` })
    expect(long).toMatch(/very… /)
  })

  test('property: what a text keeps of a sentence it does not keep whole ends with …, and no exception is lost', () => {
    const words = fc.constantFrom(
      'boil',
      'water',
      'do not',
      'drink',
      'leave',
      'the house',
      ',',
      'now',
      'at once',
      'stay inside',
    )
    const turn = fc.constantFrom('but', 'unless', 'except', ', but', ', unless')
    const part = fc.array(words, { minLength: 3, maxLength: 30 }).map((list) => list.join(' ').replaceAll(' ,', ','))
    fc.assert(
      fc.property(part, turn, part, fc.constantFrom(2, 3), (before, word, after, maxParts) => {
        const instruction = `${before}${word.startsWith(',') ? '' : ' '}${word} ${after}.`
        const published = anEnglish({ instruction, responseType: [], description: '', headline: '' })
        const small = { ...county, sms: { ...county.sms, maxParts } }
        const { text } = renderSms(published, small, 'en')
        expect(countSms(text).parts).toBeLessThanOrEqual(maxParts)
        const kept = text.slice(text.indexOf('Town: ') + 6)
        const isOurs = kept.startsWith('Bureau: ')
        const isWhole = kept.startsWith(instruction.trim().replace(/\s+/g, ' '))
        const isForbidden = kept.startsWith('…')
        const isCutLater = /\b(?:but|unless|except)\b[^…]*…/.test(kept)
        expect(isOurs || isWhole || isForbidden || isCutLater, text).toBe(true)
      }),
    )
  })
})

describe('a Korean SMS', () => {
  test('comes from its own block, the Chinese name beside the Korean, a Chinese line below', () => {
    const text = ko()
    expectInOrder(text, [
      '【珲春预警】산간 급류 적색 경보 밀강향(密江乡): 즉시 높은 곳으로 대피하세요. 돌아오라는 안내가 있을 때까지 돌아가지 마세요.',
      '훈춘시 응급관리국 7월 1일 03:12~09:00.',
      '구조 119\n山洪红色预警，',
      '马上往高处走。',
    ])
    expect(countSms(text).parts).toBe(2)
  })

  test('has the Chinese beside it in every form', () => {
    expect(ko({}, { cancelReason: 'lifted' })).toMatch(
      /아직 돌아가지.*\n解除.*山洪红色预警：先别急着回家，等村干部通知。$/su,
    )
    expect(ko({}, { cancelReason: 'downgraded' })).toMatch(/\n山洪红色预警降级，不是解除。/u)
    expect(ko({}, { cancelReason: 'error' })).toMatch(/\n更正：山洪红色预警是误发，已撤销。/u)
    expect(ko({ urgency: 'Past' }, {}, [{ ...chinese, urgency: 'Past' }])).toMatch(/소식: .*山洪消息。/su)
    expect(ko({}, { mutedLanguages: ['ko'] })).toMatch(
      /지금 떠나세요. 중국어 글을 따르세요.*\n山洪红色预警：马上往高处走/su,
    )
  })

  test('is never cut inside a sentence: its verb stands last', () => {
    const endless = `${'높은 곳으로 가지 말고, '.repeat(20)}집에 머무세요.`
    const text = ko({ instruction: endless, description: '', responseType: ['Shelter'] })
    expect(text).not.toContain('가지 말고')
    expect(text).toContain('실내로 들어가')
    expect(text).toContain('더 있습니다')
  })

  test('keeps 단 and 다만 with the sentence they take back', () => {
    const text = ko({
      instruction: '물을 끓여서 쓰세요. 다만, 아기에게 주지 마세요. 이웃에게 알리세요.',
      responseType: [],
    })
    expect(text).toContain('물을 끓여서 쓰세요. 다만, 아기에게 주지 마세요.')
  })
})

test('in every colour of the fourteen names station, whose advice it is and whom to call, with the whole tip', () => {
  for (const { type, eventCode, levels } of national.signals)
    for (const { colour, name } of levels)
      for (const language of ['en', 'ko'] as const) {
        const at = language === 'en' ? county : hunchun
        const published = aPublished({
          weatherSignal: true,
          eventCode,
          eventName: type,
          colour: colour as PublishedAlert['colour'],
          askedToLeave: false,
          area: { codes: [at.code], polygons: [], circles: [] },
          info: {
            event: type,
            responseType: ['Prepare'],
            senderName: language === 'en' ? '攀枝花市气象台' : '珲春市气象台',
            instruction: '',
            area: [anArea({ areaDesc: at.name })],
          },
        })
        const real = { ...at, duty: { ...at.duty, placeholder: false } }
        const { text } = renderSms(published, real, language)
        expect(text, name).toMatch(
          language === 'en'
            ? /[Mm]et office(?: 1 Jul 03:12)?[.:].*(?:Emergency b|B)ureau: /
            : /기상대(?: 7월 1일 03:12)?[.:].*응급관리국: /u,
        )
        expect(text, name).toContain(tipOf(eventCode, published.colour, language))
        // 110 is for who is in danger.
        const isSlow = /^11B(?:05|16|17|19|21|22)$/.test(eventCode)
        expect(text, name).toMatch(isSlow ? /(?:Questions|문의) 0\d+-0000000/u : /Help 110|구조 119/u)
        if (language === 'ko')
          expect(text, name).toMatch(/\n.*预警信号（(?:珲春)?市气象台）。市应急局提示：\p{Script=Han}{3,}/u)
      }
})

describe('a weather signal that speaks Chinese only', () => {
  const aSignal = (info: Partial<Info> = {}, overrides: Overrides = {}) =>
    aPublished({
      weatherSignal: true,
      colour: 'orange',
      eventCode: '11B03',
      eventName: '暴雨',
      ...overrides,
      info: {
        event: '暴雨',
        responseType: ['Prepare'],
        senderName: '攀枝花市东区气象台',
        headline: '攀枝花市东区气象台发布暴雨橙色预警信号',
        description: '预计未来3小时银江镇降雨量将达50毫米以上。',
        instruction: '',
        ...info,
      },
    })
  const told = (published: PublishedAlert) => renderSms(published, county, 'en')

  test('is told in English by what the regulation asks, and lifted in English too', () => {
    expect(told(aSignal()).language).toBe('en')
    expect(told(aSignal()).text).toContain(
      "ORANGE RAINSTORM Yinjiang Town. Met office. Bureau: Streams, slopes, low/weak homes: leave until told. Don't wade. Help 110",
    )
    expect(told(aSignal({ responseType: ['Evacuate'] })).text).toContain('Leave now for a safe place. ')
    expect(told(aSignal({}, { cancelReason: 'lifted', colour: 'blue' })).text).not.toMatch(/Do not go back/i)
    expect(told(aSignal({}, { cancelReason: 'lifted', askedToLeave: true })).text).toContain(
      'Do NOT go back yet: wait for village staff. RAINSTORM warning ENDED, Yinjiang Town.',
    )
    expect(textLanguages(aSignal(), county)).toEqual(['zh-CN', 'en'])
  })

  test('stays Chinese where the station’s words order people out and its code does not', () => {
    const orders = aSignal({ instruction: '请银江镇沟边河边住户立即转移到高处。' })
    expect(told(orders).language).toBe('zh-CN')
    expect(textLanguages(orders, county)).toEqual(['zh-CN'])
    const ofLightning = (instruction: string) =>
      renderSms(aSignal({ instruction }, { eventCode: '11B14', eventName: '雷电' }), county, 'en')
    expect(ofLightning('1.政府做好防雷工作；2.人员应当留在室内，并关好门窗；3.沿河住户马上转移。').language).toBe(
      'zh-CN',
    )
    expect(ofLightning('1.政府做好防雷工作；2.人员应当留在室内，并关好门窗；').language).toBe('en')
  })

  test('says as a drill that it is one, and orders nobody out', () => {
    const { language, text } = told({ ...aSignal(), alert: { ...aSignal().alert, status: 'Exercise' } })
    expect(language).toBe('en')
    expect(text).toMatch(/【演练】DRILL, NOT REAL\..*: If you take part, follow staff\. Others carry on\..*【演练】$/)
  })

  test('stays Chinese in a language we have no words of, and where nobody wrote a tip', () => {
    expect(renderSms(aSignal(), county, 'fr').language).toBe('zh-CN')
    expect(told(aSignal({}, { eventCode: null })).language).toBe('zh-CN')
  })

  test('keeps who issued it, that nobody goes back and whom to call where all are told to leave', () => {
    for (const colour of ['yellow', 'orange'] as const) {
      const typhoon = { colour, eventCode: '11B01', eventName: '台风' }
      const { text } = told(aSignal({ event: '台风', responseType: ['Evacuate'] }, typhoon))
      expect(text).toContain(
        'TYPHOON Yinjiang Town. East District met office. Bureau: Leave now for a safe place. No return until told. Help 110',
      )
    }
  })

  test('tells whom a typhoon makes leave not to go back, from orange up', () => {
    const [{ levels }] = national.signals as [(typeof national.signals)[number]]
    for (const { colour, guidance } of levels.slice(2)) {
      const { text } = told(
        aSignal(
          {
            event: '台风',
            headline: '台风预警信号',
            instruction: guidance.map((line, i) => `${i + 1}.${line}；`).join(''),
            area: [anArea({ areaDesc: '东区' })],
          },
          {
            colour: colour as 'orange' | 'red',
            eventCode: '11B01',
            eventName: '台风',
            area: { ...nowhere, codes: ['510402'] },
          },
        ),
      )
      // “until told” keeps them away, and leaves room for the others and for the number.
      expect(text).toMatch(
        /TYPHOON East District\. Met office\. Bureau: Shed, weak house: move .* until told\. Others stay in\. Help 110$/u,
      )
      expect(countSms(text).parts).toBe(2)
    }
  })

  test('says where before when it was issued, in every colour of the fourteen', () => {
    // The mark of a number that is made up costs the place.
    const real = { ...county, duty: { ...county.duty, placeholder: false } }
    for (const { type, eventCode, levels } of national.signals)
      for (const { colour, name, guidance } of levels) {
        const instruction = guidance.map((line, i) => `${i + 1}.${line}；`).join('')
        const info = { event: type, senderName: '攀枝花市气象台', instruction, area: [anArea({ areaDesc: '东区' })] }
        const signal = { eventName: type, eventCode, colour: colour as 'red', area: { ...nowhere, codes: ['510402'] } }
        const { text, language } = renderSms(aSignal(info, signal), real, 'en')
        if (language !== 'en') continue
        // What to do over snow takes all the room.
        if (type !== '暴雪') expect(text, name).toContain('East District')
        expect(text, name).toMatch(/\b(?:Panzhihua met|Met) office\b/u)
        expect(text, name).not.toMatch(/\bStation\b|[Ww]eather office/u)
        expect(text, name).toMatch(/(?:Help 110|Questions 0812.*)$/u)
      }
  })

  test('comes in Korean with the Chinese beside it', () => {
    const { text, language } = renderSms(
      aSignal({ area: [anArea({ areaDesc: '密江乡' })] }, { area: mijiang }),
      hunchun,
      'ko',
    )
    expect(language).toBe('ko')
    expect(text).toMatch(
      /폭우 주황색 경보, 밀강향\(密江乡\). 기상대. 응급관리국: 개울가.*돌아가지 마세요\. 구조 119\n暴雨橙色预警信号（攀枝花市东区气象台）。市应急局提示：离开沟边河边/su,
    )
  })
})

describe('who comes back, and when', () => {
  test('is said by community staff in a subdistrict, whose name is never cut inside a word', () => {
    const area = { codes: ['510402002'], polygons: [], circles: [] }
    const info = { responseType: ['AllClear' as const], instruction: '', area: [anArea({ areaDesc: '炳草岗街道' })] }
    const text = en(info, { cancelReason: 'lifted', area })
    expect(text).toMatch(
      /Do NOT go back yet: wait for community staff\. FLASH FLOOD warning ENDED, Bingcaogang(?: Subdistrict)?\./,
    )
    expect(text).not.toContain('…')
  })

  test.each([
    ['冰雹', '11B15', 'orange', '户外行人立即到安全的地方暂避。'],
    ['台风', '11B01', 'blue', national.signals[0]!.levels[0]!.guidance.map((line) => `${line}。`).join('')],
  ] as const)(
    'is not said over %s where the text tells nobody to leave',
    (eventName, eventCode, colour, instruction) => {
      const published = aPublished({
        weatherSignal: true,
        eventName,
        eventCode,
        colour,
        info: { event: eventName, responseType: ['Prepare'], senderName: '珲春市气象台', instruction, description: '' },
      })
      const { text } = renderSms(published, hunchun, 'ko')
      expect(text).toContain(' 경보, ')
      expect(text).not.toContain('돌아가지')
    },
  )
})

describe('sentences of other languages', () => {
  test.each([
    ['Boil the water, then let it cool, but do not drink it.', ['…do not drink it.']],
    ['Stay inside, keep warm, unless told to leave.', []],
    ['Keep calm, take your papers, leave the river.', ['Keep calm, take your papers…', 'Keep calm…']],
    ['Use the bridge, except at night.', []],
  ])('say less of themselves only where nothing is turned round: %s', (thought, shorter) => {
    expect(shorterThoughts(thought, 'en')).toEqual(shorter)
  })

  test('are cut between words, and not at all in Korean or in front of an exception', () => {
    expect(cutThought('Keep away from the river bank and from the old bridge', 30, 'en')).toBe(
      'Keep away from the river…',
    )
    expect(cutThought('Use only water from the tanks but not for babies', 30, 'en')).toBe('')
    expect(cutThought('강에 가지 마세요. '.repeat(9), 30, 'ko')).toBe('')
  })

  test('stay with the one they go on about', () => {
    expect(wholeThoughts('Boil it. But do not drink it. Then wait. Go', 'en')).toEqual([
      'Boil it. But do not drink it. Then wait.',
      'Go.',
    ])
  })
})
