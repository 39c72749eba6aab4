import { describe, expect, test } from 'vitest'
import { quietUntil } from '../../functions/delivery/when/quiet-hours.ts'
import * as fc from '../properties/fast-check.ts'
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
