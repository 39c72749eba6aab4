import { XmlDocument, type XmlElement } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { feedId, renderAtom, renderRss } from '../../functions/pages/feed.ts'
import { renderAlertsPage } from '../../functions/pages/lists.ts'
import { renderPast } from '../../functions/pages/past-section.ts'
import { aPublished, atMs, modelCases } from '../delivery/a-published.ts'
import { county, red, siteUrl, wholeChain } from './a-page.ts'
import { atomNamespace, checkAtom, checkRss } from './check-feed.ts'

describe('the feeds', () => {
  const feed = (alerts: readonly PublishedAlert[] = wholeChain, language = 'zh-CN') => ({
    alerts,
    county,
    language,
    siteUrl,
    nowMs: atMs('10:31'),
  })

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
})
