import { describe, expect, it } from 'vitest'
import { relationTo } from '../../site/src/scripts/place-relation.ts'

describe('relationTo', () => {
  it.each([
    ['its town', ['510402100'], false, 'here'],
    ['the whole county', ['510402'], false, 'here'],
    ['its town and a shape', ['510402100'], true, 'here'],
    ['another town', ['510402002'], false, 'elsewhere'],
    ['one village of its town', ['510402100201'], false, 'unclear'],
    ['a shape alone', [], true, 'unclear'],
    ['another town and a shape', ['510402002'], true, 'unclear'],
    ['nowhere that has a code', [], false, 'unclear'],
  ] as const)('tells somebody in a town of %s', (_, codes, hasShapes, expected) => {
    expect(relationTo('510402100', codes, hasShapes)).toBe(expected)
  })
})
