import { describe, expect, test } from 'vitest'
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Colour, Info } from '../../functions/alerts/alert.ts'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { signalTableSchema } from '../../functions/platform/weather-signal.ts'
import { briefOf, stepsIn } from '../../functions/texts/brief.ts'
import { keepsAway, tipOf } from '../../functions/texts/event-words.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import {
  digestOf,
  followable,
  residentsLinesIn,
  residentsOf,
  signalAdvice,
} from '../../functions/texts/signal-advice.ts'
import { aPublished } from '../delivery/a-published.ts'

const aSignal = (info: Partial<Info> = {}, overrides: Partial<PublishedAlert> = {}): PublishedAlert =>
  aPublished({
    weatherSignal: true,
    colour: 'yellow',
    eventCode: '11B03',
    eventName: '暴雨',
    info: { responseType: ['Prepare'], instruction: '', ...info },
    ...overrides,
  })
const adviceOf = (published: PublishedAlert, language?: string) =>
  signalAdvice(published, published.alert.info[0]!, language)
/** Each colour of the fourteen signals, without words of the station's own. */
const fourteen = () =>
  signalTableSchema.parse(national).signals.flatMap(({ slug, levels }) => {
    const { type, eventCode } = national.signals.find((signal) => signal.slug === slug)!
    return levels.map(({ colour, name, guidance, residents = [] }) => ({
      signal: aSignal({}, { colour, eventCode, eventName: type }),
      name,
      guidance,
      residents,
    }))
  })
const linesOf = (instruction: string): string[] => adviceOf(aSignal({ instruction }))!.forResidents

