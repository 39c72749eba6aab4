import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { makeWebChannel } from '../../functions/delivery/web-channel.ts'
import { builtInFrames } from '../../functions/pages/frames.ts'
import type { Entry, Ledger } from '../../functions/pages/ledger.ts'
import type { PastAlerts } from '../../functions/pages/past-alerts.ts'
import type { SiteFile } from '../../functions/pages/site-store.ts'
import { makeWritePages } from '../../functions/pages/write-pages.ts'
import { aPublished } from '../delivery/a-published.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import * as fc from '../properties/fast-check.ts'
import { aFrameSet } from './a-frame-set.ts'

/** Not the same warning as another: those are written together. */
const anEvent = (id: string, over: Parameters<typeof aPublished>[0] = {}): PublishedAlert =>
  aPublished({ id, eventCode: id, ...over })

const file = (path: string): SiteFile => ({ path, body: '', contentType: 'text/plain', maxAgeSeconds: 5 })

/** A site whose writer can be interrupted: `beforePut` runs before each file. */
function aSite() {
  const entries = new Map<string, Entry>()
  const lock = { dirty: 0, clean: 0, fence: 0, leased: false }
  const written: string[] = []
  const planned: string[] = []
  const store = makeMemoryDeliveryStore()
  const frames = aFrameSet()
  const activeFiles = (alerts: PublishedAlert[]) =>
    ['active', ...site.moreActive].map((name) => file(`${name} ${alerts.map(({ id }) => id).join('+')}`))
  const site = {
    entries,
    frames,
    lock,
    written,
    planned,
    store,
    nowMs: aPublished().acceptedAtMs + 1_500,
    pastIsDown: false,
    feeds: ['feed'],
    moreActive: [] as string[],
    beforePut: (_: string): void | Promise<void> => {},
    beforeAcquire: (): void => {},
    show(alert: PublishedAlert) {
      entries.set(alert.id, { ...(entries.get(alert.id) ?? { writtenVersion: null }), alert })
      lock.dirty++
    },
    writer: () =>
      makeWritePages({
        clock: { now: () => site.nowMs },
        channel: makeWebChannel({ clock: { now: () => site.nowMs }, county: { code: '510402' }, store }),
        ledger,
        alerts: {
          markPlanned: async (id, channel) => void planned.push(`${id} ${channel}`),
          originalBytes: async () => undefined,
        },
        frames: async () => site.frames,
        past,
        alertPages: ({ id, version }, chain) => {
          const after = chain.at(-1)?.id
          return [file(`page ${id} v${version}${after === id ? '' : ` before ${after}`}`)]
        },
        capFile: ({ id }) => file(`cap ${id}`),
        listFiles: (alerts) => [site.feeds.map(file), activeFiles(alerts)],
        activeFiles,
        async put({ path }) {
          await site.beforePut(path)
          written.push(path)
        },
      }),
  }
  const past: PastAlerts = {
    rows: async () => [],
    keep: async () => {
      if (site.pastIsDown) throw new Error('no bucket')
    },
  }
  const ledger: Ledger = {
    async acquire() {
      site.beforeAcquire()
      if (lock.leased) return undefined
      lock.leased = true
      lock.fence++
      return { ...lock }
    },
    state: async () => ({ ...lock }),
    entries: async () => [...entries.values()].map((entry) => ({ ...entry })),
    async markWritten(id, version, writtenFrames) {
      entries.set(id, { ...entries.get(id)!, writtenVersion: version, writtenFrames })
    },
    async markClean(state) {
      if (state.fence !== lock.fence) return false
      lock.leased = false
      lock.clean = state.dirty
      return true
    },
  }
  return site
}

