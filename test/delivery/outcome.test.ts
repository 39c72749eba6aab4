import { expect, test } from 'vitest'
import { foldOutcomes, type Outcome, unfoldOutcomes } from '../../functions/delivery/outcome.ts'
import * as fc from '../properties/fast-check.ts'

test('runs of one outcome are folded, so that a batch stays a few bytes', () => {
  expect(foldOutcomes(Array.from({ length: 50 }, () => 'h' as const))).toBe('h*50')
  expect(foldOutcomes(['h', 'h', 'r', 'h', 'f:noAnswer', 'f:noAnswer'])).toBe('h*2,r,h,f:noAnswer*2')
  expect(foldOutcomes([])).toBe('')
})

test('what is folded unfolds to the same', () => {
  const outcome = fc.constantFrom<Outcome>('h', 'r', 'r:refused', 'u', 'f:refused', 's:left', 'd202607010700')
  fc.assert(
    fc.property(fc.array(outcome), (list) => {
      expect(unfoldOutcomes(foldOutcomes(list))).toEqual(list)
    }),
  )
})
