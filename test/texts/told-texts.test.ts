import { describe, expect, test } from 'vitest'
import national from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Colour } from '../../functions/alerts/alert.ts'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { ordersToLeave } from '../../functions/alerts/rules/orders.ts'
import { renderPoster } from '../../functions/pages/poster.ts'
import { pageBrief } from '../../functions/pages/shown-card.ts'
import { signageText } from '../../functions/pages/signage.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { briefOf, stayBeside, wholeOf } from '../../functions/texts/brief.ts'
import { keepsAway, tipOf } from '../../functions/texts/event-words.ts'
import { stayAway } from '../../functions/texts/leaving.ts'
import { mannerOf } from '../../functions/texts/message-form.ts'
import { pageWords } from '../../functions/texts/page-words.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { countSms } from '../../functions/texts/sms-length.ts'
import { spokenWhen } from '../../functions/texts/when.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'
import { type ToldCase, toldCases } from './told-cases.ts'

const place = loadCounty('510402')
const county = { ...place, duty: { ...place.duty, placeholder: false } }
const siteUrl = 'https://yj.example.gov.cn'

const told = (name: keyof typeof toldCases) => {
  const { published, language = 'zh-CN', reader }: ToldCase = toldCases[name]
  const { text: mail, subject = '', html = '' } = renderEmail(published, county, language, siteUrl, reader)
  const sms = renderSms(published, county, language, reader).text
  return { sms, mail, subject, html, brief: briefOf(published, county, language) }
}
const sms = (published: PublishedAlert, language = 'zh-CN'): string => renderSms(published, county, language).text

describe('what to do', () => {
  test('keeps its place when an address is cut out of it', () => {
    const { sms: text, subject, mail } = told('an address in the action')
    expect(text).toContain('：银江镇，马上撤到沟两侧高处，不要过河！9时前有效')
    expect(subject).toContain('：银江镇，马上撤到沟两侧高处（7月')
    // A mail may link to an allowed host.
    expect(mail).toContain('https://yj.example.gov.cn/lx')
  })

  test('that nobody said is the county’s, marked, and comes after what happened', () => {
    const { sms: text, mail, subject } = told('a red that says nothing of what to do')
    expect(text).toMatch(
      /：银江镇，银江沟上游.*猛涨。区应急局提示：马上往沟两侧高处走.*9时前有效，没通知不要回家。走不动打/u,
    )
    expect(mail).toMatch(
      /^现在就做：区应急局提示：马上往沟两侧高处走.*\n银江沟上游3小时降雨82毫米，沟水正在猛涨。\n哪里：/u,
    )
    expect(subject).toBe('【红色】山洪预警：银江镇，马上往沟两侧高处走（7月1日3:12—9:00）')
  })

  test('that is only coded comes in words, after what happened', () => {
    expect(told('a red that only codes what to do').sms).toMatch(
      /沟水正在猛涨。区应急局提示：马上往沟两侧高处走，不要过河，叫醒老人邻居。9时前有效，没通知不要回家。走不动打/u,
    )
    // A tip that lets people stay in says less than a code that has them leave.
    const leak = aPublished({ eventCode: '12D02', eventName: '泄漏', info: { instruction: '', description: '' } })
    expect(sms(leak)).toContain('马上离开危险的地方，往安全处转移。')
  })

  test('that stands in the description comes with what happened', () => {
    expect(told('what to do stands in the description').sms).toMatch(
      /：银江镇，银江沟水猛涨，请沟边住户马上往两侧高处走。上游水库正在泄洪。9时前有效，没通知不要回家。走不动打/u,
    )
  })

  test('stands before what happened where the sender says both', () => {
    const { sms: text, mail } = told('what happened beside what to do')
    expect(text).toContain('沟边住户马上往两侧高处走。银江沟上游塘坝出现管涌。')
    expect(mail).toMatch(/沟边住户马上往两侧高处走。.*银江沟上游塘坝出现管涌/su)
  })

  test('is never missing from a real warning, whatever the sender left out', () => {
    const some = fc.constantFrom('', '请注意防范。', '各有关部门按职责做好工作。', '详见https://yj.gov.cn/a')
    fc.assert(
      fc.property(
        fc.record({ headline: some, description: some, instruction: some }),
        fc.constantFrom('None' as const, 'Monitor' as const, 'Evacuate' as const),
        fc.constantFrom('11A51', '11B09', '12K', null),
        (texts, responseType, eventCode) => {
          const info = { ...texts, responseType: [responseType] }
          const text = sms(aPublished({ eventCode, eventName: '事件', info }))
          expect(text).toMatch(
            responseType === 'Monitor'
              ? /留意后续消息/u
              : responseType === 'Evacuate'
                ? /往安全处转移|往沟两侧高处走/u
                : /区应急局提示：|听当地干部安排，有危险打110、119。/u,
          )
        },
      ),
    )
  })

  test('with 没通知不要回家 and 走不动打 only where residents leave', () => {
    const yellow = {
      responseType: ['Prepare' as const],
      instruction: '切断室外电源，转移危险地带人员和危房居民到安全场所避雨。',
    }
    const office = aPublished({ colour: 'yellow', info: yellow })
    expect(sms(office)).not.toMatch(/没通知不要回家|走不动打/u)
    expect(briefOf(office, county, 'zh-CN').help).toMatch(/^疑问打/u)
    const people = aPublished({ info: { ...yellow, instruction: '危房人员马上转移。' } })
    expect(sms(people)).toMatch(/没通知不要回家。走不动打/u)
    expect(briefOf(people, county, 'zh-CN').help).toMatch(/^走不动打/u)
  })

  test('and of an Update that asks nobody to leave, only for those who left before', () => {
    const info = { responseType: ['Monitor' as const], instruction: '不要下沟过河。' }
    const update = aPublished({ askedToLeave: true, previousColour: 'red', alert: { msgType: 'Update' } })
    const published = { ...update, alert: { ...update.alert, info: [{ ...update.alert.info[0]!, ...info }] } }
    expect(sms(published)).toMatch(/有效，已转移的没通知不要回家。疑问打/u)
    expect(briefOf(published, county, 'zh-CN').help).toMatch(/^疑问打/u)
  })
})

