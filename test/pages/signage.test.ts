import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderEmbedPage } from '../../functions/pages/lists.ts'
import { renderSignagePage } from '../../functions/pages/signage.ts'
import { atMs, modelCases } from '../delivery/a-published.ts'
import { toldCases } from '../texts/told-cases.ts'
import { county, siteUrl } from './a-page.ts'

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

  test('screens send nobody home after a lifting while people are away, and give the all-clear half a day later', () => {
    const lifted = [modelCases.lifted()]
    const soon = signage(lifted, atMs('10:40'))
    expect(soon).not.toContain('现在没有生效的预警')
    expect(soon).toMatch(/<p class="do"[^>]*>先别急着回家/u)
    expect(soon).toContain('✓ 已解除：')
    expect(soon).not.toContain('data-in-force')
    expect(signage(lifted, atMs('10:30') + 12 * 3_600_000)).toContain('现在没有生效的预警')
    const mistaken = signage([modelCases.error()], atMs('03:25'))
    expect(mistaken).toContain('误发，已撤销')
    // Nobody left over it.
    expect(signage([toldCases['lifted where nobody left'].published], atMs('18:05'))).toContain('现在没有生效的预警')
  })

  test('links of the embedded list leave the frame', () => {
    const html = renderEmbedPage({ ...common, alerts: [modelCases.red()] }).main.html
    const links = html.match(/<a [^>]*>/g) ?? []
    expect(links).toHaveLength(2)
    for (const link of links) expect(link).toContain('target="_top"')
    expect(renderEmbedPage({ ...common, alerts: [modelCases.drill()] }).main.html).toContain('现在没有生效的预警')
  })
})
