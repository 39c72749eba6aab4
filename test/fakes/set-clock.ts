import type { Clock } from '../../functions/platform/clock.ts'

export interface SetClock extends Clock {
  set(instant: string | number): void
  pass(ms: number): void
}

/** A clock that stands still until it is moved. */
export function setClock(instant = '2026-07-01T08:31:00+08:00'): SetClock {
  let now = Date.parse(instant)
  return {
    now: () => now,
    set: (to) => {
      now = typeof to === 'number' ? to : Date.parse(to)
    },
    pass: (ms) => {
      now += ms
    },
  }
}
