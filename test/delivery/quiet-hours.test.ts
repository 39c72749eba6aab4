import { describe, expect, test } from 'vitest'
import { quietUntil } from '../../functions/delivery/when/quiet-hours.ts'
import type { SendOutcome } from '../../functions/senders/sender.ts'
import * as fc from '../properties/fast-check.ts'
import { aSubscriber, inTown, phonesOf } from '../subscribers/a-subscriber.ts'
import { aChannel, aFirst } from './a-channel.ts'
import { at, atMs } from './a-published.ts'

const night = { from: '22:00', to: '07:00' }

describe('quiet hours', () => {
  test.each([
    ['before they begin nobody is quiet', night, at('21:59'), null],
    ['they begin at their first minute', night, at('22:00'), at('07:00', 2)],
    ['they go on after midnight', night, at('03:12', 2), at('07:00', 2)],
    ['their end is not quiet any more', night, at('07:00', 2), null],
    ['a nap lies within a day', { from: '12:30', to: '14:00' }, at('13:00'), at('14:00')],
    ['a nap is over at its end', { from: '12:30', to: '14:00' }, at('14:00'), null],
    ['midnight as an end is the next day’s beginning', { from: '22:00', to: '00:00' }, at('23:00'), at('00:00', 2)],
    ['equal times are no quiet hours', { from: '07:00', to: '07:00' }, at('07:00'), null],
    ['midnight may be written as the end of the day', { from: '22:00', to: '24:00' }, at('23:00'), at('00:00', 2)],
    ['a nap begins at its first minute', { from: '12:30', to: '14:00' }, at('12:30'), at('14:00')],
    ['none are none', null, at('03:00'), null],
  ] as const)('%s', (_, hours, now, end) => {
    expect(quietUntil(hours, Date.parse(now))).toBe(end === null ? null : Date.parse(end))
  })

  test.each(['25:00', '24:01', '22:60', '7', '122:00', '22:00:00', 'never', ''])(
    'an unreadable time is none, whichever it is: %s',
    (time) => {
      const all = ['00:00', '03:00', '12:00', '22:30', '23:59'].flatMap((now) => [
        quietUntil({ from: time, to: '07:00' }, atMs(now)),
        quietUntil({ from: '22:00', to: time }, atMs(now)),
        quietUntil({ from: time, to: time }, atMs(now)),
      ])
      expect(all.every((end) => end === null)).toBe(true)
    },
  )

  const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  const written = ([hour, minute]: readonly [number, number]): string =>
    `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  const localClock = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16)

  test('they end within a day, at the minute asked for, and every minute until then is quiet until the same end', () => {
    fc.assert(
      fc.property(clock, clock, fc.integer({ min: 0, max: 3 * 86_400 }), (from, to, second) => {
        const hours = { from: written(from), to: written(to) }
        const now = atMs('00:00') + second * 1000
        const end = quietUntil(hours, now)
        const passed = localClock(now)
        const isQuiet =
          hours.from < hours.to ? passed >= hours.from && passed < hours.to : passed >= hours.from || passed < hours.to
        expect(end !== null).toBe(isQuiet && hours.from !== hours.to)
        if (end === null) return
        expect(end).toBeGreaterThan(now)
        expect(end - now).toBeLessThanOrEqual(86_400_000)
        expect(localClock(end)).toBe(hours.to)
        expect(quietUntil(hours, end)).toBeNull()
        for (let ms = now; ms < end; ms += 7 * 60_000) expect(quietUntil(hours, ms)).toBe(end)
      }),
    )
  })
})

test('lets people sleep through a blue warning and tells them when their quiet hours end', async () => {
  const channel = aChannel()
  channel.setNow('2026-07-02T03:00:00+08:00')
  const awake = inTown(3)
  const asleep = Array.from({ length: 4 }, () => aSubscriber({ areas: ['510402100'], quietHours: night }))
  channel.directory.fill([...awake, ...asleep])
  channel.publish(aFirst({ colour: 'blue', eventCode: '11B05' }))
  await channel.drain()
  expect(channel.numbers()).toEqual(phonesOf(awake))
  expect(await channel.report('first')).toMatchObject({
    complete: false,
    channels: { sms: { meant: 7, handedOver: 3, pending: 4 } },
  })
  channel.setNow('2026-07-02T06:30:00+08:00')
  await channel.directory.remove(asleep[0]!.id)
  await channel.rest()
  expect(channel.sent).toHaveLength(6)
  expect(await channel.report('first')).toMatchObject({
    complete: true,
    channels: { sms: { meant: 7, handedOver: 6, pending: 0, skipped: { total: 1, left: 1 } } },
  })
})

test('tells sleepers the same day when their quiet hours end while it is still at work', async () => {
  const channel = aChannel()
  channel.setNow('2026-07-02T05:00:00+08:00')
  const asleep = Array.from({ length: 60 }, () => aSubscriber({ areas: ['510402100'], quietHours: night }))
  channel.directory.fill([...inTown(3), ...asleep])
  const answer: SendOutcome[] = [{ kind: 'stop', cause: 'suspended' }]
  channel.answers(() => answer[0]!)
  const expiresAtMs = atMs('20:00', 2)
  channel.publish(aFirst({ colour: 'blue', eventCode: '11B05', expiresAtMs }))
  await channel.drain()
  expect(channel.sent).toHaveLength(0)
  channel.setNow('2026-07-02T07:20:00+08:00')
  answer[0] = { kind: 'handedOver', messageId: 'm' }
  await channel.rest()
  expect(channel.sent).toHaveLength(63)
  expect((await channel.report('first')).channels.sms).toMatchObject({ meant: 63, handedOver: 63, pending: 0 })
})
