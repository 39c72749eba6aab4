import { describe, expect, test } from 'vitest'
import type { Colour } from '../../functions/alerts/alert.ts'
import { mayWake, type Night } from '../../functions/delivery/when/wake.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { anInfo } from '../alerts/an-alert.ts'
import { aPublished, at, atMs } from './a-published.ts'

/** 03:12 in the night of 1 July; quiet until 07:00. */
const aNight = (change: Partial<Night> = {}): Night => ({
  endsAtMs: atMs('07:00'),
  wasTold: false,
  reader: 'inside',
  ...change,
})
const { rules } = loadCounty('510402')
type Published = Parameters<typeof aPublished>[0]
const isWoken = (change: Published, night: Partial<Night> = {}, otherRules: Partial<typeof rules> = {}): boolean =>
  mayWake(aPublished(change), aNight(night), { ...rules, ...otherRules })
const wakes = (eventCode: string | null, colour: Colour | null, onset?: string): boolean =>
  isWoken({ eventCode, colour, onsetAtMs: onset ? Date.parse(onset) : null })

describe('which warnings wake people', () => {
  test.each([
    ['11A51', 'flash flood'],
    ['11D02', 'debris flow'],
    ['12P07', 'dam'],
    ['12D02', 'chemical leak'],
    ['12P09', 'gas'],
  ])('a yellow of a sudden event does: %s, %s', (code) => {
    expect(wakes(code, 'yellow')).toBe(true)
    expect(wakes(code, 'blue')).toBe(false)
  })

  test('red and orange of an ordinary event do, yellow and blue wait', () => {
    expect(['red', 'orange', 'yellow', 'blue'].map((colour) => wakes('11B03', colour as Colour))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test.each(['11B09', '11B22', '11B19', '11B05', '11A52', '11D06'])(
    'not even a red of a slow event does: %s',
    (code) => {
      expect(wakes(code, 'red')).toBe(false)
      expect(wakes(code, 'red', at('04:00'))).toBe(false)
    },
  )

  test('whatever begins before the quiet hours end goes now, whatever begins later waits', () => {
    expect(wakes('11B06', 'yellow', at('05:00'))).toBe(true)
    expect(wakes('11B06', 'yellow', at('07:00'))).toBe(false)
    expect(wakes('11B06', 'yellow', at('09:00'))).toBe(false)
    expect(wakes('11B06', null, at('05:00'))).toBe(true)
  })

  test('a begin wakes from yellow up only, and never for a cut of power or water', () => {
    expect(wakes('11B06', 'blue', at('05:00'))).toBe(false)
    expect(wakes('11A51', 'blue', at('05:00'))).toBe(false)
    const outage = { eventCode: null, colour: 'yellow', onsetAtMs: atMs('05:00') } as const
    expect(isWoken({ ...outage, info: { category: ['Infra'] } })).toBe(false)
    expect(isWoken({ ...outage, info: { category: ['Infra', 'Safety'] } })).toBe(false)
    const languages = [anInfo({ category: ['Infra'] }), anInfo({ language: 'en', category: ['Safety'] })]
    expect(isWoken({ ...outage, alert: { info: languages } })).toBe(false)
    expect(isWoken({ ...outage, info: { category: ['Safety'] } })).toBe(true)
  })

  test('a reissue without news wakes in the colours the county names, whatever else would', () => {
    const reissue = { eventCode: '11A51', isReissue: true } as const
    expect((['red', 'orange', 'yellow'] as const).map((colour) => isWoken({ ...reissue, colour }))).toEqual([
      true,
      false,
      false,
    ])
    expect(isWoken({ ...reissue, colour: 'orange', onsetAtMs: atMs('05:00') })).toBe(false)
    expect(isWoken({ ...reissue, colour: 'orange' }, {}, { reissueWakes: ['red', 'orange'] })).toBe(true)
    expect(isWoken({ ...reissue, colour: 'red' }, {}, { reissueWakes: [] })).toBe(false)
  })

  test('an unknown event is ordinary, an unknown colour counts as yellow', () => {
    expect(wakes(null, 'orange')).toBe(true)
    expect(wakes(null, 'yellow')).toBe(false)
    expect(wakes('11A51', null)).toBe(true)
    expect(wakes('11B03', null)).toBe(false)
  })

  test('a warning lifted or downgraded lets people sleep, one issued in error does not', () => {
    const cancelled = (cancelReason: 'lifted' | 'downgraded' | 'error') =>
      isWoken({ alert: { msgType: 'Cancel' }, cancelReason })
    expect([cancelled('lifted'), cancelled('downgraded'), cancelled('error')]).toEqual([false, false, true])
    expect(isWoken({ alert: { msgType: 'Update' }, cancelReason: 'lifted' })).toBe(false)
  })

  test('whoever was told to leave in these same quiet hours hears at once that it is over', () => {
    const lifting = { alert: { msgType: 'Cancel' }, cancelReason: 'lifted', askedToLeave: true } as const
    expect(isWoken(lifting, { wasTold: true })).toBe(true)
    expect(isWoken(lifting)).toBe(false)
    expect(isWoken({ ...lifting, askedToLeave: false }, { wasTold: true })).toBe(false)
    expect(isWoken(lifting, { wasTold: true }, { nightLiftings: false })).toBe(false)
    expect(isWoken({ ...lifting, alert: { msgType: 'Cancel', status: 'Exercise' } }, { wasTold: true })).toBe(false)
  })

  test('that a place fell out of a red update wakes only whom the warning had woken', () => {
    const update = { alert: { msgType: 'Update' }, askedToLeave: true } as const
    expect(isWoken(update, { reader: 'inside' })).toBe(true)
    expect(isWoken(update, { reader: 'outside' })).toBe(false)
    expect(isWoken(update, { reader: 'outside', wasTold: true })).toBe(true)
  })

  test.each(['Exercise', 'Test', 'System', 'Draft'] as const)('%s never wakes anyone', (status) => {
    expect(isWoken({ alert: { status }, onsetAtMs: atMs('04:00') })).toBe(false)
    expect(isWoken({ alert: { status, msgType: 'Cancel' }, cancelReason: 'error' })).toBe(false)
  })
})
