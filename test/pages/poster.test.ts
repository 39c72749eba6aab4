import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderPoster } from '../../functions/pages/poster.ts'
import { at, modelCases } from '../delivery/a-published.ts'
import { county, filled, read, red, siteUrl, wholeChain } from './a-page.ts'

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