describe('what kind of news it is', () => {
  test('an outage is a notice that says when, and is no warning in force', () => {
    const { sms: text, subject, mail, brief } = told('an outage in two days')
    expect(text).toContain(
      '供电公司7月1日7时通知：7月3日6时至18时东华街道停电检修。用呼吸机等设备的家庭请提前联系供电所。',
    )
    // Once, and without a colour.
    expect(text.match(/18时/gu)).toHaveLength(1)
    expect(text).not.toMatch(/有效|预警：|发布/u)
    expect(subject).toBe('【即将生效】停电通知：7月3日6时至18时东华街道停电检修')
    expect(mail).toContain('什么时候：即将生效，7月3日6:00起，至18:00')
    expect(brief.title).toBe('停电通知：7月3日6时至18时东华街道停电检修')
  })

  test('a closed road is a notice that says which and which way round', () => {
    const { sms: text, subject } = told('a closed bridge')
    expect(text).toContain('通知：渡口桥因支座受损，7月1日9时起双向封闭，请绕行新渡口桥。')
    expect(text).not.toMatch(/全区|预警：|有效/u)
    expect(subject).toBe('道路交通通知：7月1日9时起渡口桥双向封闭')
  })

  test('a notice that begins later says so by its own words, in title and time too', () => {
    const { brief, mail } = told('a closed bridge')
    expect(brief.title).toBe('道路交通通知：7月1日9时起渡口桥双向封闭')
    expect(mail).toContain('\n什么时候：7月1日9:00起\n')
    const { published } = toldCases['a closed bridge']
    expect(briefOf(published, county, 'en').span).toBe('from 1 Jul 09:00')
    // What began before it was sent is only told when it was issued.
    const later = { ...published, sentAtMs: atMs('09:30') }
    expect(briefOf(later, county, 'zh-CN').span).toBe('7月1日9:30发布')
    // Of a planned one with an end both are said.
    const planned = briefOf({ ...published, eventName: '道路施工', expiresAtMs: atMs('18:00') }, county, 'zh-CN')
    expect(planned.span).toBe('7月1日9:00起，至18:00')
  })

  test('water nobody may drink, and a closed road, are told no hour at which that would be over', () => {
    const { sms: text, mail } = told('water nobody may drink')
    for (const each of [text, mail]) expect(each).not.toMatch(/9时|9:00/u)
    // The codes only say who gets it, and when it was sent is not when it begins.
    expect(mail).toMatch(/\n发给：全区\n什么时候：7月1日3:12发布\n/u)
    expect(mail).not.toMatch(/哪里|3:12起/u)
    expect(told('water nobody may drink').brief.title).toBe('供水突发事件通知：瓜子坪片区自来水受污染')
  })

  test('buses that do not go are neither a warning nor lifted', () => {
    expect(told('buses that do not go').sms).toMatch(/通知：受山洪影响取消全部乡镇班车。不要开车走沿江公路。/u)
  })

  test('a sender’s own 预警 and a dam in danger stay warnings', () => {
    const { published } = toldCases['a closed bridge']
    const info = { ...published.alert.info[0]!, headline: '道路结冰预警' }
    expect(mannerOf(published, info)).toBe('warning')
    expect(told('a dam in danger').sms).toContain(
      '发布水库险情红色预警：银江镇，大河沟水库下游沟边住户马上往两侧高处走，不要过沟。',
    )
  })

  test('what is past is told as news of what was', () => {
    const { sms: text, subject, brief, mail } = told('a felt earthquake')
    expect(text).toMatch(
      /区应急局转发中国地震台网中心消息：7月1日03时05分.*3\.9级地震，东区有感。区应急局提示：房子有裂缝、倾斜，或是老旧危房，马上到空地。/u,
    )
    expect(text).not.toMatch(/预警：|发布|有效|预计/u)
    expect(subject).toMatch(/^【通报】地震通报：.*3\.9级/u)
    expect(brief).toMatchObject({
      title: '地震通报：7月1日03时05分攀枝花市仁和区发生3.9级地震，东区有感',
      span: '7月1日3:12发布',
      timeLabel: '什么时候',
    })
    expect(mail).toMatch(/^7月1日03时05分.*3\.9级地震，东区有感\n现在就做：/u)
    expect(told('an earthquake another body reports').sms).toMatch(
      /区应急局转发四川地震台网消息：7月1日03时10分在凉山州会理市发生4\.1级地震。区应急局提示：/u,
    )
    // Coordinates and depth are for who reads at a desk.
    expect(told('an earthquake another body reports').mail).toMatch(/北纬26\.5度.*震源深度10千米/u)
  })

  test('what is said names its own place: the whole county is not put in front of it', () => {
    const everywhere = { area: { codes: ['510402'], polygons: [], circles: [] } }
    const info = {
      instruction: '',
      description: '',
      responseType: ['Avoid' as const],
      area: [anArea({ areaDesc: '东区' })],
    }
    const fire = { ...everywhere, eventName: '森林火灾', eventCode: '11G01', colour: 'orange' as const }
    expect(sms(aPublished({ ...fire, info: { ...info, headline: '银江镇弄密山发生森林火灾' } }))).toContain(
      '预警：银江镇弄密山发生森林火灾。不要靠近，绕开走。',
    )
    expect(sms(aPublished({ ...fire, info: { ...info, headline: '城边山上起火' } }))).toContain(
      '：全区，城边山上起火。',
    )
  })

  test('a road that is open again needs no advice', () => {
    const info = {
      category: ['Transport' as const],
      responseType: ['None' as const],
      urgency: 'Past' as const,
      instruction: '',
      description: '',
      headline: '炳草岗大桥已恢复通行',
    }
    const area = { codes: ['510402'], polygons: [], circles: [] }
    const published = aPublished({ eventCode: null, eventName: '道路交通', colour: 'blue', area, info })
    expect(sms(published)).toMatch(/通报：炳草岗大桥已恢复通行。疑问打/u)
  })

  test('what comes has the room before what led up to it', () => {
    const description =
      '受近期持续强降雨影响，土壤含水量趋于饱和，预计7月1日20时至2日20时，银江镇、弄弄坪街道发生滑坡、泥石流的风险较高。'
    const info = { headline: '', instruction: '', responseType: ['None' as const], description }
    const text = sms(aPublished({ eventCode: '11D', eventName: '地质灾害', colour: 'orange', info }))
    expect(text).toContain('预计7月1日20时至2日20时，银江镇')
    expect(text).not.toContain('土壤')
    expect(text).toContain('区应急局提示：')
  })

  test('the same again is said to be that', () => {
    expect(told('said again').sms).toContain('继续发布山洪红色预警：')
  })

  test('an Update that is the first news is told as issued', () => {
    const first = aPublished({ isFirst: true, previousColour: 'orange', alert: { msgType: 'Update' } })
    expect(sms(first)).toContain('发布山洪红色预警：')
  })
})

