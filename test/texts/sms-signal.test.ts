import { describe, expect, test } from 'vitest'
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { tipOf } from '../../functions/texts/event-words.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { countSms } from '../../functions/texts/sms-length.ts'
import { aPublished, at } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'

const county = loadCounty('510402')
const sms = (published: PublishedAlert): string => renderSms(published, county, 'zh-CN').text

const description =
  '攀枝花市东区气象台2026年07月01日16时55分发布暴雨橙色预警信号：预计未来3小时，银江镇降雨量将达50毫米以上。请注意防范。'
const aSignal = (info: Partial<Info> = {}, overrides: Partial<PublishedAlert> = {}, alert: Partial<Alert> = {}) => {
  const base = aPublished({
    weatherSignal: true,
    colour: 'orange',
    eventCode: '11B03',
    eventName: '暴雨',
    info: {
      responseType: ['Prepare'],
      senderName: '攀枝花市东区气象台',
      headline: '攀枝花市东区气象台发布暴雨橙色预警信号[II级/严重]',
      description,
      instruction: '',
      ...info,
    },
    ...overrides,
  })
  return { ...base, alert: { ...base.alert, sender: '51040241600000', sent: at('16:55'), ...alert } }
}

const orangeTip = tipOf('11B03', 'orange', 'zh-CN')

