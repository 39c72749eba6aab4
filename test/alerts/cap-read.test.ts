import { describe, expect, it } from 'vitest'
import { maxProblems, readCap } from '../../functions/alerts/cap/read.ts'
import { cap11, cap12, capArea, capDocument, capInfo, pathsOf, problemsOf, read, readAlert } from './cap-document.ts'

describe('an alert that reads', () => {
  it('has every field as it was written, and nothing for what was not', () => {
    expect(readAlert(capDocument())).toStrictEqual({
      identifier: '51040205500000_20260701083000_0',
      sender: '51040205500000',
      sent: '2026-07-01T08:30:00+08:00',
      status: 'Actual',
      msgType: 'Alert',
      scope: 'Public',
      addresses: [],
      code: [],
      references: [],
      incidents: [],
      info: [
        {
          language: 'zh-CN',
          category: ['Met'],
          event: '山洪灾害',
          responseType: [],
          urgency: 'Immediate',
          severity: 'Extreme',
          certainty: 'Likely',
          eventCode: [],
          expires: '2026-07-01T20:00:00+08:00',
          headline: '山洪红色预警',
          parameter: [],
          resource: [],
          area: [
            { areaDesc: '银江镇', polygon: [], circle: [], geocode: [{ valueName: 'GB/T 2260', value: '510402100' }] },
          ],
        },
      ],
    })
  })

  it('comes with the decoded document, against which a signature is checked', () => {
    const document = capDocument()
    expect(read(`\u{FEFF}${document}`)).toMatchObject({ ok: true, text: document, notes: [] })
  })

  it('says in a note when the document was not UTF-8', () => {
    const bytes = Buffer.from(`\u{FEFF}${capDocument()}`, 'utf16le')
    expect(readCap(bytes)).toMatchObject({ ok: true, notes: ['the document was read as utf-16le'] })
  })
})

describe('text', () => {
  const headlineOf = (written: string) =>
    readAlert(capDocument({ info: capInfo({ headline: written }) })).info[0]?.headline

  it('keeps its spaces and line ends, the latter as XML normalizes them', () => {
    expect(headlineOf(' \n山洪\t\u{3000}')).toBe(' \n山洪\t\u{3000}')
    expect(headlineOf('a\r\nb\rc&#13;d')).toBe('a\nb\nc\rd')
  })

  it('has references decoded once, astral ones too', () => {
    expect(headlineOf('&lt;b&gt; &amp;amp; &quot;&apos; &#38;lt; &#x1F30A;&#132878;')).toBe(
      '<b> &amp; "\' &lt; 🌊\u{2070E}',
    )
  })

  it('is put together from text, CDATA, comments and instructions', () => {
    expect(headlineOf(`1<!-- 2 -->3<![CDATA[<4>&amp;]]>5<?x '?>6<!-- ' -->7`)).toBe('13<4>&amp;567')
  })

  it.each(['0012', '+8613900000000', '1e3', 'true', '0x1F', '  7 '])(
    'stays text when it looks like something else: %s',
    (text) => {
      expect(headlineOf(text)).toBe(text)
    },
  )

  it.each([
    '',
    '<headline></headline>',
    '<headline> \n</headline>',
    '<headline/>',
    '<headline><![CDATA[]]></headline>',
  ])('counts as missing when it is optional and empty: %j', (headline) => {
    const info = capInfo().replace('<headline>山洪红色预警</headline>', headline)
    expect(readAlert(capDocument({ info })).info[0]).not.toHaveProperty('headline')
  })

  it('is refused when it holds an entity nobody defined', () => {
    expect(read(capDocument({ info: capInfo({ headline: 'a&nbsp;b' }) }))).toMatchObject({
      ok: false,
      reason: 'malformed',
      problems: [{ path: expect.stringMatching(/^line 2, column \d+$/), found: expect.stringMatching(/^&nbsp;b/) }],
    })
  })
})