describe('where', () => {
  test('the sender’s words are whole where they fit, also on the phone, and never widened', () => {
    const { sms: text, subject, brief, mail } = told('a place in many words')
    expect(text).toContain('银江镇阿署达村一组')
    expect(text).toContain('银江镇阿署达村一组二组三组沿沟两侧五十米范围内以及沙坝村五组六组河边低洼地带，立即转移。')
    expect(brief.title).toBe('山洪红色预警：银江镇阿署达村、沙坝村…')
    expect(brief.place).toContain('沙坝村五组六组河边低洼地带')
    expect(mail).toContain('沙坝村五组六组河边低洼地带')
    expect(subject).toContain('银江镇')
    for (const each of [text, subject, brief.place]) expect(each).not.toContain('全区')
  })

  test.each(['下游住户', '上游的人', '水库下游住户', '周边群众', '沟对岸住户', '沿线住户'])(
    'what lies off the place is no part of it: %s',
    (who) => {
      const published = aPublished({ info: { headline: '', description: '', instruction: `${who}马上往高处走。` } })
      expect(sms(published)).toContain(`：银江镇，${who}马上`)
    },
  )

  test('a shape that only Chinese words describe is told in English by the town they name', () => {
    const { published } = toldCases['a place in many words']
    expect(renderSms(published, county, 'en').text).toContain('Yinjiang Town')
  })

  const placeOf = (areaDescs: string[], codes: string[], language = 'zh-CN') => {
    const info = anInfo({ area: areaDescs.map((areaDesc) => anArea({ areaDesc })) })
    const published = aPublished({ alert: { info: [info] }, area: { codes, polygons: [], circles: [] } })
    return briefOf(published, county, language).place
  }
  test.each([
    [['攀枝花市东区'], ['510402'], '全区'],
    [['四川省攀枝花市'], ['510402'], '全区'],
    [['东区', '炳草岗街道'], ['510402'], '全区'],
    // 12379 often gives the county's code to a place the words narrow down.
    [['银江镇沟边河边'], ['510402'], '银江镇沟边河边'],
    // Words for the whole county do not widen what the codes say.
    [['攀枝花市东区'], ['510402100'], '银江镇'],
    [['炳草岗街道、东区'], ['510402002'], '炳草岗街道'],
    // Nor does a shape.
    [['东区'], [], '东区'],
    [['沿江低洼地带'], ['510402100'], '沿江低洼地带'],
    // Two places that do not agree are both named.
    [['炳草岗街道'], ['510402100'], '炳草岗街道、银江镇'],
    [['银江镇'], ['510402100', '510402002'], '银江镇、炳草岗街道'],
    [['银江镇一组、二组', '银江镇三组'], ['510402100'], '银江镇一组、二组、银江镇三组'],
  ])('%j of codes %j is %s', (areaDescs, codes, place) => {
    expect(placeOf(areaDescs, codes)).toBe(place)
  })
})

