/** A tree → its raw values by CAP name, with everything wrong in names, order and number. Values are judged by `cap/values.ts`. */
import type { Problem } from '../../platform/http.ts'
import { cap12, type Particle, xmldsig } from './schema.ts'
import { cutShort, isBlank } from './text.ts'
import type { XmlElement } from './tree.ts'

/** Elements that may occur more than once are arrays, whether or not there are any; an empty text that may occur once is left out. */
export interface RawElement {
  [name: string]: RawValue
}
export type RawValue = string | RawElement | (string | RawElement)[]

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance'
const schemaHints = ['schemaLocation', 'noNamespaceSchemaLocation']

/** Appends to `problems`; where there are any the result is incomplete. */
export function readStructure(
  element: XmlElement,
  particles: readonly Particle[],
  path: string,
  problems: Problem[],
): RawElement {
  checkAttributes(element, path, problems)
  const raw: RawElement = {}
  for (const { name, max } of particles) if (max > 1) raw[name] = []
  if (!isBlank(element.text)) {
    problems.push({ path, found: `text ${cutShort(element.text.trim())}`, allowed: 'only elements here' })
  }

  const nameAt = (index: number): string => particles[index]?.name ?? 'the signature'
  let furthest = 0
  const count = new Map<string, number>()
  for (const child of element.children) {
    const index = indexOf(child, element, particles, path)
    const particle = particles[index]
    const number = (count.get(nameAt(index)) ?? 0) + 1
    const childPath = `${path}/${cutShort(child.local)}${particle && particle.max > 1 ? `[${number}]` : ''}`
    if (index === -1) {
      problems.push(unknownElement(child, element, particles, childPath))
      continue
    }
    count.set(nameAt(index), number)
    if (index < furthest) {
      problems.push({ path: childPath, found: `after ${nameAt(furthest)}`, allowed: `before ${nameAt(furthest)}` })
    }
    furthest = Math.max(furthest, index)
    if (!particle) continue
    if (number > particle.max) {
      problems.push({ path: childPath, found: `${number} times`, allowed: 'at most once' })
      continue
    }
    const value = readContent(child, particle, childPath, problems)
    const list = raw[particle.name]
    if (Array.isArray(list)) list.push(value)
    else if (!isEmptyOption(particle, value)) raw[particle.name] = value
  }

  for (const { name, min, max } of particles) {
    if (min <= (count.get(name) ?? 0)) continue
    problems.push({
      path: `${path}/${name}`,
      found: 'nothing',
      allowed: max > 1 ? `one ${name} or more` : `one ${name}`,
    })
  }
  return raw
}

/** Place in the sequence: -1 for an element CAP does not have here, one beyond the last for a signature at the end of CAP 1.2. */
function indexOf(child: XmlElement, parent: XmlElement, particles: readonly Particle[], path: string): number {
  const isSignature = path === 'alert' && parent.namespace === cap12 && child.namespace === xmldsig
  if (isSignature) return particles.length
  return particles.findIndex(({ name }) => child.namespace === parent.namespace && name === child.local)
}

function readContent(child: XmlElement, { content }: Particle, path: string, problems: Problem[]): string | RawElement {
  if (typeof content === 'object') return readStructure(child, content, path, problems)
  checkAttributes(child, path, problems)
  for (const inner of child.children) {
    problems.push(unknownElement(inner, child, [], `${path}/${cutShort(inner.local)}`))
  }
  return child.text
}

const isEmptyOption = ({ min, content }: Particle, value: string | RawElement): boolean =>
  min === 0 && content === 'text' && typeof value === 'string' && isBlank(value)

function checkAttributes(element: XmlElement, path: string, problems: Problem[]): void {
  for (const { namespace, local, value } of element.attributes) {
    if (namespace === schemaInstance && schemaHints.includes(local)) continue
    problems.push({ path: `${path}/@${local}`, found: cutShort(value), allowed: 'no attributes: CAP has none' })
  }
}

function unknownElement(child: XmlElement, parent: XmlElement, particles: readonly Particle[], path: string): Problem {
  const names = particles.map(({ name }) => name).join(', ')
  return {
    path,
    found:
      child.namespace === parent.namespace
        ? `element ${cutShort(child.local)}`
        : `element ${cutShort(child.local)} of namespace ${cutShort(child.namespace) || '(none)'}`,
    allowed: names === '' ? 'only text here' : `elements of CAP: ${names}`,
  }
}