describe('what does not read', () => {
  it('is told completely, each problem with its place', () => {
    const info = capInfo({
      start: '<category>Weather</category>',
      severity: '红色',
      expires: '2026-07-01T12:00:00Z',
      area: '<area><polygon>1,2</polygon><circle>101.7,26.5 1</circle></area>',
    })
    expect(problemsOf(capDocument({ sender: 'a,b', status: '', info: capInfo() + info }))).toEqual([
      { path: 'alert/info[2]/area[1]/areaDesc', found: 'nothing', allowed: 'one areaDesc' },
      { path: 'alert/sender', found: 'a,b', allowed: 'one or more characters, no space, comma, < or &' },
      { path: 'alert/status', found: 'nothing', allowed: 'Actual, Exercise, System, Test, Draft' },
      {
        path: 'alert/info[2]/category[1]',
        found: 'Weather',
        allowed: 'Geo, Met, Safety, Security, Rescue, Fire, Health, Env, Transport, Infra, CBRNE, Other',
      },
      { path: 'alert/info[2]/severity', found: '红色', allowed: 'Extreme, Severe, Moderate, Minor, Unknown' },
      {
        path: 'alert/info[2]/expires',
        found: '2026-07-01T12:00:00Z',
        allowed: 'a real date and time with offset such as 2026-07-01T08:30:00+08:00, no Z, no fraction',
      },
      { path: 'alert/info[2]/area[1]/polygon[1]', found: 'positions: 1', allowed: 'at least 4 positions' },
      {
        path: 'alert/info[2]/area[1]/circle[1]',
        found: '101.7,26.5 1',
        allowed: 'latitude,longitude in degrees, -90 to 90 and -180 to 180, a space and a radius in kilometres',
      },
    ])
  })

  it('is quoted at no more than 80 characters, and no more than 100 times', () => {
    const envelope = `<x${'y'.repeat(1000)}/>`.repeat(150)
    const problems = problemsOf(capDocument({ envelope }))
    expect(problems).toHaveLength(maxProblems + 1)
    expect(problems[0]?.found.length).toBeLessThan(100)
    expect(problems.at(-1)).toEqual({ path: 'alert', found: '50 more problems', allowed: 'none' })
  })
})

describe('order and number', () => {
  it('refuses an element that comes too late, naming what it must precede', () => {
    const late = capDocument()
      .replace('<status>Actual</status>', '')
      .replace('</scope>', '</scope><status>Actual</status>')
    expect(problemsOf(late)).toEqual([{ path: 'alert/status', found: 'after scope', allowed: 'before scope' }])
    const document = capDocument({ info: capArea('<circle>26,101 1</circle><polygon>1,2 3,4 5,6 1,2</polygon>') })
    expect(pathsOf(document)).toEqual(['alert/info[1]/area[1]/polygon[1]'])
  })

  it.each(['identifier', 'sender', 'sent', 'status', 'msgType', 'scope'])('refuses an alert without %s', (name) => {
    const document = capDocument().replace(new RegExp(`<${name}>[^<]*</${name}>`), '')
    expect(problemsOf(document)).toEqual([{ path: `alert/${name}`, found: 'nothing', allowed: `one ${name}` }])
  })

  it.each(['category', 'event', 'urgency', 'severity', 'certainty'])('refuses an info without %s', (name) => {
    const document = capDocument().replace(new RegExp(`<${name}>[^<]*</${name}>`), '')
    expect(pathsOf(document)).toEqual([`alert/info[1]/${name}`])
  })

  it('refuses a second element where one is allowed', () => {
    expect(problemsOf(capDocument({ envelope: '<note>a</note><note>b</note>' }))).toEqual([
      { path: 'alert/note', found: '2 times', allowed: 'at most once' },
    ])
  })

  it('takes many where many are allowed, and an alert without info', () => {
    const alert = readAlert(capDocument({ envelope: '<code>a</code><code>b</code>', info: '' }))
    expect(alert).toMatchObject({ code: ['a', 'b'], info: [] })
    expect(readAlert(capDocument({ envelope: '<code/><code>a</code><code> </code>' })).code).toEqual(['a'])
  })

  it.each([
    ['an unknown element', '<priority>1</priority>', 'alert/priority'],
    ['__proto__', '<__proto__>x</__proto__>', 'alert/__proto__'],
    ['an empty __proto__', '<__proto__/>', 'alert/__proto__'],
    ['constructor', '<constructor>x</constructor>', 'alert/constructor'],
    ['an element inside a text', '<note><b>x</b></note>', 'alert/note/b'],
    ['__proto__ inside a text', '<note><__proto__/></note>', 'alert/note/__proto__'],
    ['text between elements', '{}', 'alert'],
    ['an attribute', '<note xml:lang="zh">x</note>', 'alert/note/@lang'],
    ['an attribute called __proto__', '<note __proto__="zh">x</note>', 'alert/note/@__proto__'],
    ['xsi:nil', `<note xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`, 'alert/note/@nil'],
    ['an info inside a note', '<note><info/></note>', 'alert/note/info'],
  ])('refuses %s', (_title, envelope, path) => {
    expect(pathsOf(capDocument({ envelope }))).toEqual([path])
    expect(Object.prototype).not.toHaveProperty('x')
  })

  it('takes the schema hint some senders write on the root', () => {
    const hint = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${cap12} a.xsd"`
    expect(read(capDocument().replace('<alert ', `<alert ${hint} `)).ok).toBe(true)
  })
})

