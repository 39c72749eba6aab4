import { expect, test } from 'vitest'
import { signalOf, signalSlugs, signalTableSchema } from '../../functions/platform/weather-signal.ts'

test('the national table has the fourteen signals, awaiting their check', () => {
  expect(signalSlugs).toHaveLength(14)
  for (const slug of signalSlugs) expect(signalOf(slug)).toMatchObject({ checked: false })
  expect(signalOf('rainstorm')?.levels.map(({ colour }) => colour)).toEqual(['blue', 'yellow', 'orange', 'red'])
  expect(signalOf('nobody')).toBeUndefined()
})

test('a county’s own table goes first, for the signals it has', () => {
  const own = signalTableSchema.parse({
    source: '某省气象灾害预警信号; 2024',
    checked: true,
    signals: [
      {
        slug: 'haze',
        levels: [{ colour: 'red', name: '霾红色预警信号', criterion: '本省的标准。', guidance: ['少出门。'] }],
      },
    ],
  })
  expect(signalOf('haze', own)).toEqual({
    levels: own.signals[0]!.levels,
    source: '某省气象灾害预警信号',
    checked: true,
  })
  expect(signalOf('rainstorm', own)).toEqual(signalOf('rainstorm'))
})
