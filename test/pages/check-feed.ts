import { XmlDocument, type XmlElement } from 'libxml2-wasm'
import { expect } from 'vitest'

export const atomNamespace = { a: 'http://www.w3.org/2005/Atom' }
/** Rules of RFC 4287 a reader relies on (§4.1.1, §4.1.2, §4.2.6, §4.2.7, §3.3). */
export function checkAtom(xml: string): void {
  using document = XmlDocument.fromString(xml)
  const root = document.root
  const texts = (at: XmlElement, path: string): string[] => at.find(path, atomNamespace).map((node) => node.content)
  const oneEach = (element: XmlElement): void => {
    for (const name of ['id', 'title', 'updated']) expect(texts(element, `a:${name}`)).toHaveLength(1)
    expect(texts(element, 'a:id')[0]).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    for (const time of texts(element, 'a:updated | a:published')) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
    }
    const alternates = element.find('a:link[@rel="alternate"]', atomNamespace) as XmlElement[]
    const types = alternates.map((link) => link.attr('type')?.value)
    expect(new Set(types).size).toBe(types.length)
    for (const link of alternates) expect(URL.canParse(link.attr('href')?.value ?? '')).toBe(true)
  }
  expect([root.name, root.namespaceUri]).toEqual(['feed', atomNamespace.a])
  oneEach(root)
  expect(root.find('a:link[@rel="self"]', atomNamespace)).toHaveLength(1)
  expect(texts(root, 'a:author/a:name')).toHaveLength(1)
  const entries = root.find('a:entry', atomNamespace) as XmlElement[]
  for (const entry of entries) {
    oneEach(entry)
    expect(texts(entry, 'a:author/a:name')).toHaveLength(1)
  }
  const ids = texts(root, 'a:entry/a:id')
  expect(new Set(ids).size).toBe(ids.length)
}

export function checkRss(xml: string): void {
  using document = XmlDocument.fromString(xml)
  const { root } = document
  expect(root.attr('version')?.value).toBe('2.0')
  for (const name of ['title', 'link', 'description']) expect(root.find(`channel/${name}`)).toHaveLength(1)
  for (const item of root.find('channel/item') as XmlElement[]) {
    for (const name of ['title', 'link', 'guid', 'pubDate', 'description']) expect(item.find(name)).toHaveLength(1)
    expect(item.get('pubDate')?.content).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/)
    // Text that reads the same whether a reader takes it for text or for HTML.
    expect(item.get('title')?.content).not.toMatch(/[<>&]/)
    expect(item.get('description')?.content).not.toMatch(/[<>&]/)
  }
}
