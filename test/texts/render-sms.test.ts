import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { type County, loadCounty } from '../../functions/platform/county.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { countSms, splitSms } from '../../functions/texts/sms-length.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, at, modelCases, modelTexts } from '../delivery/a-published.ts'
import { expectInProportion } from '../fakes/count-work.ts'
import * as fc from '../properties/fast-check.ts'

/** With a real number: a made-up one is marked, which has a test of its own. */
const real = (code: string): County => {
  const county = loadCounty(code)
  return { ...county, duty: { ...county.duty, placeholder: false } }
}
const county = real('510402')
const sms = (published: PublishedAlert, language = 'zh-CN'): string => renderSms(published, county, language).text
/** Every wanted piece, in this order. */
const expectInOrder = (text: string, pieces: readonly string[]): void => {
  let from = 0
  for (const piece of pieces) {
    const found = text.indexOf(piece, from)
    expect(found, `${piece} in ${text}`).toBeGreaterThanOrEqual(from)
    from = found + piece.length
  }
}

describe('SMS beside the duty desk’s model texts', () => {
  const wanted: Record<keyof typeof modelCases, { first: string[]; later: string[] }> = {
    red: {
      first: [
        '【攀枝花东区预警】区防汛抗旱指挥部',
        '7月1日3时12分',
        '发布山洪红色预警',
        '银江镇',
        '马上往两侧高处走',
        '不要过河！',
      ],
      later: ['不要顺沟跑', '叫醒老人邻居', '9时前有效', '没通知不要回家', '走不动打区值班0812-0000000。'],
    },
    orange: {
      first: ['区防汛抗旱指挥部', '7月1日6时40分', '银江镇', '山洪预警由红色降为橙色：', '仍有危险', '不要回家'],
      later: ['不要下沟过河', '12时前有效', '回家时间等村干部通知', '区值班0812-0000000'],
    },
    lifted: {
      first: [
        '区防汛抗旱指挥部',
        '7月1日10时30分',
        '解除',
        '银江镇',
        '山洪橙色预警',
        '：先别急着回家',
        '村干部查完房屋山坡、叫你回再回',
      ],
      later: ['看见裂缝、塌方马上离开，打区值班0812-0000000'],
    },
    drill: {
      first: [
        '【攀枝花东区预警】【演练】不是真的。区防汛抗旱指挥部',
        '7月8日10时',
        '银江镇',
        '演练山洪红色预警',
        '走到集合点',
      ],
      later: ['其他人照常生活', '演练到11时', '0812-0000000', '【演练】'],
    },
    error: {
      first: [
        '【更正】',
        '区防汛抗旱指挥部',
        '7月1日3时20分',
        '3时12分',
        '银江镇',
        '山洪红色预警',
        '误发',
        '撤销',
        '没有险情',
      ],
      later: ['不用转移', '慢慢回家', '向大家道歉', '0812-0000000'],
    },
    english: {
      first: ['RED FLASH FLOOD', 'Yinjiang Town', 'UPHILL NOW'],
      later: ["don't cross water", 'No return until told', 'Flood HQ 1 Jul 03:12-09:00', 'Help 110'],
    },
  }

  test.each(Object.keys(modelCases) as (keyof typeof modelCases)[])('%s', (name) => {
    const message = renderSms(modelCases[name](), county, name === 'english' ? 'en' : 'zh-CN')
    const { units } = countSms(message.text)
    expect(units).toBeLessThanOrEqual(134)
    expect(countSms(modelTexts[name]).parts).toBe(2)
    expect(message.parts).toBe(2)
    const { first, later } = wanted[name]
    expectInOrder(message.text.slice(0, 70), first)
    expectInOrder(message.text, [...first, ...later])
    expect(message.text).not.toMatch(/https?:|www\./)
  })

  test('the drill says last again that it is one', () => {
    expect(sms(modelCases.drill())).toMatch(/^【攀枝花东区预警】【演练】不是真的。.*【演练】$/u)
    const english = modelCases.english()
    const drill = { ...english, alert: { ...english.alert, status: 'Exercise' as const } }
    expect(sms(drill, 'en')).toMatch(/^【攀枝花东区预警】【演练】DRILL, NOT REAL\..*【演练】$/u)
  })

  test('a drill that says nothing to do orders nobody out, whatever it codes', () => {
    const silent = (published: PublishedAlert): PublishedAlert => ({
      ...published,
      alert: {
        ...published.alert,
        status: 'Exercise',
        info: published.alert.info.map((info) => ({ ...info, instruction: undefined, description: undefined })),
      },
    })
    const zh = sms(silent(modelCases.drill()))
    expect(zh).toContain('：参演的人听现场安排，其他人照常生活。')
    expect(zh.match(/照常/gu)).toHaveLength(1)
    expect(sms(silent(modelCases.english()), 'en')).toContain('If you take part, follow staff. Others carry on.')
    for (const language of ['zh-CN', 'en'])
      for (const text of [
        sms(silent(modelCases.english()), language),
        renderEmail(silent(modelCases.english()), county, language, 'https://yj.example.gov.cn').text,
      ]) {
        expect(text).toMatch(/照常|carry on/u)
        expect(text).not.toMatch(/马上离开|Leave now/u)
      }
  })
})

