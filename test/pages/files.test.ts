import { gzipSync } from 'node:zlib'
import { XmlDocument, type XmlElement } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderActiveGeoJson, renderActiveJson } from '../../functions/pages/active.ts'
import { renderCountyMap } from '../../functions/pages/county-map.ts'
import { feedId, renderAtom, renderRss } from '../../functions/pages/feed.ts'
import { type FrameKind, framed, type PageContent } from '../../functions/pages/frames.ts'
import { renderAlertsPage, renderEmbedPage, renderHomePage } from '../../functions/pages/lists.ts'
import { renderAlertPage } from '../../functions/pages/page.ts'
import { changeOf, mergeRows } from '../../functions/pages/past-alerts.ts'
import { renderPast } from '../../functions/pages/past-section.ts'
import { renderPoster } from '../../functions/pages/poster.ts'
import { renderSignagePage } from '../../functions/pages/signage.ts'
import { listFiles } from '../../functions/pages/site-files.ts'
import { countyCodes, loadCounty } from '../../functions/platform/county.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'
import { aGuide, someFrames } from './a-frame-set.ts'

const county = loadCounty('510402')
const siteUrl = 'https://yj.example.gov.cn'

/** The chain of the model case, as it stands at 10:31. */
const red = { ...modelCases.red(), stage: 'superseded' as const, successor: modelCases.orange().id }
const orange = { ...modelCases.orange(), stage: 'cancelled' as const, successor: modelCases.lifted().id }
const lifted = modelCases.lifted()
const wholeChain: PublishedAlert[] = [red, orange, lifted]

/** People may know of it. */
const aDrill = (note = '公开预告：7月8日演练'): PublishedAlert => {
  const drill = modelCases.drill()
  return { ...drill, alert: { ...drill.alert, note } }
}

interface Seen {
  text: string
  lang: string
  title: string
}
const read = (html: string): Seen => {
  using document = XmlDocument.fromString(html)
  return {
    text: (document.get('//body')?.content ?? '').replace(/\s+/g, ' '),
    lang: (document.get('/html/@lang') as { content: string } | null)?.content ?? '',
    title: document.get('//title')?.content ?? '',
  }
}
const frames = someFrames()
const filled = (kind: FrameKind, content: PageContent, language = 'zh-CN', path = '/alerts/'): string =>
  framed(frames, { kind, language, path, siteUrl }, content)
const page = (
  alert: PublishedAlert,
  clock: string,
  history: PublishedAlert[] = [alert],
  language = 'zh-CN',
  guides = [aGuide()],
): string =>
  filled(
    'alert',
    renderAlertPage({
      alert,
      county,
      language,
      siteUrl,
      history,
      nowMs: Date.parse(at(clock)),
      guides,
      mapApproval: null,
    }),
    language,
  )

