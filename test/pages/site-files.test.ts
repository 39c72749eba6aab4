import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderActiveJson } from '../../functions/pages/active.ts'
import { renderAtom, renderRss } from '../../functions/pages/feed.ts'
import { framed, type PageContent } from '../../functions/pages/frames.ts'
import { renderAlertsPage, renderEmbedPage, renderHomePage } from '../../functions/pages/lists.ts'
import { renderAlertPage } from '../../functions/pages/page.ts'
import { changeOf, mergeRows } from '../../functions/pages/past-alerts.ts'
import { renderPast } from '../../functions/pages/past-section.ts'
import { renderPoster } from '../../functions/pages/poster.ts'
import { renderSignagePage } from '../../functions/pages/signage.ts'
import { listFiles } from '../../functions/pages/site-files.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, atMs, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'
import { aGuide } from './a-frame-set.ts'
import { county, filled, frames, read, siteUrl, wholeChain } from './a-page.ts'
import { checkAtom, checkRss } from './check-feed.ts'

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

describe('what somebody hostile writes', () => {
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
