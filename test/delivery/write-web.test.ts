import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import type { WebEntry, WebLedger } from '../../functions/alerts/published-alerts.ts'
import { makeWriteWeb, type SiteFile } from '../../functions/delivery/web/write-web.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import { aPublished } from './a-published.ts'

const file = (path: string): SiteFile => ({ path, body: '', contentType: 'text/plain', maxAgeSeconds: 5 })

/** A site whose writer can be interrupted: `beforePut` runs before each file. */
function aSite() {
  const entries = new Map<string, WebEntry>()
  const lock = { dirty: 0, clean: 0, fence: 0, leased: false }
  const written: string[] = []
  const planned: string[] = []
  const store = makeMemoryDeliveryStore()
  const site = {
    entries,
    lock,
    written,
    planned,
    store,
    beforePut: (_: string): void => {},
    show(alert: PublishedAlert) {
      entries.set(alert.id, { alert, writtenVersion: entries.get(alert.id)?.writtenVersion ?? null })
      lock.dirty++
    },
    writer: () =>
      makeWriteWeb({
        clock: { now: () => aPublished().acceptedAtMs + 1_500 },
        county: { code: '510402' },
        store,
        ledger,
        alerts: { markPlanned: async (id, channel) => void planned.push(`${id} ${channel}`) },
        alertFiles: (alert) => [file(`page ${alert.id} v${alert.version}`)],
        listFiles: (alerts) => [file('feed'), file(`active ${alerts.map(({ id }) => id).join('+')}`)],
        async put({ path }) {
          await site.beforePut(path)
          written.push(path)
        },
      }),
  }
  const ledger: WebLedger = {
    async acquire() {
      if (lock.leased) return undefined
      lock.leased = true
      lock.fence++
      return { ...lock }
    },
    state: async () => ({ ...lock }),
    entries: async () => [...entries.values()].map((entry) => ({ ...entry })),
    async markWritten(id, version) {
      entries.get(id)!.writtenVersion = version
    },
    async markClean(state) {
      if (state.fence !== lock.fence) return false
      lock.leased = false
      lock.clean = state.dirty
      return true
    },
    originalBytes: async () => undefined,
  }
  return site
}

describe('the public files', () => {
  test('list an alert only when its page stands, and count the public as reached', async () => {
    const site = aSite()
    site.show(aPublished({ id: 'a' }))
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    expect(site.written).toEqual(['page a v1', 'feed', 'active a'])
    expect(site.planned).toEqual(['a web'])
    const [job] = await site.store.listJobs('a', 'web')
    expect(job).toMatchObject({
      state: 'done',
      summary: { '510402': { meant: 1, handedOver: 1, seconds: { '1.5': 1 } } },
    })
  })

  test('are written again when something changed meanwhile, each page once a version', async () => {
    const site = aSite()
    site.show(aPublished({ id: 'a' }))
    site.beforePut = (path) => {
      if (path === 'feed' && site.entries.size === 1) site.show(aPublished({ id: 'b' }))
    }
    await site.writer().publish('a', 'red', 'trace')
    expect(site.written).toEqual(['page a v1', 'feed', 'active a', 'page b v1', 'feed', 'active a+b'])
    expect(site.lock.clean).toBe(site.lock.dirty)
  })

  test('have one writer at a time', async () => {
    const site = aSite()
    site.show(aPublished({ id: 'a' }))
    site.lock.leased = true
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('busy')
    expect(site.written).toEqual([])
  })

  test('converge after a writer that died half-way', async () => {
    const site = aSite()
    site.show(aPublished({ id: 'a' }))
    site.beforePut = (path) => {
      if (path.startsWith('active')) throw new Error('killed')
    }
    await expect(site.writer().publish('a', 'red', 'trace')).rejects.toThrow('killed')
    site.lock.leased = false
    site.beforePut = () => {}
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    expect(site.written.at(-1)).toBe('active a')
    expect((await site.store.listJobs('a', 'web'))[0]?.state).toBe('done')
  })

  test('tell how fresh they are without any alert', async () => {
    const site = aSite()
    expect(await site.writer().refresh()).toBe('clean')
    expect(site.written).toEqual(['feed', 'active '])
  })
})