describe('what a weather signal asks of residents', () => {
  test.each([
    ['1.', '防御指南：1.政府及相关部门按照职责做好防暴雨工作；2.切断有危险的室外电源；3.居民不要外出。'],
    ['1、', '防御指南：1、政府及相关部门按照职责做好防暴雨工作。2、切断有危险的室外电源。3、居民不要外出。'],
    ['（1）', '（1）政府及相关部门按照职责做好防暴雨工作（2）切断有危险的室外电源（3）居民不要外出'],
    ['1)', '1) 政府及相关部门做好防暴雨工作 2) 切断有危险的室外电源 3) 居民不要外出'],
    ['①', '①政府及相关部门按照职责做好防暴雨工作②切断有危险的室外电源③居民不要外出'],
    ['一、', '一、政府及相关部门按照职责做好防暴雨工作；二、切断有危险的室外电源；三、居民不要外出。'],
    ['一是', '一是政府及相关部门做好防暴雨工作；二是切断有危险的室外电源；三是居民不要外出。'],
    ['lines', '1.政府及相关部门按照职责做好防暴\n雨工作；\n2.切断有危险的\n室外电源；\n3.居民不要外出。'],
    ['no numbers', '政府及相关部门按照职责做好防暴雨工作；切断有危险的室外电源；居民不要外出。'],
  ])('is found in a list numbered %s', (_, instruction) => {
    expect(linesOf(instruction)).toEqual(['切断有危险的室外电源。', '居民不要外出。'])
  })

  test('is the regulation’s guidance where the station gave none, the county’s own table first', () => {
    expect(adviceOf(aSignal())!.forResidents).toEqual([
      '切断低洼地带有危险的室外电源，暂停在空旷地方的户外作业，转移危险地带人员和危房居民到安全场所避雨。',
      '检查城市、农田、鱼塘排水系统，采取必要的排涝措施。',
    ])
    const level = {
      colour: 'yellow',
      name: '暴雨黄色预警信号（省）',
      criterion: '六小时五十毫米',
      guidance: ['不要外出走动'],
    }
    const own = signalTableSchema.parse({ source: '某省办法', signals: [{ slug: 'rainstorm', levels: [level] }] })
    const published = aSignal()
    expect(signalAdvice(published, published.alert.info[0]!, 'zh-CN', own)).toMatchObject({
      officialName: '暴雨黄色预警信号（省）',
      forResidents: ['不要外出走动。'],
    })
  })

  test.each([
    [
      '机场、铁路、高速公路等单位做好防护措施，驾驶人员注意沙尘暴变化，小心驾驶',
      ['驾驶人员注意沙尘暴变化，小心驾驶。'],
    ],
    ['房屋抗风能力较弱的中小学校和单位应当停课、停业，人员减少外出', ['人员减少外出。']],
    ['当出现险情时，有关部门赶赴现场，居民听从安排', ['居民听从安排。']],
    ['如遇险情，有关单位立即报告', []],
    ['有关部门立即组织沿河群众转移到高处', ['有关部门立即组织沿河群众转移到高处。']],
    ['气象部门适时进行人工增雨作业', []],
    ['做好防风准备工作', []],
    ['对老、弱、病、幼人群提供防暑降温指导，并采取必要的防护措施', []],
    ['农村基层组织和农户要关注霜冻信息', ['农村基层组织和农户要关注霜冻信息。']],
    ['学校、幼儿园采取适当措施，保证学生和幼儿安全', []],
    ['停止户外露天作业（除特殊行业外）', ['停止户外露天作业（除特殊行业外）。']],
    ['银江镇沟边住户立即往高处转移！', ['银江镇沟边住户立即往高处转移！']],
    ['气温下降2、3度，注意保暖', ['气温下降2、3度，注意保暖。']],
  ])('%s', (instruction, lines) => {
    expect(linesOf(instruction)).toEqual(lines)
  })

  test('a later sentence of a numbered line goes on about the office it began with', () => {
    expect(linesOf('1.有关部门做好准备。加强值守。请居民关好门窗。2.加固棚架。')).toEqual([
      '请居民关好门窗。',
      '加固棚架。',
    ])
  })

  test('no colour of the fourteen signals gives residents an office’s line, with or without numbers', () => {
    for (const { type, eventCode, levels } of national.signals) {
      for (const { colour, guidance, name } of levels) {
        const signal = { colour: colour as PublishedAlert['colour'], eventCode, eventName: type }
        const bare = adviceOf(aSignal({}, signal))!
        const numbered = guidance.map((line, index) => `${index + 1}.${line}；`).join('')
        const plain = `${guidance.join('；')}。`
        expect(bare.officialName).toBe(name)
        expect(bare.forResidents.join('')).not.toMatch(/政府|部门|机场|单位/u)
        if (type !== '干旱') expect(bare.forResidents.length, name).toBeGreaterThan(0)
        expect(adviceOf(aSignal({ instruction: numbered }, signal))!.forResidents, name).toEqual(bare.forResidents)
        expect(adviceOf(aSignal({ instruction: plain }, signal))!.forResidents, name).toEqual(bare.forResidents)
      }
    }
  })

  test('is said in English and Korean wherever a Chinese reader is shown any of it', () => {
    for (const { signal, name } of fourteen()) {
      const shown = followable(adviceOf(signal)!.forResidents, tipOf(signal.eventCode, signal.colour, 'zh-CN'))
      const [english, korean] = ['en', 'ko'].map((language) => adviceOf(signal, language)!.forResidents.join(' '))
      if (shown.length === 0) expect([english, korean], name).toEqual(['', ''])
      else expect(english, name).toMatch(/^[A-Z][^\p{Script=Han}]+$/u)
      if (shown.length > 0) expect(korean, name).toMatch(/^\p{Script=Hangul}[^\p{Script=Han}]+$/u)
    }
    expect(adviceOf(aSignal(), 'en')!.officialName).toBe('Rainstorm YELLOW weather signal')
  })

  test('in another language is a clause of the guidance, and shown only where the Chinese excerpt shows that clause', () => {
    const county = loadCounty('510402')
    const digest = (signal: PublishedAlert, language: string): string[] =>
      digestOf(signal, signal.alert.info[0]!, county, language)?.lines ?? []
    let left = 0
    for (const { signal, name, guidance, residents } of fourteen()) {
      const chinese = digest(signal, 'zh-CN').join('')
      for (const row of residents) {
        expect(chinese + guidance.join('；'), name).toContain(row.zh)
        const isShown = chinese.includes(row.zh) || /^Boats: /u.test(row.en)
        if (!isShown) left++
        for (const language of ['en', 'ko'] as const) {
          expect(digest(signal, language).includes(row[language]), `${name} ${row.zh}`).toBe(isShown)
          expect(residentsLinesIn(signal.eventCode, signal.colour, language).includes(row[language])).toBe(isShown)
        }
      }
      // Chores of offices and farms, and what offices may close or cut, are no rows at all.
      for (const said of [digest(signal, 'en'), digest(signal, 'ko')])
        expect(said.join(' '), name).not.toMatch(
          /\bpower\b|drains|animals|crops|may be closed|business|set hours|\bwater for\b|전원|물길|가축|작물|용수|수돗물|막힐/iu,
        )
    }
    expect(left).toBeGreaterThan(3)
  })

  test('the issuer’s whole text stays whole', () => {
    const instruction = '1.政府做好工作；\n2.不要外出。'
    const published = aSignal({ headline: '某台发布暴雨黄色预警信号', description: '将有暴雨。', instruction })
    expect(adviceOf(published)!.whole).toBe(`某台发布暴雨黄色预警信号\n将有暴雨。\n${instruction}`)
  })

  test('only a signal in force has it', () => {
    expect(adviceOf(aSignal({}, { weatherSignal: false }))).toBeNull()
    const lifted = aSignal({ headline: '解除暴雨黄色预警信号', urgency: 'Past' }, { cancelReason: 'lifted' })
    expect(adviceOf(lifted)!.forResidents).toEqual([])
    expect(
      adviceOf(aSignal({ headline: '发布暴雨黄色预警信号', urgency: 'Expected' }, { cancelReason: 'lifted' })),
    ).toBeNull()
  })
})

