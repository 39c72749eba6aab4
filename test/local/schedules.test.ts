import { expect, test, vi } from 'vitest'
import type { LocalClock } from '../../infra/local/local-clock.ts'
import { readSchedule, startSchedules } from '../../infra/local/schedules.ts'

const at = (instant: string) => Date.parse(instant)

test.each([
  ['rate(1 minute)', '2026-07-01T00:31:30Z', '2026-07-01T00:32:30Z'],
  ['rate(5 minutes)', '2026-07-01T00:31:30Z', '2026-07-01T00:36:30Z'],
  ['cron(0 9 * * ? *)', '2026-07-01T09:00:00Z', '2026-07-02T09:00:00Z'],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-07-03T18:00:00Z', '2026-07-06T08:00:00Z'],
  ['cron(0 10 L * ? *)', '2026-07-01T00:00:00Z', '2026-07-31T10:00:00Z'],
  ['cron(0 9 ? * 2#1 *)', '2026-07-01T00:00:00Z', '2026-07-06T09:00:00Z'],
])('%s after %s is due at %s', (expression, after, due) => {
  expect(readSchedule(expression)(at(after))).toBe(at(due))
})

test('an expression of neither kind is refused with what is allowed', () => {
  expect(() => readSchedule('every day')).toThrow('rate(…) and cron(…)')
})

function aClock() {
  let nowMs = at('2026-07-01T00:00:00Z')
  const listeners: (() => void)[] = []
  const clock: LocalClock = {
    now: () => nowMs,
    offsetMs: () => 0,
    move(instantMs) {
      nowMs = instantMs
      for (const listener of listeners) listener()
    },
    onMove: (listener) => void listeners.push(listener),
    stop() {},
  }
  return clock
}

const everyMinute = { ruleArn: 'rule', expression: 'rate(1 minute)', functionName: 'sweep', input: undefined }

test('a schedule runs once at the start, and once for a jump over many instants', async () => {
  const clock = aClock()
  const invoke = vi.fn(async () => undefined)
  const schedules = startSchedules([everyMinute], clock, invoke)
  await vi.waitFor(() => expect(invoke).toHaveBeenCalledTimes(1))
  clock.move(at('2026-07-01T06:00:00Z'))
  await vi.waitFor(() => expect(invoke).toHaveBeenCalledTimes(2))
  clock.move(at('2026-07-01T06:00:30Z'))
  schedules.stop()
  expect(invoke).toHaveBeenCalledTimes(2)
})

test('a clock set back does not silence a schedule', async () => {
  const clock = aClock()
  const invoke = vi.fn(async () => undefined)
  const schedules = startSchedules([everyMinute], clock, invoke)
  await vi.waitFor(() => expect(invoke).toHaveBeenCalledTimes(1))
  clock.move(at('2026-06-01T00:00:00Z'))
  clock.move(at('2026-06-01T00:01:30Z'))
  await vi.waitFor(() => expect(invoke).toHaveBeenCalledTimes(2))
  schedules.stop()
})

test('a slow run is not joined by a second one', async () => {
  const clock = aClock()
  const slow = Promise.withResolvers<void>()
  const invoke = vi.fn(() => slow.promise)
  const schedules = startSchedules([everyMinute], clock, invoke)
  clock.move(at('2026-07-01T06:00:00Z'))
  expect(invoke).toHaveBeenCalledTimes(1)
  slow.resolve()
  await vi.waitFor(() => expect(invoke).toHaveBeenCalledTimes(2))
  schedules.stop()
})
