/** Alerts in memory, with the conditions of the real store: what it refuses, this refuses. */
import type { AlertBody } from '../../functions/alerts/alert-body.ts'
import {
  type AlertHead,
  type Digests,
  firstHead,
  isSameContent,
  listKey,
  movedHead,
} from '../../functions/alerts/alert-head.ts'
import type { AlertStore } from '../../functions/alerts/alert-store.ts'
import type { AuditEntry } from '../../functions/alerts/audit.ts'
import { monthOf } from '../../functions/alerts/cap/time.ts'

export function memoryAlertStore(): AlertStore {
  const heads = new Map<string, AlertHead>()
  const bodies = new Map<string, AlertBody>()
  const raws = new Map<string, { bytes: Uint8Array; digests: Digests }>()
  const acts = new Map<string, AuditEntry[]>()
  const awaited = new Map<string, Set<string>>()
  const owners = new Map<string, string>()
  const copy = <T>(value: T): T => structuredClone(value)

  return {
    async head(id) {
      return copy(heads.get(id))
    },
    async heads(ids) {
      return ids.flatMap((id) => copy(heads.get(id)) ?? [])
    },
    async body(id) {
      return copy(bodies.get(id))
    },
    async whole(id) {
      const [head, body] = [heads.get(id), bodies.get(id)]
      return head && body && { head: copy(head), body: copy(body) }
    },
    async bodies(ids) {
      return new Map(ids.flatMap((id) => (bodies.has(id) ? [[id, copy(bodies.get(id)!)] as const] : [])))
    },
    async raw(id) {
      return raws.get(id)?.bytes
    },
    async claimIdentifier(identifier, sender) {
      if (!owners.has(identifier)) owners.set(identifier, sender)
      return owners.get(identifier) === sender
    },
    async keepRaw(id, bytes, digests) {
      const kept = raws.get(id)
      if (kept) return isSameContent(kept.digests, digests) ? 'same' : 'other'
      raws.set(id, { bytes: Uint8Array.from(bytes), digests })
      return 'kept'
    },
    async keepBody(id, body) {
      if (!bodies.has(id)) bodies.set(id, copy(body))
    },
    async replaceBody(id, body) {
      bodies.set(id, copy(body))
    },
    async create(newHead, act) {
      if (heads.has(newHead.id)) return undefined
      const head = firstHead(newHead, act)
      heads.set(head.id, copy(head))
      return head
    },
    async move(head, change, act) {
      movedHead(head, change, act)
      const entries = acts.get(head.id) ?? []
      if (entries.at(-1)?.seq !== head.lastAct.seq) acts.set(head.id, [...entries, copy(head.lastAct)])
      const current = heads.get(head.id)
      if (current?.version !== head.version || current.stage !== head.stage) return undefined
      const moved = movedHead(current, change, act)
      heads.set(head.id, copy(moved))
      return moved
    },
    async schedule(head, dueAtMs) {
      const current = heads.get(head.id)
      if (current?.version !== head.version || current.dueAtMs !== head.dueAtMs) return false
      heads.set(head.id, { ...current, dueAtMs, wakes: head.wakes + 1 })
      return true
    },
    async markPlanned(id, channel) {
      const current = heads.get(id)
      if (!current) return undefined
      const head = { ...current, planned: [...new Set([...current.planned, channel])] }
      heads.set(id, head)
      return copy(head)
    },
    async due(nowMs, limit) {
      return [...heads.values()]
        .filter(({ dueAtMs }) => dueAtMs !== null && dueAtMs <= nowMs)
        .sort((a, b) => a.dueAtMs! - b.dueAtMs!)
        .slice(0, limit)
        .map(({ id }) => id)
    },
    async month(month, { before, limit }) {
      const all = [...heads.values()]
        .filter(({ acceptedAtMs }) => monthOf(acceptedAtMs) === month)
        .map((head) => ({ id: head.id, key: listKey(head) }))
        .filter(({ key }) => before === undefined || key < before)
        .sort((a, b) => (a.key < b.key ? 1 : -1))
      const page = all.slice(0, limit)
      const last = page.at(-1)
      return { ids: page.map(({ id }) => id), ...(page.length === limit && last && { next: last.key }) }
    },
    async withIdentifier(identifier) {
      return [...bodies].filter(([, body]) => body.alert.identifier === identifier).map(([id]) => id)
    },
    async awaitAlerts(ids, by) {
      for (const id of ids) awaited.set(id, new Set([...(awaited.get(id) ?? []), by]))
    },
    async awaiting(id) {
      return [...(awaited.get(id) ?? [])].sort()
    },
    async audit(id) {
      const entries = acts.get(id) ?? []
      const last = heads.get(id)?.lastAct
      return copy(last && entries.at(-1)?.seq !== last.seq ? [...entries, last] : entries)
    },
  }
}