describe('namespaces', () => {
  it.each(['cap', '预警', 'a.b-c'])('reads the same alert with the prefix %s', (prefix) => {
    const prefixed = capDocument()
      .replace('xmlns=', `xmlns:${prefix}=`)
      .replace(/<(\/?)(?=\w)/g, `<$1${prefix}:`)
    expect(readAlert(prefixed)).toStrictEqual(readAlert(capDocument()))
  })

  it('reads a namespace that is declared further in or written with references', () => {
    const inner = capDocument({ envelope: `<c:note xmlns:c="${cap12}">a</c:note>` })
    expect(readAlert(inner).note).toBe('a')
    expect(read(capDocument({ namespace: 'urn:oasis:names:tc:emergency:cap&#58;1.2' })).ok).toBe(true)
  })

  it.each([
    ['another namespace', capDocument({ namespace: 'urn:example:cap' }), 'element alert of namespace urn:example:cap'],
    ['no namespace', capDocument().replace(/ xmlns="[^"]*"/, ''), 'element alert of namespace (none)'],
    ['another root', `<html xmlns="${cap12}"/>`, `element html of namespace ${cap12}`],
  ])('refuses %s', (_title, document, found) => {
    expect(read(document)).toMatchObject({ ok: false, reason: 'invalid', problems: [{ path: 'alert', found }] })
  })

  it('never takes an element of another namespace for one of CAP, nor resolves an inclusion', () => {
    expect(pathsOf(capDocument({ envelope: '<x:note xmlns:x="urn:x">a</x:note>' }))).toEqual(['alert/note'])
    expect(pathsOf(capDocument({ envelope: `<note xmlns="${cap11}">a</note>` }))).toEqual(['alert/note'])
    const include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    expect(pathsOf(capDocument({ envelope: `<note>${include}</note>` }))).toEqual(['alert/note/include'])
  })

  it.each([
    ['a prefix nobody bound', '<x:note>a</x:note>'],
    ['an attribute with such a prefix', '<note x:a="b">a</note>'],
    ['a prefix bound to nothing', '<note xmlns:x="">a</note>'],
    ['the reserved prefix xml bound elsewhere', '<note xmlns:xml="urn:x">a</note>'],
    ['a prefix beyond the element that bound it', '<note xmlns:x="urn:x">a</note><x:b/>'],
  ])('refuses %s as not well formed', (_title, envelope) => {
    expect(read(capDocument({ envelope }))).toMatchObject({ ok: false, reason: 'malformed' })
  })

  const signature =
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="a"><Object xmlns=""><x y="1">t</x></Object></Signature>'

  it('leaves signatures at the end out of the model', () => {
    expect(readAlert(capDocument({ end: signature + signature }))).toStrictEqual(readAlert(capDocument()))
  })

  it('refuses a signature anywhere else, or anything else at the end', () => {
    expect(pathsOf(capDocument({ envelope: signature }))).toEqual(['alert/info[1]'])
    expect(pathsOf(capDocument({ info: capInfo({ afterHeadline: signature }) }))).toEqual(['alert/info[1]/Signature'])
    expect(pathsOf(capDocument({ end: '<x xmlns="urn:x"/>' }))).toEqual(['alert/x'])
    const disguised = signature.replaceAll('Signature', 'identifier')
    expect(pathsOf(capDocument({ end: disguised }).replace(/<identifier>.*?<\/identifier>/, ''))).toEqual([
      'alert/identifier',
    ])
  })
})

describe('dateTime', () => {
  it.each(['2024-02-29T23:59:59-00:00', '2026-07-01T08:30:00+14:00', ' 2026-07-01T08:30:00+08:00\n'])(
    'takes %j',
    (sent) => {
      expect(readAlert(capDocument({ sent })).sent).toBe(sent.trim())
    },
  )

  it.each([
    '2026-07-01T00:30:00Z',
    '2026-07-01T08:30:00.123+08:00',
    '2026-07-01T08:30:00,08:00',
    '2026-07-01T08:30:00',
    '2026-07-01 08:30:00+08:00',
    '2026-07-01T08:30+08:00',
    '2026-02-29T08:30:00+08:00',
    '2100-02-29T08:30:00+08:00',
    '2026-04-31T08:30:00+08:00',
    '2026-13-01T08:30:00+08:00',
    '2026-00-01T08:30:00+08:00',
    '2026-07-00T08:30:00+08:00',
    '2026-07-01T24:00:00+08:00',
    '2026-07-01T08:60:00+08:00',
    '2026-07-01T08:30:60+08:00',
    '2026-07-01T08:30:00+14:01',
    '2026-07-01T08:30:00+08:60',
    '0000-07-01T08:30:00+08:00',
    '２026-07-01T08:30:00+08:00',
    '',
  ])('refuses %j', (sent) => {
    expect(pathsOf(capDocument({ sent }))).toEqual(['alert/sent'])
  })
})

describe('identifier and sender', () => {
  it.each(['', ' ', 'a b', 'a,b', 'a&lt;b', 'a&amp;b', 'a\u{3000}b', '\na'])('refuse %j', (text) => {
    expect(pathsOf(capDocument({ identifier: text, sender: text }))).toEqual(['alert/identifier', 'alert/sender'])
  })

  it('take any other character', () => {
    expect(readAlert(capDocument({ identifier: '预警"\'%/＊_0' })).identifier).toBe('预警"\'%/＊_0')
  })
})

describe('references', () => {
  const sent = '2026-07-01T08:00:00+08:00'
  const references = (text: string) => capDocument({ envelope: `<references>${text}</references>` })

  it('are triples apart by any whitespace', () => {
    expect(readAlert(references(`\n a,b,${sent}\t c,d,${sent} `)).references).toEqual([
      { sender: 'a', identifier: 'b', sent },
      { sender: 'c', identifier: 'd', sent },
    ])
    expect(readAlert(references('')).references).toEqual([])
  })

  it.each(['a,b', `a,b,${sent},c`, `a,,${sent}`, `,b,${sent}`, `a,b,${sent}Z`, `a, b, ${sent}`, `a,b&amp;,${sent}`])(
    'are refused as %j',
    (text) => {
      expect(pathsOf(references(text))).toEqual(['alert/references'])
    },
  )
})

describe('addresses and incidents', () => {
  const addresses = (text: string) => capDocument({ envelope: `<addresses>${text}</addresses>` })

  it.each([
    ['a "b c"  "d"\ne', ['a', 'b c', 'd', 'e']],
    ['筠连镇 "防汛 责任人"', ['筠连镇', '防汛 责任人']],
    [`it's a"b "" c`, ["it's", 'a"b', 'c']],
    ['  ', []],
  ])('are read from %j', (text, list) => {
    expect(readAlert(addresses(text)).addresses).toEqual(list)
  })

  it.each(['"a b', 'a "', '"a"b'])('are refused as %j', (text) => {
    expect(pathsOf(addresses(text))).toEqual(['alert/addresses'])
  })
})

describe('geometry', () => {
  const areaOf = (inside: string) => readAlert(capDocument({ info: capArea(inside) })).info[0]?.area[0]
  const pathOf = (inside: string) => pathsOf(capDocument({ info: capArea(inside) }))

  it('reads positions as latitude and longitude, with the digits that were written', () => {
    expect(areaOf('<polygon>26.60,101.71 +26.6,101.780\n-0.5,.5  26.6,101.71</polygon>')?.polygon).toEqual([
      [
        [26.6, 101.71],
        [26.6, 101.78],
        [-0.5, 0.5],
        [26.6, 101.71],
      ],
    ])
    expect(areaOf('<circle>26.56,101.74 0</circle><circle>90,-180  2.5</circle>')?.circle).toEqual([
      { centre: [26.56, 101.74], radiusKm: 0 },
      { centre: [90, -180], radiusKm: 2.5 },
    ])
  })

  it('takes an empty shape for none, as the US weather service writes it', () => {
    expect(areaOf('<polygon></polygon><circle/>')).toMatchObject({ polygon: [], circle: [] })
    expect(pathOf('<polygon/><polygon>{}</polygon>')).toEqual(['alert/info[1]/area[1]/polygon[2]'])
  })

  it.each([
    ['open', '26.60,101.71 26.60,101.78 26.54,101.79 26.53,101.72'],
    ['of three positions', '26.60,101.71 26.60,101.78 26.60,101.71'],
    ['longitude first', '101.71,26.60 101.78,26.60 101.79,26.54 101.71,26.60'],
    ['beyond the pole', '90.01,0 1,1 2,2 90.01,0'],
    ['beyond the date line', '1,180.1 1,1 2,2 1,180.1'],
    ['not a number', '28.20,NaN 26.60,101.78 26.54,101.79 28.20,NaN'],
    ['infinite', 'Infinity,1 1,1 2,2 Infinity,1'],
    ['with an exponent', '1e1,1 1,1 2,2 1e1,1'],
    ['with a third number', '1,1,5 1,2 2,2 1,1,5'],
    ['with a space after the comma', '1, 1 1, 2 2, 2 1, 1'],
    ['a placeholder', '{}'],
  ])('refuses a polygon that is %s', (_title, polygon) => {
    expect(pathOf(`<polygon>${polygon}</polygon>`)).toEqual(['alert/info[1]/area[1]/polygon[1]'])
  })

  it.each(['26.56,101.74 -5', '26.56,101.74', '101.74,26.56 5', '26.56,101.74 5km', '26.56,101.74 5 5', 'x'])(
    'refuses the circle %s',
    (circle) => {
      expect(pathOf(`<circle>${circle}</circle>`)).toEqual(['alert/info[1]/area[1]/circle[1]'])
    },
  )

  it('reads heights as decimals and refuses anything else', () => {
    expect(areaOf('<altitude> 0.0 </altitude><ceiling>-9842.5197</ceiling>')).toMatchObject({
      altitude: 0,
      ceiling: -9842.5197,
    })
    for (const height of ['', '1e3', 'low', '1,5', '0x10', '9'.repeat(400)]) {
      expect(pathOf(`<altitude>${height}</altitude>`)).toEqual(['alert/info[1]/area[1]/altitude'])
    }
  })
})

describe('other values', () => {
  const resource = (inside: string) =>
    capDocument({
      info: capInfo({
        afterHeadline: `<resource><resourceDesc>图</resourceDesc><mimeType>image/png</mimeType>${inside}</resource>`,
      }),
    })

  it.each(['', '-1', '1.5', '1e3', '9007199254740993', 'big'])('refuses a size of %j', (size) => {
    expect(pathsOf(resource(`<size>${size}</size>`))).toEqual(['alert/info[1]/resource[1]/size'])
  })

  it.each([
    'https://www.example.gov.cn/预警?a=1&amp;b=%E4',
    'tel:12379',
    'a/b',
    '//x',
    'http://[::1]:80/',
    ' http://a b ',
  ])('takes the address %j', (uri) => {
    expect(pathsOf(resource(`<uri>${uri}</uri>`))).toEqual([])
  })

  it.each(['http://a/%zz', 'http://a:b:c/', ':a', '1:a', 'http://[1', 'a#b#c'])('refuses the address %j', (uri) => {
    expect(pathsOf(resource(`<uri>${uri}</uri>`))).toEqual(['alert/info[1]/resource[1]/uri'])
  })

  it('takes a language code and refuses a language name', () => {
    const withLanguage = (language: string) =>
      capDocument({ info: capInfo({ start: `<language>${language}</language><category>Met</category>` }) })
    expect(readAlert(withLanguage(' zh-Hans-CN ')).info[0]?.language).toBe('zh-Hans-CN')
    expect(readAlert(withLanguage('')).info[0]).not.toHaveProperty('language')
    expect(pathsOf(withLanguage('中文'))).toEqual(['alert/info[1]/language'])
    expect(pathsOf(withLanguage('zh_CN'))).toEqual(['alert/info[1]/language'])
  })
})

describe('CAP 1.1', () => {
  const document11 = (parts: Parameters<typeof capDocument>[0] = {}) => capDocument({ namespace: cap11, ...parts })

  it('is read and up-converted, and a note says so', () => {
    expect(read(document11())).toMatchObject({ ok: true, notes: ['CAP 1.1 was read and up-converted to 1.2'] })
    expect(readAlert(document11())).toStrictEqual(readAlert(capDocument()))
  })

  it('has its times brought into the form of 1.2, and each change noted', () => {
    const result = read(
      document11({ sent: '2026-07-01T00:30:00.5Z', info: capInfo({ expires: '2026-07-01T12:00:00Z' }) }),
    )
    expect(result).toMatchObject({
      ok: true,
      alert: { sent: '2026-07-01T00:30:00-00:00', info: [{ expires: '2026-07-01T12:00:00-00:00' }] },
      notes: [
        'CAP 1.1 was read and up-converted to 1.2',
        'alert/sent was 2026-07-01T00:30:00.5Z and is 2026-07-01T00:30:00-00:00',
        'alert/info[1]/expires was 2026-07-01T12:00:00Z and is 2026-07-01T12:00:00-00:00',
      ],
    })
  })

  it('is refused when a time has no offset: nobody can say when that is', () => {
    expect(pathsOf(document11({ sent: '2026-07-01T08:30:00' }))).toEqual(['alert/sent'])
  })

  it('gets the media type and loses the heights that 1.2 would not allow', () => {
    const info = capInfo({
      afterHeadline: '<resource><resourceDesc>图</resourceDesc></resource>',
      area: '<area><areaDesc>a</areaDesc><altitude>about 3000</altitude><ceiling> 12.5 </ceiling></area>',
    })
    const result = read(document11({ info }))
    expect(result).toMatchObject({
      ok: true,
      alert: { info: [{ resource: [{ mimeType: 'application/octet-stream' }], area: [{ ceiling: 12.5 }] }] },
      notes: [
        expect.anything(),
        'alert/info[1]/resource[1]/mimeType was missing and is application/octet-stream',
        'alert/info[1]/area[1]/altitude was not a number and is left out',
      ],
    })
    expect(result.ok && result.alert.info[0]?.area[0]).not.toHaveProperty('altitude')
  })

  it('is refused with what only 1.2 has: its response types, and a signature', () => {
    const info = capInfo().replace('<urgency>', '<responseType>Avoid</responseType><urgency>')
    expect(pathsOf(capDocument({ info }))).toEqual([])
    expect(pathsOf(document11({ info }))).toEqual(['alert/info[1]/responseType[1]'])
    const end = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    expect(pathsOf(document11({ end }))).toEqual(['alert/Signature'])
  })
})