describe('when', () => {
  test('no end is said to be none', () => {
    const { sms: text, mail } = told('no end given')
    expect(text).toContain('没写到几时，以解除通知为准，没通知不要回家')
    expect(text).not.toContain('有效')
    expect(mail).toContain('7月1日8:30起，没写到几时，以解除通知为准')
  })

  test('what begins later says from when to when on the phone too', () => {
    const later = { onsetAtMs: atMs('06:00', 3), expiresAtMs: atMs('18:00', 3) }
    expect(sms(aPublished(later))).toMatch(/7月3日6时起，至18时，没通知不要回家。/u)
  })

  test('there is a short form of that, for where there is less room', () => {
    const times = { hasEnd: false, onsetAtMs: atMs('06:00', 2), sentAtMs: atMs('03:12'), expiresAtMs: atMs('18:00', 2) }
    expect(spokenWhen(times)).toEqual(['7月2日6时起，没写到几时，以解除通知为准', '7月2日6时起，以解除通知为准'])
  })

  test('every text carries the hour it was issued', () => {
    for (const [name, { published, reader, language }] of Object.entries<ToldCase>(toldCases)) {
      if (language) continue
      const { text } = renderSms(published, county, 'zh-CN', reader)
      expect(text, name).toMatch(/7月1日\d{1,2}时/u)
    }
  })
})

describe('a lifting', () => {
  const liftings = [
    'lifted, by an Update that says all clear',
    'lifted in a subdistrict',
    'lifted for a part',
    'lifted, with the old orders left in the form',
  ] as const
  test.each(liftings)('never says home first, and repeats no order: %s', (name) => {
    const { sms: text, mail, subject, brief } = told(name)
    expect(text).toMatch(/解除.{2,6}山洪红色预警：先别急着回家，(?:村|社区)干部查完房屋山坡、叫你回再回。/u)
    expect(text).toMatch(/看见裂缝、塌方马上离开，打区值班/u)
    expect(subject).toMatch(/^【(?:已|部分)解除】.*：先别急着回家，等(?:村|社区)干部通知（/u)
    for (const each of [text, mail, brief.doNow]) {
      expect(each).not.toMatch(/可以回家|立即撤|有效|：回家/u)
      expect(ordersToLeave(each.replace('{{leave}}', ''))).toBe(false)
    }
  })

  test('names who lets people back, by the kind of place', () => {
    expect(told('lifted in a subdistrict').sms).toContain('社区干部')
    expect(told('lifted, with the old orders left in the form').sms).toContain('村干部')
  })

  test('of a part names it and says that the rest stays', () => {
    const { sms: text, brief, subject } = told('lifted for a part')
    expect(subject).toMatch(/^【部分解除】炳草岗街道/u)
    expect(text).toMatch(/解除炳草岗街道山洪红色预警：.*其他地方的预警没有解除。/u)
    expect(brief.doNow).toContain('其他地方的预警没有解除。')
  })

  test('tells no forecast of the warning that is over', () => {
    const { published } = toldCases['lifted in a subdistrict']
    const info = { ...published.alert.info[0]!, description: '预计今日9时至20时可能发生山洪。沟水已退。' }
    const brief = briefOf({ ...published, alert: { ...published.alert, info: [info] } }, county, 'zh-CN')
    expect(brief.original).toEqual(['沟水已退。'])
  })

  test('says nothing of home where nobody left', () => {
    const { sms: text, mail, subject } = told('lifted where nobody left')
    // Nothing is said under our own name where we have nothing to say.
    expect(text).toContain('】攀枝花市气象台7月1日18时解除高温橙色预警信号\n疑问打0812')
    for (const each of [text, mail, subject]) expect(each).not.toMatch(/家，|回家|转移/u)
    const left = { ...toldCases['lifted where nobody left'].published, askedToLeave: true }
    expect(sms(left)).toContain('已转移的人先不要回家，听村社干部安排。')
  })

  test('whatever its form carries over, never orders people out', () => {
    const order = fc.constantFrom(
      '立即撤到高处。',
      '请沟边住户马上转移！',
      '看见涨水马上往高处走。',
      '水已退。',
      '可以回家。',
      '马上进屋躲避。',
      '',
    )
    const texts = fc.array(order, { maxLength: 3 }).map((all) => all.join(''))
    fc.assert(
      fc.property(
        texts,
        texts,
        texts,
        fc.constantFrom('lifted', 'error', 'downgraded'),
        (headline, description, instruction, cancelReason) => {
          const info = {
            headline,
            description,
            instruction,
            responseType: ['AllClear' as const],
            urgency: 'Past' as const,
          }
          const published = aPublished({ cancelReason, previousColour: 'red', info })
          const { text, subject = '' } = renderEmail(published, county, 'zh-CN', siteUrl)
          for (const each of [sms(published), text, subject]) {
            expect(ordersToLeave(each.replace('{{leave}}', ''))).toBe(false)
          }
        },
      ),
    )
  })
})