describe('a weather station’s signal', () => {
  test('is relayed word for word, our line stands apart', () => {
    expect(sms(aSignal())).toBe(
      `【攀枝花东区预警】${description.replace('请注意防范。', '')}\n区应急局提示：${orangeTip}走不动打0812-0000000（演示号码）。`,
    )
  })

  test('is cut only at the end of a sentence', () => {
    const long = `${description}${'预计今天夜间仍有强降雨，请各单位注意。'.repeat(20)}`
    const text = sms(aSignal({ description: long }))
    const [relayed = '', own = ''] = text.slice('【攀枝花东区预警】'.length).split('\n')
    expect(long.startsWith(relayed)).toBe(true)
    expect(relayed).toMatch(/。$/u)
    expect(own).toMatch(/^区应急局提示：/u)
    expect(countSms(text).parts).toBe(2)
  })

  test('whose description does not name it is opened by its headline', () => {
    expect(sms(aSignal({ description: '未来3小时有强降雨。' }))).toContain(
      '】攀枝花市东区气象台7月1日3时12分发布暴雨橙色预警信号[II级/严重]。未来3小时有强降雨。\n区应急局提示：',
    )
  })

  test('with one endless sentence keeps issuer, time, event, colour and what to do', () => {
    const text = sms(aSignal({ headline: '预'.repeat(10_000), description: '雨'.repeat(10_000) }))
    expect(text).toContain(
      `】攀枝花市东区气象台7月1日3时12分发布暴雨橙色预警信号。\n区应急局提示：${orangeTip}走不动打0812`,
    )
  })

  test('sent by mistake is withdrawn in the station’s name: no danger denied, no apology', () => {
    const references = [{ sender: '51040241600000', identifier: 'x', sent: '2026-07-01T02:50:00+08:00' }]
    const mistaken = aSignal({}, { cancelReason: 'error', askedToLeave: true }, { msgType: 'Cancel', references })
    expect(sms(mistaken)).toBe(
      '【攀枝花东区预警】攀枝花市东区气象台7月1日3时12分撤销2时50分暴雨橙色预警信号（误发）。\n疑问打0812-0000000（演示号码）。',
    )
    expect(renderSms(mistaken, county, 'en').text).not.toMatch(/sorry|no danger/iu)
    for (const language of ['zh-CN', 'en', 'ko']) {
      const mail = renderEmail(mistaken, county, language, 'https://yj.example.gov.cn').text
      expect(mail).toMatch(/误发|mistake|잘못/u)
      expect(mail).not.toMatch(/道歉|apologise|사과|没有险情|回家|no danger/iu)
    }
  })

  test('has the number in every colour of the fourteen, cuts only where a case or a clause ends, and has one author a label', () => {
    for (const { type, eventCode, levels } of national.signals)
      for (const { colour, name, criterion, guidance } of levels) {
        const words = `攀枝花市气象台7月1日3时12分发布${name}：${criterion}`
        const instruction = guidance.map((line, i) => `${i + 1}.${line}；`).join('')
        const signal = { colour: colour as PublishedAlert['colour'], eventCode, eventName: type }
        const text = sms(aSignal({ senderName: '攀枝花市气象台', description: words, instruction }, signal))
        const [quoted = '', own = ''] = text.slice('【攀枝花东区预警】'.length).split('\n')
        const tip = tipOf(eventCode, signal.colour, 'zh-CN')!
        expect(own, name).toBe(
          `区应急局提示：${tip}${tip.includes('没通知不要回') ? '走不动打' : '疑问打'}0812-0000000（演示号码）。`,
        )
        expect(quoted, name).toMatch(/[。…]$/u)
        if (quoted.endsWith('…')) {
          expect(words.startsWith(quoted.slice(0, -1)), name).toBe(true)
          expect(words.slice(quoted.length - 1), name).toMatch(/^[，；。：]/u)
        }
      }
  })

  test('whose guidance orders people out where our tip does not says so as guidance', () => {
    const instruction = '1.政府及相关部门做好防雷工作；2.沿河住户立即转移到高处；3.做好排涝。'
    const text = sms(aSignal({ instruction }, { eventCode: '11B14', eventName: '雷电' }))
    expect(text).toMatch(/防御指南：沿河住户立即转移到高处。\n区应急局提示：/u)
  })

  test('as a drill is marked like any other, and says that no station issued it', () => {
    const drill = aSignal({}, {}, { status: 'Exercise' })
    expect(sms(drill)).toMatch(/】【演练】不是真的。.*演练（模拟）暴雨橙色预警信号.*【演练】$/su)
    expect(renderEmail(drill, county, 'zh-CN', 'https://yj.example.gov.cn').subject).toMatch(
      /^【演练·不是真的】.*演练（模拟）暴雨橙色预警信号（/u,
    )
  })

  test.each([
    [
      '未来3小时银江镇有暴雨橙色标准的降雨。',
      '未来3小时银江镇有暴雨橙色标准的降雨（攀枝花市东区气象台7月1日3时12分发布）。',
    ],
    ['攀枝花市东区气象台发布暴雨橙色预警信号。', '攀枝花市东区气象台7月1日3时12分发布暴雨橙色预警信号。'],
    [
      '攀枝花市东区气象台今天16时55分发布暴雨橙色预警信号。',
      '攀枝花市东区气象台今天16时55分发布暴雨橙色预警信号（7月1日3时12分发布）。',
    ],
    [
      '预计7月1日20时至2日8时银江镇有暴雨橙色标准的降雨。',
      '预计7月1日20时至2日8时银江镇有暴雨橙色标准的降雨（攀枝花市东区气象台7月1日3时12分发布）。',
    ],
  ])('says with the station’s words when it was issued where they do not: %s', (words, dated) => {
    expect(sms(aSignal({ description: words }))).toContain(`】${dated}\n区应急局提示：离开`)
  })

  test('of one long sentence keeps what is coming, up to a clause', () => {
    const long = `攀枝花市东区气象台7月1日16时55分发布暴雨橙色预警信号：过去3小时${'炳草岗、弄弄坪、'.repeat(4)}银江镇已出现50毫米以上降雨，预计未来3小时银江镇降雨量将达50毫米以上，${'并伴有雷电大风，'.repeat(6)}请注意防范。`
    const text = sms(aSignal({ description: long }))
    expect(text).toMatch(/发布暴雨橙色预警信号：…预计未来3小时银江镇降雨量将达50毫米以上.*…\n区应急局提示：离开/u)
    expect(countSms(text).parts).toBe(2)
  })

  test('tells people who are to move, and nothing that its tip says already', () => {
    const guidance = (index: number, level: number): string =>
      national.signals[index]!.levels[level]!.guidance.map((line, i) => `${i + 1}.${line}；`).join('')
    expect(
      sms(
        aSignal(
          { description: description.replace('橙', '黄').replace('请注意防范。', ''), instruction: guidance(1, 1) },
          { colour: 'yellow' },
        ),
      ),
    ).toMatch(/\n区应急局提示：住危房、沟边坡下的搬到安全处，没通知不要回；.*走不动打0812/u)
    const cold = { eventCode: '11B05', eventName: '寒潮', colour: 'yellow' as const }
    const words = '攀枝花市东区气象台7月1日16时55分发布寒潮黄色预警信号。'
    const text = sms(aSignal({ description: words, instruction: guidance(3, 1) }, cold))
    expect(text.match(/添衣保暖/gu)).toHaveLength(1)
    expect(text).not.toMatch(/牲畜|水果/u)
  })

  test.each([
    '攀枝花市东区气象台7月1日16时55分发布暴雨橙色预警信号。',
    '攀枝花市东区气象台2026年07月01日16:55继续发布暴雨橙色预警信号。',
    '攀枝花市东区气象台1日16时将暴雨黄色预警信号升级为暴雨橙色预警信号。',
    '7月1日3时12分，攀枝花市东区气象台暴雨橙色预警信号。',
    '暴雨橙色预警信号，发布时间：2026-07-01 16:55。',
  ])('does not say twice when it was issued: %s', (words) => {
    expect(sms(aSignal({ description: words }))).toContain('\n区应急局提示：离开')
  })

  test('an address is cut out of its clause, what to do stays', () => {
    const words = '攀枝花市东区气象台7月1日16时55分发布暴雨橙色预警信号，请沟边住户立即转移，路线见https://a.gov.cn/x。'
    const text = sms(aSignal({ description: words }))
    expect(text).toContain('请沟边住户立即转移')
    expect(text).not.toMatch(/http|gov\.cn|路线见/u)
  })

  test('what the station orders stands before what it goes on to tell', () => {
    const text = sms(
      aSignal({
        description: `${description}${'夜间还有雨。'.repeat(9)}`,
        instruction: '银江镇沟边住户立即转移到高处。',
      }),
    )
    expect(text).toMatch(/50毫米以上。银江镇沟边住户立即转移到高处。请注意防范。.*\n走不动打0812/su)
  })

  test('a guidance for offices never pushes out what to do', () => {
    const { guidance } = national.signals[1]!.levels[1]!
    const instruction = `防御指南：${guidance.map((line, index) => `${index + 1}.${line}；`).join('')}`
    const text = sms(aSignal({ instruction }, { colour: 'yellow' }))
    expect(text).toContain(tipOf('11B03', 'yellow', 'zh-CN'))
    expect(text).not.toMatch(/政府|部门/u)
  })

  test.each([
    ['Evacuate', '马上离开危险的地方，往安全处转移。'],
    ['Shelter', '马上进屋躲避，不要外出。'],
    ['Monitor', orangeTip],
  ] as const)('whose station coded %s says so', (type, words) => {
    expect(sms(aSignal({ responseType: [type] }))).toContain(`\n区应急局提示：${words}`)
  })

  test('of an event and colour without a tip says whom to follow', () => {
    expect(sms(aSignal({ responseType: [] }, { eventCode: null, eventName: '怪雨' }))).toContain(
      '听当地干部安排，有危险打110、119。',
    )
  })
})

