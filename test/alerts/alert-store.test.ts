import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlertBody } from '../../functions/alerts/alert-body.ts'
import type { NewHead } from '../../functions/alerts/alert-head.ts'
import { type AlertStore, makeAlertStore } from '../../functions/alerts/alert-store.ts'
import { firstBreak } from '../../functions/alerts/audit.ts'
import { maxBytes } from '../../functions/alerts/cap/limits.ts'
import { fitBody } from '../../functions/alerts/packed-body.ts'
import { beforePublication } from '../../functions/alerts/published-alert.ts'
import { type LocalTable, openAlertsTable } from '../fakes/local-table.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { watchWaits } from '../fakes/watch-waits.ts'
import { anAlert, anInfo, nextNumber, noise } from './an-alert.ts'

let count = 0
const aHead = (overrides: Partial<NewHead> = {}): NewHead => {
  count += 1
  return {
    id: `id-${count}`,
    county: '510402',
    identifier: `identifier-${count}`,
    sender: '51040205500000',
    sent: '2026-07-01T08:30:00+08:00',
    status: 'Actual',
    msgType: 'Alert',
    headline: '山洪红色预警',
    eventName: '山洪',
    eventCode: '11A51',
    colour: 'red',
    lane: 'normal',
    stage: 'signed',
    references: [],
    predecessors: [],
    successor: null,
    previousColour: null,
    ...beforePublication,
    isUntold: false,
    partsTakenBy: [],
    reasons: [],
    isReleased: false,
    expected: [],
    dueAtMs: 1_000,
    sentAtMs: 1,
    acceptedAtMs: Date.parse('2026-07-01T08:31:00+08:00') + count,
    expiresAtMs: Date.parse('2026-07-01T20:00:00+08:00'),
    endedAtMs: null,
    traceId: 'trace',
    digests: { bytes: 'b', content: 'c' },
    ...overrides,
  }
}
const aBody = (overrides: Partial<AlertBody> = {}): AlertBody => ({
  alert: anAlert({ identifier: `identifier-${count}` }),
  colour: 'red',
  eventCode: '11A51',
  eventName: '山洪',
  weatherSignal: false,
  hasEnd: true,
  mutedLanguages: [],
  channelled: null,
  cancelReason: null,
  area: { codes: ['510402100'], polygons: [], circles: [] },
  sentAtMs: 1,
  onsetAtMs: null,
  expiresAtMs: 2,
  notes: [],
  ...overrides,
})
const act = { atMs: 5, actor: '51040205500000', act: 'accepted' }
const system = { atMs: 6, actor: 'system', act: 'published' }

let table: LocalTable
beforeAll(async () => {
  table = await openAlertsTable()
})
afterAll(() => table.close())

const implementations: [string, () => { alerts: AlertStore }][] = [
  ['in memory', () => ({ alerts: memoryAlertStore() })],
  [
    'on DynamoDB',
    () => {
      // A county of its own per test keeps the shared indexes apart.
      const county = `test-${++count}`
      return { alerts: makeAlertStore(table.table, county, table.client) }
    },
  ],
]

