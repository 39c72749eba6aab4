import { expect, test } from 'vitest'
import { makeFaults } from '../../infra/local/faults.ts'

test('a rate is kept exactly and spread evenly', () => {
  const faults = makeFaults()
  faults.set({ channel: 'sms', mode: 'error', rate: 0.1, count: null })
  const modes = Array.from({ length: 1000 }, () => faults.next('sms'))
  expect(modes.filter(Boolean)).toHaveLength(100)
  expect(modes.slice(0, 20).filter(Boolean)).toHaveLength(2)
})

test('a count ends the fault', () => {
  const faults = makeFaults()
  faults.set({ channel: 'email', mode: 'timeout', rate: 1, count: 3 })
  expect(Array.from({ length: 5 }, () => faults.next('email'))).toEqual([
    'timeout',
    'timeout',
    'timeout',
    undefined,
    undefined,
  ])
  expect(faults.list()).toEqual([])
})

test('every second request that gets no answer is carried out, from the first on', () => {
  const faults = makeFaults()
  expect(Array.from({ length: 4 }, () => faults.isCarriedOut('sms'))).toEqual([true, false, true, false])
})

test('channels do not touch each other, and clearing ends all', () => {
  const faults = makeFaults()
  faults.set({ channel: 'sms', mode: 'crash', rate: 1, count: null })
  expect(faults.next('email')).toBeUndefined()
  faults.clear()
  expect(faults.next('sms')).toBeUndefined()
})