describe('what a text says of the kinds of message', () => {
  const update = (overrides: Partial<PublishedAlert>): string => sms({ ...modelCases.orange(), ...overrides })
  /** A Cancel without info of its own: the block is the one of the warning it ends. */
  const inherited = (overrides: Partial<PublishedAlert>): PublishedAlert => {
    const { alert, ...error } = modelCases.error()
    return { ...error, alert: { ...alert, info: [anInfo({ expires: at('09:00') })] }, ...overrides }
  }

  test('what was sent by mistake is withdrawn, and nobody is told that there is no danger, or to go home', () => {
    const mistaken = inherited({ alert: { ...modelCases.error().alert, info: [anInfo()] } })
    expect(sms(mistaken)).toContain(
      '银江镇山洪红色预警是误发，现撤销，已离开的先别急着回家，问过村干部再回。向大家道歉。查询区值班',
    )
    const heat = { ...mistaken, eventCode: '11B09', eventName: '高温', askedToLeave: false }
    expect(sms(heat)).toContain('高温红色预警是误发，现撤销，向大家道歉。')
    for (const language of ['zh-CN', 'en', 'ko'])
      expect(sms(mistaken, language)).not.toMatch(/没有险情|不用转移|照常|慢慢回家|no danger|no need|위험 없음/iu)
    expect(sms(mistaken, 'en')).toMatch(
      /withdrawn, sorry\. Ask (?:village staff )?before going back\. Bureau 1 Jul 03:20/,
    )
  })

  test('an upgrade names both colours, an update of the same colour says update', () => {
    expect(update({ colour: 'red', previousColour: 'orange' })).toContain('山洪预警由橙色升为红色：')
    expect(update({ previousColour: null })).toContain('更新山洪橙色预警：银江镇，已转移的人')
  })

  test('a lifting never repeats the instruction of the warning it ends', () => {
    const text = sms(inherited({ cancelReason: 'lifted', colour: 'orange' }))
    expect(text).toContain('解除银江镇山洪橙色预警：先别急着回家，村干部查完房屋山坡、叫你回再回。')
    expect(text).not.toContain('向高处转移')
  })

  test('a lifting where nobody leaves home says nothing of going home', () => {
    expect(sms(inherited({ cancelReason: 'lifted', eventCode: '11B09', eventName: '高温' }))).not.toMatch(/有效/)
    const info = anInfo({ responseType: ['AllClear'], instruction: '' })
    const heat = inherited({ cancelReason: 'lifted', eventCode: '11B09', eventName: '高温', askedToLeave: false })
    expect(sms({ ...heat, alert: { ...heat.alert, info: [info] } })).not.toContain('回家')
  })

  test('a downgrade is no lifting and says who allows return', () => {
    const text = sms(inherited({ cancelReason: 'downgraded' }))
    expectInOrder(text, ['山洪红色预警降级，不是解除', '仍有危险', '回家时间等村干部通知'])
  })

  test('the colour people knew stands in a Cancel, whatever severity it has itself', () => {
    expect(sms(inherited({ cancelReason: 'lifted', colour: 'blue', previousColour: 'orange' }))).toContain('橙色预警')
  })

  test('only who is told to leave is told not to come back', () => {
    const heat = aPublished({ info: { responseType: ['Prepare'], instruction: '多喝水，做好转移准备。' } })
    expect(sms(heat)).not.toContain('不要回家')
    expect(sms(heat)).toContain('疑问打')
    expect(sms(aPublished({ info: { responseType: ['Prepare'], instruction: '立即撤离。' } }))).toContain(
      '没通知不要回家',
    )
  })

  test('without an instruction the sender’s responseType says what to do', () => {
    const info = { instruction: '', description: '', responseType: ['Shelter' as const] }
    expect(sms(aPublished({ info }))).toContain('：银江镇，马上进屋躲避，不要外出。')
  })

  test('without any word of what to do it says what happens, then what the county advises', () => {
    const info = { instruction: '', responseType: ['None' as const], description: '下着大雨，沟水正在涨。' }
    expect(sms(aPublished({ info }))).toContain(
      '发布山洪红色预警：银江镇，下着大雨，沟水正在涨。区应急局提示：马上往沟两侧高处走',
    )
    const unknown = { eventCode: null, eventName: '异响' }
    expect(sms(aPublished({ ...unknown, info: { ...info, event: '异响' } }))).toContain(
      '听当地干部安排，有危险打110、119。9时前有效',
    )
  })

  test('of two blocks in one language the more severe speaks', () => {
    const milder = anInfo({ severity: 'Moderate', instruction: '留意水情。' })
    const worse = anInfo({ severity: 'Extreme', instruction: '马上往高处走。' })
    expect(sms(aPublished({ alert: { info: [milder, worse] } }))).toContain('马上往高处走')
  })

  test('an unknown colour is left out', () => {
    expect(sms(aPublished({ colour: null }))).toContain('发布山洪预警：')
  })

  test('an end on another day names the day', () => {
    expect(sms({ ...modelCases.red(), expiresAtMs: Date.parse(at('09:00', 2)) })).toContain('7月2日9时前有效')
  })

  test('a link never gets in, nor what only offices can do', () => {
    const info = {
      description: '',
      instruction: '政府及相关部门按职责做好工作；详见 https://12379.cn/a 。远离沟边，不要过河。',
    }
    const text = sms(aPublished({ info }))
    expect(text).toContain('银江镇，远离沟边，不要过河。')
    expect(text).not.toMatch(/12379|政府及/)
  })

  test('many places are the first and a count, the county is the whole of it', () => {
    const areaDesc = '攀枝花市东区大渡口街道、炳草岗街道、弄弄坪街道、瓜子坪街道、东华街道、银江镇'
    expect(sms(aPublished({ info: { area: [anArea({ areaDesc })] } }))).toContain('大渡口街道等6地')
    const everywhere = { codes: ['510402'], polygons: [], circles: [] }
    const county = [anArea({ areaDesc: '四川省攀枝花市东区' })]
    expect(sms(aPublished({ area: everywhere, info: { area: county } }))).toContain('：全区')
    // What the codes say is not widened by words.
    expect(sms(aPublished({ info: { area: county } }))).toContain('：银江镇')
  })

  test('the action stays in the first 70 units by giving up, in turn, places and long names', () => {
    const text = (areaDesc: string, senderName = '攀枝花市东区人民政府防汛抗旱指挥部办公室'): string =>
      sms(aPublished({ info: { senderName, area: [anArea({ areaDesc })] } })).slice(0, 70)
    const action = '沿岸群众立即向高处转移，'
    expectInOrder(text('银江镇、弄弄坪街道、炳草岗街道'), ['区防汛抗旱指挥部办公室', '、炳草岗街道', action])
    expectInOrder(text('银江镇、弄弄坪街道、炳草岗街道、大渡口街道'), ['区防汛抗旱指挥部办公室', '银江镇等4地', action])
    const two = '攀枝花市东区防汛抗旱指挥部办公室、攀枝花市东区应急管理局'
    expectInOrder(text('弄弄坪街道沿江低洼片区、银江镇', two), ['区防办、区应急局', '、银江镇', action])
  })
})