describe('the page of an alert', () => {
  test('in force says what to do first, whom to call, then where, until when and who issued it', () => {
    const { text, title, lang } = read(page(modelCases.red(), '03:13'))
    expect(lang).toBe('zh-CN')
    expect(title).toContain('【红色 · 生效中】山洪红色预警：银江镇')
    const order = [
      '◆ 红色 · 生效中',
      '山洪红色预警：银江镇',
      '现在就做',
      '往两侧高处走',
      '走不动打 0812-0000000',
      '7月1日3:12—9:00',
      '没通知不要回家',
      '发布攀枝花市东区防汛抗旱指挥部',
    ]
    const places = order.map((piece) => text.indexOf(piece))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('whose time is over and that nobody lifted never reads like an all-clear', () => {
    const { text } = read(page(modelCases.red(), '09:00'))
    expect(text).toContain('已过时效，未宣布解除，不要返回')
    expect(text).not.toMatch(/生效中|已解除|✓/)
    expect(text).not.toContain('现在就做')
  })

  test('of heat whose time is over tells nobody to stay away from home', () => {
    const heat = aPublished({
      eventCode: '11B09',
      eventName: '高温',
      info: { responseType: ['Prepare'], instruction: '多喝水。' },
    })
    expect(read(page(heat, '09:01')).text).toContain('已过时效，未宣布解除，继续小心')
  })

  test('that was replaced points to the newest, and sets what it said apart', () => {
    const { text } = read(page(red, '06:41', [red, { ...orange, successor: null, stage: 'published' }]))
    expect(text).toContain('已过时，有新消息')
    expect(text).toMatch(
      /看最新的：山洪橙色预警：银江镇 现在就做 仍有危险，已转移的人不要回家.* 当时的内容 .*往两侧高处走/u,
    )
  })

  test('that was lifted says so with what to do now, wherever in the chain one looks', () => {
    for (const alert of wholeChain) {
      const { text } = read(page(alert, '10:31', wholeChain))
      expect(text).toContain('✓ 已解除')
      expect(text).toContain('现在怎么做 先别急着回家，村干部查完房屋山坡、叫你回再回')
      expect(text).not.toContain('不要返回')
    }
  })

  test('that was downgraded or issued in error reads differently from a lifting', () => {
    const ended = (cancelReason: 'downgraded' | 'error'): string => {
      const cancel = { ...modelCases.error(), cancelReason }
      const warned = { ...modelCases.red(), stage: 'cancelled' as const, successor: cancel.id }
      return read(page(warned, '03:30', [warned, cancel])).text
    }
    expect(ended('downgraded')).toMatch(/▽ 已降级，没有解除.*回家时间等村干部通知/u)
    expect(ended('error')).toMatch(/✕ 误发，已撤销.*我们道歉.*不用转移/u)
    for (const text of [ended('downgraded'), ended('error')]) expect(text).not.toContain('已解除')
  })

  test('of a drill is marked first and last and never looks in force', () => {
    const { text, title } = read(page(modelCases.drill(), '10:05'))
    expect(title.startsWith('【演练】不是真的。')).toBe(true)
    expect(text.trim()).toMatch(/^【演练】不是真的。.*【演练】不是真的。$/u)
    expect(text).not.toContain('生效中')
  })

  test('tells the chain in order with links, and links to the CAP file', () => {
    const html = page(orange, '10:31', [lifted, orange, red])
    const { text } = read(html)
    expect(text).toMatch(/经过 7月1日3:12 发布 .* 7月1日6:40 降级 .* 7月1日10:30 解除/u)
    expect(html).toContain('href="/alerts/51040205500000_20260701103000_0/"')
    expect(html).toContain('href="/alerts/51040205500000_20260701064000_0/cap.xml"')
  })

  test('in a language the alert does not speak keeps the sender’s words, marked as Chinese', () => {
    const html = page(modelCases.red(), '03:13', [], 'en')
    const { text, lang } = read(html)
    expect(lang).toBe('en')
    expect(text).toContain('Flash flood RED warning: Yinjiang Town')
    expect(text).toContain('Do this now Leave now for a safe place. 沟边河边住户')
    expect(text).toContain('Do not go home until you are told.')
    expect(html).toMatch(/<p class="do" lang="zh-CN" dir="auto">沟边河边/u)
  })

  test('in a language it speaks is in that language', () => {
    const html = page(modelCases.english(), '03:13', [], 'en')
    expect(read(html).text).toContain('Flash flood RED warning: Yinjiang Town Do this now Go UPHILL NOW')
    expect(html).not.toContain('Chinese only')
  })

  test('in Korean has a Korean frame', () => {
    const hunchun = loadCounty('222404')
    const html = filled(
      'alert',
      renderAlertPage({
        alert: modelCases.red(),
        county: hunchun,
        language: 'ko',
        siteUrl,
        history: [],
        nowMs: atMs('03:13'),
        guides: [],
        mapApproval: null,
      }),
      'ko',
    )
    expect(read(html)).toMatchObject({ lang: 'ko', title: expect.stringContaining('산간 급류 적색 경보') })
  })

  test('needs no script and nothing from elsewhere', () => {
    const scripts = page(modelCases.red(), '03:13').match(/<script[^>]*>/g)
    expect(scripts).toEqual(['<script type="application/ld+json">'])
    expect(page(modelCases.red(), '03:13')).not.toMatch(/<img|src=|@import|<style|\sstyle=|\son[a-z]+=/)
  })

  test('is small', () => {
    expect(gzipSync(page(orange, '10:31', wholeChain)).length).toBeLessThan(5_000)
  })

  test('shows steps of the guide only where the sender gave none, and links to the guide that fits best', () => {
    const guides = [
      aGuide({ slug: 'floods', eventCodes: ['11A'] }),
      aGuide(),
      aGuide({ slug: 'other', eventCodes: ['11A5101'] }),
    ]
    const silent = aPublished({ info: { instruction: undefined } })
    const html = page(silent, '03:13', [silent], 'zh-CN', guides)
    expect(html).toContain('href="/guides/flash-flood/"')
    expect(html).toContain('<li>马上往两边高处跑。</li>')
    expect(html).not.toContain('打电话报平安')
    const told = page(modelCases.red(), '03:13', [], 'en', guides)
    expect(told).toContain('href="/en/guides/flash-flood/"')
    expect(told).not.toContain('马上往两边高处跑')
    expect(page(silent, '03:13', [silent], 'zh-CN', [aGuide({ eventCodes: ['12'] })])).not.toContain('怎么避险')
  })

  const shared = (html: string): string => {
    using document = XmlDocument.fromString(html)
    return document.get('//textarea')?.content ?? ''
  }

  test('has a text that is ready to be passed on', () => {
    expect(shared(page(modelCases.red(), '03:13'))).toBe(
      [
        '【山洪红色预警】银江镇',
        '沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。',
        '到什么时候：7月1日3:12—9:00',
        '发布：攀枝花市东区防汛抗旱指挥部',
        'https://yj.example.gov.cn/alerts/51040205500000_20260701031200_0/',
      ].join('\n'),
    )
    expect(shared(page(red, '10:31', wholeChain))).toMatch(/^【已解除】山洪红色预警：银江镇\n先别急着回家，村干部查完/u)
    expect(shared(page(modelCases.red(), '09:00'))).toContain('不等于安全')
    expect(shared(page(modelCases.drill(), '10:05'))).toMatch(/^【演练】不是真的。\n.*【演练】不是真的。$/su)
  })

  test('tells search engines what is real and the last word, and nothing else', () => {
    const told = (html: string) => {
      const [, json] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html) ?? []
      return json && JSON.parse(json)
    }
    expect(told(page(modelCases.red(), '03:13'))).toMatchObject({
      '@type': 'SpecialAnnouncement',
      name: '【红色 · 生效中】山洪红色预警：银江镇',
      expires: at('09:00'),
      publisher: { name: '攀枝花市东区防汛抗旱指挥部' },
    })
    expect(told(page(red, '10:31', wholeChain))).toBeUndefined()
    expect(told(page(modelCases.drill(), '10:05'))).toBeUndefined()
  })
})

describe('whoever does not read the sender’s language', () => {
  const leaveNow: [language: string, code: string, coded: string][] = [
    ['en', '510402', 'Leave now for a safe place.'],
    ['ko', '222404', '지금 떠나 안전한 곳으로 가세요.'],
  ]
  const said = '沟边河边住户马上往两侧高处走'

  test.each(leaveNow)('is told what to do first everywhere, in %s', (language, code, coded) => {
    const alert = modelCases.red()
    const about = { county: loadCounty(code), language, siteUrl, nowMs: atMs('03:13'), mapApproval: null }
    const one = { ...about, alert, history: [alert], guides: [] }
    const list = { ...about, alerts: [alert], months: frames.months }
    const pages: Record<string, PageContent> = {
      page: renderAlertPage(one),
      home: renderHomePage(list),
      poster: renderPoster(one),
      signage: renderSignagePage(list),
    }
    const texts = Object.entries(pages).map(([kind, { main }]) => [kind, main.html] as const)
    const feeds = [renderAtom(list), renderRss(list)].map((text) => ['feed', text] as const)
    const card = ['description', pages.page!.description] as const
    for (const [kind, text] of [...texts, ...feeds, card]) {
      expect(text, kind).toContain(coded)
      if (text.includes(said)) expect(text.indexOf(coded), kind).toBeLessThan(text.indexOf(said))
    }
    for (const [kind, text] of [...texts.filter(([kind]) => kind !== 'signage'), card])
      expect(text, kind).toContain(said)
    // What is passed on stands in a text of its own.
    expect(/<textarea[^>]*>([^<]*)/.exec(pages.page!.main.html)?.[1]).toMatch(new RegExp(`\n${coded}\n${said}`))
    // A whole warning fits the screen, and no clause of it is cut.
    expect(pages.signage!.main.html).not.toContain('…')
  })

  test('is told nothing twice, nothing that is over, and nothing when the words are theirs', () => {
    const items = (alerts: PublishedAlert[], clock: string, language: string): string =>
      renderHomePage({ alerts, county, language, nowMs: atMs(clock), mapApproval: null, months: {} }).main.html
    expect(items([modelCases.red()], '09:01', 'en')).not.toContain('Leave now')
    expect(items(wholeChain, '10:31', 'en')).not.toContain('Leave now')
    expect(items([modelCases.english()], '03:13', 'en')).not.toContain('Leave now')
    expect(items([modelCases.red()], '03:13', 'zh-CN')).not.toContain('往安全处转移')
  })
})

describe('the map of an alert', () => {
  const svg = (area: Partial<PublishedAlert['area']>) => {
    const alert = aPublished({ area: { codes: [], polygons: [], circles: [], ...area } })
    const [map = ''] = /<figure class="map">.*?<\/figure>/s.exec(page(alert, '03:13')) ?? []
    return map
  }
  const triangle = [
    [26.6, 101.71],
    [26.6, 101.78],
    [26.54, 101.79],
    [26.6, 101.71],
  ] as const

  test('draws its shape with a hatching and a number, small and without inline style', () => {
    const map = svg({ polygons: [triangle] })
    expect(map).toMatch(/<path class="shape red" [^>]*d="M[\d.]+ [\d.]+l[-\d. ]+z"/)
    expect(map).toContain('fill="url(#hatch-red)"')
    expect(map).toMatch(/<text [^>]*>1<\/text>/)
    expect(map).toContain('role="img" aria-label="攀枝花市东区示意图"')
    expect(map).not.toMatch(/style|NaN|Infinity/)
    expect(map.length).toBeLessThan(6_000)
  })

  test('draws a shape the other way round the same', () => {
    const label = (map: string) => /<text x="([\d.]+)" y="([\d.]+)"/.exec(map)?.slice(1)
    expect(label(svg({ polygons: [triangle.toReversed()] }))).toEqual(label(svg({ polygons: [triangle] })))
  })

  test('fills the boundary for the whole county, draws a point as a circle, says what has no shape, and is none without any', () => {
    expect(svg({ codes: ['510402'] })).toContain('全境')
    expect(svg({ codes: ['510402'] })).toContain('class="shape red"')
    expect(svg({ circles: [{ centre: [26.6, 101.72], radiusKm: 0 }] })).toMatch(/<circle class="shape red"/)
    const town = aPublished({ alert: { identifier: 'town' } })
    const whole = aPublished({ area: { codes: ['510402'], polygons: [], circles: [] } })
    const shown = [town, whole].map((alert) => ({ alert, standing: 'inForce' as const }))
    const both = renderCountyMap({ shown, county, language: 'zh-CN', mapApproval: null, linked: true })
    expect(both.html.match(/<text [^>]*>\d<\/text>/g)).toEqual([expect.stringContaining('>2<')])
    expect(both.html).toMatch(/<span dir="auto">银江镇<\/span>：<a href/)
    expect(svg({ codes: ['510402100'] })).toBe('')
  })

  test('stays small whatever shape somebody sends', () => {
    const jagged = Array.from(
      { length: 3_000 },
      (_, i) => [26.55 + (i % 2) * 0.1 + i * 1e-6, 101.7 + i * 2e-5] as [number, number],
    )
    expect(svg({ polygons: [[...jagged, jagged[0]!]] }).length).toBeLessThan(12_000)
  })

  test('is gone with the warning: what is over has no red area', () => {
    const { area } = aPublished({ area: { codes: [], polygons: [triangle], circles: [] } })
    expect(page({ ...red, area }, '10:31', wholeChain)).not.toContain('<svg')
    expect(page({ ...modelCases.red(), area }, '09:30')).toContain('<svg')
  })

  test('is small for every county', () => {
    for (const code of countyCodes) {
      const map = renderCountyMap({
        shown: [{ alert: aPublished({ area: { codes: [code], polygons: [], circles: [] } }), standing: 'inForce' }],
        county: loadCounty(code),
        language: 'zh-CN',
        mapApproval: 'GS(2024)0001号',
        linked: true,
      }).html
      expect(map.length, code).toBeLessThan(6_000)
      expect(map).toContain('审图号：GS(2024)0001号')
    }
  })
})

describe('the poster of an alert', () => {
  const poster = (alert: PublishedAlert, clock: string, history = [alert]) =>
    read(
      filled(
        'poster',
        renderPoster({ alert, county, language: 'zh-CN', siteUrl, history, nowMs: Date.parse(at(clock)) }),
      ),
    )

  test('says what, where, what to do, until when, who and whom to call, with a QR code of its page', () => {
    const { text } = poster(modelCases.red(), '03:13')
    expect(text).toMatch(
      /红色 · 生效中 山洪红色预警 银江镇 .*往两侧高处走.* 到什么时候：7月1日3:12—9:00 没通知不要回家 发布：攀枝花市东区防汛抗旱指挥部 求助：走不动打 0812-0000000.*https:\/\/yj.example.gov.cn\/alerts\//u,
    )
  })

  test('of a drill is marked first and last', () => {
    expect(poster(modelCases.drill(), '10:05').text.trim()).toMatch(
      /^【演练】不是真的。.*山洪红色预警演练.*【演练】不是真的。$/u,
    )
  })

  test('that still hangs when its warning is over tells how things stand', () => {
    expect(poster(red, '10:31', wholeChain).text).toMatch(/✓ 已解除.*先别急着回家/u)
    const over = poster(modelCases.red(), '09:30').text
    expect(over).toContain('未宣布解除，不要返回')
    expect(over).not.toContain('往两侧高处走')
  })
})

describe('screens and pieces for other sites', () => {
  const common = { county, language: 'zh-CN', siteUrl, nowMs: atMs('03:13'), mapApproval: null }
  const signage = (alerts: PublishedAlert[], nowMs = common.nowMs) =>
    renderSignagePage({ ...common, alerts, nowMs }).main.html

  test('a slide starts with what to do, names who says so, and a second has the rest', () => {
    const slide = signage([modelCases.red()])
    const words = [...slide.matchAll(/<p class="(?:do|what)"[^>]*>(.*?)<\/p>/g)].map(([, text]) =>
      text!.replace(/<[^>]*>/gu, ''),
    )
    expect(words).toEqual([
      ...['沟边河边住户马上往两侧高处走，不要过河！', '山洪红色预警 银江镇'],
      ...['不要顺沟跑，叫醒老人邻居，不等天亮', '山洪红色预警 银江镇'],
    ])
    expect(
      slide.match(
        /9时前有效 <strong>没通知不要回家<\/strong> <span class="by" dir="auto">区防汛抗旱指挥部发布<\/span>/gu,
      ),
    ).toHaveLength(2)
    expect(slide).toContain(
      '<section class="slide red" data-of="51040205500000_20260701031200_0" data-in-force="51040205500000_20260701031200_0">',
    )
  })

  test('screens never show a drill, and no all-clear while something ran out unlifted', () => {
    expect(signage([modelCases.drill()], atMs('10:05', 8))).toContain('现在没有生效的预警')
    expect(signage([modelCases.red()], atMs('09:30'))).toContain('已过时效，未宣布解除，不要返回')
  })

  test('links of the embedded list leave the frame', () => {
    const html = renderEmbedPage({ ...common, alerts: [modelCases.red()] }).main.html
    const links = html.match(/<a [^>]*>/g) ?? []
    expect(links).toHaveLength(2)
    for (const link of links) expect(link).toContain('target="_top"')
    expect(renderEmbedPage({ ...common, alerts: [modelCases.drill()] }).main.html).toContain('现在没有生效的预警')
  })
})

describe('the list of warnings', () => {
  const list = (alerts: PublishedAlert[], nowMs: number, language = 'zh-CN'): Seen => {
    const about = { alerts, county, language, nowMs, mapApproval: null }
    return read(filled('home', renderHomePage({ ...about, months: frames.months }), language))
  }
  const index = (alerts: PublishedAlert[], clock: string, language = 'zh-CN'): Seen =>
    list(alerts, Date.parse(at(clock)), language)

  test('shows the worst first', () => {
    const yellow = aPublished({ colour: 'yellow', alert: { identifier: 'y' } })
    const { text } = index([yellow, modelCases.red()], '03:13')
    expect(text.indexOf('山洪红色预警')).toBeLessThan(text.indexOf('山洪黄色预警'))
  })

  test('is an all-clear with its time when nothing is in force', () => {
    const { text, title } = index(wholeChain, '10:31')
    expect(title).toContain('现在没有生效的预警')
    expect(text).toContain('最近核对：7月1日10:31')
    expect(text).toContain('最近结束的预警')
    expect(index([], '10:31', 'en').title).toContain('No warning is in force')
  })

  test('is no all-clear while something ran out of time unlifted', () => {
    const { text } = index([modelCases.red()], '09:01')
    expect(text).not.toContain('现在没有生效的预警')
    expect(text).toContain('已过时效，未宣布解除，不要返回')
  })

  test('shows the old warning until its successor is known, never an all-clear in between', () => {
    const old = { ...modelCases.red(), successor: 'b' }
    for (const stage of ['superseded', 'published'] as const) {
      const { title, text } = index([{ ...old, stage }], '03:13')
      expect(title).not.toContain('现在没有生效的预警')
      expect(text).toContain('生效中')
      const active = JSON.parse(
        renderActiveJson({ alerts: [{ ...old, stage }], county, language: 'zh-CN', nowMs: atMs('03:13') }),
      )
      expect(active.alerts).toHaveLength(1)
    }
  })

  test('keeps drills apart: alone they leave the all-clear standing', () => {
    const drill = aDrill()
    const { text } = list([drill], atMs('10:05', 8))
    expect(text).toMatch(/现在没有生效的预警.* 演练 ○ 【演练】不是真的。 演练进行中：.* 【演练】不是真的。/u)
  })

  test('shows neither what is for responders only nor technical tests', () => {
    const restricted = aPublished({ alert: { scope: 'Restricted' } })
    const technical = aPublished({ alert: { status: 'Test' } })
    expect(index([restricted, technical], '03:13').title).toContain('现在没有生效的预警')
  })

  test('comes with what to learn this month, by the clocks of China', () => {
    expect(list([], Date.parse('2026-06-30T16:30:00Z')).text).toContain('zh-CN month 7')
  })

  test('holds past warnings by month, complete without a script', () => {
    const nowMs = atMs('10:31')
    const past = mergeRows([], changeOf([...wholeChain, modelCases.drill()], county, nowMs), '2026-07')
    const about = { alerts: [], county, nowMs, mapApproval: null }
    const html = filled('alerts', renderAlertsPage({ ...about, language: 'en', past: renderPast(past, 'en') }), 'en')
    expect(read(html).text).toMatch(
      /Past warnings .*July 2026 .*1 Jul 10:30 ▲ Flash flood ORANGE warning: Yinjiang Town ✓ Lifted/u,
    )
    expect(html).toContain('<li data-colour="orange" data-event="11A51" data-month="2026-07">')
    expect(html).toContain('href="/en/alerts/51040205500000_20260701103000_0/"')
    expect(html).toMatch(/<form [^>]*hidden=""/)
    expect(html).not.toContain('演练')
  })
})

describe('active.json', () => {
  const active = (alerts: PublishedAlert[], clock: string, language = 'zh-CN') =>
    JSON.parse(renderActiveJson({ alerts, county, language, nowMs: Date.parse(at(clock)) }))

  test('has the agreed shape', () => {
    expect(active([modelCases.red()], '03:13')).toEqual({
      updated: at('03:13'),
      alerts: [
        {
          identifier: '51040205500000_20260701031200_0',
          sender: '51040205500000',
          sent: at('03:12'),
          status: 'Actual',
          msgType: 'Alert',
          event: '山洪灾害',
          eventCode: '11A51',
          colour: 'red',
          severity: 'Extreme',
          headline: '攀枝花市东区防汛抗旱指挥部发布山洪红色预警',
          instruction: '沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。',
          areas: [{ code: '510402100', name: '银江镇' }],
          onset: null,
          expires: at('09:00'),
          state: 'inForce',
          replaces: [],
          web: null,
          contact: '12379',
          url: '/alerts/51040205500000_20260701031200_0/',
          cap: '/alerts/51040205500000_20260701031200_0/cap.xml',
          languages: ['zh-CN'],
        },
      ],
    })
  })

  test('says what an update takes the place of', () => {
    const red = { ...modelCases.red(), stage: 'superseded' as const, successor: modelCases.orange().id }
    expect(active([red, modelCases.orange()], '05:30').alerts).toMatchObject([
      { colour: 'orange', replaces: ['51040205500000_20260701031200_0'] },
    ])
  })

  test('holds only what is in force and for everybody', () => {
    expect(active(wholeChain, '10:31').alerts).toEqual([])
    expect(active([modelCases.red()], '09:00').alerts).toEqual([])
    expect(active([aPublished({ alert: { scope: 'Private' } })], '03:13').alerts).toEqual([])
  })

  test('mirrors the language where the alert speaks it', () => {
    const [alert] = active([modelCases.english()], '03:13', 'en').alerts
    expect(alert).toMatchObject({
      headline: 'Flash flood RED warning for Yinjiang Town',
      url: '/en/alerts/51040205500000_20260701031200_0/',
      languages: ['zh-CN', 'en'],
    })
  })
})

describe('active.geojson', () => {
  const geometry = (area: Partial<PublishedAlert['area']>) =>
    JSON.parse(
      renderActiveGeoJson({
        alerts: [aPublished({ area: { codes: [], polygons: [], circles: [], ...area } })],
        county,
        language: 'zh-CN',
        nowMs: atMs('03:13'),
      }),
    ).features[0].geometry

  test('turns lat,lon into lon,lat, anticlockwise and closed', () => {
    const clockwise = [
      [26.6, 101.71],
      [26.6, 101.78],
      [26.54, 101.79],
      [26.6, 101.71],
    ] as const
    expect(geometry({ polygons: [clockwise] })).toEqual({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [101.71, 26.6],
            [101.79, 26.54],
            [101.78, 26.6],
            [101.71, 26.6],
          ],
        ],
      ],
    })
  })

  test('has six decimals everywhere, and no position twice in a row', () => {
    const drawn = geometry({
      polygons: [
        [
          [26.61234567, 101.71],
          [26.61234567, 101.71000001],
          [26.6, 101.78],
          [26.54, 101.79],
          [26.61234567, 101.71],
        ],
      ],
      circles: [{ centre: [26.5761234, 101.7471234], radiusKm: 1.2345678 }],
    })
    expect(JSON.stringify(drawn)).not.toMatch(/\d\.\d{7}/)
    expect(drawn.coordinates[0][0]).toHaveLength(4)
  })

  test('draws a circle round its centre, also one without a radius', () => {
    for (const radiusKm of [0, 2]) {
      const { coordinates } = geometry({ circles: [{ centre: [26.6, 101.7], radiusKm }] })
      const ring: [number, number][] = coordinates[0][0]
      expect(ring.length).toBe(65)
      expect(ring[0]).toEqual(ring.at(-1))
      for (const [lon, lat] of ring) {
        expect(Math.abs(lon - 101.7)).toBeLessThan(0.03)
        expect(Math.abs(lat - 26.6)).toBeLessThan(0.03)
      }
    }
  })

  test('knows the county’s boundary and no town’s', () => {
    expect(geometry({ codes: ['510402'] })).toEqual(county.boundary)
    expect(geometry({ codes: ['510402100'] })).toBeNull()
  })
})

