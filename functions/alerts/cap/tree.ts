/** Text within the limits → a tree whose names are resolved. Source: Namespaces in XML 1.0 §5, §6. */
import { XMLParser } from 'fast-xml-parser'
import type { Problem } from '../../platform/http.ts'
import { decodeReferences } from './text.ts'

export interface XmlElement {
  namespace: string
  local: string
  /** Without namespace declarations. */
  attributes: { namespace: string; local: string; value: string }[]
  children: XmlElement[]
  /** The text directly inside, references decoded, not trimmed. */
  text: string
}

export type Tree = { ok: true; root: XmlElement } | { ok: false; problem: Problem }

/** A node of fast-xml-parser's ordered output: one key of its name, and `:@` for attributes. */
type OrderedNode = Readonly<Record<string, unknown>>

/**
 * Numbers stay text, text is not trimmed, and references are left to `decodeReferences`. The `<` before each name (two for
 * an empty-element tag) keeps `__proto__` and its like from being keys, which the parser would refuse without saying where.
 */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  textNodeName: 'text',
  cdataPropName: 'cdata',
  jPath: false,
  transformTagName: (name) => `<${name}`,
})

const xml = 'http://www.w3.org/XML/1998/namespace'
const xmlns = 'http://www.w3.org/2000/xmlns/'

/** `root` comes from `limitXml`: well formed, at most 20 deep, without comments and processing instructions. */
export function parseTree(root: string): Tree {
  const ordered = parser.parse(root) as OrderedNode[]
  const node = ordered.find((candidate) => nameOf(candidate) !== undefined)
  if (!node) throw new Error('fast-xml-parser found no root element in a well-formed document')
  const undeclared: string[] = []
  const element = elementOf(node, new Map([['xml', xml]]), undeclared)
  const prefix = undeclared[0]
  return prefix === undefined
    ? { ok: true, root: element }
    : {
        ok: false,
        problem: { path: 'document', found: prefix, allowed: 'prefixes bound to a namespace by xmlns' },
      }
}

const nameOf = (node: OrderedNode): string | undefined => Object.keys(node).find((key) => key.startsWith('<'))

function elementOf(node: OrderedNode, outer: ReadonlyMap<string, string>, undeclared: string[]): XmlElement {
  const key = nameOf(node) ?? ''
  const written = Object.entries((node[':@'] ?? {}) as Record<string, string>).map(
    ([name, value]) => [name.slice(1), decodeReferences(value)] as const,
  )
  const scope = scopeOf(written, outer, undeclared)
  const resolve = (name: string, unprefixed: string) => {
    const colon = name.indexOf(':')
    const namespace = colon === -1 ? unprefixed : scope.get(name.slice(0, colon))
    if (namespace === undefined) undeclared.push(name)
    return { namespace: namespace ?? '', local: name.slice(colon + 1) }
  }
  const attributes = written
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, value]) => ({ ...resolve(name, ''), value }))
  const element: XmlElement = {
    ...resolve(key.replace(/^<+/, ''), scope.get('') ?? ''),
    attributes,
    children: [],
    text: '',
  }
  for (const child of node[key] as OrderedNode[]) {
    if (typeof child.text === 'string') element.text += decodeReferences(child.text)
    else if (Array.isArray(child.cdata)) element.text += child.cdata.map((part: OrderedNode) => part.text).join('')
    else element.children.push(elementOf(child, scope, undeclared))
  }
  return element
}

/** The namespaces in force inside an element: those outside, and what its own `xmlns` attributes bind. */
function scopeOf(
  written: readonly (readonly [name: string, value: string])[],
  outer: ReadonlyMap<string, string>,
  undeclared: string[],
): ReadonlyMap<string, string> {
  const declared = written.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
  if (declared.length === 0) return outer
  const scope = new Map(outer)
  for (const [name, uri] of declared) {
    const prefix = name.slice(6)
    const reserved = prefix === 'xmlns' || uri === xmlns || (prefix === 'xml') !== (uri === xml)
    if (reserved || (prefix !== '' && uri === '')) undeclared.push(`${name}="${uri}"`)
    scope.set(prefix, uri)
  }
  return scope
}