describe('the public files', () => {
  test('list an alert only when its page stands, and count the public as reached', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    expect(site.written).toEqual(['page a v1', 'cap a', 'feed', 'active a'])
    expect(site.planned).toEqual(['a web'])
    const [job] = await site.store.listJobs('a', 'web')
    expect(job).toMatchObject({
      state: 'done',
      summary: { '510402': { meant: 1, handedOver: 1, seconds: { '1.5': 1 } } },
    })
  })

  test('say last, in each language, what holds: every page that is fetched upon it is there', async () => {
    const site = aSite()
    site.feeds = ['feed', 'en feed']
    site.moreActive = ['en active']
    site.show(anEvent('a'))
    site.beforePut = (path) => (path === 'en feed' ? new Promise((resolve) => setTimeout(resolve, 20)) : undefined)
    await site.writer().publish('a', 'red', 'trace')
    expect(site.written).toEqual(['page a v1', 'cap a', 'feed', 'en feed', 'active a', 'en active a'])
  })

  test('are written again when something changed meanwhile, each page once a version', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    site.beforePut = (path) => {
      if (path === 'feed' && site.entries.size === 1) site.show(anEvent('b'))
    }
    await site.writer().publish('a', 'red', 'trace')
    expect(site.written).toEqual([
      ...['page a v1', 'cap a', 'feed', 'active a'],
      ...['page b v1', 'cap b', 'feed', 'active a+b'],
    ])
    expect(site.lock.clean).toBe(site.lock.dirty)
  })

  test('have one writer at a time', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    site.lock.leased = true
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('busy')
    expect(site.written).toEqual([])
  })

  test('converge after a writer that died half-way', async () => {
    const site = aSite()
    site.show(anEvent('a'))
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

  test('are put into new frames once, after everything that holds', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    await site.writer().publish('a', 'red', 'trace')
    site.frames = aFrameSet({ hash: 'second build' })
    site.show(anEvent('b'))
    site.written.length = 0
    await site.writer().publish('b', 'red', 'trace')
    expect(site.written).toEqual(['page b v1', 'cap b', 'feed', 'active a+b', 'page a v1'])
    site.written.length = 0
    await site.writer().refresh()
    expect(site.written).toEqual(['feed', 'active a+b'])
  })

  test('are put into new frames one by one: what fails is tried again, and holds back no other', async () => {
    const site = aSite()
    for (const id of ['a', 'b']) site.show(anEvent(id))
    await site.writer().publish('a', 'red', 'trace')
    site.frames = aFrameSet({ hash: 'second build' })
    site.beforePut = (path) => {
      if (path === 'page a v1') throw new Error('no bucket')
    }
    const framesOf = () => [...site.entries.values()].map(({ writtenFrames }) => writtenFrames)
    expect(await site.writer().refresh()).toBe('clean')
    expect(framesOf()).toEqual([expect.not.stringContaining('second'), 'second build'])
    site.beforePut = () => {}
    site.written.length = 0
    await site.writer().refresh()
    expect(site.written).toContain('page a v1')
    expect(framesOf()).toEqual(['second build', 'second build'])
  })

  test('keep the look they have while the site has no frames, and get it when it has', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    await site.writer().publish('a', 'red', 'trace')
    site.frames = builtInFrames
    site.show(anEvent('b'))
    site.written.length = 0
    await site.writer().publish('b', 'red', 'trace')
    expect(site.written).toEqual(['page b v1', 'cap b', 'feed', 'active a+b'])
    site.frames = aFrameSet()
    site.written.length = 0
    await site.writer().refresh()
    expect(site.written).toEqual(['feed', 'active a+b', 'page b v1'])
  })

  test('tell within a minute that a warning has begun, page first, although nothing else changed', async () => {
    const site = aSite()
    site.show(anEvent('a', { onsetAtMs: site.nowMs + 60_000 }))
    await site.writer().publish('a', 'red', 'trace')
    await site.writer().refresh()
    site.written.length = 0
    site.nowMs += 60_000
    await site.writer().refresh()
    expect(site.written).toEqual(['page a v1', 'cap a', 'feed', 'active a'])
    site.written.length = 0
    await site.writer().refresh()
    expect(site.written).toEqual(['feed', 'active a'])
  })

  test('tell it too where the site has no frames', async () => {
    const site = aSite()
    site.frames = builtInFrames
    site.show(anEvent('a', { onsetAtMs: site.nowMs + 60_000 }))
    await site.writer().publish('a', 'red', 'trace')
    site.written.length = 0
    site.nowMs += 60_000
    await site.writer().refresh()
    await site.writer().refresh()
    expect(site.written.filter((path) => path.startsWith('page'))).toEqual(['page a v1'])
  })

  test('are no page and no CAP file of a drill, which is done all the same', async () => {
    const site = aSite()
    site.show(anEvent('a', { alert: { status: 'Exercise', note: '公开预告' } }))
    await site.writer().publish('a', 'red', 'trace')
    site.frames = aFrameSet({ hash: 'second build' })
    await site.writer().refresh()
    expect(site.written.filter((path) => /^(?:page|cap)/.test(path))).toEqual([])
    expect((await site.store.listJobs('a', 'web'))[0]?.state).toBe('done')
  })

  test('of what a part was lifted of, and of an earlier issue, are written again', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    await site.writer().publish('a', 'red', 'trace')
    site.written.length = 0
    site.show(anEvent('part', { isPart: true, predecessors: ['a'] }))
    await site.writer().publish('part', 'red', 'trace')
    expect(site.written).toContainEqual(expect.stringMatching(/^page a v1/))
    site.written.length = 0
    site.show({ ...anEvent('a'), id: 'again' })
    await site.writer().publish('again', 'red', 'trace')
    expect(site.written).toContainEqual(expect.stringMatching(/^page a v1/))
  })

  test('of a chain all tell how it went on', async () => {
    const site = aSite()
    const red = aPublished({ id: 'red', successor: 'orange' })
    const orange = aPublished({ id: 'orange', predecessors: ['red'] })
    site.show(red)
    site.show(orange)
    await site.writer().publish('orange', 'red', 'trace')
    site.show({ ...orange, version: 2, successor: 'end' })
    site.show(aPublished({ id: 'end', predecessors: ['orange', 'red'] }))
    site.written.length = 0
    await site.writer().publish('end', 'red', 'trace')
    expect(site.written).toContain('page red v1 before end')
    expect(site.written.filter((path) => path.startsWith('page '))).toHaveLength(3)
  })

  test('count as done although their writer died before it said so and another one writes now', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    site.beforePut = (path) => {
      if (path.startsWith('feed')) throw new Error('killed')
    }
    await expect(site.writer().publish('a', 'red', 'trace')).rejects.toThrow('killed')
    site.lock.leased = true
    const isDone = async () =>
      (await site.store.getJob({ alertId: 'a', channel: 'web', kind: 'main', shard: 0 }))?.state === 'done'
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('busy')
    expect(await isDone()).toBe(false)
    site.lock.clean = site.lock.dirty
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    expect(await isDone()).toBe(true)
  })

  test('list a warning whose pages cannot be written, and give the lease back for the next try', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    site.show(anEvent('b'))
    site.beforePut = (path) => {
      if (path.startsWith('page a')) throw new Error('no bucket')
    }
    await expect(site.writer().publish('a', 'red', 'trace')).rejects.toThrow('no bucket')
    expect(site.written).toEqual(expect.arrayContaining(['page b v1', 'active a+b']))
    expect(site.lock).toMatchObject({ leased: false, clean: 0 })
    site.beforePut = () => {}
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    expect(site.written).toContain('page a v1')
  })

  test('go out although past warnings cannot be kept', async () => {
    const site = aSite()
    site.pastIsDown = true
    site.show(anEvent('a'))
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    expect(site.written.at(-1)).toBe('active a')
  })

  test('are left alone where another run has written the change already', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    const writer = site.writer()
    await writer.publish('a', 'red', 'trace')
    site.written.length = 0
    expect(await writer.publish('a', 'red', 'trace')).toBe('clean')
    expect(await site.writer().publish('a', 'red', 'trace')).toBe('clean')
    // Or just before it got the lease.
    site.lock.dirty++
    site.beforeAcquire = () => {
      site.lock.clean = site.lock.dirty
    }
    expect(await writer.publish('a', 'red', 'trace')).toBe('clean')
    expect(site.written).toEqual([])
  })

  test('are one active.json in a minute in which nothing changed', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    const writer = site.writer()
    await writer.publish('a', 'red', 'trace')
    site.written.length = 0
    site.nowMs += 60_000
    await writer.refresh()
    expect(site.written).toEqual(['active a'])
  })

  const minuteMs = 60_000
  test.each([
    ['a warning begins', { onsetAtMs: 30_000 }, minuteMs],
    ['its time runs out', { expiresAtMs: minuteMs }, minuteMs],
    ['a day ends', {}, minuteMs, '2026-07-01T23:59:30+08:00'],
    ['they would look old to whoever reads without scripts', {}, 5 * minuteMs],
  ])('are all written when %s', async (_when, times: Partial<Record<string, number>>, laterMs, at?: string) => {
    const site = aSite()
    if (at) site.nowMs = Date.parse(at)
    const begunMs = site.nowMs
    const over = Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, begunMs + (ms ?? 0)]))
    site.show(anEvent('a', { expiresAtMs: begunMs + 9 * 86_400_000, ...over }))
    const writer = site.writer()
    await writer.publish('a', 'red', 'trace')
    site.written.length = 0
    site.nowMs = begunMs + laterMs
    await writer.refresh()
    expect(site.written).toEqual(expect.arrayContaining(['feed', 'active a']))
  })

  test('are all written when a minute finds a change whose wake was lost, or another build', async () => {
    const site = aSite()
    site.show(anEvent('a'))
    const writer = site.writer()
    await writer.publish('a', 'red', 'trace')
    site.lock.dirty++
    site.written.length = 0
    await writer.refresh()
    expect(site.written).toEqual(['feed', 'active a'])
    site.frames = aFrameSet({ hash: 'second build' })
    site.written.length = 0
    await writer.refresh()
    expect(site.written).toEqual(['feed', 'active a', 'page a v1'])
  })

  test('of a burst are each page once and few lists, whoever is woken how often', async () => {
    const site = aSite()
    const ids = Array.from({ length: 300 }, (_, i) => `a${i}`)
    for (const id of ids.slice(0, 100)) site.show(anEvent(id))
    const writers = [site.writer(), site.writer()]
    const later = ids.slice(100)
    site.beforePut = (path) => {
      if (path.startsWith('cap')) for (const id of later.splice(0, 2)) site.show(anEvent(id))
    }
    await Promise.all(ids.slice(0, 100).map((id, i) => writers[i % 2]!.publish(id, 'red', 'trace')))
    for (const [i, id] of ids.entries()) await writers[i % 2]!.publish(id, 'red', 'trace')
    const count = (what: string): number => site.written.filter((path) => path.startsWith(what)).length
    expect(new Set(site.written.filter((path) => path.startsWith('page'))).size).toBe(300)
    expect([count('page'), count('cap')]).toEqual([300, 300])
    expect(count('active')).toBeLessThanOrEqual(300 / 8)
    expect(site.written.findLast((path) => path.startsWith('active'))?.split('+')).toHaveLength(300)
    expect(site.lock.clean).toBe(site.lock.dirty)
    const jobs = await Promise.all(ids.map(async (id) => (await site.store.listJobs(id, 'web'))[0]?.state))
    expect(jobs).toEqual(ids.map(() => 'done'))
  })

  test('list everything before the long tail of a burst, and what comes meanwhile before the rest of it', async () => {
    const site = aSite()
    const ids = Array.from({ length: 60 }, (_, i) => `a${i}`)
    for (const id of ids) site.show(anEvent(id, { colour: 'blue' }))
    let isFirst = true
    site.beforePut = (path) => {
      if (!isFirst || !path.startsWith('active')) return
      isFirst = false
      site.show(anEvent('red'))
    }
    await site.writer().publish('a0', 'normal', 'trace')
    const at = (what: string): number => site.written.findIndex((path) => path.startsWith(what))
    const pagesUntil = (end: number): number => site.written.slice(0, end).filter((path) => /^page/.test(path)).length
    expect(pagesUntil(at('active'))).toBe(24)
    expect(site.written[at('active')]?.split('+')).toHaveLength(60)
    expect(pagesUntil(at('page red'))).toBe(24)
    expect(pagesUntil(site.written.length)).toBe(61)
    expect(site.lock.clean).toBe(site.lock.dirty)
  })

  test('equal the table once alerts stop, whatever fails and comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ id: fc.nat(40), fails: fc.boolean(), comes: fc.option(fc.nat(60)) }), { maxLength: 60 }),
        async (steps) => {
          const site = aSite()
          const show = (id: number): void => {
            const version = (site.entries.get(`a${id}`)?.alert.version ?? 0) + 1
            site.show(anEvent(`a${id}`, { version }))
          }
          const queue = [...steps]
          site.beforePut = () => {
            const step = queue.shift()
            if (step && step.comes !== null) show(step.comes)
            if (step?.fails) throw new Error('no bucket')
          }
          const writers = [site.writer(), site.writer()]
          for (const [i, { id }] of steps.entries()) {
            show(id)
            await writers[i % 2]!.publish(`a${id}`, 'red', 'trace').catch(() => {})
          }
          queue.length = 0
          await writers[0]!.refresh()
          for (const { alert, writtenVersion } of site.entries.values()) {
            expect(writtenVersion).toBe(alert.version)
            expect(site.written).toContainEqual(
              expect.stringMatching(new RegExp(`^page ${alert.id} v${alert.version}`)),
            )
          }
          expect(site.written.findLast((path) => path.startsWith('active'))).toBe(
            `active ${[...site.entries.keys()].join('+')}`,
          )
          expect(site.lock.clean).toBe(site.lock.dirty)
        },
      ),
    )
  })
})
