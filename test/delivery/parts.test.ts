import { beforeEach, describe, expect, test } from 'vitest'
import { nowhere, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { exceptMark } from '../../functions/delivery/job.ts'
import { heirsOf } from '../../functions/delivery/who-hears.ts'
import { aSubscriber, peopleOf, phonesOf } from '../subscribers/a-subscriber.ts'
import { aChannel, aFirst } from './a-channel.ts'

const yinjiang = '510402100'
const bingcaogang = '510402002'
const both = { ...nowhere, codes: [bingcaogang, yinjiang] }
const inYinjiang = { ...nowhere, codes: [yinjiang] }
const inBoth = { ...nowhere, codes: [yinjiang, bingcaogang] }
const inBingcaogang = { ...nowhere, codes: [bingcaogang] }

let channel: ReturnType<typeof aChannel>
beforeEach(() => {
  channel = aChannel()
})

/** Who got an alert, as often as they did; `words` are those for inside or outside. */
const gotOf = (id: string, words = ''): string[] =>
  channel.sent
    .filter(({ text }) => text.startsWith(`${id} ${words}`))
    .map(({ to }) => to)
    .sort()

const first = (change: Partial<PublishedAlert> = {}): PublishedAlert => aFirst({ area: both, ...change })
const later = (id: string, change: Partial<PublishedAlert>): PublishedAlert =>
  first({ id, predecessors: ['first'], ...change })
const update = (change: Partial<PublishedAlert>) => later('update', change)

/** As publication does: what is taken out of the first alert stands there before the part is published. */
function publishPart(part: PublishedAlert, of = 'first'): void {
  const before = channel.published.get(of)!
  channel.published.set(of, {
    ...before,
    version: before.version + 1,
    except: { ...nowhere, codes: [...before.except.codes, ...part.area.codes] },
  })
  channel.publish(part)
}
const lifting = (change: Partial<PublishedAlert> = {}): PublishedAlert =>
  later('lifting', { isPart: true, cancelReason: 'lifted', area: inBingcaogang, ...change })
const raise = (change: Partial<PublishedAlert> = {}): PublishedAlert =>
  later('raise', {
    isPart: true,
    area: inBingcaogang,
    dropped: { codes: [yinjiang], outside: 'silent', from: inBoth },
    ...change,
  })

/** The whole chain is over by an alert. */
function succeed(id: string, alert: PublishedAlert): void {
  channel.published.set(id, { ...channel.published.get(id)!, stage: 'superseded', successor: alert.id })
}

describe('a part of an alert is lifted', () => {
  test('in the middle of the fan-out: nobody of the part gets the alert after its lifting, all others do', async () => {
    const stay = [...peopleOf(180, yinjiang), ...peopleOf(20, '510402')]
    const out = peopleOf(200, bingcaogang)
    channel.directory.fill([...stay, ...out])
    let handed = 0
    channel.answers(() => {
      if (++handed === 120) publishPart(lifting())
      channel.pass(0.1)
      return { kind: 'handedOver', messageId: 'm' }
    })
    channel.publish(first())
    await channel.rest()
    expect(gotOf('first').filter((phone) => phonesOf(stay).includes(phone))).toEqual(phonesOf(stay))
    const outGot = gotOf('first').filter((phone) => phonesOf(out).includes(phone))
    expect(outGot.length).toBeGreaterThan(0)
    expect(outGot.length).toBeLessThan(200)
    expect(gotOf('lifting').filter((phone) => phonesOf(out).includes(phone))).toEqual(outGot)
    const begun = channel.sent.findIndex(({ text }) => text.startsWith('lifting'))
    const late = channel.sent.slice(begun).filter(({ text }) => text.startsWith('first'))
    expect(late.filter(({ to }) => phonesOf(out).includes(to))).toEqual([])
    const report = await channel.report('first')
    expect(report.complete).toBe(true)
    expect(report.channels.sms).toMatchObject({
      meant: 200 + outGot.length,
      handedOver: 200 + outGot.length,
      pending: 0,
    })
  })

  test('is told to whoever got it there, to nobody else, and counts nobody else as meant', async () => {
    const out = peopleOf(7, bingcaogang)
    const village = peopleOf(2, `${bingcaogang}002`)
    const county = peopleOf(3, '510402')
    const two = peopleOf(4, yinjiang, bingcaogang)
    channel.directory.fill([...out, ...village, ...county, ...two, ...peopleOf(50, yinjiang)])
    channel.publish(first())
    await channel.rest()
    channel.directory.fill(peopleOf(5, bingcaogang))
    const [left] = peopleOf(1, yinjiang)
    channel.directory.fill([left!])
    publishPart(lifting())
    await channel.rest()
    expect(gotOf('lifting')).toEqual(phonesOf([...out, ...village, ...county, ...two]))
    const { complete, channels } = await channel.report('lifting')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ meant: 16, handedOver: 16, skipped: { total: 0 }, failed: { total: 0 } })
  })

  test('reads nobody else: a part of a warning to a county concerns few', async () => {
    const out = peopleOf(3, bingcaogang)
    const county = peopleOf(2, '510402')
    channel.directory.fill([...out, ...county, ...peopleOf(20, yinjiang)])
    channel.publish(first())
    await channel.rest()
    let read = 0
    const { readRows } = channel.directory
    channel.directory.readRows = async (request) => {
      read += request.keys.length
      return readRows(request)
    }
    publishPart(lifting())
    await channel.rest()
    expect(gotOf('lifting')).toEqual(phonesOf([...out, ...county]))
    expect(read).toBe(5)
  })

  test('says of whoever left that they were meant only where that is sure', async () => {
    const stay = peopleOf(2, yinjiang, `${bingcaogang}002`)
    channel.directory.fill(stay)
    channel.publish(first())
    await channel.rest()
    for (const { id } of stay) channel.directory.move(id, [yinjiang])
    await channel.directory.remove(stay[0]!.id)
    publishPart(lifting())
    await channel.rest()
    expect((await channel.report('lifting')).channels.sms.meant).toBe(0)
    const cancel = later('cancel', { cancelReason: 'lifted' })
    succeed('first', cancel)
    channel.published.set('first', { ...channel.published.get('first')!, except: nowhere })
    channel.publish(cancel)
    await channel.rest()
    expect((await channel.report('cancel')).channels.sms).toMatchObject({
      meant: 2,
      handedOver: 1,
      skipped: { left: 1 },
    })
  })

  test('before whoever waits there is tried again or wakes: they count as taken out', async () => {
    const quietHours = { from: '22:00', to: '07:00' }
    const out = peopleOf(6, bingcaogang)
    const asleep = [aSubscriber({ areas: [bingcaogang], quietHours }), aSubscriber({ areas: [yinjiang], quietHours })]
    channel.directory.fill([...out, ...asleep])
    channel.answers(() => ({ kind: 'retry', cause: 'throttled' }))
    channel.publish(first({ colour: 'blue', eventCode: '11B05' }))
    await channel.drain()
    channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
    publishPart(lifting())
    channel.setNow('2026-07-01T07:10:00+08:00')
    await channel.rest()
    expect(gotOf('first')).toEqual(phonesOf([asleep[1]!]))
    expect(gotOf('lifting')).toEqual([])
    const { complete, channels } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ meant: 8, handedOver: 1, pending: 0, skipped: { total: 7, takenOut: 7 } })
  })

  test('while a batch may be on its way: those people are told, and not sent the alert again', async () => {
    const out = peopleOf(5, bingcaogang)
    const stay = peopleOf(5, yinjiang)
    channel.directory.fill([...out, ...stay])
    let isDown = true
    channel.answers(() => {
      if (isDown) throw new Error('the worker dies')
      return { kind: 'handedOver', messageId: 'm' }
    })
    channel.publish(first())
    // One wake makes the plan, the others run its two jobs.
    for (let n = 0; n < 3; n++) await channel.drain().catch(() => {})
    publishPart(lifting())
    isDown = false
    channel.pass(31)
    await channel.rest()
    expect(gotOf('first')).toEqual(phonesOf(stay))
    expect(gotOf('lifting')).toEqual(phonesOf(out))
    const { complete, channels } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ meant: 10, handedOver: 5, failed: { total: 5, noAnswer: 5 } })
  })

  test('waits for a run that may not know of it, and no longer than its lease', async () => {
    channel.directory.fill([...peopleOf(3, bingcaogang), ...peopleOf(3, yinjiang)])
    channel.publish(first())
    await channel.drain()
    const key = { alertId: 'first', channel: 'sms', kind: 'slow', shard: 0 } as const
    const [job] = await channel.store.listJobs('first', 'sms')
    const now = Date.parse('2026-07-01T03:13:00+08:00')
    await channel.store.createJob({ ...job!, ...key, state: 'ready', fence: 0, notBeforeMs: 0 })
    await channel.store.claimJob(key, now, now + 30_000)
    channel.onGate(() => channel.pass(21))
    publishPart(lifting())
    await channel.drain()
    expect(gotOf('lifting')).toEqual([])
    channel.queue.push({ kind: 'plan', alertId: 'lifting', traceId: 'trace' })
    await channel.drain()
    expect(gotOf('lifting')).toHaveLength(3)
  })

  test('waits for no run that has written down that it knows', async () => {
    channel.directory.fill(peopleOf(3, bingcaogang))
    channel.publish(first())
    await channel.drain()
    const key = { alertId: 'first', channel: 'sms', kind: 'slow', shard: 0 } as const
    const [job] = await channel.store.listJobs('first', 'sms')
    const now = Date.parse('2026-07-01T03:13:00+08:00')
    await channel.store.createJob({ ...job!, ...key, state: 'ready', fence: 0, notBeforeMs: 0 })
    const claimed = await channel.store.claimJob(key, now, now + 30_000)
    await channel.store.saveJob({ ...claimed!, except: exceptMark(inBingcaogang) })
    channel.onGate(() => channel.pass(21))
    publishPart(lifting())
    await channel.drain()
    expect(gotOf('lifting')).toHaveLength(3)
  })

  test('leaves no run in doubt of it: each notes at once what it goes by', async () => {
    channel.directory.fill(peopleOf(20, yinjiang))
    const seen: string[] = []
    channel.answers(() => {
      const running = [...channel.store.state.jobs.values()].filter(({ state }) => state === 'running')
      seen.push(...running.map(({ except }) => except))
      return { kind: 'handedOver', messageId: 'm' }
    })
    channel.publish(first({ except: inBingcaogang }))
    await channel.drain()
    expect([...new Set(seen)]).toEqual([exceptMark(inBingcaogang)])
  })
})

