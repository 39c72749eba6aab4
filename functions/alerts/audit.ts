/** The chain of acts on one alert: each entry carries the hash of the one before, so that none can be changed or left out unseen. */
import { createHash } from 'node:crypto'
import type { Stage } from './stage.ts'

export interface AuditEntry {
  /** From 1, without gaps. */
  seq: number
  atMs: number
  /** `sub` of the person or sender, or `system`. */
  actor: string
  act: string
  before: Stage | null
  after: Stage
  /** Version of the alert after the act. */
  version: number
  /** What else the act decided, by name; never texts or contacts. */
  detail: Record<string, string>
  /** Hash of the entry before; of the first, the alert's key. */
  previous: string
  /** SHA-256 over all of the above, base64url. */
  hash: string
}

export type AuditAct = Pick<AuditEntry, 'atMs' | 'actor' | 'act'> & { detail?: Record<string, string> }

const hashOf = (id: string, entry: Omit<AuditEntry, 'hash'>): string => {
  const { seq, atMs, actor, act, before, after, version, detail, previous } = entry
  const sorted = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([id, seq, atMs, actor, act, before, after, version, sorted, previous])
  return createHash('sha256').update(text, 'utf8').digest('base64url')
}

export function auditEntry(
  id: string,
  last: AuditEntry | null,
  act: AuditAct,
  change: Pick<AuditEntry, 'before' | 'after' | 'version'>,
): AuditEntry {
  const entry = {
    seq: (last?.seq ?? 0) + 1,
    atMs: act.atMs,
    actor: act.actor,
    act: act.act,
    ...change,
    detail: act.detail ?? {},
    previous: last?.hash ?? id,
  }
  return { ...entry, hash: hashOf(id, entry) }
}

/** The number of the first entry that does not continue the chain, or null when all do. */
export function firstBreak(id: string, entries: readonly AuditEntry[]): number | null {
  let previous = id
  for (const [i, entry] of entries.entries()) {
    if (entry.seq !== i + 1 || entry.previous !== previous || entry.hash !== hashOf(id, entry)) return i + 1
    previous = entry.hash
  }
  return null
}