describe.each(implementations)('alerts %s', (_name, open) => {
  it('keeps the head as it was created, and only one', async () => {
    const { alerts } = open()
    const head = await alerts.create(aHead(), act)
    expect(await alerts.head(head!.id)).toEqual(head)
    expect(head).toMatchObject({
      version: 1,
      planned: [],
      wakes: 0,
      lastAct: { seq: 1, actor: act.actor },
    })
    expect(await alerts.create({ ...aHead(), id: head!.id }, act)).toBeUndefined()
  })

  it('reads some heads in the order asked for and leaves unknown ones out', async () => {
    const { alerts } = open()
    const a = await alerts.create(aHead(), act)
    const b = await alerts.create(aHead(), act)
    const heads = await alerts.heads([b!.id, 'nobody', a!.id, b!.id])
    expect(heads.map(({ id }) => id)).toEqual([b!.id, a!.id, b!.id])
  })

  it('reads more heads than one request may ask for', async () => {
    const { alerts } = open()
    const ids: string[] = []
    for (let i = 0; i < 120; i++) ids.push((await alerts.create(aHead(), act))!.id)
    expect(await alerts.heads(ids)).toHaveLength(120)
  })

  it('keeps the first bytes, and says whether later ones are the same', async () => {
    const { alerts } = open()
    const { id } = aHead()
    const bytes = new Uint8Array([0xff, 0xfe, 0, 1])
    expect(await alerts.keepRaw(id, bytes, { bytes: '1', content: '2' })).toBe('kept')
    expect(await alerts.keepRaw(id, bytes, { bytes: '1', content: 'x' })).toBe('same')
    expect(
      await alerts.keepRaw(id, new Uint8Array([1]), {
        bytes: 'x',
        content: '2',
      }),
    ).toBe('same')
    expect(
      await alerts.keepRaw(id, new Uint8Array([1]), {
        bytes: 'x',
        content: 'y',
      }),
    ).toBe('other')
    expect(Array.from((await alerts.raw(id))!)).toEqual([0xff, 0xfe, 0, 1])
    expect(await alerts.raw('nobody')).toBeUndefined()
  })

  it('reads head and body at once, or nothing', async () => {
    const { alerts } = open()
    const { id } = (await alerts.create(aHead(), act))!
    expect(await alerts.whole(id)).toBeUndefined()
    await alerts.keepBody(id, aBody())
    expect(await alerts.whole(id)).toEqual({ head: await alerts.head(id), body: aBody() })
  })

  it('keeps the first body until it is replaced', async () => {
    const { alerts } = open()
    const { id } = aHead()
    await alerts.keepBody(id, aBody({ notes: ['first'] }))
    await alerts.keepBody(id, aBody({ notes: ['second'] }))
    expect(await alerts.body(id)).toEqual(aBody({ notes: ['first'] }))
    await alerts.replaceBody(id, aBody({ notes: ['third'] }))
    expect((await alerts.bodies([id, 'nobody'])).get(id)?.notes).toEqual(['third'])
  })

  it('holds the largest document and the largest content, whatever they say', async () => {
    const { alerts } = open()
    const { id } = aHead()
    const bytes = new Uint8Array(maxBytes).map(() => nextNumber() & 0xff)
    expect(await alerts.keepRaw(id, bytes, { bytes: '1', content: '2' })).toBe('kept')
    expect(Buffer.compare(Buffer.from((await alerts.raw(id))!), Buffer.from(bytes))).toBe(0)
    const other = bytes.toReversed()
    expect(await alerts.keepRaw(id, other, { bytes: 'x', content: 'y' })).toBe('other')
    expect(Buffer.compare(Buffer.from((await alerts.raw(id))!), Buffer.from(bytes))).toBe(0)
    const fitting = aBody({ alert: anAlert({ info: [anInfo({ description: noise(80_000) })] }) })
    expect(fitBody(fitting)).toEqual({ body: fitting })
    const twice = { ...fitting, notes: [noise(80_000)] }
    await alerts.keepBody(id, twice)
    expect(await alerts.body(id)).toEqual(twice)
  })

  it('keeps an identifier for the first sender who uses it, however often it asks', async () => {
    const { alerts } = open()
    const identifier = `claimed ${++count}`
    const claims = (...senders: string[]) =>
      Promise.all(senders.map((each) => alerts.claimIdentifier(identifier, each)))
    expect((await claims('a', 'b')).toSorted()).toEqual([false, true])
    const [ofA, ofB] = await claims('a', 'b')
    expect(ofA).not.toBe(ofB)
    expect(await claims('a', 'b')).toEqual([ofA, ofB])
  })

  it('moves an alert once: a second move from the same head changes nothing', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead(), act))!
    const moved = await alerts.move(head, { stage: 'published', expected: ['sms', 'web'], dueAtMs: 9_000 }, system)
    expect(moved).toMatchObject({
      stage: 'published',
      version: 2,
      expected: ['sms', 'web'],
      dueAtMs: 9_000,
      wakes: 0,
    })
    expect(await alerts.head(head.id)).toEqual(moved)
    expect(await alerts.move(head, { stage: 'held' }, system)).toBeUndefined()
    expect(await alerts.head(head.id)).toEqual(moved)
  })

  it('keeps the due time where a move does not name one, and takes it away with null', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead({ stage: 'held', dueAtMs: 700 }), act))!
    const signed = (await alerts.move(head, { stage: 'signed' }, system))!
    expect(signed.dueAtMs).toBe(700)
    const held = (await alerts.move(signed, { stage: 'held', dueAtMs: null }, system))!
    expect(held.dueAtMs).toBeNull()
    expect(await alerts.due(10_000, 10)).toEqual([])
  })

  it('refuses a way the table of stages does not know', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead({ stage: 'held' }), act))!
    await expect(alerts.move(head, { stage: 'published' }, system)).rejects.toThrow('no way from held to published')
  })

  it('chains every act, the last one included, and a move that lost leaves no trace', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead(), act))!
    const published = (await alerts.move(head, { stage: 'published' }, system))!
    await alerts.move(head, { stage: 'held' }, { ...system, act: 'lost' })
    await alerts.move(published, { stage: 'expired' }, { ...system, act: 'expired', detail: { why: 'time' } })
    const entries = await alerts.audit(head.id)
    expect(entries.map((entry) => [entry.seq, entry.act, entry.before, entry.after])).toEqual([
      [1, 'accepted', null, 'signed'],
      [2, 'published', 'signed', 'published'],
      [3, 'expired', 'published', 'expired'],
    ])
    expect(firstBreak(head.id, entries)).toBeNull()
    expect(firstBreak(head.id, entries.toSpliced(1, 1))).toBe(2)
    expect(firstBreak(head.id, entries.with(1, { ...entries[1]!, actor: 'somebody else' }))).toBe(2)
  })

  it('schedules once: who read an older due time or version gets false', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead({ dueAtMs: 1_000 }), act))!
    expect(await alerts.schedule(head, 2_000)).toBe(true)
    expect(await alerts.schedule(head, 3_000)).toBe(false)
    const later = (await alerts.head(head.id))!
    expect(later).toMatchObject({ dueAtMs: 2_000, wakes: 1, version: 1 })
    expect(await alerts.schedule(later, null)).toBe(true)
    const never = (await alerts.head(head.id))!
    expect(never.dueAtMs).toBeNull()
    expect(await alerts.schedule(never, 4_000)).toBe(true)
    expect(await alerts.schedule(never, 5_000)).toBe(false)
  })

  it('adds planned channels without a new version, and again without effect', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead(), act))!
    await alerts.markPlanned(head.id, 'sms')
    await alerts.markPlanned(head.id, 'sms')
    const planned = await alerts.markPlanned(head.id, 'web')
    expect(planned?.planned.toSorted()).toEqual(['sms', 'web'])
    expect(planned?.version).toBe(1)
    expect(await alerts.markPlanned('nobody', 'sms')).toBeUndefined()
    expect(await alerts.head('nobody')).toBeUndefined()
  })

  it('keeps what is planned through a move', async () => {
    const { alerts } = open()
    const head = (await alerts.create(aHead(), act))!
    await alerts.markPlanned(head.id, 'sms')
    const moved = await alerts.move(head, { stage: 'published' }, system)
    expect(moved?.planned).toEqual(['sms'])
  })

  it('finds what is overdue, longest first, up to a limit', async () => {
    const { alerts } = open()
    const late = (await alerts.create(aHead({ dueAtMs: 200 }), act))!
    const later = (await alerts.create(aHead({ dueAtMs: 100 }), act))!
    await alerts.create(aHead({ dueAtMs: 501 }), act)
    await alerts.create(aHead({ dueAtMs: null }), act)
    expect(await alerts.due(500, 10)).toEqual([later.id, late.id])
    expect(await alerts.due(500, 1)).toEqual([later.id])
  })

  it('lists the alerts of a local month page by page, newest first', async () => {
    const { alerts } = open()
    const at = (instant: string) => aHead({ acceptedAtMs: Date.parse(instant) })
    const first = (await alerts.create(at('2026-07-01T00:00:00+08:00'), act))!
    const second = (await alerts.create(at('2026-07-31T23:59:59+08:00'), act))!
    await alerts.create(at('2026-06-30T23:59:59+08:00'), act)
    const page = await alerts.month('2026-07', { limit: 1 })
    expect(page.ids).toEqual([second.id])
    const rest = await alerts.month('2026-07', { limit: 5, before: page.next })
    expect(rest).toEqual({ ids: [first.id] })
  })

  it('finds every alert with an identifier, whoever sent it', async () => {
    const { alerts } = open()
    const alert = anAlert({ identifier: `shared-${++count}` })
    const [a, b] = [aHead().id, aHead().id]
    await alerts.keepBody(a, aBody({ alert }))
    await alerts.keepBody(b, aBody({ alert: { ...alert, sender: 'another' } }))
    expect((await alerts.withIdentifier(alert.identifier)).toSorted()).toEqual([a, b].toSorted())
    expect(await alerts.withIdentifier('nobody')).toEqual([])
  })
})