test('what the station asks is not said again where our line says it', () => {
  const instruction = '请银江镇沟边住户马上转移。请绕开积水，驾驶人员绕行新渡口桥。'
  const text = sms(aSignal({ description: '暴雨蓝色预警信号。', instruction }, { colour: 'blue' }))
  expect(text).toMatch(/绕行新渡口桥/u)
  expect(text.match(/绕开积水/gu)).toHaveLength(1)
})

describe('the end of a weather station’s signal', () => {
  const ended = (
    cancelReason: 'lifted' | 'downgraded',
    info: Partial<Info> = {},
    overrides: Partial<PublishedAlert> = {},
  ) => sms(aSignal(info, { cancelReason, ...overrides }, { msgType: 'Cancel' }))

  test('is told in the station’s name, also by a Cancel without words of its own', () => {
    const text = ended('lifted', {}, { askedToLeave: true })
    expect(text).toContain('】攀枝花市东区气象台7月1日3时12分解除暴雨橙色预警信号。\n')
    expect(text).toContain('已转移的人先不要回家')
    expect(text).not.toContain('预计未来3小时')
  })

  test('says when, where the station’s words do not', () => {
    const headline = '攀枝花市东区气象台解除暴雨橙色预警信号'
    expect(ended('lifted', { headline, description: '' }, { askedToLeave: true })).toContain(
      '】攀枝花市东区气象台7月1日3时12分解除暴雨橙色预警信号\n区应急局提示：已转移的人先不要回家',
    )
  })

  test('whose words hold no time says behind them when it was lifted, not issued', () => {
    const headline = '暴雨橙色预警信号解除'
    expect(ended('lifted', { headline, description: '' })).toContain(
      `】${headline}（攀枝花市东区气象台7月1日3时12分解除）`,
    )
  })

  test('that is only a step down is not called a lifting', () => {
    const text = ended('downgraded', {}, { askedToLeave: true })
    expect(text).toContain(
      '7月1日3时12分将暴雨橙色预警信号降级，不是解除。\n区应急局提示：仍有危险。已转移的人先不要回家',
    )
    expect(text.replaceAll('不是解除', '')).not.toContain('解除')
  })

  test('sends nobody home who never left', () => {
    const cold = { eventCode: '11B05', eventName: '寒潮' }
    expect(ended('lifted', {}, cold)).not.toContain('回家')
    // Rain empties homes at times: where people were told to leave, by our tip for the colour too.
    const blue = { colour: 'blue' as const }
    for (const reason of ['lifted', 'downgraded'] as const) {
      expect(ended(reason, {}, blue)).not.toContain('回家')
      expect(ended(reason)).toContain('已转移的人先不要回家，听村干部安排。')
    }
    expect(ended('lifted', {}, { ...cold, askedToLeave: true })).toContain('先不要回家')
  })
})

