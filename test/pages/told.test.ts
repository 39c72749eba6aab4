/** What pages, cards, screens and files say of warnings that begin later, end in part, are relayed, or give no end. */
import { describe, expect, test } from 'vitest'
import type { Info } from '../../functions/alerts/alert.ts'
import { nowhere, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderActiveJson } from '../../functions/pages/active.ts'
import { clauseCut } from '../../functions/pages/clause-cut.ts'
import { renderCountyMap } from '../../functions/pages/county-map.ts'
import { partLines, standingText, toDoOf } from '../../functions/pages/item.ts'
import { renderAlertsPage, renderEmbedPage, renderHomePage } from '../../functions/pages/lists.ts'
import { callable, renderAlertPage, toDo } from '../../functions/pages/page.ts'
import { changeOf, mergeRows } from '../../functions/pages/past-alerts.ts'
import { renderPoster, stepsOf } from '../../functions/pages/poster.ts'
import { type PageBrief, pageBrief } from '../../functions/pages/shown-card.ts'
import { renderSignagePage, signageText } from '../../functions/pages/signage.ts'
import { alertPages, listFiles } from '../../functions/pages/site-files.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { html } from '../../functions/platform/html.ts'
import { at, atMs, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'
import { toldCases } from '../texts/told-cases.ts'
import {
  bingcaogang,
  drill,
  endless,
  liftedByUpdate,
  partlyLifted,
  rainstorm,
  reissued,
  relayed,
  sentAt,
  twoColours,
  upcoming,
  yinjiang,
} from '../texts/told-scenes.ts'
import { someFrames } from './a-frame-set.ts'

const county = loadCounty('510402')
const siteUrl = 'https://yj.example.gov.cn'
const about = (alerts: readonly PublishedAlert[], nowMs: number, language = 'zh-CN') => ({
  alerts,
  county,
  language,
  siteUrl,
  nowMs,
  mapApproval: null,
})
/** As somebody reads it. */
const textOf = (markup: string): string => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const pageOf = (alert: PublishedAlert, history: readonly PublishedAlert[], nowMs: number, language = 'zh-CN') =>
  renderAlertPage({ ...about([], nowMs, language), alert, history, guides: [] })
const page = (...args: Parameters<typeof pageOf>): string => pageOf(...args).main.html
const home = (...args: Parameters<typeof about>): string => renderHomePage({ ...about(...args), months: {} }).main.html
const screen = (...args: Parameters<typeof about>): string => renderSignagePage(about(...args)).main.html
const active = (...args: Parameters<typeof about>) => JSON.parse(renderActiveJson(about(...args))).alerts

describe('a warning that begins later', () => {
  const alert = upcoming()

  test('says from when to when and never 生效中, wherever it stands', () => {
    const nowMs = atMs('09:00')
    const one = { ...about([], nowMs), alert, history: [alert], guides: [] }
    const texts = [
      page(alert, [alert], nowMs),
      home([alert], nowMs),
      renderEmbedPage(about([alert], nowMs)).main.html,
      renderPoster(one).main.html,
      pageOf(alert, [alert], nowMs).title + pageOf(alert, [alert], nowMs).description,
    ]
    for (const text of texts) {
      expect(textOf(text)).toContain('7月3日6:00起，至18:00')
      expect(text).toContain('即将生效')
    }
    const shown = screen([alert], nowMs)
    expect(shown).toContain('即将生效 7月3日6时起')
    for (const text of [...texts, shown]) expect(text).not.toMatch(/生效中|现在没有生效的预警|18时前有效/)
    expect(shown).toMatch(/class="slide blue upcoming"/)
    expect(page(alert, [alert], nowMs, 'en')).toContain('from 3 Jul 06:00 until 18:00')
  })

  test('stands apart on lists, in colour as an outline, and tells programs its state', () => {
    const nowMs = atMs('09:00')
    const alerts = [...twoColours(), alert]
    expect(textOf(home(alerts, nowMs))).toMatch(/生效中的预警.*山洪红色.*即将生效的预警.*停电通知/u)
    expect(home(alerts, nowMs)).toContain(`class="box blue upcoming" data-upcoming="${alert.alert.identifier}"`)
    expect(active(alerts, nowMs).map(({ state }: { state: string }) => state)).toEqual([
      'inForce',
      'inForce',
      'upcoming',
    ])
    expect(active([alert], nowMs)[0]).toMatchObject({
      onset: at('06:00', 3),
      expires: at('18:00', 3),
      web: 'https://yj.panzhihua.gov.cn/route',
      contact: '0812-2220000',
    })
    expect(active([alert], atMs('06:00', 3))[0].state).toBe('inForce')
    expect(home([alert], atMs('06:00', 3))).toContain('data-in-force')
    // By `effective` alone, too.
    const byEffective = sentAt('08:00', { onsetAtMs: atMs('12:00') })
    expect(active([byEffective], nowMs)[0]).toMatchObject({ onset: at('12:00'), state: 'upcoming' })
  })
})

describe('what the sender adds', () => {
  test('stands on the page: headline, its page on an allowed host, and whom it says to ask beside our number', () => {
    const nowMs = atMs('09:00')
    const text = page(upcoming(), [], nowMs)
    expect(textOf(text)).toContain('东华街道停电检修')
    expect(text).toContain('<a href="https://yj.panzhihua.gov.cn/route"')
    expect(text).toContain('<a href="tel:0812-2220000">0812-2220000</a>')
    for (const web of ['https://evil.example/', 'javascript:alert(1)', 'https://a:b@yj.panzhihua.gov.cn/']) {
      const bad = { ...upcoming(), alert: { ...upcoming().alert, info: [{ ...upcoming().alert.info[0]!, web }] } }
      expect(page(bad, [], nowMs)).not.toContain('external')
      expect(active([bad], nowMs)[0].web).toBeNull()
    }
  })

  test('numbers can be called, right after what to do', () => {
    const text = page(modelCases.red(), [], atMs('03:13'))
    expect(text).toMatch(/不等天亮。<\/p>\s*<p class="help"><strong>求助<\/strong>/u)
    for (const number of ['0812-0000000', '110', '119', '120']) expect(text).toContain(`<a href="tel:${number}">`)
    expect(callable('3小时80毫米，打13812345678或028-86543210、7月1日', []).html).toBe(
      '3小时80毫米，打<a href="tel:13812345678">13812345678</a>或<a href="tel:028-86543210">028-86543210</a>、7月1日',
    )
  })

  test('its place is whole on the page and in active.json', () => {
    const name = '银江镇阿署达村一组二组三组沿沟两侧五十米范围内以及沙坝村五组六组河边低洼地带'
    const [info] = modelCases.red().alert.info
    const alert = sentAt('03:12', {
      area: {
        codes: [],
        polygons: [
          [
            [26.58, 101.74],
            [26.58, 101.8],
            [26.63, 101.8],
            [26.58, 101.74],
          ],
        ],
        circles: [],
      },
      info: { area: [{ ...info!.area[0]!, areaDesc: name, geocode: [] }] },
    })
    expect(page(alert, [], atMs('03:13'))).toContain(name)
    expect(active([alert], atMs('03:13'))[0].areas).toEqual([{ code: null, name }])
    const coded = { ...alert, area: { ...alert.area, codes: [yinjiang] } }
    expect(active([coded], atMs('03:13'))[0].areas).toEqual([
      { code: null, name },
      { code: yinjiang, name: '银江镇' },
    ])
  })
})

describe('a warning without an end', () => {
  const alert = endless()

  test('says so and invents none', () => {
    const nowMs = atMs('09:00')
    const one = { ...about([], nowMs), alert, history: [alert], guides: [] }
    for (const text of [
      page(alert, [alert], nowMs),
      home([alert], nowMs),
      renderPoster(one).main.html,
      pageOf(alert, [], nowMs).description,
    ]) {
      expect(textOf(text)).toContain('没写到几时，以解除通知为准')
      expect(text).not.toMatch(/20:30|NaN|undefined|Invalid|null/)
    }
    expect(pageOf(alert, [], nowMs).head?.html).not.toContain('"expires"')
    expect(textOf(screen([alert], nowMs))).toContain('以解除通知为准')
    expect(active([alert], nowMs)[0]).toMatchObject({ expires: null, state: 'inForce' })
    const over = home([alert], atMs('20:31'))
    expect(textOf(over)).toContain('没写到几时，还没宣布解除，不要返回')
    expect(over).not.toContain('20:30')
  })
})

describe('a warning whose time ran out', () => {
  test('stands under a heading of its own, as an outline, and not as in force', () => {
    const over = sentAt('03:12', { eventCode: '11B14', expiresAtMs: atMs('08:00') })
    const text = home([over], atMs('09:00'))
    expect(textOf(text)).toMatch(/^ ?到时间了，还没宣布解除/u)
    expect(text).not.toMatch(/生效中|data-in-force/)
    expect(textOf(home([over, ...twoColours()], atMs('09:00')))).toMatch(
      /生效中的预警.*到时间了，还没宣布解除.*已过时效/u,
    )
  })
})

describe('a lifting', () => {
  test('by an Update reads as one, leads to itself, and repeats no order to leave', () => {
    const [red, end] = liftedByUpdate() as [PublishedAlert, PublishedAlert]
    const nowMs = atMs('10:31')
    const old = page(red, [red, end], nowMs)
    expect(textOf(old)).toMatch(/✓ 已解除 山洪红色预警：银江镇 解除通知：.* 现在怎么做 先别急着回家/u)
    const own = page(end, [red, end], nowMs)
    expect(own).not.toContain('请立即撤到高处')
    expect(own).toContain('看见裂缝、塌方马上离开')
    for (const text of [old, own]) expect(textOf(text)).not.toMatch(/现在(?:就|怎么)做[^。]*往两侧高处走/u)
  })

  test('of a part says which, and the rest says what is out of it', () => {
    const [whole, part] = partlyLifted() as [PublishedAlert, PublishedAlert]
    const both = [whole, part]
    const nowMs = atMs('09:00')
    expect(textOf(page(part, both, nowMs))).toContain('只解除炳草岗街道，别的地方还没有解除。')
    const rest = page(whole, both, nowMs)
    expect(rest).toContain(`<a href="/alerts/${part.alert.identifier}/">炳草岗街道已解除</a>`)
    expect(textOf(rest)).toMatch(/红色 · 生效中 山洪红色预警：银江镇 炳草岗街道已解除/u)
    expect(textOf(home(both, nowMs))).toMatch(/生效中的预警.*山洪红色预警：银江镇.*炳草岗街道已解除.*最近结束的预警/u)
    expect(active(both, nowMs)).toMatchObject([{ areas: [{ code: yinjiang, name: '银江镇' }], state: 'inForce' }])
    // Nobody knows why a place is out: it is said, and nothing about safety.
    expect(textOf(page(whole, [whole], nowMs))).toContain('炳草岗街道不在这条预警里了，这不等于安全')
    // One area may name several places.
    const [info] = whole.alert.info
    const [first] = info!.area
    const joined = {
      ...first!,
      areaDesc: '银江镇、炳草岗街道',
      geocode: [yinjiang, bingcaogang].map((value) => ({ valueName: 'x', value })),
    }
    const named = { ...whole, alert: { ...whole.alert, info: [{ ...info!, area: [joined] }] } }
    expect(pageBrief(named, county, 'zh-CN').title).toBe('山洪红色预警：银江镇')
  })

  test('raised for a part: the part says that the rest stands, the rest leads to it, and neither replaces the other', () => {
    const [whole, part] = partlyLifted() as [PublishedAlert, PublishedAlert]
    const orange = { ...whole, colour: 'orange' as const }
    const [ended] = part.alert.info
    const info = [
      { ...ended!, urgency: 'Immediate' as const, responseType: ['Evacuate' as const], headline: '山洪红色预警' },
    ]
    const raised = { ...part, alert: { ...part.alert, info }, cancelReason: null, previousColour: 'orange' as const }
    const nowMs = atMs('09:00')
    expect(textOf(page(raised, [orange, raised], nowMs))).toContain('这条只发给炳草岗街道，别的地方原来的预警还有效。')
    expect(textOf(page(orange, [orange, raised], nowMs))).toContain('炳草岗街道另有山洪红色预警')
    expect(active([orange, raised], nowMs)).toMatchObject([
      { colour: 'red', replaces: [] },
      { colour: 'orange', state: 'inForce' },
    ])
  })

  test('programs are told that it replaces another only once that one holds no longer, and of a part never', () => {
    const nowMs = atMs('09:00')
    const old = sentAt('07:00', { colour: 'orange' }, 3)
    const next = { ...sentAt('08:00', { onsetAtMs: atMs('12:00') }, 4), predecessors: [old.id] }
    const both = [{ ...old, successor: next.id }, next]
    const replaced = (at: number) => active(both, at).at(-1).replaces
    expect(replaced(nowMs)).toEqual([])
    expect(replaced(atMs('12:00'))).toEqual([old.alert.identifier])
    const end = sentAt('08:30', { cancelReason: 'lifted', predecessors: [old.id] }, 5)
    const part = { ...next, onsetAtMs: null, isPart: true }
    expect(active([{ ...old, successor: end.id }, end, part], nowMs)).toMatchObject([{ replaces: [] }])
  })

  test('places an Update dropped are named, unless nobody outside is told', () => {
    const [whole] = partlyLifted() as [PublishedAlert]
    const dropped = (outside: 'tell' | 'silent') => ({
      ...whole,
      except: { ...whole.except, codes: [] },
      dropped: { codes: [bingcaogang], outside, from: nowhere },
    })
    expect(page(dropped('tell'), [], atMs('09:00'))).toContain('不在这条预警里了')
    expect(page(dropped('silent'), [], atMs('09:00'))).not.toContain('不在这条预警里了')
  })
})

describe('a warning issued again', () => {
  const all = reissued()
  const [first, , third] = all as [PublishedAlert, PublishedAlert, PublishedAlert]

  test('is one card, one slide, with its count; its earlier pages lead to the newest', () => {
    const nowMs = atMs('09:40')
    expect(home(all, nowMs).match(/<article/g)).toHaveLength(1)
    expect(textOf(home(all, nowMs))).toContain('橙色 · 生效中 · 第3次发布')
    expect(new Set([...screen(all, nowMs).matchAll(/data-of="([^"]*)"/g)].map(([, of]) => of)).size).toBe(1)
    const old = textOf(page(first, all, nowMs))
    expect(old).toMatch(/→ 已过时，有新消息.*看最新的： 高温/u)
    expect(old).not.toContain('未宣布解除')
    expect(textOf(page(third, all, nowMs))).toContain('第3次发布')
  })

  test('is one past warning, and none while it holds', () => {
    const rows = (nowMs: number) =>
      mergeRows([], changeOf(all, county, nowMs), '2026-07').map(({ identifier }) => identifier)
    expect(rows(atMs('09:40'))).toEqual([])
    expect(rows(atMs('18:01'))).toEqual([third.alert.identifier])
    const kept = mergeRows([], changeOf([first], county, atMs('09:01')), '2026-07')
    expect(kept).toHaveLength(1)
    expect(mergeRows(kept, changeOf(all, county, atMs('09:40')), '2026-07')).toEqual([])
  })

  test('that ran out keeps its row although a part of it was lifted', () => {
    const both = partlyLifted()
    const rows = mergeRows([], changeOf(both, county, atMs('20:01')), '2026-07')
    expect(rows.map(({ standing }) => standing).toSorted()).toEqual(['expired', 'lifted'])
    // The rest may leave what is shown before the part does.
    const [whole, part] = both as [PublishedAlert, PublishedAlert]
    const kept = mergeRows([], changeOf([whole], county, atMs('20:01')), '2026-07')
    expect(mergeRows(kept, changeOf([part], county, atMs('20:01')), '2026-07')).toHaveLength(2)
  })
})

describe('who speaks', () => {
  const [relay, own] = relayed() as [PublishedAlert, PublishedAlert]

  test('of a relayed signal is the station, with its hour', () => {
    const text = textOf(page(relay, [], atMs('03:25')))
    expect(text).toContain('转发攀枝花市气象台7月1日3:12发布的消息')
    expect(text).toMatch(/发布 攀枝花市气象台 7月1日3:12 /u)
    expect(screen([relay], atMs('03:25'))).toContain('转发攀枝花市气象台7月1日3:12发布的消息')
    expect(textOf(home([relay], atMs('03:25')))).toContain('转发攀枝花市气象台')
  })

  test('of an order in the government’s own name is that body, and it is no weather signal', () => {
    const signal = { ...own, weatherSignal: true }
    const text = textOf(page(signal, [], atMs('03:25')))
    expect(text).toMatch(/发布 攀枝花市东区防汛抗旱指挥部 7月1日3:21/u)
    expect(text).not.toMatch(/气象|预警信号|转发攀/u)
    expect(screen([signal], atMs('03:25'))).not.toContain('气象')
  })

  test('a language that contradicts the Chinese words gives way to them, on pages and in active.json', () => {
    const alert = { ...modelCases.english(), mutedLanguages: ['en'] }
    const text = page(alert, [], atMs('03:13'), 'en')
    expect(text).not.toContain('UPHILL')
    expect(textOf(text)).toMatch(/Do this now LEAVE NOW\. Follow the Chinese text\. 沿岸群众/u)
    expect(JSON.stringify(active([alert], atMs('03:13'), 'en'))).not.toContain('UPHILL')
    expect(page(alert, [], atMs('03:13'))).not.toContain('Follow the Chinese')
  })
})

describe('guidance for offices', () => {
  const lines = ['切断低洼地带有危险的室外电源。', '暂停在空旷地方的户外作业。', '危房居民到安全场所避雨。']
  const brief = (): PageBrief => ({
    ...pageBrief(rainstorm(), county, 'zh-CN'),
    digest: { label: '区应急局摘编', lines },
  })

  test('has residents’ lines first; the issuer’s whole text is open below', () => {
    const { html: said } = toDo(brief())
    expect(textOf(said)).toMatch(/现在就做 区应急局提示：.* 区应急局摘编 切断低洼/u)
    expect(said).not.toContain('政府及相关部门')
    const whole = page(rainstorm(), [], atMs('08:30'))
    expect(whole).toMatch(/发布单位原文[\s\S]*1\.政府及相关部门[\s\S]*必要的排涝措施/u)
    expect(whole).not.toContain('<details')
  })

  test('on a card is two lines and a link, on a poster its lines and where the rest is', () => {
    const card = toDoOf(brief(), '/alerts/x/').html
    const tip = '区应急局提示：住危房、沟边坡下的搬到安全处，没通知不要回；绕开积水，夜里手机别关。'
    expect(textOf(card)).toBe(` ${tip} 切断低洼地带有危险的室外电源。 看全文 `)
    expect(card).toContain('<a href="/alerts/x/">')
    // Our own lines are in the page's language, whatever the sender's is.
    const korean = { ...brief(), digest: { label: '발췌', lines: ['옮기세요.'] }, actionIn: 'ko' }
    for (const said of [toDo(korean).html, toDoOf(korean, '/').html]) expect(said).toContain('lang="ko"')
    expect(pageBrief(rainstorm(), county, 'en')).toMatchObject({ saidIn: 'zh-CN', actionIn: 'en' })
    expect(stepsOf(brief())).toEqual({ steps: [tip, ...lines], hasMore: true })
    expect(signageText(brief(), atMs('08:30')).action).toMatch(/^区应急局提示：住危房、沟边坡下的搬到安全处/u)
  })
})

describe('the map', () => {
  const shown = twoColours().map((alert) => ({ alert, standing: 'inForce' as const }))
  const map = (fields: Partial<Parameters<typeof renderCountyMap>[0]> = {}): string =>
    renderCountyMap({ shown, county, language: 'zh-CN', mapApproval: null, linked: true, ...fields }).html
  const whole = [
    {
      alert: sentAt('08:00', { area: { codes: ['510402'], polygons: [], circles: [] } }),
      standing: 'inForce' as const,
    },
  ]

  test('never draws a town: it is a list of names', () => {
    expect(map()).not.toContain('<svg')
    expect(textOf(map())).toMatch(/按地方看 银江镇 ： ◆ 山洪红色预警 炳草岗街道 ： ▲ 山洪橙色预警/u)
    const both = map({ shown: [...shown, ...whole] })
    expect(both.match(/class="shape [a-z]+"/g)).toHaveLength(1)
    expect(both).toContain('<li value="3">')
  })

  test('without a 审图号 shows no border but in a demonstration, which says so', () => {
    const real = { ...county, duty: { ...county.duty, placeholder: false } }
    expect(map({ shown: whole, county: real })).toBe('')
    expect(textOf(map({ shown: [...shown, ...whole], county: real }))).toMatch(/按地方看.*全境/u)
    expect(map({ shown: [...shown, ...whole], county: real })).not.toContain('<svg')
    expect(map({ shown: whole, county: real, mapApproval: '川S(2026)1号' })).toContain('<svg')
    expect(map({ shown: whole })).toMatch(/<svg[\s\S]*演示用的示意图，没有审图号/u)
  })

  test('fills what holds only', () => {
    for (const standing of ['upcoming', 'expired'] as const) {
      const drawn = map({ shown: [{ ...whole[0]!, standing }] })
      expect(drawn).toContain('class="shape red outline"')
      expect(drawn).not.toContain('url(#hatch-red)')
    }
    expect(map({ shown: whole })).toContain('url(#hatch-red)')
  })
})

describe('a drill', () => {
  const frames = someFrames()
  const options = { county, siteUrl, mapApproval: null, now: () => atMs('09:30') }

  test('that is announced is a line without a link on home and the list, and nowhere else', () => {
    const alerts = [drill()]
    const files = listFiles(options, alerts, [], frames, atMs('09:30')).flat()
    const named = files.filter(({ body }) => /演练/u.test(String(body))).map(({ path }) => path)
    expect(named.toSorted()).toEqual(['alerts/index.html', 'en/alerts/index.html', 'en/index.html', 'index.html'])
    const line = /<p class="box drill">.*<\/p>/u.exec(home(alerts, atMs('09:30')))?.[0] ?? ''
    expect(textOf(line)).toMatch(/○ 【演练】不是真的。 演练预告：.*7月8日10:00—11:00.*【演练】不是真的。/u)
    expect(line).not.toContain('<a ')
    expect(textOf(home(alerts, atMs('10:05', 8)))).toContain('演练进行中')
    const list = renderAlertsPage({ ...about(alerts, atMs('09:30')), past: html`` }).main.html
    expect(list).toContain(line)
    expect(home([drill('双盲，公开预告')], atMs('09:30'))).not.toContain('演练')
  })
})

describe('a screen', () => {
  test('cuts at clauses, starts with what to do, and has the code of the page on each slide', () => {
    const slides = screen([modelCases.red()], atMs('03:13')).split('</section>').slice(0, -1)
    expect(slides).toHaveLength(2)
    expect(textOf(slides[0]!)).toMatch(/^ ?沟边河边住户马上往两侧高处走，不要过河！/u)
    for (const slide of slides) expect(slide).toMatch(/<svg class="qr"/)
    expect(slides.join('')).not.toContain('…')
  })

  test('says on every slide that shows the end of an order to leave that nobody goes home at that hour', () => {
    const rain = { ...rainstorm(), colour: 'red' as const }
    for (const language of ['zh-CN', 'en', 'ko'])
      for (const alert of [modelCases.red(), rain]) {
        const slides = screen([alert], atMs('08:30'), language).split('</section>').slice(0, -1)
        expect(slides.length).toBeGreaterThan(0)
        for (const slide of slides) expect(textOf(slide)).toMatch(/没通知不要回|until (?:you are )?told|때까지/u)
        for (const slide of slides) expect(textOf(slide).match(/没通知不要回/gu) ?? ['once']).toHaveLength(1)
      }
    expect(screen([upcoming()], atMs('09:00'))).not.toContain('不要回')
  })

  test('a poster says it once, in words of its order or beside the time', () => {
    const poster = (alert: PublishedAlert): string =>
      textOf(renderPoster({ ...about([], alert.sentAtMs), alert, history: [] }).main.html)
    expect(poster(modelCases.red())).toContain('9:00 没通知不要回家')
    expect(poster(rainstorm()).match(/没通知不要回/gu)).toHaveLength(1)
    expect(poster(modelCases.orange())).toContain('12:00 回家时间等村干部通知')
  })

  test('a cut says a beginning in whole clauses and keeps what is left', () => {
    const clause = fc.constantFrom('马上往高处走', '不要过河', '叫醒老人邻居', '如果走不动', '打电话求助')
    const mark = fc.constantFrom('，', '。', '！', '；')
    const text = fc.array(fc.tuple(clause, mark), { minLength: 1, maxLength: 8 }).map((all) => all.flat().join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (whole, most) => {
        const { said, rest } = clauseCut(whole, 'zh-CN', most)
        const letters = (each: string): string => each.replace(/[，。！；]/gu, '')
        expect(letters(said) + letters(rest)).toBe(letters(whole))
        expect(said).not.toContain('…')
        expect(said).not.toBe('')
      }),
    )
  })
})

describe('pages of alerts', () => {
  test('mark where they are meant for, for a reader who chose a place', () => {
    const [whole] = partlyLifted() as [PublishedAlert]
    expect(home([whole], atMs('09:00'))).toContain(`data-codes="${yinjiang}"`)
    const files = alertPages(
      { county, siteUrl, mapApproval: null, now: () => atMs('09:00') },
      whole,
      [whole],
      someFrames(),
    )
    expect(String(files[0]!.body)).toContain(`<article data-codes="${yinjiang}">`)
  })
})

describe('for a reader of English, of a warning in Chinese', () => {
  const nowMs = atMs('10:40')
  const han = /\p{Script=Han}/u
  const english = (alert: PublishedAlert): PublishedAlert => ({
    ...alert,
    alert: {
      ...alert.alert,
      info: [
        {
          ...alert.alert.info[0]!,
          language: 'en',
          instruction: 'Go up the slopes now.',
          senderName: 'Flood Control and Drought Relief Headquarters of East District',
        },
      ],
    },
  })

  test('an all-clear says first in English that nobody goes back yet, on the page of each and on the card', () => {
    const chain = liftedByUpdate()
    const stay = 'Do NOT go back yet: wait for village staff. Cracks or landslide: get out.'
    for (const alert of chain) expect(textOf(page(alert, chain, nowMs, 'en'))).toContain(`${stay} 先别急着回家`)
    expect(textOf(home(chain, nowMs, 'en'))).toContain(stay)
    expect(textOf(home(chain, nowMs))).toContain('先别急着回家，等村干部通知')
    const calm = chain.map((each) => ({ ...each, askedToLeave: false, eventCode: '11B09', weatherSignal: true }))
    expect(home(calm, nowMs)).not.toContain('回家')
  })

  test('the body that issued it is named in English, and by its Chinese name where there is room', () => {
    const [red] = twoColours() as [PublishedAlert]
    expect(page(red, [], atMs('08:30'), 'en')).toContain('>Flood HQ (攀枝花市东区防汛抗旱指挥部)</span>')
    for (const each of [red, english(red)]) {
      const by = /<span class="by"[^>]*>(.*?)<\/span>/u.exec(screen([each], atMs('08:30'), 'en'))?.[1]
      expect(by).toBe('Issued by Flood HQ')
    }
    expect(page(english(red), [], atMs('08:30'), 'en')).toContain('>Flood Control and Drought Relief Headquarters of')
  })

  test('a screen says of what is passed on when its station issued it', () => {
    const [relay] = relayed() as [PublishedAlert]
    expect(screen([relay], atMs('03:30'))).toContain('转发攀枝花市气象台7月1日3:12发布的消息</span>')
    expect(screen([relay], atMs('03:30'), 'en')).toContain('Passed on from Met office, issued 1 Jul 03:12</span>')
    expect(page(relay, [], atMs('03:30'), 'en')).toContain('Passed on from Met office (攀枝花市气象台), issued')
  })

  test('places are named in English in the list beside the map and in what became of them', () => {
    const list = /<ul class="by-place">[\s\S]*?<\/ul>/u.exec(home(twoColours(), atMs('08:30'), 'en'))?.[0] ?? ''
    expect(textOf(list)).toMatch(/Yinjiang Town : .*Bingcaogang Subdistrict : /u)
    expect(list).not.toMatch(han)
    const gone = { ...twoColours()[0]!, except: { ...nowhere, codes: [bingcaogang] } }
    expect(textOf(page(gone, [gone], atMs('08:30'), 'en'))).toContain(
      'warning: Bingcaogang Subdistrict. That does not mean',
    )
  })

  test('a drill in Chinese orders nobody out, on the page and the screen', () => {
    const shown = page(drill(), [], atMs('09:00', 8), 'en')
    expect(textOf(shown)).toContain('If you take part, follow staff. Others carry on.')
    expect(textOf(shown)).not.toMatch(/leave/iu)
  })

  test('whom its English words tell to leave, they tell not to go home by themselves', () => {
    const red = english(twoColours()[0]!)
    expect(page(red, [], atMs('08:30'), 'en')).toContain('Do not go home until you are told.')
    const calm = {
      ...red,
      askedToLeave: false,
      alert: { ...red.alert, info: [{ ...red.alert.info[0]!, responseType: [], instruction: 'Boil water.' }] },
    }
    expect(page(calm as PublishedAlert, [], atMs('08:30'), 'en')).not.toContain('Do not go home')
  })

  test('a weak code says nothing beside lines in English, an order does', () => {
    const rain = rainstorm()
    expect(page(rain, [], atMs('08:30'), 'en')).not.toContain('Get ready now.')
    const leave = { ...rain, alert: { ...rain.alert, info: [{ ...rain.alert.info[0]!, responseType: ['Evacuate'] }] } }
    expect(page(leave as PublishedAlert, [], atMs('08:30'), 'en')).toContain('Leave now for a safe place.')
  })
})

test('what happened stands before a phrase of ours, on the page, the card and the screen, and once', () => {
  const cut = upcoming()
  const silent: PublishedAlert = {
    ...cut,
    alert: { ...cut.alert, info: [{ ...cut.alert.info[0]!, instruction: undefined, contact: '95598' }] },
  }
  const nowMs = atMs('09:00')
  const one = page(silent, [silent], nowMs)
  // A notice is headed by it.
  for (const said of [one, home([silent], nowMs)])
    expect(textOf(said)).toMatch(/停电通知：7月3日6时至18时东华街道停电检修.*马上做好准备/u)
  expect(screen([silent], nowMs)).toContain('<span class="whole">7月3日6时至18时东华街道停')
  expect(one).not.toMatch(/停电检修<\/strong>/u)
  expect(one).toContain('<a href="tel:95598">')
  // A warning is headed by its place.
  const [red] = twoColours() as [PublishedAlert]
  const [said] = red.alert.info as [Info]
  const mute = { ...said, instruction: undefined, headline: '大河沟水库垮坝', description: '' }
  const burst: PublishedAlert = { ...red, alert: { ...red.alert, info: [mute] } }
  const at = atMs('08:30')
  for (const text of [page(burst, [burst], at), home([burst], at), screen([burst], at)])
    expect(textOf(text)).toMatch(/大河沟水库垮坝.*区应急局提示：/u)
  expect(page(burst, [burst], at).match(/大河沟水库垮坝<\/strong>/gu)).toHaveLength(1)
  const asked: PublishedAlert = { ...red, alert: { ...red.alert, info: [{ ...mute, instruction: '马上往高处走。' }] } }
  expect(home([asked], at)).not.toContain('大河沟水库垮坝')
})

test('a closed road, an earthquake that was and an order have no colour, which is a level of warnings', () => {
  const standing = (name: keyof typeof toldCases) =>
    standingText(pageBrief(toldCases[name].published, county, 'zh-CN'), 'inForce')
  expect(standing('a closed bridge')).toBe('生效中')
  expect(standing('a felt earthquake')).toBe('生效中')
  expect(standing('an order in the government’s own name')).toBe('生效中')
  expect(standing('a dam in danger')).toBe('红色 · 生效中')
  expect(standing('a signal passed on by the desk')).toBe('红色 · 生效中')
})

test('the page of what became smaller says so to who is out, and that nobody goes home over it', () => {
  const lines = (name: keyof typeof toldCases, language = 'zh-CN') => {
    const { published } = toldCases[name]
    const page = { alerts: [published], county, language, nowMs: published.sentAtMs, mapApproval: null }
    return partLines(published, page).map(({ text }) => text)
  }
  expect(lines('outside now')).toEqual(['炳草岗街道不在这条预警里了，这不等于安全；已转移的先别回家，等干部通知'])
  expect(lines('outside now, of a shape')).toEqual([
    '范围变小了，不在里面的地方不等于安全；已转移的先别回家，等干部通知',
  ])
  expect(lines('outside now, of a shape', 'en')[0]).toMatch(/do not go back until you are told$/u)
  expect(lines('outside now, of heat')).toEqual(['炳草岗街道不在这条预警里了，这不等于安全'])
})

test('what goes on on the second slide of a signal has its speaker, who is not the station', () => {
  const rain = { ...rainstorm(), colour: 'red' as const }
  const inChinese = signageText(pageBrief(rain, county, 'zh-CN'), atMs('08:30'))
  expect(inChinese.action).toMatch(/^区应急局提示：/u)
  expect(inChinese.rest).toMatch(/^区应急局提示：/u)
  expect(inChinese.rest.match(/区应急局提示：/gu)).toHaveLength(1)
  expect(signageText(pageBrief(rain, county, 'en'), atMs('08:30')).rest).toMatch(/^For residents, picked out by/u)
  expect(signageText(pageBrief(modelCases.red(), county, 'zh-CN'), atMs('03:13')).rest).toMatch(/^不要顺沟跑/u)
})

test('an English screen never ends behind the first word of a list', () => {
  const snow = { ...rainstorm(), eventCode: '11B04', eventName: '暴雪', colour: 'red' as const }
  const lines = ['Schools, trains, flights and motorways stop: ask before you set out.']
  const brief = { ...pageBrief(snow, county, 'en'), digest: { label: '', lines }, actionIn: 'en' }
  const { coded, action, rest } = signageText(brief, atMs('08:30'))
  expect(coded).toMatch(/^Emergency bureau: Shed, weak house: move NOW to a solid one/u)
  expect(action).toBe('')
  expect(rest).toMatch(/: Schools, trains, flights and motorways stop: ask/u)
})

test('the numbers of a poster are links in one piece', () => {
  const sheet = renderPoster({ ...about([], atMs('08:30')), alert: twoColours()[0]!, history: [] }).main.html
  expect(sheet).toMatch(/求助：<strong>走不动打 <a href="tel:0812-0000000">/u)
})

test('whoever a signal’s guidance tells to leave reads that first, and once', () => {
  const rain = textOf(page(rainstorm(), [], atMs('08:30')))
  expect(rain).toMatch(/现在就做 区应急局提示：住危房、沟边坡下的搬到安全处，没通知不要回；.* 区应急局摘编 暂停/u)
  const [top = ''] = rain.split('发布单位原文')
  expect(top).not.toContain('危房居民转移')
  // Our line for lightning has nobody leave.
  const thunder = textOf(page({ ...rainstorm(), eventCode: '11B14', eventName: '雷电' }, [], atMs('08:30')))
  expect(thunder).toMatch(/现在就做 区应急局摘编 危险地带人员和危房居民转移到安全场所避雨。.* 区应急局提示：/u)
})
