import { describe, expect, it, test } from 'vitest'
import { withoutAddresses } from '../../functions/alerts/rules/addresses.ts'
import { expectInProportion } from '../fakes/count-work.ts'
import * as fc from '../properties/fast-check.ts'

describe('taking addresses out of a text', () => {
  it.each([
    ['立即撤到高处，路线见https://yj.example.gov.cn/a。', '立即撤到高处。'],
    ['立即撤到高处，查12379.cn。', '立即撤到高处。'],
    ['立即撤到高处，查12379.cn', '立即撤到高处'],
    ['立即撤到高处（路线见www.a.gov.cn/b），不要过河！', '立即撤到高处，不要过河！'],
    ['立即撤到高处（详见 a.cn，不要过河）。', '立即撤到高处（不要过河）。'],
    ['立即撤到高处[路线图](https://a.cn/x)。', '立即撤到高处。'],
    ['[立即撤到高处](https://a.cn/x)。', '立即撤到高处。'],
    ['立即撤到高处路线见https://a.cn', '立即撤到高处'],
    ['https://a.cn/a立即撤到高处，不要过河', '立即撤到高处，不要过河'],
    ['立即撤离https://a.cn/a立即上楼', '立即撤离，立即上楼'],
    ['登录12379.cn查询路线，马上转移。', '马上转移。'],
    ['请登录12379.cn查看后立即撤离。', '立即撤离。'],
    ['立即转移到安置点https://a.cn/1，不要过河。', '立即转移到安置点，不要过河。'],
    ['立即撤离，撤离路线：https://a.cn/r。', '立即撤离。'],
    ['请沿https://a.cn/r所示路线撤离，不要过河。', '撤离，不要过河。'],
    ['各村安置点名单见12379.cn，不要过河。', '不要过河。'],
    ['炳草岗大桥封闭，绕行路线详见https：//a.gov.cn/1。', '炳草岗大桥封闭。'],
    ['炳草岗大桥封闭详见https://a.cn/1。', '炳草岗大桥封闭。'],
    ['停水范围见https://a.cn。用户请储水。', '用户请储水。'],
    ['路线见 https://a.cn/a 或 https://b.cn/b 。立即撤离！', '立即撤离！'],
    ['听通知，联系duty@a.gov.cn或打0812-1。', '听通知，打0812-1。'],
    ['立即撤到高处。路线见：\nhttps://a.cn\n不要过河。', '立即撤到高处。不要过河。'],
    ['Leave now, route at https://x.example/a. Do not cross water.', 'Leave now. Do not cross water.'],
    ['Go uphill (map: https://x.cn/a) now.', 'Go uphill now.'],
    ['Go uphill now; see www.x.org for the route.', 'Go uphill now.'],
    ['For more information visit https://x.com. Stay indoors.', 'Stay indoors.'],
    ['즉시 대피하세요. 자세한 내용은 https://a.kr/b 참조하세요.', '즉시 대피하세요.'],
    ['更多避险知识请登录www.12379.cn', ''],
    ['详见http://a.cn', ''],
  ])('%s', (text, rest) => {
    expect(withoutAddresses(text)).toBe(rest)
  })

  it.each([
    '降雨3.9级、1.5米，a<b',
    '水位3.12.5.6米',
    '12379',
    '见面（开会）',
    'Keep 1.5 km away. Go now.',
    '[注意]不要过河',
    '看见：裂缝',
  ])('leaves a text without one as it is: %s', (text) => {
    expect(withoutAddresses(text)).toBe(text)
  })

  it('leaves what may stay, word for word', () => {
    const text = '详见https://yj.gov.cn/a?b=1，或http://evil.example/x。'
    expect(withoutAddresses(text, (address) => address.includes('gov.cn'))).toBe('详见https://yj.gov.cn/a?b=1。')
  })

  const orders = [
    '立即撤到高处',
    '沟边河边住户马上往两侧高处走',
    '不要过河',
    '叫醒老人邻居',
    '远离电线杆',
    '马上关闭阀门',
    '带好药品到村委会集合',
    '请绕行渡口大桥',
    '停止一切户外作业',
    '紧闭门窗躲在屋里',
    '用湿毛巾捂住口鼻',
    '不要喝自来水',
  ]
  const addresses = [
    'https://yj.example.gov.cn/a',
    'http://a.cn/b?c=1&d=2',
    'www.pzh.gov.cn',
    '12379.cn',
    'yj.example.gov.cn/a',
    'HTTP://A.CN/X',
    't.cn/A6abc',
    '[路线](https://a.cn/x)',
    '[点这里](www.a.com)',
    '<https://a.cn>',
    'duty@pzh.gov.cn',
    'http://10.1.2.3:8080/a',
  ]
  const pointers = [
    '',
    '见',
    '路线见',
    '详见',
    '查',
    '点击',
    '登录',
    '请登录',
    '请访问',
    '路线：',
    '地图：',
    '网址：',
    '扫码或点击',
    '具体路线请查看',
    '安置点名单见',
    '更多信息请点击',
    '可查询',
    '详情见：',
  ]
  const tails = ['', '查看', '查看路线', '查询详情', '网站', '上查询']
  const brackets = ['', '（）', '()', '【】', '“”', '[]', '《》']
  const marks = ['，', '。', '！', '；', ',', '\n']
  const pointer = fc
    .record({
      before: fc.constantFrom(...pointers),
      address: fc.constantFrom(...addresses),
      after: fc.constantFrom(...tails),
      within: fc.constantFrom(...brackets),
    })
    .map(({ before, address, after, within }) => (within[0] ?? '') + before + address + after + (within[1] ?? ''))
  const piece = fc.oneof(
    fc.constantFrom(...orders).map((order) => ({ order, text: order })),
    pointer.map((text) => ({ order: '', text })),
    // In one clause with it, before or behind.
    fc
      .tuple(fc.constantFrom(...orders), fc.constantFrom(...addresses), fc.constantFrom(...brackets))
      .map(([order, address, b]) => ({ order, text: order + (b[0] ?? '') + address + (b[1] ?? '') })),
    fc.tuple(fc.constantFrom(...orders), pointer).map(([order, text]) => ({ order, text: `${order}${text}` })),
    fc
      .tuple(fc.constantFrom(...orders), fc.constantFrom(...addresses))
      .map(([order, a]) => ({ order, text: a + order })),
  )
  const leftover =
    /[见查：:][。，！；,]|[（(【“《[]\s*[）)】”》\]]|\[|\]\(|路线|点击|登录|访问|详情|名单|网址|扫码|^[，。！；,]|[，；,][。！，；,]|[，；,]$/mu

  test('no order is ever lost, no address stays, and nothing is left of what pointed to it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.constantFrom(...marks)), { minLength: 1, maxLength: 6 }), (parts) => {
        // Two addresses of two clauses may meet; between orders each clause has its mark.
        const text = parts.map(([{ text: words }, mark]) => words + mark).join('')
        const rest = withoutAddresses(text)
        let from = 0
        for (const [{ order }] of parts) {
          const at = rest.indexOf(order, from)
          expect(at, `${order} in ${rest} of ${text}`).toBeGreaterThanOrEqual(0)
          from = at + order.length
        }
        expect(rest).not.toMatch(/https?:|www\.|\.cn|\.com|@|\d\.\d\.\d/iu)
        if (rest !== text) expect(rest.replace(/[，；,]\n*$/u, ''), text).not.toMatch(leftover)
      }),
      { numRuns: 2_000 },
    )
  })

  test('endless texts take no more work than they are long', async () => {
    for (const bit of [
      '.',
      'https://',
      'www.',
      'a.',
      '(',
      '[a](https://a.cn)',
      '路线见https://a.cn/',
      'a@',
      '1.',
      '（https://a.cn',
    ]) {
      await expectInProportion((size) => withoutAddresses(bit.repeat(size / bit.length)), 30_000, bit)
    }
  })
})
