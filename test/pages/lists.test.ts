import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderActiveJson } from '../../functions/pages/active.ts'
import { renderAlertsPage, renderHomePage } from '../../functions/pages/lists.ts'
import { changeOf, mergeRows } from '../../functions/pages/past-alerts.ts'
import { renderPast } from '../../functions/pages/past-section.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import { aDrill, county, filled, frames, read, type Seen, wholeChain } from './a-page.ts'

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