describe('after a part', () => {
  test('an end of the whole is told to the rest alone', async () => {
    const stay = [...peopleOf(4, yinjiang), ...peopleOf(2, yinjiang, bingcaogang)]
    channel.directory.fill([...stay, ...peopleOf(5, bingcaogang)])
    channel.publish(first())
    await channel.rest()
    publishPart(lifting())
    await channel.rest()
    const cancel = later('cancel', { cancelReason: 'lifted' })
    succeed('first', cancel)
    channel.publish(cancel)
    await channel.rest()
    expect(gotOf('cancel')).toEqual(phonesOf(stay))
    expect((await channel.report('cancel')).channels.sms).toMatchObject({ meant: 6, handedOver: 6 })
  })

  test('an end of what followed is not told to whom the part reached, though the first alert had', async () => {
    const stay = peopleOf(4, yinjiang)
    channel.directory.fill([...stay, ...peopleOf(5, bingcaogang)])
    channel.publish(first())
    await channel.rest()
    publishPart(lifting())
    const second = update({ area: inYinjiang })
    succeed('first', second)
    channel.publish(second)
    const cancel = later('cancel', { cancelReason: 'lifted', predecessors: ['update', 'first'] })
    await channel.rest()
    expect(gotOf('update')).toEqual(phonesOf(stay))
    succeed('update', cancel)
    channel.publish(cancel)
    await channel.rest()
    expect(gotOf('cancel')).toEqual(phonesOf(stay))
  })
})