describe('a document of many pieces', () => {
  const bytes = new Uint8Array(maxBytes).map(() => nextNumber() & 0xff)
  const digests = { bytes: 'b', content: 'c' }
  /** A store whose writes end after so many. */
  const dying = (writes: number, county: string): AlertStore => {
    let left = writes
    const client = new Proxy(table.client, {
      get(target, name) {
        if (name !== 'send') return Reflect.get(target, name)
        return async (command: { constructor: { name: string } }) => {
          if (/^(Put|Update)/.test(command.constructor.name) && left-- <= 0) throw new Error('the process died')
          return target.send(command as never)
        }
      },
    })
    return makeAlertStore(table.table, county, client)
  }
  it('is there as a whole or not at all, wherever a crash comes, and whoever tries again', async () => {
    for (let writes = 0; ; writes++) {
      const county = `test-${++count}`
      const { id } = aHead()
      const calm = makeAlertStore(table.table, county, table.client)
      const kept = await dying(writes, county)
        .keepRaw(id, bytes, digests)
        .catch(() => 'crashed')
      const stands = await calm.raw(id)
      expect(stands === undefined).toBe(kept === 'crashed')
      // The same alert in another form: its pieces are not those of the first try.
      const again = kept === 'crashed' ? bytes.toReversed() : bytes
      expect(await calm.keepRaw(id, again, digests)).toBe(kept === 'crashed' ? 'kept' : 'same')
      expect(Buffer.compare(Buffer.from((await calm.raw(id))!), Buffer.from(again))).toBe(0)
      if (kept !== 'crashed') break
    }
  })
  it('lies in items far below what one may hold', async () => {
    const { id } = aHead()
    let largest = 0
    const client = new Proxy(table.client, {
      get: (target, name) =>
        name === 'send'
          ? (command: { input: { Item: { gzip: { B: Uint8Array } } } }) => {
              largest = Math.max(largest, command.input.Item.gzip.B.length)
              return target.send(command as never)
            }
          : Reflect.get(target, name),
    })
    await makeAlertStore(table.table, 'x', client).keepRaw(id, bytes, digests)
    expect(largest).toBe(300_000)
  })
})

it('leaves a throttled table alone for longer and longer before it asks again for what was left out', async () => {
  const name = 'alerts'
  const waitsMs = watchWaits()
  let asked = 0
  const client = {
    async send({ input }: { input: { RequestItems: Record<string, { Keys: unknown[] }> } }) {
      return ++asked < 5 ? { UnprocessedKeys: input.RequestItems } : {}
    },
  } as unknown as DynamoDBClient
  expect(await makeAlertStore(name, '510402', client).heads(['a', 'b'])).toEqual([])
  expect(waitsMs).toEqual([50, 100, 200, 400])
})
