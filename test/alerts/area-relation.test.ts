import { describe, expect, it } from 'vitest'
import type { Polygon } from '../../functions/alerts/alert.ts'
import { codesDropped, isSameArea, partWithin, relationOf, unionOf } from '../../functions/alerts/area/area-relation.ts'
import { type AudienceArea, nowhere } from '../../functions/alerts/published-alert.ts'

const yinjiang = '510402100'
const bingcaogang = '510402002'
const village = '510402100201'
const codes = (...all: string[]): AudienceArea => ({ ...nowhere, codes: all })
const square = (lat: number, lon: number, side = 0.02): Polygon => [
  [lat, lon],
  [lat, lon + side],
  [lat + side, lon + side],
  [lat + side, lon],
  [lat, lon],
]
const shape = (...polygons: Polygon[]): AudienceArea => ({ ...nowhere, polygons })
const relation = (of: AudienceArea, by: AudienceArea, except = nowhere) =>
  relationOf({ area: of, except }, by, '510402')

describe('what a later message covers', () => {
  it.each([
    ['the same town', codes(yinjiang), codes(yinjiang), 'whole'],
    ['the county around it', codes(yinjiang, bingcaogang), codes('510402'), 'whole'],
    ['one of two towns', codes(yinjiang, bingcaogang), codes(bingcaogang), 'part'],
    ['a village of the town', codes(yinjiang), codes(village), 'part'],
    ['a town of the county', codes('510402'), codes(yinjiang), 'part'],
    ['another town', codes(yinjiang), codes(bingcaogang), 'elsewhere'],
    ['the same shape', shape(square(26.58, 101.74)), shape(square(26.58, 101.74)), 'whole'],
    ['a shape around it', shape(square(26.58, 101.74)), shape(square(26.57, 101.73, 0.05)), 'whole'],
    ['the shape, drawn again', shape(square(26.58, 101.74)), shape(square(26.5801, 101.7401)), 'whole'],
    ['half of the shape', shape(square(26.58, 101.74)), shape(square(26.58, 101.75)), 'unclear'],
    ['a shape whose rim lies in it', shape(square(26.58, 101.74)), shape(square(26.58, 101.7598)), 'elsewhere'],
    ['a shape far off', shape(square(26.58, 101.74)), shape(square(26.7, 101.8)), 'elsewhere'],
    ['a town of a shape', shape(square(26.58, 101.74)), codes(yinjiang), 'unclear'],
    ['the county of a shape', shape(square(26.58, 101.74)), codes('510402'), 'whole'],
    ['a shape of a town', codes(yinjiang), shape(square(26.58, 101.74)), 'unclear'],
  ] as const)('%s', (_what, of, by, expected) => expect(relation(of, by)).toBe(expected))

  it('is the whole when the rest was lifted before', () => {
    expect(relation(codes(yinjiang, bingcaogang), codes(yinjiang), codes(bingcaogang))).toBe('whole')
    expect(relation(codes(yinjiang), codes(bingcaogang), codes(yinjiang))).toBe('elsewhere')
  })
})

describe('what an Update drops', () => {
  const dropped = (before: AudienceArea, now: AudienceArea) => codesDropped({ area: before, except: nowhere }, now)
  it('is named where whole divisions fell out', () => {
    expect(dropped(codes(yinjiang, bingcaogang), codes(yinjiang))).toEqual([bingcaogang])
    expect(dropped(codes(yinjiang), codes(yinjiang, bingcaogang))).toEqual([])
  })
  it('has no name where a division was split, or a shape is in it', () => {
    expect(dropped(codes('510402'), codes(yinjiang))).toBeUndefined()
    expect(dropped(codes(yinjiang, bingcaogang), codes(village))).toBeUndefined()
    expect(dropped(shape(square(26.58, 101.74)), codes(yinjiang))).toBeUndefined()
  })
})

describe('areas together', () => {
  it('hold each place once', () => {
    expect(unionOf(codes(yinjiang), codes(village, bingcaogang))).toEqual(codes(bingcaogang, yinjiang))
    expect(unionOf(shape(square(1, 1)), shape(square(1, 1))).polygons).toHaveLength(1)
  })
  it('share what lies in both', () => {
    expect(partWithin(codes(yinjiang, bingcaogang), codes(bingcaogang, '510402001'))).toEqual(codes(bingcaogang))
    expect(partWithin(codes(yinjiang), codes('510402'))).toEqual(codes(yinjiang))
    expect(partWithin(codes(yinjiang), codes(village))).toEqual(codes(village))
  })
  it('are the same in any order', () => {
    expect(isSameArea(codes(yinjiang, bingcaogang), codes(bingcaogang, yinjiang))).toBe(true)
    expect(isSameArea(codes(yinjiang), codes(yinjiang, bingcaogang))).toBe(false)
    expect(isSameArea(shape(square(1, 1)), shape(square(1, 2)))).toBe(false)
  })
})