describe('after a part of an update', () => {
  const stay = peopleOf(4, yinjiang)
  const out = peopleOf(5, bingcaogang)
  const predecessors = ['update', 'first']
  beforeEach(async () => {
    channel.directory.fill([...stay, ...out])
    channel.publish(first())
    await channel.rest()
    const second = update({})
    succeed('first', second)
    channel.publish(second)
    await channel.rest()
  })

  test('an end of the whole is not told to its people for the sake of the first alert', async () => {
    publishPart(lifting({ predecessors }), 'update')
    await channel.rest()
    const cancel = later('cancel', { cancelReason: 'lifted', predecessors })
    succeed('update', cancel)
    channel.publish(cancel)
    await channel.rest()
    expect(gotOf('cancel')).toEqual(phonesOf(stay))
  })

  test.each([
    ['that part', inBingcaogang],
    ['everything', both],
  ])('an end of its raise is told there only, though its area is %s', async (_, area) => {
    publishPart(raise({ predecessors }), 'update')
    await channel.rest()
    const cancel = later('cancel', { cancelReason: 'lifted', area, predecessors: ['raise', ...predecessors] })
    succeed('raise', cancel)
    channel.publish(cancel)
    await channel.rest()
    expect(gotOf('cancel')).toEqual(phonesOf(out))
  })
})

