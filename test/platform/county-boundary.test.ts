import { describe, expect, it } from 'vitest'
import { geoJsonRing, ringFault, shareWithin, toPosition } from '../../functions/alerts/area/geometry.ts'
import { countyCodes, loadCounty } from '../../functions/platform/county.ts'

describe.each(countyCodes)('the outline of county %s', (code) => {
  const { boundary } = loadCounty(code)
  const polygons = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates

  it('is as RFC 7946 wants it: closed, exteriors counter-clockwise, holes clockwise, six decimals at most', () => {
    for (const rings of polygons)
      for (const [i, ring] of rings.entries()) expect(geoJsonRing(ring, i > 0)).toEqual(ring)
  })
  it('crosses and touches itself nowhere', () => {
    for (const ring of polygons.flat()) {
      expect(ringFault(ring.map(toPosition))).toBeUndefined()
      expect(new Set(ring.map(String)).size).toBe(ring.length - 1)
    }
  })
  it('has no two parts that overlap', () => {
    const outlines = polygons.map(([outline]) => outline!.map(toPosition))
    for (const [i, one] of outlines.entries())
      expect(shareWithin(one, { polygons: outlines.slice(i + 1), circles: [] })).toBe(0)
  })
})