test('whatever the fourteen stations write, what to do and when it was issued are never lost', () => {
  const levels = national.signals.flatMap(({ type, eventCode, levels }) =>
    levels.map((level) => ({ ...level, type, eventCode })),
  )
  const words = fc.array(
    fc.constantFrom(
      '预计未来6小时有影响。',
      '请注意防范。',
      '局地伴有大风；',
      '，',
      '详见https://a.cn/b。',
      '影响'.repeat(40),
    ),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(fc.constantFrom(...levels), words, words, fc.constantFrom(2, 3, 4), (level, said, asked, maxParts) => {
      const signal = aSignal(
        { headline: `发布${level.name}`, description: said.join(''), instruction: asked.join('') },
        { colour: level.colour as PublishedAlert['colour'], eventCode: level.eventCode, eventName: level.type },
      )
      const text = renderSms(signal, { ...county, sms: { ...county.sms, maxParts } }, 'zh-CN').text
      expect(text).toContain('7月1日3时12分')
      expect(text).not.toMatch(/https?:/u)
      expect(countSms(text).parts).toBeLessThanOrEqual(maxParts)
      const tip = tipOf(level.eventCode, level.colour as PublishedAlert['colour'], 'zh-CN')!
      if (asked.length === 0) expect(text).toContain(tip)
    }),
  )
})