describe('the feeds', () => {
  const feed = (alerts: readonly PublishedAlert[] = wholeChain, language = 'zh-CN') => ({
    alerts,
    county,
    language,
    siteUrl,
    nowMs: atMs('10:31'),
  })
  const atomNamespace = { a: 'http://www.w3.org/2005/Atom' }
  /** Rules of RFC 4287 a reader relies on (§4.1.1, §4.1.2, §4.2.6, §4.2.7, §3.3). */
  function checkAtom(xml: string): void {
    using document = XmlDocument.fromString(xml)
    const root = document.root
    const texts = (at: XmlElement, path: string): string[] => at.find(path, atomNamespace).map((node) => node.content)
    const oneEach = (element: XmlElement): void => {
      for (const name of ['id', 'title', 'updated']) expect(texts(element, `a:${name}`)).toHaveLength(1)
      expect(texts(element, 'a:id')[0]).toMatch(
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
      for (const time of texts(element, 'a:updated | a:published')) {
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
      }
      const alternates = element.find('a:link[@rel="alternate"]', atomNamespace) as XmlElement[]
      const types = alternates.map((link) => link.attr('type')?.value)
      expect(new Set(types).size).toBe(types.length)
      for (const link of alternates) expect(URL.canParse(link.attr('href')?.value ?? '')).toBe(true)
    }
    expect([root.name, root.namespaceUri]).toEqual(['feed', atomNamespace.a])
    oneEach(root)
    expect(root.find('a:link[@rel="self"]', atomNamespace)).toHaveLength(1)
    expect(texts(root, 'a:author/a:name')).toHaveLength(1)
    const entries = root.find('a:entry', atomNamespace) as XmlElement[]
    for (const entry of entries) {
      oneEach(entry)
      expect(texts(entry, 'a:author/a:name')).toHaveLength(1)
    }
    const ids = texts(root, 'a:entry/a:id')
    expect(new Set(ids).size).toBe(ids.length)
  }

  function checkRss(xml: string): void {
    using document = XmlDocument.fromString(xml)
    const { root } = document
    expect(root.attr('version')?.value).toBe('2.0')
    for (const name of ['title', 'link', 'description']) expect(root.find(`channel/${name}`)).toHaveLength(1)
    for (const item of root.find('channel/item') as XmlElement[]) {
      for (const name of ['title', 'link', 'guid', 'pubDate', 'description']) expect(item.find(name)).toHaveLength(1)
      expect(item.get('pubDate')?.content).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/)
      // Text that reads the same whether a reader takes it for text or for HTML.
      expect(item.get('title')?.content).not.toMatch(/[<>&]/)
      expect(item.get('description')?.content).not.toMatch(/[<>&]/)
    }
  }

  test('keep the rules of Atom and RSS', () => {
    for (const language of ['zh-CN', 'en', 'ko']) {
      checkAtom(renderAtom(feed(wholeChain, language)))
      checkRss(renderRss(feed(wholeChain, language)))
    }
    checkAtom(renderAtom(feed([])))
    checkRss(renderRss(feed([])))
  })

  test('are a CAP feed: each entry links its own CAP file, under its type', () => {
    using document = XmlDocument.fromString(renderAtom(feed(wholeChain, 'en')))
    const entries = document.root.find('a:entry', atomNamespace) as XmlElement[]
    const files = entries.map((entry) =>
      (entry.find('a:link[@type="application/cap+xml"]', atomNamespace) as XmlElement[]).map((link) => [
        link.attr('rel')?.value,
        link.attr('href')?.value,
      ]),
    )
    expect(files.toSorted()).toEqual(
      wholeChain.map(({ alert }) => [['alternate', `${siteUrl}/alerts/${alert.identifier}/cap.xml`]]).toSorted(),
    )
    // And the list names it as what it is.
    const about = { alerts: [], county, language: 'en', nowMs: atMs('10:31'), mapApproval: null }
    const { html } = renderAlertsPage({ ...about, past: renderPast([], 'en') }).main
    expect(html).toContain('<a href="/en/alerts/feed.atom">Atom (CAP)</a>')
    expect(html).toContain('<a href="/en/alerts/active.json">JSON</a>')
  })

  test('carry the sender’s own headline and its page', () => {
    const alert = aPublished({ info: { headline: '沙沟水库放水', web: 'https://yj.pzhdq.gov.cn/1?a=1&b=2' } })
    const xml = renderAtom(feed([alert]))
    expect(xml).toMatch(/<summary type="text">沙沟水库放水\n/)
    expect(xml).toContain('<link rel="related" href="https://yj.pzhdq.gov.cn/1?a=1&amp;b=2" />')
    expect(renderRss(feed([alert]))).toMatch(/<description>沙沟水库放水\n/)
    expect(renderAtom(feed([aPublished({})]))).not.toContain('rel="related"')
  })

  test('count what begins as news, and call each notice by its kind in every language', () => {
    const onsetAtMs = atMs('05:00')
    const begun = aPublished({ onsetAtMs })
    const at = (nowMs: number) => renderAtom({ ...feed([begun]), nowMs })
    expect(at(onsetAtMs)).toContain(`<updated>${new Date(onsetAtMs).toISOString()}</updated>`)
    expect(at(onsetAtMs - 1)).not.toContain(`<updated>${new Date(onsetAtMs).toISOString()}</updated>`)
    for (const [language, notice] of [
      ['en', 'Notice of lifting'],
      ['ko', '해제 알림'],
    ] as const) {
      expect(renderAtom(feed(wholeChain, language))).toContain(`<title type="text">${notice}`)
    }
  })

  test('keep an alert’s id when it ends, and say how it stands', () => {
    const titles = (xml: string): string[] => {
      using document = XmlDocument.fromString(xml)
      return document.root.find('a:entry/a:title', atomNamespace).map((node) => node.content)
    }
    const before = renderAtom({ ...feed([modelCases.red()]), nowMs: atMs('03:13') })
    expect(titles(before)).toEqual(['【红色 · 生效中】山洪红色预警：银江镇'])
    expect(before).toContain(feedId(red.id))
    const after = renderAtom(feed())
    expect(after).toContain(feedId(red.id))
    expect(titles(after)).toEqual([
      ...[
        '【已解除】山洪橙色预警：银江镇',
        '【已解除】山洪红色预警：银江镇',
        '解除通知：山洪橙色预警：银江镇',
      ].toSorted(),
    ])
    expect(after).toContain('/alerts/51040205500000_20260701031200_0/cap.xml')
  })

  test('link to themselves and to the mirror’s pages', () => {
    const english = renderAtom(feed(wholeChain, 'en'))
    expect(english).toContain(
      'rel="self" type="application/atom+xml" href="https://yj.example.gov.cn/en/alerts/feed.atom"',
    )
    expect(english).toContain('href="https://yj.example.gov.cn/en/alerts/51040205500000_20260701031200_0/"')
  })

  test('a headline full of markup, marks of frames and bidi controls is shown as its letters', () => {
    const bad = '</script><script>alert(1)</script>"\'⟦main⟧\u202e\u2066{{x}}'
    const texts = { headline: bad, description: bad, instruction: bad, senderName: bad, event: bad }
    const shape = { codes: ['510402'], polygons: [], circles: [] }
    const alert = aPublished({
      info: { ...texts, web: 'javascript:alert(1)' },
      eventName: bad,
      area: shape,
      weatherSignal: true,
    })
    const about = { alert, county, siteUrl, history: [alert], nowMs: atMs('03:13') }
    for (const language of ['zh-CN', 'en']) {
      const html = filled('alert', renderAlertPage({ ...about, language, guides: [], mapApproval: null }), language)
      const { text, title } = read(html)
      expect(text).toContain('</script><script>')
      if (language === 'zh-CN') expect(title).toContain('</script><script>')
      expect(text).toContain('⟦main⟧')
      expect(html.match(/<main>/g)).toHaveLength(1)
      expect(html.match(/<script/g)).toHaveLength(1)
      expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\{\{|javascript:/)
    }
  })

  test('everything hostile stays text, in pages, feeds and JSON', () => {
    const nasty = fc.oneof(
      fc.constant('</title></p><script>alert(1)</script>]]>]]>"\'&amp;<!--\u202e\u0000\ud800'),
      fc.string({
        unit: fc.constantFrom(...'<>&"\'{}]\n\u202e\u0007\ufffe', '--', ']]>', '⟦main⟧', '⟦head⟧', '$&', '{{'),
        maxLength: 60,
      }),
      fc.string({ unit: 'binary', maxLength: 60 }),
    )
    fc.assert(
      fc.property(nasty, fc.constantFrom('zh-CN', 'en'), fc.boolean(), (bad, language, weatherSignal) => {
        const texts = { headline: bad, description: bad, instruction: bad, senderName: bad, event: bad }
        const published = aPublished({
          alert: { identifier: bad, info: [anInfo({ ...texts, language, area: [anArea({ areaDesc: bad })] })] },
          eventName: bad,
          weatherSignal,
        })
        const common = { county, language, siteUrl, nowMs: atMs('03:13') }
        const history = [published]
        const alerts = [published]
        const lists = { ...common, alerts, mapApproval: null }
        const over = { ...common, nowMs: atMs('09:30') }
        const past = mergeRows([], changeOf(alerts, county, over.nowMs), '2026-07')
        const about = { ...common, alert: published, history }
        const html = [
          filled('alert', renderAlertPage({ ...about, guides: [aGuide()], mapApproval: null }), language),
          filled('alert', renderAlertPage({ ...about, ...over, guides: [], mapApproval: null }), language),
          filled('poster', renderPoster(about), language),
          filled('home', renderHomePage({ ...lists, months: frames.months }), language),
          filled('alerts', renderAlertsPage({ ...lists, past: renderPast(past, language) }), language),
          filled('signage', renderSignagePage(lists), language),
          filled('embed', renderEmbedPage(lists), language),
          framed(
            { pages: {}, months: {}, guides: {} },
            { kind: 'alert', language, path: '/alerts/', siteUrl },
            renderPoster(about),
          ),
        ]
        for (const each of html) {
          expect(() => read(each)).not.toThrow()
          const [, ...scripts] = each.split(/<script/i)
          for (const script of scripts) {
            const [, json = ''] = /^ type="application\/ld\+json">([^<]*)<\/script>/.exec(script) ?? []
            expect(JSON.parse(json)['@type']).toBe('SpecialAnnouncement')
          }
          expect(each).not.toMatch(/<!--|\u202e|\{\{/i)
        }
        checkAtom(renderAtom({ ...common, alerts: [published] }))
        checkRss(renderRss({ ...common, alerts: [published] }))
        expect(JSON.parse(renderActiveJson({ ...common, alerts: [published] })).alerts).toHaveLength(1)
      }),
      { numRuns: 150 },
    )
  })
})

test('what pages poll is written after everything that they fetch upon it, in every language', () => {
  const hunchun = loadCounty('222404')
  const options = { county: hunchun, siteUrl, mapApproval: null, now: () => atMs('03:13') }
  const groups = listFiles(options, [modelCases.red()], [], frames, atMs('03:13'))
  const paths = groups.map((files) => files.map(({ path }) => path))
  expect(paths.at(-1)?.toSorted()).toEqual(['alerts/active.json', 'en/alerts/active.json', 'ko/alerts/active.json'])
  const before = paths.slice(0, -1).flat()
  expect(before).toEqual(expect.arrayContaining(['index.html', 'en/index.html', 'ko/alerts/index.html']))
  expect(before.filter((path) => path.endsWith('active.json'))).toEqual([])
})
