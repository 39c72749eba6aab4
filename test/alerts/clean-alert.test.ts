import { describe, expect, it } from 'vitest'
import type { Info, Resource } from '../../functions/alerts/alert.ts'
import { cleanAlert, isAllowedLink } from '../../functions/alerts/rules/clean-alert.ts'
import { anAlert, anInfo } from './an-alert.ts'

const hosts = ['*.gov.cn', '12379.cn']
const cleanInfo = (info: Partial<Info>) => {
  const { alert, notes } = cleanAlert(anAlert({ info: [anInfo(info)] }), hosts)
  return { info: alert.info[0]!, notes }
}
const aResource = (overrides: Partial<Resource>): Resource => ({
  resourceDesc: '地图',
  mimeType: 'image/png',
  ...overrides,
})

describe('cleaning an alert', () => {
  it('changes nothing of a clean one', () => {
    const alert = anAlert({ note: '一行\n二行', info: [anInfo({ web: 'https://yj.pzhdq.gov.cn/1' })] })
    expect(cleanAlert(alert, hosts)).toEqual({ alert, notes: [] })
  })

  it('takes out what turns or hides text, and says where', () => {
    const { info, notes } = cleanInfo({
      headline: '山洪\u202E警预色红\u2066\u200B',
      description: '一。\u0085二\u{E0041}',
    })
    expect(info.headline).toBe('山洪警预色红')
    expect(info.description).toBe('一。\n二')
    expect(notes).toEqual([
      'alert/info[1]/headline: invisible control characters removed',
      'alert/info[1]/description: invisible control characters removed',
    ])
  })

  it('keeps joined emoji whole', () => {
    expect(cleanInfo({ description: '👨‍👩‍👧 撤离 a\u200Db' }).info.description).toBe('👨‍👩‍👧 撤离 ab')
  })

  it('keeps one-line texts on one line, so that no header can be forged, and other texts as they are', () => {
    const { info } = cleanInfo({ headline: '红色\r\nBcc: a@b.c', description: '第一段。\r\n第二段。' })
    expect(info.headline).toBe('红色Bcc: a@b.c')
    expect(info.description).toBe('第一段。\n第二段。')
  })

  it.each([
    ['<p>立即撤到高处。</p><ul><li>叫醒老人</li></ul>', '立即撤到高处。\n\n叫醒老人'],
    ['未来3小时<br/>降雨量&nbsp;50毫米', '未来3小时降雨量 50毫米'],
    ['&lt;p&gt;不要过河&lt;/p&gt;', '不要过河'],
    ['<script>alert(1)</script>山洪', '山洪'],
    ['路线见<a href="https://yj.pzh.gov.cn/a">这里</a>，立即撤离', '路线见这里（https://yj.pzh.gov.cn/a），立即撤离'],
    ['路线见<a href="https://evil.example/a">这里</a>，立即撤离', '立即撤离'],
  ])('takes out markup a form pasted in: %s', (instruction, clean) => {
    const cleaned = cleanInfo({ instruction })
    expect(cleaned.info.instruction).toBe(clean)
    expect(cleaned.notes).toContain('alert/info[1]/instruction: markup removed')
  })

  it.each(['a < b', '水位<警戒水位，雨量>50毫米', 'R&D', '&unknown;', '<town>', 'x<5'])(
    'leaves what is no markup: %s',
    (description) => {
      expect(cleanInfo({ description })).toMatchObject({ info: { description }, notes: [] })
    },
  )

  it('joins lines that were broken where the page was full, and no others', () => {
    const { info, notes } = cleanInfo({
      headline: '山洪红色\n预警',
      description: '预计未来3小时沟谷可能发\n生山洪，请沿沟居民\n注意。\n1. 关好门窗\n2. 不要出门',
      instruction: '立即向高\n处转移',
    })
    expect(info.headline).toBe('山洪红色预警')
    expect(info.description).toBe('预计未来3小时沟谷可能发生山洪，请沿沟居民注意。\n1. 关好门窗\n2. 不要出门')
    expect(info.instruction).toBe('立即向高处转移')
    expect(notes).toContain('alert/info[1]/description: line breaks inside a sentence joined')
    const orders = '不要过河\n不要开车\n叫醒老人'
    expect(cleanInfo({ instruction: orders })).toMatchObject({ info: { instruction: orders }, notes: [] })
    expect(cleanInfo({ instruction: 'Move\n  uphill now' }).info.instruction).toBe('Move uphill now')
  })

  it('drops a link that is not http to an allowed host', () => {
    for (const web of ['javascript:alert(1)', 'https://evil.example/', 'https://gov.cn.evil.example/', 'data:,x']) {
      const { info, notes } = cleanInfo({ web })
      expect(info).not.toHaveProperty('web')
      expect(notes[0]).toContain('alert/info[1]/web: link dropped, allowed: *.gov.cn')
    }
  })

  it('takes links to other hosts out of texts that phones would make clickable', () => {
    const { info, notes } = cleanInfo({
      description: '详见http://evil.example/a?b=1，或 www.pzh.gov.cn/yj。',
      instruction: '=HYPERLINK("http://evil.example","点我")',
    })
    expect(info.description).toBe('www.pzh.gov.cn/yj。')
    expect(info.instruction).toBe('=HYPERLINK("点我")')
    expect(notes).toHaveLength(2)
  })

  it('keeps enclosed files of 64 KB and drops what is more, but not the link beside it', () => {
    const small = aResource({ derefUri: 'A'.repeat(65_536) })
    const large = aResource({ derefUri: 'A'.repeat(65_537) })
    const linked = aResource({ derefUri: 'A'.repeat(90_000), uri: 'https://a.gov.cn/a.png' })
    const { info, notes } = cleanInfo({ resource: [small, large, linked] })
    expect(info.resource).toEqual([small, aResource({ uri: 'https://a.gov.cn/a.png' })])
    expect(notes).toEqual([
      'alert/info[1]/resource[2]/derefUri: dropped, 65537 characters of content, at most 65536 are kept; link larger files by uri',
      'alert/info[1]/resource[3]/derefUri: dropped, 90000 characters of content, at most 65536 are kept; link larger files by uri',
    ])
  })

  it('takes out hosts without http too, and leaves allowed ones and mail addresses', () => {
    const instruction = '立即撤离，路线见evil.example.com/a。查12379.cn或问duty@evil.example.com'
    expect(cleanInfo({ instruction }).info.instruction).toBe('立即撤离。查12379.cn或问duty@evil.example.com')
  })

  it('drops what can run, whatever it calls itself', () => {
    const resource = [
      aResource({ mimeType: 'application/x-msdownload', uri: 'https://a.gov.cn/a.exe' }),
      aResource({ mimeType: 'image/png', uri: 'https://a.gov.cn/a.EXE?x=1' }),
      aResource({ mimeType: 'image/svg+xml', uri: 'https://a.gov.cn/a.svg' }),
      aResource({ mimeType: 'text/html', derefUri: 'PHNjcmlwdD4=' }),
      aResource({ mimeType: 'image/png', uri: 'http://evil.example/a.png' }),
    ]
    const { info, notes } = cleanInfo({ resource })
    expect(info.resource).toEqual([])
    expect(notes).toHaveLength(5)
  })

  it('keeps pictures and documents', () => {
    const resource = [
      aResource({ uri: 'https://a.gov.cn/map.png', size: 5 }),
      aResource({ mimeType: 'image/jpeg', derefUri: '/9j/' }),
      aResource({ mimeType: 'application/pdf', uri: 'https://12379.cn/a.pdf' }),
    ]
    expect(cleanInfo({ resource })).toMatchObject({ info: { resource }, notes: [] })
  })

  it('never touches what other alerts refer to', () => {
    const alert = anAlert({ identifier: 'http://evil.example/1', sender: 'a@b' })
    expect(cleanAlert(alert, hosts).alert).toMatchObject({ identifier: 'http://evil.example/1', sender: 'a@b' })
  })
})

describe('an allowed link', () => {
  it.each([
    ['https://www.pzh.gov.cn/a', true],
    ['http://12379.cn', true],
    ['https://www.12379.cn', false],
    ['https://gov.cn', false],
    ['https://a.gov.cn:8443/', false],
    ['https://user@a.gov.cn/', false],
    ['ftp://a.gov.cn/', false],
    ['//a.gov.cn/', false],
  ])('%s: %s', (link, isAllowed) => {
    expect(isAllowedLink(link, hosts)).toBe(isAllowed)
  })
})