describe('who lies outside now', () => {
  test('hears so by the name of the place, and never that they are safe', () => {
    const { sms: text, mail, subject, html } = told('outside now')
    expect(text).toContain(
      '7月1日8时50分：山洪红色预警现在只发给银江镇，炳草岗街道不在里面了。已转移的先别回家，等社区干部通知；看见涨水、塌方马上往高处走。',
    )
    expect(subject).toBe('【先别回家·范围变了】山洪红色预警：炳草岗街道不在里面了（7月1日8:50）')
    for (const each of [text, mail, html]) expect(each).not.toMatch(/立即撤到高处|没通知不要回家|安全了|没有危险/u)
    expect(mail).toContain('现在怎么做：山洪红色预警现在只发给银江镇，炳草岗街道不在里面了。')
  })

  test('whom only a shape left out hears of the place they follow', () => {
    const { sms: text } = told('outside now, of a shape')
    expect(text).toContain(
      '东区分局7月1日8时50分变更滑坡红色预警。区应急局说明：范围变小了，您关注的地方现在不在里面了。已转移的先别回家',
    )
    expect(told('outside now, of a shape').mail).toContain('还在预警的地方：银江镇一部分\n')
    expect(text).toContain('看见裂缝、塌方马上离开')
  })

  test('hears nothing of home where nobody leaves it', () => {
    expect(told('outside now, of heat').sms).toMatch(/炳草岗街道不在里面了。疑问打区值班[\d-]+。$/u)
    expect(told('outside now, of heat').subject).toMatch(/^【变更】/u)
  })

  test('of another body’s message hears what it did in its own term, and what we make of it under our name', () => {
    const { sms: text, subject, mail } = told('outside now, of heat')
    expect(text).toContain(
      '】攀枝花市气象台7月1日3时12分变更高温橙色预警信号。区应急局说明：现在只发给银江镇，炳草岗街道不在里面了。疑问打',
    )
    expect(subject).toBe('【变更】高温橙色预警信号变更（区应急局说明：炳草岗街道不在里面了）（7月1日3:12）')
    expect(mail).toMatch(
      /^现在怎么做：攀枝花市气象台变更高温橙色预警信号。\n区应急局说明：现在只发给银江镇，炳草岗街道不在里面了。\n/u,
    )
    const { published } = toldCases['outside now, of heat']
    expect(renderSms(published, county, 'en', 'outside').text).toContain(
      'HEAT CHANGED, Met office 1 Jul 03:12. Bureau: now only Yinjiang Town, not Bingcaogang',
    )
    expect(renderSms(published, county, 'ko', 'outside').text).toContain(
      '\n高温橙色预警信号变更。区应急局说明：现在只发给',
    )
  })
})