test('an end of the whole goes to whom an update reached again after a part was lifted', async () => {
  const again = peopleOf(3, bingcaogang)
  channel.directory.fill([...again, ...peopleOf(4, yinjiang)])
  channel.publish(first())
  await channel.rest()
  publishPart(lifting())
  await channel.rest()
  const second = update({})
  succeed('first', second)
  channel.publish(second)
  await channel.rest()
  const predecessors = ['update', 'first']
  publishPart(later('second', { isPart: true, cancelReason: 'lifted', area: inYinjiang, predecessors }), 'update')
  await channel.rest()
  const cancel = later('cancel', { cancelReason: 'lifted', predecessors })
  succeed('update', cancel)
  channel.publish(cancel)
  await channel.rest()
  expect(gotOf('cancel')).toEqual(phonesOf(again))
})

test('a Cancel that claims nothing, others having succeeded what it names, goes to all of its people', () => {
  const cancel = later('cancel', { cancelReason: 'lifted' })
  expect(heirsOf('first', cancel, [first({ stage: 'superseded', successor: 'other' })])).toBe('all')
})

test('a part of what has run out is lifted for its people alone', async () => {
  const out = peopleOf(3, bingcaogang)
  channel.directory.fill([...out, ...peopleOf(4, yinjiang)])
  channel.publish(first())
  await channel.rest()
  channel.published.set('first', first({ stage: 'expired' }))
  publishPart(lifting())
  await channel.rest()
  expect(gotOf('lifting')).toEqual(phonesOf(out))
})

