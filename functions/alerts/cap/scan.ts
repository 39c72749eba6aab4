/**
 * One linear pass over the text of an XML document, without recursion and before any tree is built: is it well formed, and
 * what does it hold? Trees are built by fast-xml-parser, which takes much that is not XML; what passes here it reads as
 * every other parser does. Source: XML 1.0 (5th edition) §2, Namespaces in XML 1.0 §3.
 */
import { badReferenceAt, cutShort, xmlSpace as S } from './text.ts'

export type ScanEvent =
  | { kind: 'open'; name: string; attributes: number }
  | { kind: 'close' }
  | { kind: 'text'; length: number }
  /** Last event of a well-formed document. `root` is the root element without comments and processing instructions. */
  | { kind: 'end'; root: string }
  /** Last event of any other. */
  | { kind: 'fault'; at: number; found: string; allowed: string }

const nameStart =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}'
const ncName = `[${nameStart}][${nameStart}0-9.\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}\\-]*`
const qName = `${ncName}(?::${ncName})?`
const sticky = (source: string) => new RegExp(source, 'uy')

const declaration = sticky(
  `<\\?xml${S}+version${S}*=${S}*(?:"1\\.0"|'1\\.0')` +
    `(?:${S}+encoding${S}*=${S}*(?:"[A-Za-z][\\w.\\-]*"|'[A-Za-z][\\w.\\-]*'))?` +
    `(?:${S}+standalone${S}*=${S}*(?:"(?:yes|no)"|'(?:yes|no)'))?${S}*\\?>`,
)
const openTag = sticky(`<(${qName})`)
const attribute = sticky(`${S}+(${qName})${S}*=${S}*(?:"([^<"]*)"|'([^<']*)')`)
const openTagEnd = sticky(`${S}*(/?)>`)
const closeTag = sticky(`</(${qName})${S}*>`)
const instruction = sticky(`<\\?(${ncName})(?:${S}|(?=\\?>))`)

/**
 * Yields what the document holds in order; the caller may stop at any event, the rest is then never looked at. A tag of more
 * than `mostAttributes` is not read to its end: its event says one too many, and no caller may go on from there.
 */
export function* scanXml(text: string, mostAttributes: number): Generator<ScanEvent, void> {
  const open: string[] = []
  const kept: string[] = []
  let keptFrom = 0
  let roots = 0
  let at = 0
  const fault = (allowed: string): ScanEvent => faultAt(text, at, allowed)
  const skipTo = (end: number) => {
    if (open.length > 0) kept.push(text.slice(keptFrom, at))
    keptFrom = end
    at = end
  }

  if (/^<\?xml[ \t\n\r]/.test(text)) {
    const found = matchAt(declaration, text, 0)
    if (!found) return yield fault('an XML 1.0 declaration such as <?xml version="1.0" encoding="UTF-8"?>')
    at = found[0].length
  }
  while (at < text.length) {
    if (text[at] !== '<') {
      const next = text.indexOf('<', at)
      const run = text.slice(at, next === -1 ? text.length : next)
      const wrong = open.length > 0 ? wrongInside(run) : wrongOutside(run)
      if (wrong) return yield faultAt(text, at + wrong.at, wrong.allowed)
      if (open.length > 0) yield { kind: 'text', length: run.length }
      at += run.length
    } else if (text.startsWith('<!--', at)) {
      const end = text.indexOf('--', at + 4)
      if (end === -1 || text[end + 2] !== '>') return yield fault('a comment that ends in --> and holds no other --')
      skipTo(end + 3)
    } else if (text.startsWith('<![CDATA[', at) && open.length > 0) {
      const end = text.indexOf(']]>', at)
      if (end === -1) return yield fault('a CDATA section that ends in ]]>')
      yield { kind: 'text', length: end - at - 9 }
      at = end + 3
    } else if (text.startsWith('<!', at)) {
      return yield fault('elements, text and comments; no document type or entity declaration')
    } else if (text.startsWith('<?', at)) {
      const target = matchAt(instruction, text, at)?.[1]
      const end = text.indexOf('?>', at + 2)
      if (target === undefined || target.toLowerCase() === 'xml' || end === -1) {
        return yield fault('the XML declaration as the very first characters, other instructions closed by ?>')
      }
      skipTo(end + 2)
    } else if (text.startsWith('</', at)) {
      const found = matchAt(closeTag, text, at)
      const expected = open.at(-1)
      if (!found || found[1] !== expected) return yield fault(expected ? `</${expected}>` : 'nothing after the alert')
      at += found[0].length
      open.pop()
      yield { kind: 'close' }
      if (open.length === 0) kept.push(text.slice(keptFrom, at))
    } else {
      const tag = readOpenTag(text, at, mostAttributes)
      if ('kind' in tag) return yield tag
      if (open.length === 0) {
        roots += 1
        if (roots > 1) return yield fault('one root element')
        keptFrom = at
      }
      at = tag.end
      yield { kind: 'open', name: tag.name, attributes: tag.attributes }
      if (!tag.isEmpty) open.push(tag.name)
      else {
        yield { kind: 'close' }
        if (open.length === 0) kept.push(text.slice(keptFrom, at))
      }
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) return yield fault(`</${unclosed}>`)
  if (roots === 0) return yield fault('an alert element')
  yield { kind: 'end', root: kept.join('') }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const faultAt = (text: string, at: number, allowed: string): ScanEvent & { kind: 'fault' } => ({
  kind: 'fault',
  at,
  found: at < text.length ? cutShort(text.slice(at, at + 100)) : 'the end of the document',
  allowed,
})

function readOpenTag(text: string, start: number, mostAttributes: number) {
  const opened = matchAt(openTag, text, start)
  if (!opened) return faultAt(text, start, 'a tag, or &lt; where the character is meant')
  let at = start + opened[0].length
  const names = new Set<string>()
  for (let pair = matchAt(attribute, text, at); pair; pair = matchAt(attribute, text, at)) {
    const [whole, name = '', double, single] = pair
    if (names.has(name)) return faultAt(text, at, 'each attribute once')
    if (badReferenceAt(double ?? single ?? '') !== -1) return faultAt(text, at, allowedReferences)
    names.add(name)
    at += whole.length
    if (names.size > mostAttributes) return { name: opened[1] ?? '', attributes: names.size, isEmpty: false, end: at }
  }
  const closed = matchAt(openTagEnd, text, at)
  if (!closed) return faultAt(text, start, 'a closed tag with quoted attributes')
  return { name: opened[1] ?? '', attributes: names.size, isEmpty: closed[1] === '/', end: at + closed[0].length }
}

const allowedReferences = '&lt; &gt; &amp; &apos; &quot; and references to characters of XML 1.0, such as &#176;'

function wrongInside(run: string): { at: number; allowed: string } | undefined {
  const reference = badReferenceAt(run)
  if (reference !== -1) return { at: reference, allowed: allowedReferences }
  const end = run.indexOf(']]>')
  return end === -1 ? undefined : { at: end, allowed: ']]&gt; where the characters are meant' }
}

function wrongOutside(run: string): { at: number; allowed: string } | undefined {
  const at = run.search(/[^ \t\n\r]/)
  return at === -1 ? undefined : { at, allowed: 'no text outside of the alert' }
}