describe('what a person at the desk made official', () => {
  test('a signal passed on: whose, when, its words, and our line apart', () => {
    const { sms: text, mail, subject, brief } = told('a signal passed on by the desk')
    expect(text).toBe(
      '【攀枝花东区预警】转发攀枝花市气象台7月1日3时12分暴雨红色预警信号：未来3小时银江镇降雨量将达100毫米以上。区应急局提示：离开沟边河边和低洼处，不要过漫水路。疑问打0812-0000000。',
    )
    expect(subject).toBe(
      '【红色】转发暴雨红色预警信号：银江镇（区应急局提示：离开沟边河边和低洼处）（7月1日3:12—20:00）',
    )
    expect(brief).toMatchObject({ issuer: '攀枝花市气象台', issuedAt: '7月1日3:12' })
    // Under 发布单位原文 stands what the station says, and nothing of ours.
    expect(brief.original.join('')).not.toContain('离开沟边')
    expect(mail).toContain('现在就做：区应急局提示：离开沟边河边和低洼处，不要过漫水路。')
  })

  test('the government’s own order: no signal, no station', () => {
    const { sms: text, mail, subject, brief } = told('an order in the government’s own name')
    expect(text).toBe(
      '【攀枝花东区预警】区防汛抗旱指挥部7月1日3时21分紧急通知：沟水猛涨，银江镇沟边河边住户马上往两侧高处走，不要过河！叫醒老人邻居。没通知不要回家。走不动打0812-0000000。',
    )
    expect(brief.title).toBe('山洪紧急通知：银江镇')
    for (const each of [text.slice(10), subject, mail.replaceAll('的预警', '')]) expect(each).not.toMatch(/气象|预警/u)
  })
})

describe('a screen', () => {
  test('of a notice shows what happened, and no hour at which it would be over', () => {
    const screen = (name: keyof typeof toldCases) =>
      signageText(pageBrief(toldCases[name].published, county, 'zh-CN'), atMs('03:12'))
    expect(screen('water nobody may drink')).toMatchObject({
      warning: '供水突发事件通知',
      place: '瓜子坪片区自来水受污染',
      until: '7月1日3:12发布',
    })
    const quake = screen('a felt earthquake')
    expect(quake.warning).toBe('地震通报')
    expect(quake.place).toMatch(/^攀枝花市仁和区发生3\.9级地震/u)
  })
})

describe('a mail', () => {
  test('begins with what to do, and says no sentence twice', () => {
    for (const [name, { published, reader, language = 'zh-CN' }] of Object.entries<ToldCase>(toldCases)) {
      const { text } = renderEmail(published, county, language, siteUrl, reader)
      const brief = briefOf(published, county, language)
      if (brief.doNow !== '' && brief.manner !== 'news')
        expect(text, name).toMatch(/^(?:现在(?:就|怎么)做：|Do this now: )/u)
      // What a station says stays whole, and a relay's line of ours stands in front of it.
      if (published.weatherSignal) continue
      const sentences = text
        .split(/[。\n]/u)
        .map((each) => each.replace(/^[^：]{2,6}：/u, '').trim())
        .filter((each) => each.length > 8)
      expect(sentences, name).toEqual([...new Set(sentences)])
    }
  })
})

describe('languages', () => {
  test('whose words contradict the Chinese say event, place, colour and whose words to follow', () => {
    const { sms: text, mail, subject } = told('a leak, the English words muted')
    expect(subject).toContain('Yinjiang Town: LEAVE NOW. Follow the Chinese text (')
    expect(text).toMatch(/】RED CHEMICAL LEAK Yinjiang Town: LEAVE NOW\. Follow the Chinese text\./u)
    for (const each of [text, mail]) expect(each).not.toMatch(/stay indoors/iu)
    expect(mail).toContain('Do this now: LEAVE NOW. Follow the Chinese text.\n立即撤离。')
    // By the times of the words that are followed, and not those of the muted ones.
    expect(subject).toMatch(/^\[RED\] .*\(1 Jul 03:12-09:00\)$/u)
    expect(sms(toldCases['a leak, the English words muted'].published)).toContain('立即撤离')
  })
})

describe('a language that may only point to the Chinese words', () => {
  const muted = (instruction: string, colour: 'red' | 'yellow', language = 'en') => {
    const { published } = toldCases['a leak, the English words muted']
    const info = published.alert.info.map((each) => ({
      ...each,
      responseType: [],
      ...(each.language === 'en' ? { language } : { instruction }),
    }))
    const told = { ...published, askedToLeave: false, colour, mutedLanguages: [language] }
    const alert = { ...told, alert: { ...told.alert, info } } as PublishedAlert
    return [
      sms(alert, language),
      renderEmail(alert, county, language, siteUrl).subject ?? '',
      briefOf(alert, county, language).coded,
    ]
  }

  test.each([
    ['en', /LEAVE NOW/u, /ACT NOW/u],
    ['ko', /지금 떠나세요/u, /지금 행동하세요/u],
  ] as const)(
    'says in %s that people leave now, else that it is urgent and who reads it to them',
    (language, leave, act) => {
      for (const each of muted('银江镇住户立即撤离。', 'red', language)) expect(each).toMatch(leave)
      const urgent = muted('关好门窗，用湿毛巾捂住口鼻。', 'red', language)
      for (const each of urgent) expect(each).toMatch(act)
      for (const each of urgent) expect(each).not.toMatch(leave)
      for (const each of muted('关好门窗。', 'yellow', language)) expect(each).not.toMatch(act)
    },
  )
})