describe('an end that names the lifting of a part as well', () => {
  const stay = peopleOf(4, yinjiang)
  const out = peopleOf(30, bingcaogang)
  const cancel = later('cancel', { cancelReason: 'lifted', predecessors: ['first', 'lifting'] })
  beforeEach(async () => {
    channel.directory.fill([...stay, ...out])
    channel.publish(first())
    await channel.rest()
  })
  async function end(): Promise<void> {
    channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
    succeed('first', cancel)
    succeed('lifting', cancel)
    channel.publish(cancel)
    await channel.rest()
  }

  test('is not told again to whom that lifting reached', async () => {
    publishPart(lifting())
    await channel.rest()
    await end()
    expect(gotOf('cancel')).toEqual(phonesOf(stay))
  })

  test('is told to those of the part whom the lifting did not surely reach', async () => {
    let handed = 0
    channel.answers(() => {
      if (++handed > 20) return { kind: 'retry', cause: 'throttled' }
      return handed > 15 ? { kind: 'unknown', cause: 'timeout' } : { kind: 'handedOver', messageId: 'm' }
    })
    publishPart(lifting())
    await channel.drain()
    await end()
    const heard = channel.sent.filter(({ text }) => text.startsWith('lifting')).slice(0, 15)
    const reached = heard.map(({ to }) => to)
    expect(gotOf('cancel')).toEqual(phonesOf([...stay, ...out]).filter((phone) => !reached.includes(phone)))
  })

  test.each(['published', 'expired'] as const)(
    'a correction of that lifting goes to whom it reached: %s',
    async (stage) => {
      publishPart(lifting())
      await channel.rest()
      channel.published.set('first', { ...channel.published.get('first')!, stage })
      channel.directory.move(out[0]!.id, ['510402009'])
      const correction = lifting({ id: 'correction', isPart: false, predecessors: ['lifting', 'first'] })
      succeed('lifting', correction)
      channel.publish(correction)
      await channel.rest()
      expect(gotOf('correction')).toEqual(phonesOf(out))
    },
  )
})

describe('the colour rises for a part', () => {
  const stay = peopleOf(4, yinjiang)
  const risen = peopleOf(5, bingcaogang)
  beforeEach(async () => {
    channel.directory.fill([...stay, ...risen])
    channel.publish(first({ colour: 'orange' }))
    await channel.rest()
    channel.directory.fill([aSubscriber({ id: 'new', areas: [bingcaogang], channels: { sms: '+861' } })])
    publishPart(raise())
    await channel.rest()
  })

  test('it is told there, to new people too, to nobody outside, and the old alert goes on for the rest', async () => {
    expect(gotOf('raise')).toEqual(['+861', ...phonesOf(risen)].sort())
    expect(gotOf('raise', 'inside')).toEqual(gotOf('raise'))
    expect((await channel.report('raise')).channels.sms).toMatchObject({ meant: 6, handedOver: 6 })
    const jobs = await channel.store.listJobs('first', 'sms')
    const ends = await Promise.all(jobs.map(async (job) => (await channel.store.readChainEnd(job))?.end))
    expect(ends).toEqual(jobs.map(() => 'complete'))
  })

  test.each(['published', 'expired'] as const)(
    'its own end is told there only, the old alert being %s',
    async (stage) => {
      channel.published.set('first', { ...channel.published.get('first')!, stage })
      channel.directory.move(risen[0]!.id, ['510402009'])
      const cancel = later('cancel', { cancelReason: 'lifted', area: both, predecessors: ['raise', 'first'] })
      succeed('raise', cancel)
      channel.publish(cancel)
      await channel.rest()
      expect(gotOf('cancel')).toEqual(gotOf('raise'))
    },
  )

  test.each(['published', 'expired'] as const)(
    'so is the end of what followed it, the old alert being %s',
    async (stage) => {
      channel.published.set('first', { ...channel.published.get('first')!, stage })
      const second = later('second', { area: inBingcaogang, predecessors: ['raise', 'first'] })
      succeed('raise', second)
      channel.publish(second)
      await channel.rest()
      expect(gotOf('second')).toEqual(gotOf('raise'))
      const cancel = later('cancel', { cancelReason: 'lifted', area: both, predecessors: ['second', 'raise', 'first'] })
      succeed('second', cancel)
      channel.publish(cancel)
      await channel.rest()
      expect(gotOf('cancel')).toEqual(gotOf('raise'))
    },
  )

  test('an end of both is told to everybody once', async () => {
    const cancel = later('cancel', { cancelReason: 'lifted', predecessors: ['first', 'raise'] })
    succeed('first', cancel)
    succeed('raise', cancel)
    channel.publish(cancel)
    await channel.rest()
    expect(gotOf('cancel')).toEqual(['+861', ...phonesOf([...stay, ...risen])].sort())
  })
})

