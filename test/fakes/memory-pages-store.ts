/** The lock and list of the public files in memory. */
import type { Peer } from '../../functions/alerts/public-pages.ts'
import type { PagesLock, PagesStore, Shown } from '../../functions/pages/pages-store.ts'

export function memoryPagesStore(): PagesStore {
  const shown = new Map<string, Shown>()
  const ofEvents = new Map<string, { peer: Peer; events: readonly string[] }>()
  const lock: PagesLock = { dirty: 0, clean: 0, fence: 0, leaseUntilMs: 0 }
  return {
    async show(peer, events) {
      const { id } = peer
      ofEvents.set(id, { peer, events })
      if (!shown.has(id)) shown.set(id, { id, writtenVersion: null })
    },
    async drop(id) {
      shown.delete(id)
      ofEvents.delete(id)
    },
    async peers(events) {
      return [...ofEvents.values()]
        .filter((each) => each.events.some((event) => events.includes(event)))
        .map(({ peer }) => ({ ...peer }))
    },
    async shown() {
      return [...shown.values()].map((entry) => ({ ...entry })).sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async markWritten(id, version, writtenFrames) {
      if (shown.has(id)) shown.set(id, { id, writtenVersion: version, ...(writtenFrames && { writtenFrames }) })
    },
    async touch() {
      lock.dirty += 1
    },
    async lock() {
      return { ...lock }
    },
    async acquire(nowMs, leaseMs) {
      if (lock.leaseUntilMs > nowMs) return undefined
      lock.fence += 1
      lock.leaseUntilMs = nowMs + leaseMs
      return { ...lock }
    },
    async settle(fence, clean) {
      if (fence !== lock.fence) return false
      lock.clean = clean
      lock.leaseUntilMs = 0
      return true
    },
  }
}