describe('a station’s signal', () => {
  const signal = (eventName: string, colour: Colour): PublishedAlert => {
    const { eventCode, levels } = national.signals.find(({ type }) => type === eventName)!
    const { guidance } = levels.find((level) => level.colour === colour)!
    return aPublished({
      weatherSignal: true,
      eventName,
      eventCode,
      colour,
      area: { codes: ['510402'], polygons: [], circles: [] },
      info: {
        event: eventName,
        responseType: ['Prepare'],
        senderName: '攀枝花市气象台',
        headline: '',
        description: `攀枝花市气象台7月1日3时12分发布${eventName}预警信号：有影响。`,
        instruction: guidance.map((line, i) => `${i + 1}.${line}；`).join(''),
        area: [anArea({ areaDesc: '攀枝花市东区' })],
      },
    })
  }
  const mail = (alert: PublishedAlert, language = 'zh-CN') => renderEmail(alert, county, language, siteUrl)

  test('whose tip moves people says whom to call who cannot walk, on the phone as in the mail', () => {
    for (const [event, colour] of [
      ['台风', 'yellow'],
      ['暴雨', 'red'],
      ['大风', 'red'],
    ] as const) {
      expect(sms(signal(event, colour)), event).toMatch(/。走不动打0812-0000000。$/u)
      expect(mail(signal(event, colour)).text, event).toContain('求助：走不动打 0812')
    }
    for (const event of ['高温', '大雾'] as const) {
      expect(sms(signal(event, 'red')), event).toMatch(/。疑问打0812-0000000。$/u)
      expect(mail(signal(event, 'red')).text, event).toContain('求助：疑问打 0812')
    }
  })

  test('has our line in its subject under our name, and without it where that has no room', () => {
    const { subject } = mail(signal('大雾', 'red'))
    expect(subject).toBe('【红色】大雾红色预警信号：全区（区应急局提示：别出门）（7月1日3:12—9:00）')
    const own = signal('大雾', 'red')
    const asked = { ...own.alert.info[0]!, instruction: '银江镇住户不要出门。' }
    const told = mail({ ...own, alert: { ...own.alert, info: [asked] } }).subject
    expect(told).toBe('【红色】大雾红色预警信号：全区，银江镇住户不要出门（7月1日3:12—9:00）')
    const where = `${'阿署达村'.repeat(15)}`
    const far = { ...asked, instruction: '', area: [anArea({ areaDesc: where })] }
    const long = { ...own, area: { codes: ['510402100'], polygons: [], circles: [] } }
    expect(mail({ ...long, alert: { ...long.alert, info: [far] } }).subject).not.toMatch(/（区应急局提示：(?!.*）（)/u)
  })

  test('that has a part of the people move says of going home nothing to those who stay in', () => {
    for (const [event, colour] of [
      ['台风', 'yellow'],
      ['台风', 'red'],
      ['大风', 'yellow'],
    ] as const)
      for (const language of ['zh-CN', 'en', 'ko']) {
        const alert = signal(event, colour)
        const brief = briefOf(alert, county, language)
        const { text } = mail(alert, language)
        // The tip says it to those who move.
        expect(keepsAway(wholeOf(brief)), `${event} ${language}`).toBe(true)
        expect(text).not.toMatch(/没通知不要回家|Do not go home|귀가하지/u)
        expect(brief.stay).toBe(pageWords(language).stayAwayMoved)
      }
    const own = aPublished({ info: { instruction: '危房人员马上转移，其他人不要外出。' } })
    for (const each of [sms(own), mail(own).text]) expect(each).toMatch(/，已转移的没通知不要回家/u)
  })
})

