import { describe, expect, it, test } from 'vitest'
import type { Colour, Polygon, Position } from '../../functions/alerts/alert.ts'
import { nowhere } from '../../functions/alerts/published-alert.ts'
import {
  type Audience,
  directoryPrefix,
  isMatch,
  isOutside,
  isTakenOut,
  mayFollow,
  rangesFor,
} from '../../functions/subscribers/matching.ts'
import { aSubscriber } from './a-subscriber.ts'

const county = { code: '510402' }
const square: Polygon = [
  [26.5, 101.7],
  [26.6, 101.7],
  [26.6, 101.8],
  [26.5, 101.8],
  [26.5, 101.7],
]
const inside: Position = [26.55, 101.75]
const outside: Position = [26.4, 101.75]

const audience = (over: Partial<Audience> & Partial<Audience['area']> = {}): Audience => {
  const { codes = [], polygons = [], circles = [], except = nowhere, ...rest } = over
  return { area: { codes, polygons, circles }, except, colour: 'red', drill: false, followUp: false, ...rest }
}

describe('who matches by code', () => {
  const who = [
    ['the county', ['510402']],
    ['the town', ['510402001']],
    ['a village in it', ['510402001002']],
    ['two villages, one in it', ['510402009001', '510402001004']],
  ] as const
  test.each(who)('an alert for a town reaches who follows %s', (_, areas) => {
    expect(isMatch(aSubscriber({ areas: [...areas] }), audience({ codes: ['510402001'] }), county)).toBe(true)
  })

  it('does not reach another town', () => {
    expect(isMatch(aSubscriber({ areas: ['510402002'] }), audience({ codes: ['510402001'] }), county)).toBe(false)
  })

  it('does not compare a point with codes, nor areas with shapes of somebody who gave a point', () => {
    const elsewhere = aSubscriber({ areas: ['510402002'], point: outside })
    expect(isMatch(elsewhere, audience({ codes: ['510402001'] }), county)).toBe(false)
    expect(isMatch(elsewhere, audience({ polygons: [square] }), county)).toBe(false)
  })
})

describe('who matches by shape', () => {
  it('reaches a point inside and on the edge, not outside', () => {
    const alert = audience({ polygons: [square] })
    expect(isMatch(aSubscriber({ point: inside }), alert, county)).toBe(true)
    expect(isMatch(aSubscriber({ point: [26.5, 101.75] }), alert, county)).toBe(true)
    expect(isMatch(aSubscriber({ point: outside }), alert, county)).toBe(false)
  })

  it('reaches everyone in the county who gave no point', () => {
    expect(
      isMatch(aSubscriber({ point: null }), audience({ circles: [{ centre: inside, radiusKm: 0.1 }] }), county),
    ).toBe(true)
  })

  it('reaches nobody without a point who follows only another county', () => {
    const away = aSubscriber({ areas: ['510403001'], point: null })
    expect(isMatch(away, audience({ polygons: [square] }), county)).toBe(false)
  })

  it('takes the union of codes and shapes', () => {
    const alert = audience({ codes: ['510402001'], polygons: [square] })
    expect(isMatch(aSubscriber({ areas: ['510402001002'], point: outside }), alert, county)).toBe(true)
    expect(isMatch(aSubscriber({ areas: ['510402002003'], point: inside }), alert, county)).toBe(true)
    expect(isMatch(aSubscriber({ areas: ['510402002003'], point: outside }), alert, county)).toBe(false)
  })

  it('reaches nobody when the alert names no area', () => {
    expect(isMatch(aSubscriber(), audience(), county)).toBe(false)
  })
})

describe('what was taken out of an area', () => {
  const village = { ...nowhere, codes: ['510402001002'] }
  const matches = (areas: string[], codes = ['510402001']) =>
    isMatch(aSubscriber({ areas }), audience({ codes, except: village }), county)

  it('still reaches who follows the town of a village that is out, not who follows that village alone', () => {
    expect(matches(['510402001'])).toBe(true)
    expect(matches(['510402'])).toBe(true)
    expect(matches(['510402001004'])).toBe(true)
    expect(matches(['510402001002'])).toBe(false)
  })

  it('reaches who follows two places by the one that is not out', () => {
    expect(matches(['510402001002', '510402001004'])).toBe(true)
    expect(matches(['510402001002', '510402009'])).toBe(false)
  })

  it('leaves nothing of a village that was all of its town in the area', () => {
    expect(matches(['510402001'], ['510402001002', '510402002'])).toBe(false)
    expect(matches(['510402'], ['510402001002', '510402002'])).toBe(true)
  })

  it('compares a shape that is out with the point only', () => {
    const alert = audience({ polygons: [square], except: { ...nowhere, circles: [{ centre: inside, radiusKm: 1 }] } })
    expect(isMatch(aSubscriber({ point: inside }), alert, county)).toBe(false)
    expect(isMatch(aSubscriber({ point: [26.51, 101.71] }), alert, county)).toBe(true)
    expect(isMatch(aSubscriber({ point: null }), alert, county)).toBe(true)
  })

  it('is no matter of who had nothing in the area', () => {
    const town = { ...nowhere, codes: ['510402001'] }
    expect(isTakenOut(aSubscriber({ areas: ['510402001002'] }), town, village, county)).toBe(true)
    expect(isTakenOut(aSubscriber({ areas: ['510402001'] }), town, village, county)).toBe(false)
    expect(isTakenOut(aSubscriber({ areas: ['510402002'] }), town, village, county)).toBe(false)
    expect(isTakenOut(aSubscriber({ areas: ['510402001002'] }), town, nowhere, county)).toBe(false)
  })
})

