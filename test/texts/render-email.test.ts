import { XmlDocument } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { leavePlaceholder } from '../../functions/senders/sender.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'

const place = loadCounty('510402')
const county = { ...place, duty: { ...place.duty, placeholder: false } }
const siteUrl = 'https://yj.example.gov.cn'
const email = (published: PublishedAlert, language = 'zh-CN') => {
  const { subject = '', html = '', headers = {}, ...rest } = renderEmail(published, county, language, siteUrl)
  return { subject, html, headers, ...rest }
}
/** What a mail program shows: the HTML parsed, its text content. */
const shown = (html: string): string => {
  using document = XmlDocument.fromString(html)
  return document.get('//body')?.content ?? ''
}

describe('an e-mail', () => {
  test.each([
    ['red', '【红色】山洪预警：银江镇沟边河边住户马上往两侧高处走（7月1日3:12—9:00）'],
    ['orange', '【橙色·由红降级】山洪预警：银江镇仍有危险，已转移的人不要回家（7月1日6:40—12:00）'],
    ['lifted', '【已解除】银江镇山洪预警：先别急着回家，等村干部通知（7月1日10:30）'],
    ['drill', '【演练·不是真的】银江镇山洪红色预警疏散演练（7月8日10:00—11:00）'],
    ['error', '【更正·误发】银江镇山洪红色预警是误发，已撤销（7月1日3:20）'],
  ] as const)('has the desk’s subject: %s', (name, subject) => {
    expect(email(modelCases[name]()).subject).toBe(subject)
  })

  test('has a subject of its own for a test, and for the end of a drill or test', () => {
    const { alert, ...drill } = modelCases.drill()
    const subject = (status: 'Exercise' | 'Test', cancelReason: 'lifted' | null, language = 'zh-CN') =>
      email({ ...drill, alert: { ...alert, status }, cancelReason }, language).subject.replace(/（.*）$/u, '')
    expect(subject('Test', null)).toBe('【测试·不是真的】银江镇山洪红色预警测试')
    expect(subject('Exercise', 'lifted')).toBe('【演练·已结束】银江镇山洪红色预警演练结束')
    expect(subject('Test', 'lifted')).toBe('【测试·已结束】银江镇山洪红色预警测试')
  })

  test('names the public line as a line, anybody else as the issuer', () => {
    const text = (contact: string) => email(aPublished({ info: { contact } })).text
    expect(text('12379')).toMatch(/\n也可以问：12379\n/u)
    expect(text('区值班0812-1234567')).toMatch(/\n也可以问发布单位：区值班0812-1234567\n/u)
  })

  test('apologises for our own mistake, and in nobody else’s name', () => {
    const quake = aPublished({
      alert: { msgType: 'Cancel' },
      info: { senderName: '四川地震台网' },
      ...{ eventCode: '11C02', eventName: '地震', cancelReason: 'error' },
    })
    expect(email(modelCases.error()).text).toContain('我们道歉')
    expect(email(quake).text).not.toMatch(/道歉|没有险情|照常/u)
    expect(renderSms(quake, county, 'zh-CN').text).toMatch(/四川地震台网.*撤销.*（误发）/u)
    expect(renderSms(quake, county, 'zh-CN').text).not.toMatch(/道歉|没有险情|照常/u)
  })

  test('has an English subject for an English text', () => {
    expect(email(modelCases.english(), 'en').subject).toBe(
      '[RED] Flash flood warning, Yinjiang Town: Go UPHILL NOW (1 Jul 03:12-09:00)',
    )
  })

  test('begins with what to do, then where, until when, who and help', () => {
    const { text } = email(modelCases.red())
    expect(text.split('\n').slice(0, 5)).toEqual([
      '现在就做：沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。',
      '哪里：银江镇',
      '到什么时候：7月1日3:12—9:00，没通知不要回家',
      '发布：攀枝花市东区防汛抗旱指挥部 7月1日3:12',
      '求助：走不动打 0812-0000000，危急打 110、119、120',
    ])
    expect(text).toContain(`${siteUrl}/alerts/51040205500000_20260701031200_0/`)
    expect(text).toContain('这个邮箱订阅了攀枝花市东区的预警')
  })

  test('carries the leaving place once in the text and once in the HTML', () => {
    const { text, html } = email(modelCases.red())
    expect(text.split(leavePlaceholder)).toHaveLength(2)
    expect(html.split(leavePlaceholder)).toHaveLength(2)
    expect(html).toContain(`href="${leavePlaceholder}"`)
  })

  test('names colour and state in words and by a sign, not by colour alone', () => {
    const { html } = email(modelCases.red())
    expect(shown(html)).toContain('◆ 山洪红色预警：银江镇')
    expect(shown(email(modelCases.orange()).html)).toContain('▲ 山洪橙色预警')
    expect(shown(email(modelCases.lifted()).html)).toContain('已解除：山洪橙色预警')
  })

  test('needs nothing from elsewhere and says its language', () => {
    const { html } = email(modelCases.english(), 'en')
    expect(html).toContain('<html lang="en">')
    expect(html).not.toMatch(/<img|<script|<link|@import|url\(|src=/)
    expect(html).toContain('max-width:600px')
    expect(html).toContain('<meta name="color-scheme" content="light dark" />')
    // Dark mode: no colour of text or background that the reader’s could clash with.
    expect(html).not.toMatch(/[";]\s*(?:color|background(?:-color)?):/)
  })

  test('names a signal whole in each subject, its lifting too, and a place once', () => {
    const signal = aPublished({
      weatherSignal: true,
      eventCode: '11B03',
      eventName: '暴雨',
      colour: 'orange',
      info: { senderName: '攀枝花市东区气象台', headline: '暴雨橙色预警信号', instruction: '' },
    })
    const ended = (cancelReason: 'lifted' | 'downgraded') =>
      email({ ...signal, cancelReason, previousColour: 'orange' }).subject
    expect(ended('lifted')).toMatch(/^【已解除】银江镇暴雨橙色预警信号/u)
    expect(ended('downgraded')).toMatch(/^【已降级·没有解除】银江镇暴雨橙色预警信号/u)
    const named = aPublished({ info: { instruction: '银江镇沟边河边住户马上往两侧高处走，不要过河！' } })
    expect(email(named).subject).toMatch(/^【红色】山洪预警：银江镇沟边河边住户马上往两侧高处走/u)
  })

  test('of a drill is marked first and last, in the text and in the HTML', () => {
    const { text, html } = email(modelCases.drill())
    expect(text.startsWith('【演练】不是真的。\n')).toBe(true)
    expect(text.endsWith('\n【演练】不是真的。\n')).toBe(true)
    expect(shown(html).split('【演练】不是真的。')).toHaveLength(3)
  })

  test('of a mistake apologises and does not repeat the warning', () => {
    const { text } = email(modelCases.error())
    expect(text).toMatch(/^这条预警是误发，已撤销。.*道歉/u)
    expect(text).toContain('现在怎么做：目前没有险情，不用转移')
    expect(text).not.toContain('向高处转移')
  })

  test('of a weather signal keeps the station’s words whole beside our line', () => {
    const headline = '攀枝花市东区气象台发布暴雨橙色预警信号[II级/严重]'
    const description =
      '攀枝花市东区气象台2026年07月01日16时55分发布暴雨橙色预警信号：预计未来3小时，降雨量将达50毫米以上。'
    const signal = aPublished({
      weatherSignal: true,
      eventCode: '11B03',
      eventName: '暴雨',
      colour: 'orange',
      info: { senderName: '攀枝花市东区气象台', headline, description },
    })
    const { subject, text } = email(signal)
    expect(subject).toMatch(/^【橙色】暴雨橙色预警信号：银江镇/u)
    expect(text).toContain('发布：攀枝花市东区气象台')
    expect(text).toContain(`发布单位原文\n${headline}\n${description}\n`)
    expect(text).toContain('区应急局提示：')
  })

  test('threads with the whole chain on its first alert', () => {
    const [red, orange, lifted] = [modelCases.red(), modelCases.orange(), modelCases.lifted()]
    const root = `<${red.id}@yj.example.gov.cn>`
    for (const published of [red, orange, lifted]) {
      expect(email(published).headers).toMatchObject({
        References: root,
        'In-Reply-To': root,
        'X-Alert-Identifier': published.alert.identifier,
      })
    }
  })

  test('says that no person sent it, and by which list it comes, whatever the warning and the language', () => {
    for (const published of [modelCases.red(), modelCases.lifted(), modelCases.drill()]) {
      expect(email(published).headers).toMatchObject({
        'Auto-Submitted': 'auto-generated',
        'List-Id': '<510402.yj.example.gov.cn>',
      })
    }
    const local = renderEmail(modelCases.english(), loadCounty('222404'), 'en', 'http://127.0.0.1:8787')
    expect(local.headers).toMatchObject({ 'List-Id': '<222404.127.0.0.1>' })
  })

  test('has only printable ASCII in its headers, whatever the identifier', () => {
    for (const identifier of ['预警 1\r\nBcc: a@b.cn', 'x'.repeat(5_000), '\ud800']) {
      const { headers } = email(aPublished({ alert: { identifier } }))
      for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7e]{1,700}$/)
    }
  })

  test('of an endless alert stays small enough for the plan', () => {
    const endless = '{<雨'.repeat(100_000)
    const message = email(aPublished({ info: { description: endless, instruction: endless, headline: endless } }))
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(120_000)
  })

  test('is Chinese where the alert does not speak the language', () => {
    expect(email(modelCases.red(), 'en').language).toBe('zh-CN')
    expect(email(modelCases.red(), 'en').subject).toContain('【红色】')
  })

  test('keeps hostile text text', () => {
    const nasty = fc.oneof(
      fc.constant('</p><script>alert(1)</script>{{leave}}{{#each}}]]>"\'&amp;\u202e\u0000'),
      fc.constant('{'),
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: fc.constantFrom(...'<>&"\'{}\n\u202e]'), maxLength: 100 }),
    )
    fc.assert(
      fc.property(
        nasty,
        fc.constantFrom('zh-CN', 'en'),
        fc.constantFrom('Alert', 'Cancel'),
        (bad, language, msgType) => {
          const texts = { headline: bad, description: bad, instruction: bad, senderName: bad, event: bad }
          const info = anInfo({ ...texts, language, responseType: ['AllClear'], area: [anArea({ areaDesc: bad })] })
          const cancelReason = msgType === 'Cancel' ? 'lifted' : null
          const published = aPublished({ alert: { info: [info], msgType }, cancelReason, eventName: bad })
          const { subject, text, html } = email(published, language)
          expect(text.split('{{')).toHaveLength(2)
          expect(html.split('{{')).toHaveLength(2)
          expect(subject).not.toContain('{{')
          // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would forge a header
          expect(subject).not.toMatch(/[\u0000-\u001f\u202e]/u)
          expect(subject.length).toBeLessThanOrEqual(160)
          expect(html).not.toMatch(/<script|\u202e/i)
          expect(() => shown(html)).not.toThrow()
        },
      ),
      { numRuns: 200 },
    )
  })
})