describe('hostile and endless text', () => {
  const nasty = '预警😀\u202e{{leave}}<script>\u0000]]>\n【演练】'
  const piece = fc.oneof(
    fc.constant(nasty),
    fc.constant(nasty.repeat(800)),
    fc.constant(''),
    fc.constant('{'),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...'走，。！?a .{}\n\u202e\ud83d😀洪', 'https://a.cn/'), maxLength: 300 }),
  )
  const anyAlert = fc.record({
    texts: fc.record({ headline: piece, description: piece, instruction: piece, senderName: piece, event: piece }),
    areaDesc: piece,
    eventName: piece,
    language: fc.constantFrom('zh-CN', 'en', 'ko', 'ug'),
    msgType: fc.constantFrom('Alert', 'Update', 'Cancel'),
    cancelReason: fc.constantFrom('lifted', 'downgraded', 'error'),
    status: fc.constantFrom('Actual', 'Exercise'),
    weatherSignal: fc.boolean(),
    maxParts: fc.constantFrom(1, 2, 3),
  })

  test.each(['.', ',', '走，', '(', ' of', '\n1.', '、', '\u0301', 'https://'])(
    'repeated without end takes no more work than it is long: %j',
    async (bit) => {
      for (const language of ['zh-CN', 'en']) {
        for (const weatherSignal of [true, false]) {
          const render = (size: number): void => {
            const text = bit.repeat(size / bit.length)
            const words = { event: text, headline: text, description: text, instruction: text, senderName: text }
            const published = aPublished({ weatherSignal, eventName: text, info: { language, ...words } })
            expect(renderSms(published, county, language).parts).toBeLessThanOrEqual(2)
          }
          await expectInProportion(render, 30_000, `${language} ${weatherSignal}`)
        }
      }
    },
  )

  test('always gives a well-formed text within its parts, signed first and marked when not real', () => {
    fc.assert(
      fc.property(anyAlert, ({ texts, areaDesc, language, status, msgType, maxParts, ...rest }) => {
        const info = anInfo({ ...texts, language, area: [anArea({ areaDesc })] })
        const published = aPublished({
          ...rest,
          cancelReason: msgType === 'Cancel' ? rest.cancelReason : null,
          previousColour: msgType === 'Update' ? 'orange' : null,
          alert: { info: [info], status, msgType },
        } as Parameters<typeof aPublished>[0])
        const small = { ...county, sms: { ...county.sms, maxParts } }
        const { text, parts } = renderSms(published, small, language)
        expect(parts).toBeLessThanOrEqual(maxParts)
        expect(parts).toBe(splitSms(text).length)
        expect(text.isWellFormed()).toBe(true)
        expect(text.startsWith('【攀枝花东区预警】')).toBe(true)
        expect(text).not.toContain('{{')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
        if (status === 'Exercise') expect(text).toMatch(/^【攀枝花东区预警】【演练】.*【演练】$/su)
      }),
      { numRuns: 300 },
    )
  })
})
