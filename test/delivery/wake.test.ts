import { describe, expect, test } from 'vitest'
import type { Colour } from '../../functions/alerts/alert.ts'
import { mayWake } from '../../functions/delivery/when/wake.ts'
import { aPublished, at, atMs } from './a-published.ts'

/** 03:12 in the night of 1 July; quiet until 07:00. */
const quietEndsAtMs = atMs('07:00')
const wakes = (eventCode: string | null, colour: Colour | null, onset?: string): boolean =>
  mayWake(aPublished({ eventCode, colour, onsetAtMs: onset ? Date.parse(onset) : null }), quietEndsAtMs)

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
    expect(wakes('11B06', 'blue', at('05:00'))).toBe(true)
    expect(wakes('11B06', 'blue', at('07:00'))).toBe(false)
    expect(wakes('11B06', 'yellow', at('09:00'))).toBe(false)
  })

  test('an unknown event is ordinary, an unknown colour counts as yellow', () => {
    expect(wakes(null, 'orange')).toBe(true)
    expect(wakes(null, 'yellow')).toBe(false)
    expect(wakes('11A51', null)).toBe(true)
    expect(wakes('11B03', null)).toBe(false)
  })

  test('a warning lifted or downgraded lets people sleep, one issued in error does not', () => {
    const cancelled = (cancelReason: 'lifted' | 'downgraded' | 'error') =>
      mayWake(aPublished({ alert: { msgType: 'Cancel' }, cancelReason }), quietEndsAtMs)
    expect([cancelled('lifted'), cancelled('downgraded'), cancelled('error')]).toEqual([false, false, true])
  })

  test.each(['Exercise', 'Test', 'System', 'Draft'] as const)('%s never wakes anyone', (status) => {
    expect(mayWake(aPublished({ alert: { status }, onsetAtMs: atMs('04:00') }), quietEndsAtMs)).toBe(false)
    const mistaken = aPublished({ alert: { status, msgType: 'Cancel' }, cancelReason: 'error' })
    expect(mayWake(mistaken, quietEndsAtMs)).toBe(false)
  })
})