test('an end of an alert and of its raise reaches whom the raise had not reached yet', async () => {
  const risen = peopleOf(5, bingcaogang)
  channel.directory.fill(risen)
  channel.publish(first({ colour: 'orange' }))
  await channel.rest()
  publishPart(raise())
  channel.answers(() => ({ kind: 'stop', cause: 'suspended' }))
  await channel.drain()
  const cancel = later('cancel', { cancelReason: 'lifted', predecessors: ['first', 'raise'] })
  succeed('first', cancel)
  succeed('raise', cancel)
  channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
  channel.publish(cancel)
  await channel.rest()
  expect(gotOf('raise')).toEqual([])
  expect(gotOf('cancel')).toEqual(phonesOf(risen))
})

describe('an update out of which a place fell', () => {
  const stay = peopleOf(60, yinjiang)
  const near = [...peopleOf(2, '510402'), ...peopleOf(2, yinjiang, bingcaogang)]
  const out = peopleOf(70, bingcaogang)
  beforeEach(async () => {
    channel.directory.fill([...stay, ...near, ...out])
    channel.publish(first())
    await channel.rest()
  })
  function publishUpdate(outside: 'tell' | 'silent'): void {
    const second = update({ area: inYinjiang, dropped: { codes: [bingcaogang], outside, from: inBoth } })
    succeed('first', second)
    channel.publish(second)
  }

  test('is told in words of their own to whoever lies outside now, to all others as it is', async () => {
    publishUpdate('tell')
    await channel.rest()
    expect(gotOf('update', 'outside')).toEqual(phonesOf(out))
    expect(gotOf('update', 'inside')).toEqual(phonesOf([...stay, ...near]))
    expect((await channel.report('update')).channels.sms).toMatchObject({ meant: 134, handedOver: 134 })
  })

  test('is no matter of who lives within 500 m of its new shape: in doubt they get the Update', async () => {
    const at = (lat: number) => aSubscriber({ areas: ['510402'], point: [lat, 101.75] })
    // 0.0135° of latitude are 1.5 km.
    const [inside, doubtful, far] = [at(26.55), at(26.55 + 0.0125), at(26.55 + 0.0145)]
    const circle = (radiusKm: number) => ({ ...nowhere, circles: [{ centre: [26.55, 101.75] as const, radiusKm }] })
    channel = aChannel()
    channel.directory.fill([inside, doubtful, far])
    channel.publish(first({ area: circle(5) }))
    await channel.rest()
    succeed('first', update({ area: circle(1) }))
    channel.publish(update({ area: circle(1), dropped: { codes: [], outside: 'tell', from: circle(5) } }))
    await channel.rest()
    expect(gotOf('update', 'inside')).toEqual(phonesOf([inside, doubtful]))
    expect(gotOf('update', 'outside')).toEqual(phonesOf([far]))
  })

  test('takes no more tokens at once than there are, whichever of its texts is longer', async () => {
    channel = aChannel({ burst: 7 })
    channel.directory.fill(out)
    channel.publish(first())
    await channel.rest()
    publishUpdate('tell')
    await channel.rest()
    const job = { alertId: 'update', channel: 'sms', kind: 'main', shard: 0 } as const
    const batches = (await channel.store.readChain(job)).map(({ keys }) => keys.length)
    expect(Math.max(...batches)).toBe(2)
  })

  test('wakes nobody to say so whom the warning had not woken', async () => {
    const quietHours = { from: '22:00', to: '07:00' }
    const sleepers = [yinjiang, bingcaogang].map((area) => aSubscriber({ areas: [area], quietHours }))
    channel = aChannel()
    channel.setNow('2026-06-30T20:00:00+08:00')
    channel.directory.fill(sleepers)
    channel.publish(first({ expiresAtMs: Date.parse('2026-07-02T20:00:00+08:00') }))
    await channel.drain()
    channel.setNow('2026-07-01T03:13:00+08:00')
    publishUpdate('tell')
    await channel.drain()
    expect(gotOf('update')).toEqual(phonesOf(sleepers.slice(0, 1)))
  })

  test('keeps those words in tries again and when another worker takes over', async () => {
    let handed = 0
    channel.answers(() => {
      handed++
      if (handed === 30) throw new Error('the worker dies')
      return handed % 3 === 0 ? { kind: 'retry', cause: 'throttled' } : { kind: 'handedOver', messageId: 'm' }
    })
    publishUpdate('tell')
    await channel.drain().catch(() => {})
    channel.pass(31)
    await channel.rest()
    expect([...new Set(gotOf('update', 'outside'))]).toEqual(phonesOf(out))
    expect([...new Set(gotOf('update', 'inside'))]).toEqual(phonesOf([...stay, ...near]))
  })

  test('is not told outside where the county does not want it, and the report says why', async () => {
    publishUpdate('silent')
    await channel.rest()
    expect(gotOf('update')).toEqual(phonesOf([...stay, ...near]))
    const { complete, channels } = await channel.report('update')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ meant: 134, handedOver: 64, pending: 0, skipped: { total: 70, outside: 70 } })
    expect((await channel.store.getPlan('update', 'sms'))?.outsideMessages).toBeUndefined()
  })

  test('is told once: an Update of the same area later says nothing more to whoever fell out', async () => {
    publishUpdate('tell')
    await channel.rest()
    const third = later('third', { area: inYinjiang, predecessors: ['update', 'first'] })
    succeed('update', third)
    channel.publish(third)
    await channel.rest()
    expect(gotOf('third', 'inside')).toEqual(phonesOf([...stay, ...near]))
    expect(gotOf('third', 'outside')).toEqual([])
    const fourth = later('fourth', {
      area: { ...nowhere, codes: [`${yinjiang}201`] },
      predecessors: ['third', 'update', 'first'],
      dropped: { codes: [], outside: 'tell', from: inYinjiang },
    })
    succeed('third', fourth)
    channel.publish(fourth)
    await channel.rest()
    const told = gotOf('fourth', 'outside')
    for (const phone of phonesOf(out)) expect(told).not.toContain(phone)
  })

  test('is no matter of a lifting, whatever it covers', async () => {
    const cancel = later('cancel', {
      cancelReason: 'lifted',
      area: inYinjiang,
      dropped: { codes: [], outside: 'tell', from: inBoth },
    })
    succeed('first', cancel)
    channel.publish(cancel)
    await channel.rest()
    expect(gotOf('cancel', 'inside')).toEqual(phonesOf([...stay, ...near, ...out]))
  })

  test('goes to everybody as it is where the words for outside cannot be made', async () => {
    channel.cannotRender = 'outside'
    publishUpdate('tell')
    await channel.rest()
    expect(gotOf('update', 'inside')).toEqual(phonesOf([...stay, ...near, ...out]))
  })
})