describe('lines that somebody at home can follow', () => {
  test('are the people’s, first those who are to move, in words that speak to them', () => {
    expect(
      followable([
        '切断低洼地带有危险的室外电源，暂停在空旷地方的户外作业，转移危险地带人员和危房居民到安全场所避雨。',
      ]),
    ).toEqual(['危险地带人员和危房居民转移到安全场所避雨。', '暂停在空旷地方的户外作业。'])
  })

  test('are no switches, ships, fields, props, gatherings and schools, in any colour of the fourteen', () => {
    for (const { levels } of national.signals)
      for (const { guidance, name } of levels)
        expect(followable(residentsOf(guidance)).join(''), name).not.toMatch(
          /电源|船舶|港|鱼塘|排涝|农田|加固|牲畜|^尽量减少损失|^以便/u,
        )
  })

  test.each(['zh-CN', 'en', 'ko'])('send nobody out whom our tip has leave or stay in, in %s', (language) => {
    const chore = /室外物品|\bthings outside\b|바깥 물건/u
    const sent = fourteen().filter(({ signal }) =>
      briefOf(signal, loadCounty('510402'), language).digest?.lines.some((line) => chore.test(line)),
    )
    expect(sent.map(({ name }) => name)).toEqual(['大风蓝色预警信号', '沙尘暴黄色预警信号'])
  })

  test('tell of schools and shops last and never alone, and whose word that is', () => {
    const lines = (instruction: string) =>
      briefOf(aSignal({ instruction }), loadCounty('510402'), 'zh-CN').digest?.lines ?? null
    expect(lines('1.政府做好工作；2.停止集会、停课、停业（除特殊行业外）；3.做好排涝。')).toBeNull()
    expect(lines('1.政府做好工作；2.必要时停课、停业；3.人员不要外出。')).toEqual([
      '人员不要外出。',
      '上课、上班听学校和单位的通知。',
    ])
  })

  test('are what drivers and walkers do whatever else stands beside it, and what stops in the open', () => {
    expect(followable(['驾驶人员必须严格控制车、船的行进速度。'])).toEqual(['驾驶人员必须严格控制车、船的行进速度。'])
    expect(followable(['停止露天活动和高空等户外危险作业。'])).toEqual(['停止露天活动和高空等户外危险作业。'])
  })

  test('are what comes with the rain, although offices guard against it', () => {
    const red = national.signals[1]!.levels[3]!
    expect(red.name).toBe('暴雨红色预警信号')
    expect(followable(residentsOf(red.guidance))).toEqual(['注意防范山洪、滑坡、泥石流等灾害。'])
  })

  test('may be none: then there is no digest, and our tip stands alone', () => {
    const signal = aSignal({ instruction: '1.政府做好工作；2.切断电源；3.做好排涝。' }, { colour: 'red' })
    const brief = briefOf(signal, loadCounty('510402'), 'zh-CN')
    expect(brief.digest).toBeNull()
    expect(brief.doNow).toBe(`区应急局提示：${tipOf('11B03', 'red', 'zh-CN')}`)
  })
})

