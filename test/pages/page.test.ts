import { gzipSync } from 'node:zlib'
import { XmlDocument } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import { renderAlertPage } from '../../functions/pages/page.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import { aGuide } from './a-frame-set.ts'
import { filled, lifted, orange, page, read, red, siteUrl, wholeChain } from './a-page.ts'

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