describe('a tip that moves only some', () => {
  const moving = national.signals.flatMap(({ eventCode, type, levels }) =>
    levels.map(({ colour, name }) => ({
      name,
      published: aPublished({
        weatherSignal: true,
        colour: colour as Colour,
        eventCode,
        eventName: type,
        askedToLeave: true,
        info: { event: type, responseType: ['Prepare'], instruction: '' },
      }),
    })),
  )
  const some = moving.filter(({ published }) => keepsAway(tipOf(published.eventCode, published.colour, 'zh-CN')!))

  test.each(['zh-CN', 'en', 'ko'])('has nobody else told not to go home, in %s', (language) => {
    expect(some).toHaveLength(11)
    for (const { name, published } of some)
      expect(briefOf(published, county, language).stay, name).toBe(pageWords(language).stayAwayMoved)
    const shown = '住板房、沟边的搬到安全处。'
    expect(stayAway({ asks: true, left: false, shown }, 'zh-CN')).toBe('已转移的没通知不要回家')
  })

  test('says in a whole English sentence, wherever there is room, that nobody goes back unasked', () => {
    for (const { name, published } of some) {
      const brief = briefOf(published, county, 'en')
      expect(brief.coded, name).toMatch(/until told\./u)
      expect(stayBeside(brief, wholeOf(brief)), name).toBe('If you have moved out, do not go back until you are told.')
      const poster = {
        alert: published,
        county,
        language: 'en',
        siteUrl,
        history: [published],
        nowMs: published.sentAtMs,
      }
      expect(JSON.stringify(renderPoster(poster)), name).toContain('do not go back until you are told.')
    }
    const brief = briefOf(some[0]!.published, county, 'en')
    for (const whole of ['Do not go back until told.', 'No return until told.'])
      expect(stayBeside(brief, whole)).toBe('')
  })
})

describe('numbers, headlines, links', () => {
  test('a made-up number is marked in SMS and mail, a real one is not', () => {
    const published = modelCases.red()
    expect(renderSms(published, place, 'zh-CN').text).toContain('0812-0000000（演示号码）')
    expect(renderEmail(published, place, 'zh-CN', siteUrl).text).toContain('0812-0000000（演示号码）')
    expect(renderSms(modelCases.english(), place, 'en').parts).toBeLessThanOrEqual(2)
    expect(sms(published)).not.toContain('演示')
  })

  test.each([
    ['攀枝花市东区防汛抗旱指挥部发布山洪红色预警', ''],
    ['山洪灾害红色预警', ''],
    ['银江镇山洪红色预警', ''],
    ['攀枝花市东区应急管理局7月1日3时12分发布银江镇山洪灾害I级红色预警信息', ''],
    ['银江沟上游塘坝出现管涌', '银江沟上游塘坝出现管涌'],
  ])('the headline %s counts as %j', (headline, counted) => {
    expect(briefOf(aPublished({ info: { headline } }), county, 'zh-CN').headline).toBe(counted)
  })

  test('a mail shows the sender’s page on an allowed host, and whom to ask beside the desk', () => {
    const info = { web: 'https://yj.panzhihua.gov.cn/route', contact: '0812-2220000' }
    const { text, html = '' } = renderEmail(aPublished({ info }), county, 'zh-CN', siteUrl)
    expect(text).toContain('发布单位的网页：https://yj.panzhihua.gov.cn/route')
    expect(text).toContain('也可以问发布单位：0812-2220000')
    expect(html).toContain('href="https://yj.panzhihua.gov.cn/route"')
    expect(
      renderEmail(aPublished({ info: { web: 'https://evil.example/' } }), county, 'zh-CN', siteUrl).text,
    ).not.toContain('evil')
    expect(briefOf(aPublished({ info: { contact: county.duty.phone } }), county, 'zh-CN').contact).toBeNull()
  })

  test('every model text fits with the full name as its signature', () => {
    const full = { ...county, sms: { ...county.sms, signature: '攀枝花市东区应急管理局' } }
    const cases: ToldCase[] = [
      ...Object.values(modelCases).map((make) => ({ published: make() })),
      toldCases['outside now'],
      toldCases['a signal passed on by the desk'],
      toldCases['an order in the government’s own name'],
    ]
    for (const { published, reader } of cases) {
      const language = published.alert.info.some((info) => info.language === 'en') ? 'en' : 'zh-CN'
      const short = renderSms(published, county, language, reader).text.replace(/^【[^】]*】/u, '')
      const { text } = renderSms(published, full, language, reader)
      expect(countSms(text).parts).toBeLessThanOrEqual(2)
      // Nothing of what must be said gave way: what to do, until when, the number.
      expect(text).toContain(short.slice(-12))
      expect(text.startsWith('【攀枝花市东区应急管理局】')).toBe(true)
    }
  })
})

test('a drill asks people to ring 110 only in earnest, and says that its story is none', () => {
  const { text } = renderEmail(modelCases.drill(), county, 'zh-CN', siteUrl)
  expect(text).toContain('演练中真出了事才打 110、119、120')
  const { originalLabel } = briefOf(modelCases.drill(), county, 'zh-CN')
  expect(originalLabel).toBe('演练设想（假的）')
})

test('a Chinese text names the event in Chinese, whatever the order of infos', () => {
  const chinese = anInfo({ event: '氯气泄漏', onset: at('03:00') })
  const english = anInfo({ language: 'en', event: 'Chlorine leak', instruction: 'Leave at once.' })
  const published = aPublished({ eventCode: null, eventName: '氯气泄漏', alert: { info: [english, chinese] } })
  expect(sms(published)).toContain('发布氯气泄漏红色预警')
  expect(briefOf(published, county, 'en').title).toContain('Chlorine leak')
})