describe('who is certainly outside', () => {
  const town = { ...nowhere, codes: ['510402001'] }
  const shape = { ...nowhere, polygons: [square] }
  const isOut = (who: Parameters<typeof aSubscriber>[0], area = town, except = nowhere) =>
    isOutside(aSubscriber(who), area, except, county, 500)

  it('follows nothing that is related by code', () => {
    expect(isOut({ areas: ['510402002'] })).toBe(true)
    expect(isOut({ areas: ['510402002', '510402001004'] })).toBe(false)
    expect(isOut({ areas: ['510402'] })).toBe(false)
  })

  it('has a point farther from every shape than the buffer', () => {
    // 0.005° of latitude are 556 m, 0.004° are 445 m.
    expect(isOut({ point: [26.605, 101.75] }, shape)).toBe(true)
    expect(isOut({ point: [26.604, 101.75] }, shape)).toBe(false)
    expect(isOut({ point: inside }, shape)).toBe(false)
    expect(isOut({ point: outside }, { ...nowhere, circles: [{ centre: inside, radiusKm: 16.2 }] })).toBe(false)
  })

  it('is nobody who gave no point, where there are shapes', () => {
    expect(isOut({ areas: ['510402002'], point: null }, shape)).toBe(false)
    expect(isOut({ areas: ['510402002'], point: null }, shape, { ...nowhere, codes: ['510402002'] })).toBe(true)
  })
})

describe('who wants it', () => {
  const reaches = (wanted: Colour, colour: Colour | null, followUp = false) =>
    isMatch(aSubscriber({ colour: wanted }), audience({ codes: ['510402'], colour, followUp }), county)

  it('sends what is as bad as wanted or worse', () => {
    expect(reaches('red', 'red')).toBe(true)
    expect(reaches('red', 'orange')).toBe(false)
    expect(reaches('yellow', 'orange')).toBe(true)
    expect(reaches('yellow', 'blue')).toBe(false)
    expect(reaches('blue', 'blue')).toBe(true)
  })

  it('sends an alert of unknown colour, and every follow-up, to all', () => {
    expect(reaches('red', null)).toBe(true)
    expect(reaches('red', 'blue', true)).toBe(true)
  })

  it('keeps drills and warnings apart, follow-ups included', () => {
    for (const followUp of [false, true]) {
      const drill = audience({ codes: ['510402'], drill: true, followUp })
      const warning = audience({ codes: ['510402'], followUp })
      expect(isMatch(aSubscriber({ list: 'drill' }), drill, county)).toBe(true)
      expect(isMatch(aSubscriber({ list: 'drill' }), warning, county)).toBe(false)
      expect(isMatch(aSubscriber({ list: 'warning' }), drill, county)).toBe(false)
    }
  })

  it('never leaves anybody out for their language', () => {
    expect(isMatch(aSubscriber({ languages: ['bo'] }), audience({ codes: ['510402'] }), county)).toBe(true)
  })
})

test.each([
  [['510402001002'], '510402001002'],
  [['510402001002', '510402001002'], '510402001002'],
  [['510402001002', '510402001004'], '510402001'],
  [['510402001002', '510402001'], '510402001'],
  [['510402001002', '510402002001'], '510402'],
  [['510402'], '510402'],
  [['510402001', '510403001'], '510402'],
  [['510403001'], '510402'],
  [[], '510402'],
])('who follows %j stands under %s', (areas, prefix) => {
  expect(directoryPrefix(areas, county)).toBe(prefix)
})

describe('ranges', () => {
  it('reads each division with all below it and the rows of each division above once', () => {
    expect(
      rangesFor({ codes: ['510402001002', '510402001004', '510402002'], polygons: [], circles: [] }, county),
    ).toEqual([
      { kind: 'exact', value: '510402#' },
      { kind: 'exact', value: '510402001#' },
      { kind: 'prefix', value: '510402001002' },
      { kind: 'prefix', value: '510402001004' },
      { kind: 'prefix', value: '510402002' },
    ])
  })

  it('reads the whole county once as soon as there is a shape', () => {
    const whole = [{ kind: 'prefix', value: '510402' }]
    expect(rangesFor({ codes: ['510402001'], polygons: [square], circles: [] }, county)).toEqual(whole)
    expect(rangesFor({ codes: ['510402'], polygons: [], circles: [] }, county)).toEqual(whole)
  })

  it.each([
    ['510402001', '510402001002', '510402001'],
    ['510402001002', '510402001'],
  ])('stays disjoint when codes repeat or hold one another: %s %s', (...codes) => {
    expect(rangesFor({ codes, polygons: [], circles: [] }, county)).toEqual([
      { kind: 'exact', value: '510402#' },
      { kind: 'prefix', value: '510402001' },
    ])
  })

  it('concern whoever stands under a division of one of the codes, or above it', () => {
    const area = { ...nowhere, codes: ['510402001', '510402002'] }
    expect(['510402002', '510402002003', '510402'].map((division) => mayFollow(division, area))).toEqual([
      true,
      true,
      true,
    ])
    expect(mayFollow('510402003', area)).toBe(false)
    expect(mayFollow('510402003', { ...nowhere, polygons: [square] })).toBe(true)
  })
})