test('whoever gave no point hears an update by shape as it is: they may be in it', async () => {
  const people = [...peopleOf(2, bingcaogang), aSubscriber({ areas: [bingcaogang], point: [26.4, 101.7] })]
  channel.directory.fill(people)
  channel.publish(first())
  await channel.rest()
  const second = update({
    area: { ...nowhere, circles: [{ centre: [26.6, 101.7], radiusKm: 1 }] },
    dropped: { codes: [], outside: 'tell', from: inBoth },
  })
  succeed('first', second)
  channel.publish(second)
  await channel.rest()
  expect(gotOf('update', 'inside')).toEqual(phonesOf(people.slice(0, 2)))
  expect(gotOf('update', 'outside')).toEqual(phonesOf(people.slice(2)))
})

describe('at night', () => {
  const quietHours = { from: '22:00', to: '07:00' }
  const woken = [aSubscriber({ areas: [bingcaogang], quietHours })]
  const lifted = (change: Partial<PublishedAlert> = {}) =>
    later('cancel', { cancelReason: 'lifted', askedToLeave: true, ...change })

  async function liftAt(time: string, change: Partial<PublishedAlert> = {}): Promise<void> {
    channel.directory.fill(woken)
    channel.publish(first())
    await channel.drain()
    expect(gotOf('first')).toEqual(phonesOf(woken))
    channel.setNow(time)
    const cancel = lifted(change)
    succeed('first', cancel)
    channel.publish(cancel)
    await channel.drain()
  }

  test('whoever was told to leave in these quiet hours hears at once that it is over', async () => {
    await liftAt('2026-07-01T05:30:00+08:00')
    expect(gotOf('cancel')).toEqual(phonesOf(woken))
  })

  test('whoever was told in the evening, and again in the night, hears it too', async () => {
    channel.setNow('2026-06-30T20:00:00+08:00')
    channel.directory.fill(woken)
    channel.publish(first())
    await channel.drain()
    channel.setNow('2026-07-01T03:13:00+08:00')
    const second = update({})
    succeed('first', second)
    channel.publish(second)
    await channel.drain()
    channel.setNow('2026-07-01T05:30:00+08:00')
    const cancel = lifted({ predecessors: ['update', 'first'] })
    succeed('update', cancel)
    channel.publish(cancel)
    await channel.drain()
    expect(gotOf('cancel')).toEqual(phonesOf(woken))
  })

  test('whoever was told in other quiet hours, or not to leave, sleeps on', async () => {
    await liftAt('2026-07-01T23:30:00+08:00')
    expect(gotOf('cancel')).toEqual([])
    channel = aChannel()
    channel.setNow('2026-07-01T03:13:00+08:00')
    await liftAt('2026-07-01T05:30:00+08:00', { askedToLeave: false })
    expect(gotOf('cancel')).toEqual([])
  })
})

