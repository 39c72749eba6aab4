import { describe, expect, test } from 'vitest'
import codes from '../../content/catalogue/event-codes.json' with { type: 'json' }
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import { type Colour, colours } from '../../functions/alerts/alert.ts'
import { emptiesHomes, eventNameIn, keepsAway, tipOf } from '../../functions/texts/event-words.ts'
import { wholeThoughts } from '../../functions/texts/foreign-sentences.ts'

const languages = ['zh-CN', 'en', 'ko'] as const
/** 11A, 12D …: without 11000 and its kin, which say no more than that something happened. */
const events = codes.codes.map(({ code }) => code).filter((code) => /^\d\d[A-Z]/.test(code))

describe('the tip for an event', () => {
  test.each(languages)('stands in %s for every event in every colour, short and without an address', (language) => {
    for (const code of events.filter((each) => !each.startsWith('14'))) {
      for (const colour of [...colours, null]) {
        const tip = tipOf(code, colour, language)
        expect(tip, `${code} ${colour}`).toMatch(/^[\p{L}\d].*[。.]$/u)
        // In English and Korean a phone may have room for the first sentence alone.
        const [first = ''] = language === 'zh-CN' ? [tip] : wholeThoughts(tip!, language)
        expect(first.length, tip).toBeLessThanOrEqual(language === 'zh-CN' ? 40 : language === 'en' ? 70 : 50)
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
    expect(tipOf('11B03', 'orange', 'zh-CN')).toMatch(/^离开沟边河边/u)
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

describe('a tip in another language', () => {
  const tips = events.flatMap((code) =>
    [...colours, null].map((colour) => ({
      name: `${code} ${colour}`,
      zh: tipOf(code, colour, 'zh-CN') ?? '',
      en: tipOf(code, colour, 'en') ?? '',
      ko: tipOf(code, colour, 'ko') ?? '',
    })),
  )
  const told = (words: RegExp) => tips.filter(({ zh }) => words.test(zh))

  test('is as urgent as the Chinese: 马上 is now', () => {
    const urgent = told(/马上|立即/u)
    expect(urgent.length).toBeGreaterThan(60)
    for (const { name, en, ko } of urgent) {
      expect(en, name).toMatch(/\bnow\b|\bat once\b|\bgo indoors\b(?=\.$)|, run\./iu)
      expect(ko, name).toMatch(/지금|바로/u)
    }
    for (const code of ['11B01', '11B03', '11B04', '11B06']) {
      expect(tipOf(code, 'red', 'zh-CN'), code).toContain('马上')
      expect(tipOf(code, 'red', 'en'), code).toMatch(/\b(?:leave|move) NOW\b/u)
      expect(tipOf(code, 'red', 'ko'), code).toContain('지금')
    }
  })

  test('tells who leaves and who stays in apart, as the Chinese does', () => {
    const apart = told(/其他人/u)
    expect(apart.length).toBeGreaterThan(5)
    for (const { name, en, ko } of apart) {
      expect(en, name).toMatch(/^Shed, weak house: move .* until told\. Others (?:stay in|go out less)\./u)
      expect(ko, name).toMatch(/^가건물·약한 집 주민은 .* 다른 분은 /u)
    }
    for (const { name, zh } of told(/没通知不要回；.*别出门/u)) expect(zh, name).toContain('；其他人')
  })

  test('says where to, as the Chinese does', () => {
    const sent = told(/搬到|往[^，。]{0,4}安全处/u)
    expect(sent.length).toBeGreaterThan(20)
    for (const { name, en, ko } of sent) {
      expect(en, name).toMatch(/\bmove (?:NOW )?to\b|\bto the side\b|\bsideways\b/u)
      expect(ko, name).toMatch(/(?:곳으로|건물로) (?:옮겨|가)/u)
    }
    for (const code of ['11B01', '11B04', '11B06'])
      for (const colour of ['orange', 'red'] as const) {
        expect(tipOf(code, colour, 'zh-CN'), code).toContain('搬到结实屋里')
        expect(tipOf(code, colour, 'en'), code).toMatch(/^Shed, weak house: move (?:NOW )?to a solid one/u)
        expect(tipOf(code, colour, 'ko'), code).toMatch(/튼튼한 건물로 옮겨/u)
      }
  })

  test('has whoever is outside come in, as the Chinese does', () => {
    const outside = told(/在外面的.*进屋/u)
    expect(outside.length).toBeGreaterThan(0)
    for (const { name, en, ko } of outside) {
      expect(en, name).toMatch(/Outside: .*indoors/u)
      expect(ko, name).toMatch(/밖이면 .*안으로 들어가/u)
    }
  })
})

test('no tip calms anybody down over what nobody has looked at', () => {
  for (const code of events)
    for (const colour of [...colours, null])
      for (const isPast of [false, true])
        for (const [language, calm] of [
          ['zh-CN', /没裂|不用往外|不必|无需|放心|不要紧/u],
          ['en', /\bno cracks\b|\bno need\b|\bsafe to\b/iu],
          ['ko', /금이 없으면|필요 없|안심/u],
        ] as const)
          expect(tipOf(code, colour, language, isPast) ?? '', code).not.toMatch(calm)
  expect(tipOf('11C01', 'blue', 'zh-CN', true)).toMatch(/^房子有裂缝、倾斜，或是老旧危房，马上到空地。/u)
})

/** Residents are to leave where they live, in the words of our tips. */
const leaves = {
  'zh-CN': /搬到|离开[^，。；]*(?:危房|切坡房)|危房也离开/u,
  en: /\b(?:leave|weak (?:house|home)s?)\b.*until told/iu,
  ko: /(?:떠나|옮겨) .*때까지 돌아가지/u,
}
/** What must not get lost from a colour of a weather signal to the next worse: who leaves, what lies in danger, work that stops. */
const strengths: Record<(typeof languages)[number], RegExp[]> = {
  'zh-CN': [leaves['zh-CN'], /别在外面干活/u, /坡下/u, /沟边/u, /低洼/u, /危房/u, /慢/u],
  en: [leaves.en, /no outdoor work|stop all outdoor work/iu, /slope/iu, /streams/iu],
  ko: [leaves.ko, /밖에서 일하지|바깥일을 모두 멈추/u, /비탈/u, /개울가/u],
}

describe('over the table, a tip', () => {
  const signals = national.signals.flatMap(({ eventCode, levels }) =>
    levels.map(({ colour, guidance, name }) => ({
      eventCode,
      colour: colour as Colour,
      guidance: guidance.join('；'),
      name,
    })),
  )

  test.each(languages)('of a worse colour says no less than the milder one, in %s', (language) => {
    for (const code of events.filter((each) => each.startsWith('11B'))) {
      const mildFirst = (['blue', 'yellow', 'orange', 'red'] as const).map((colour) => tipOf(code, colour, language))
      for (const strength of strengths[language]) {
        const first = mildFirst.findIndex((tip) => tip !== undefined && strength.test(tip))
        if (first === -1) continue
        for (const tip of mildFirst.slice(first)) expect(tip, `${code} ${strength}`).toMatch(strength)
      }
    }
  })

  test('of icy roads keeps cars off them in red, and not in orange', () => {
    for (const code of ['11B21', '11B27', '11B57'])
      for (const [language, off] of [
        ['zh-CN', /^别开车出门，少走路/u],
        ['en', /^Don't drive\. Walk less/u],
        ['ko', /^운전하지 말고 걷는 일도 줄이세요/u],
      ] as const) {
        expect(tipOf(code, 'red', language), code).toMatch(off)
        expect(tipOf(code, 'orange', language), code).not.toMatch(off)
      }
  })

  test.each(languages)('that has people leave their homes keeps them away until they are told, in %s', (language) => {
    const found = events.flatMap((code) =>
      [...colours, null].map(
        (colour) => [tipOf(code, colour, 'zh-CN') ?? '', tipOf(code, colour, language) ?? ''] as const,
      ),
    )
    const leaving = found.filter(([chinese]) => keepsAway(chinese))
    expect(leaving.length).toBeGreaterThan(30)
    for (const [chinese, tip] of leaving) {
      expect(keepsAway(tip), `${chinese} ${tip}`).toBe(true)
    }
    for (const [chinese, tip] of found)
      if (leaves['zh-CN'].test(chinese) && /^(?!.*往)/u.test(chinese))
        expect(keepsAway(tip), `${chinese} ${tip}`).toBe(true)
  })

  test.each([
    [/危房[^；]*(?:转移|转到)|转移[^；]*危房/u, leaves],
    [
      /停止户外露天作业/u,
      { 'zh-CN': /别在外面干活，整天都停下/u, en: /Stop all outdoor work/u, ko: /바깥일을 모두 멈추/u },
    ],
    [
      /不要随意外出|切勿随意外出|不要进行户外活动|不要在户外活动/u,
      { 'zh-CN': /别出门|待在屋里/u, en: /\bstay (?:in\b|indoors)/iu, ko: /나가지 마세요|안에 머물/u },
    ],
  ])('is never weaker than the guidance of that colour: %s', (asked, said) => {
    const asking = signals.filter(({ guidance }) => asked.test(guidance))
    expect(asking.length).toBeGreaterThan(0)
    for (const { eventCode, colour, name } of asking)
      for (const language of languages)
        expect(tipOf(eventCode, colour, language), `${name} ${language}`).toMatch(said[language])
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
