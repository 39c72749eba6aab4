/** Bytes → an alert in CAP words, or every reason why not. Source: OASIS CAP 1.2 §3.2 and its schema; nothing here depends on the county. */
import type { z } from 'zod'
import type { Problem } from '../../platform/http.ts'
import type { Alert } from '../alert.ts'
import { decodeXml } from './decode.ts'
import { alertFields } from './fields.ts'
import { limitXml, tooManyBytes } from './limits.ts'
import { alertParticles, cap11, cap12 } from './schema.ts'
import { readStructure } from './structure.ts'
import { cutShort } from './text.ts'
import { parseTree, type XmlElement } from './tree.ts'
import { upgrade } from './upgrade.ts'

export type ReadResult =
  | {
      ok: true
      alert: Alert
      /** What a person should know about the reading: "CAP 1.1 was read and up-converted to 1.2". */
      notes: string[]
      /** The whole document, decoded; a signature is checked against it. */
      text: string
    }
  | {
      ok: false
      reason: 'tooLarge' | 'malformed' | 'invalid'
      problems: Problem[]
    }

/** Problems told at once; more would not fit the item a refusal is kept in. */
export const maxProblems = 100

/**
 * Text is kept as received, spaces included; an optional text with nothing in it counts as missing. `charset` is the content
 * type's, where it names one.
 */
export function readCap(bytes: Uint8Array, charset?: string): ReadResult {
  const tooLarge = tooManyBytes(bytes)
  if (tooLarge) return refused('tooLarge', [tooLarge])
  const decoded = decodeXml(bytes, charset)
  if (!decoded.ok) return refused('malformed', [decoded.problem])
  const limited = limitXml(decoded.text)
  if (!limited.ok) return refused(limited.reason, [limited.problem])
  const tree = parseTree(limited.root)
  if (!tree.ok) return refused('malformed', [tree.problem])

  const notes = decoded.encoding === 'utf-8' ? [] : [`the document was read as ${decoded.encoding}`]
  const read = readTree(tree.root, notes)
  return 'problems' in read
    ? refused('invalid', read.problems)
    : { ok: true, alert: read.alert, notes, text: decoded.text }
}

function readTree(root: XmlElement, notes: string[]): { alert: Alert } | { problems: Problem[] } {
  const particles = alertParticles.get(root.namespace)
  if (root.local !== 'alert' || !particles) {
    const found = `element ${cutShort(root.local)} of namespace ${cutShort(root.namespace) || '(none)'}`
    return { problems: [{ path: 'alert', found, allowed: `element alert of namespace ${cap12} or ${cap11}` }] }
  }
  const problems: Problem[] = []
  const raw = readStructure(root, particles, 'alert', problems)
  if (root.namespace === cap11) upgrade(raw, notes, problems)
  const fields = alertFields.safeParse(raw)
  if (!fields.success) {
    const told = new Set(problems.map(({ path }) => path))
    problems.push(...fields.error.issues.map(problemOf).filter(({ path }) => !told.has(path)))
  }
  return fields.success && problems.length === 0 ? { alert: fields.data } : { problems }
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step + 1}]` : `/${String(step)}`)).join('')
  const found = issue.code === 'custom' ? String(issue.params?.found) : 'something else'
  return { path: `alert${path}`, found, allowed: issue.message }
}

function refused(reason: 'tooLarge' | 'malformed' | 'invalid', problems: Problem[]): ReadResult {
  const more = problems.length - maxProblems
  if (more <= 0) return { ok: false, reason, problems }
  const rest = { path: 'alert', found: `${more} more problems`, allowed: 'none' }
  return { ok: false, reason, problems: [...problems.slice(0, maxProblems), rest] }
}