describe('what to do over a signal, on pages and in mails', () => {
  const county = loadCounty('510402')
  const told = (info: Partial<Info>, language = 'zh-CN') =>
    briefOf(aSignal(info, { colour: 'orange' }), county, language)
  const tip = `区应急局提示：${tipOf('11B03', 'orange', 'zh-CN')}`

  test('is our tip and residents’ lines in the place of a guidance, the issuer’s whole text open below', () => {
    const instruction = '1.政府及相关部门做好防暴雨工作；2.切断有危险的室外电源；3.沿河住户马上转移到高处。'
    const brief = told({ instruction })
    expect(brief.digest).toEqual({
      label: '区应急局摘编',
      lines: ['沿河住户马上转移到高处。'],
    })
    expect(brief.doNow).toBe(tip)
    expect(brief.original).toContain(instruction)
    expect(stepsIn(brief)).toEqual(['沿河住户马上转移到高处。', tip])
  })

  test('is what the station asks of people here and now, in front of our tip', () => {
    const brief = told({ instruction: '请银江镇沟边住户马上转移。' })
    expect(brief.digest).toBeNull()
    expect(brief.doNow).toBe(`请银江镇沟边住户马上转移。\n${tip}`)
  })

  test('is the regulation’s lines where the station asks nothing', () => {
    expect(told({})?.digest?.lines[0]).toBe('暂停户外作业。')
    const english = told({ instruction: '请银江镇沟边住户马上转移。' }, 'en')
    expect(english.digest?.lines[0]).toBe('Watch for flash floods, landslides and mudflows.')
    expect(english.doNow).toContain('请银江镇沟边住户马上转移。')
  })

  test.each(['en', 'ko'])('is our tip first on a page in %s, where the code says less', (language) => {
    const brief = briefOf(aSignal({}, { colour: 'red' }), county, language)
    expect(brief.coded).toMatch(/^(?:Emergency bureau|응급관리국): /u)
    expect(brief.coded).toContain(tipOf('11B03', 'red', language))
    const out = briefOf(aSignal({ responseType: ['Evacuate'] }, { colour: 'red' }), county, language)
    expect(out.coded).not.toContain(tipOf('11B03', 'red', language))
  })

  test.each(['en', 'ko'])('is our tip, and no office’s Chinese, where nothing is left for a page in %s', (language) => {
    let bare = 0
    for (const { signal, guidance, name } of fourteen()) {
      const instruction = guidance.map((line, i) => `${i + 1}.${line}；`).join('')
      const { eventCode, eventName, colour } = signal
      const brief = briefOf(aSignal({ instruction }, { eventCode, eventName, colour }), county, language)
      expect(brief.coded, name).toContain(tipOf(eventCode, colour, language))
      expect(brief.doNow, name).toBe('')
      expect(brief.original.join(''), name).toContain(instruction)
      if (brief.digest === null) bare++
    }
    expect(bare).toBeGreaterThan(5)
  })

  test('stands in the mail', () => {
    const published = aSignal({ instruction: '1.政府做好工作；2.切断电源；3.减少外出。' }, { colour: 'orange' })
    const mail = renderEmail(published, county, 'zh-CN', 'https://yj.example.gov.cn')
    expect(mail.text).toMatch(/没通知不要回。\n区应急局摘编：\n减少外出。\n/u)
    expect(mail.html).toContain('区应急局摘编')
    const leave = aSignal(
      { instruction: '1.政府做好工作；2.切断电源；3.沿河住户马上转移到高处。' },
      { colour: 'orange' },
    )
    const { text, html } = renderEmail(leave, county, 'zh-CN', 'https://yj.example.gov.cn')
    for (const said of [text, html]) expect(said).toMatch(/摘编[\s\S]*沿河住户马上转移[\s\S]*区应急局提示：离开沟边/u)
  })

  test.each(['zh-CN', 'en', 'ko'])('says nothing of our tip twice, and who leaves first, in %s', (language) => {
    for (const { eventCode, type, levels } of national.signals)
      for (const { colour, name, guidance } of levels) {
        const instruction = guidance.map((line, i) => `${i + 1}.${line}；`).join('')
        const signal = aSignal({ instruction }, { eventCode, eventName: type, colour: colour as Colour })
        const brief = briefOf(signal, county, language)
        const tip = tipOf(eventCode, colour as Colour, language)!
        const lines = brief.digest?.lines ?? []
        for (const said of lines.flatMap((line) => line.split(/(?<=[，。]|[.] )/u)))
          expect(tip, name).not.toContain(said.replace(/[，。. ]+$/u, ''))
        expect(lines.join(''), name).not.toMatch(/停[课业]、|、停[课业]/u)
        if (!keepsAway(tip) || !/危房|weak|약한 집/u.test(tip)) continue
        expect(lines.join(' '), name).not.toMatch(/危房|\bweak\b|(?:위험한|약한) 집/u)
        expect(`${brief.coded}${stepsIn(brief)[0]}`, name).toMatch(/^(?:区应急局提示|Emergency bureau|응급관리국)/u)
      }
  })

  test('says nothing twice: what our tip says is left out of the lines beside it', () => {
    const cold = { eventCode: '11B05', eventName: '寒潮', colour: 'yellow' as const }
    const signal = (instruction: string) => aSignal({ instruction }, cold)
    const mail = renderEmail(
      signal('1.政府做好防寒工作；2.注意添衣保暖，照顾好老、弱、病人；3.对牲畜采取防寒措施。'),
      county,
      'zh-CN',
      'https://yj.example.gov.cn',
    )
    const [top = ''] = mail.text.split('发布单位原文')
    expect(top.match(/添衣保暖/gu)).toHaveLength(1)
    expect(top).toContain('\n区应急局摘编：\n照顾好老、弱、病人。\n')
    expect(briefOf(signal('1.政府做好工作；2.注意添衣保暖。'), county, 'zh-CN').digest).toBeNull()
  })
})