test('an update that says all clear ends the jobs of the warning as a cancel, and is told to nobody new', async () => {
  const told = peopleOf(100, yinjiang)
  channel.directory.fill(told)
  let handed = 0
  channel.answers(() => (++handed > 60 ? { kind: 'stop', cause: 'suspended' } : { kind: 'handedOver', messageId: 'm' }))
  channel.publish(first())
  await channel.drain()
  const got = gotOf('first')
  channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
  const allClear = later('allClear', { alert: { ...first().alert, msgType: 'Update' }, cancelReason: 'lifted' })
  succeed('first', allClear)
  channel.publish(allClear)
  await channel.rest()
  expect(gotOf('allClear')).toEqual(got)
  expect(gotOf('first')).toEqual(got)
  const ends = await Promise.all(
    (await channel.store.listJobs('first', 'sms'))
      .filter(({ kind }) => kind === 'main')
      .map(async (job) => (await channel.store.readChainEnd(job))?.end),
  )
  expect(ends).toContain('cancelled')
})

test('an alert that was overtaken is told to nobody, and to everybody when a person releases it', async () => {
  const people = peopleOf(3, yinjiang)
  channel.directory.fill(people)
  channel.queue.push({ kind: 'plan', alertId: 'first', traceId: 'trace' })
  await channel.rest()
  expect(channel.sent).toEqual([])
  expect(channel.planned).toEqual([])
  channel.publish(first())
  await channel.rest()
  expect(gotOf('first')).toEqual(phonesOf(people))
})
