import { area as areaOf } from '@turf/area'
import { describe, expect, it } from 'vitest'
import type { Polygon, Position } from '../../functions/alerts/alert.ts'
import {
  clipCircle,
  clipPolygon,
  distanceKm,
  geoJsonRing,
  isInBoundary,
  isInside,
  isNear,
  maxPositions,
  ringFault,
  ringKey,
  toLonLat,
  toPosition,
} from '../../functions/alerts/area/geometry.ts'
import { countyCodes, loadCounty } from '../../functions/platform/county.ts'
import { workOf } from '../fakes/count-work.ts'
import * as fc from '../properties/fast-check.ts'

const { boundary } = loadCounty('510402')
const square = (south: number, west: number, size: number): Polygon => [
  [south, west],
  [south, west + size],
  [south + size, west + size],
  [south + size, west],
  [south, west],
]
const inTheCounty = square(26.56, 101.72, 0.02)
const nothing = { polygons: [], circles: [] }

describe('positions', () => {
  it('are lat,lon in CAP and lon,lat in GeoJSON', () => {
    expect(toLonLat([26.5, 101.7])).toEqual([101.7, 26.5])
    expect(toPosition([101.7, 26.5])).toEqual([26.5, 101.7])
  })
})

describe('a point', () => {
  const polygons = [inTheCounty]
  it('is inside a polygon, on its edge and on its corner', () => {
    for (const point of [
      [26.57, 101.73],
      [26.56, 101.73],
      [26.56, 101.72],
    ] as Position[]) {
      expect(isInside(point, { ...nothing, polygons })).toBe(true)
    }
  })
  it('is outside just beyond', () => {
    expect(isInside([26.5599, 101.73], { ...nothing, polygons })).toBe(false)
    expect(isInside([26.57, 101.7401], { ...nothing, polygons })).toBe(false)
  })
  it('is inside a circle up to its radius', () => {
    const centre: Position = [26.56, 101.74]
    const east: Position = [26.56, 101.8405]
    const radiusKm = distanceKm(centre, east)
    expect(radiusKm).toBeGreaterThan(9.9)
    expect(radiusKm).toBeLessThan(10.1)
    expect(isInside(east, { ...nothing, circles: [{ centre, radiusKm }] })).toBe(true)
    expect(isInside(east, { ...nothing, circles: [{ centre, radiusKm: radiusKm - 0.001 }] })).toBe(false)
    expect(isInside(centre, { ...nothing, circles: [{ centre, radiusKm: 0 }] })).toBe(true)
  })
  it('is near a polygon up to the margin from its edge, on every side and at every latitude', () => {
    for (const south of [0, 26.56, 53]) {
      const polygon = square(south, 101.72, 0.02)
      const metre = 1 / 111_195
      const shrink = Math.cos(((south + 0.01) * Math.PI) / 180)
      const beyond = (metres: number): Position[] => [
        [south - metres * metre, 101.73],
        [south + 0.02 + metres * metre, 101.73],
        [south + 0.01, 101.72 - (metres * metre) / shrink],
        [south + 0.01, 101.74 + (metres * metre) / shrink],
      ]
      for (const point of beyond(995)) expect(isNear(point, { ...nothing, polygons: [polygon] }, 1_000)).toBe(true)
      for (const point of beyond(1_005)) expect(isNear(point, { ...nothing, polygons: [polygon] }, 1_000)).toBe(false)
    }
  })
  it('is inside nothing where there is no shape', () => {
    expect(isInside([26.56, 101.74], nothing)).toBe(false)
  })
})

describe('a ring', () => {
  it('is fine when it is closed around an area', () => {
    expect(ringFault(inTheCounty)).toBeUndefined()
    expect(ringFault([...inTheCounty].reverse())).toBeUndefined()
  })
  it('may repeat a position and touch itself at a corner', () => {
    expect(ringFault([inTheCounty[0]!, ...inTheCounty])).toBeUndefined()
    const eight: Polygon = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ]
    expect(ringFault(eight)).toBeUndefined()
  })
  it('is refused when it crosses itself', () => {
    const bowTie: Polygon = [
      [26.5, 101.7],
      [26.6, 101.8],
      [26.6, 101.7],
      [26.5, 101.8],
      [26.5, 101.7],
    ]
    const lopsided: Polygon = [
      [26.5, 101.7],
      [26.6, 101.9],
      [26.6, 101.7],
      [26.5, 101.8],
      [26.5, 101.7],
    ]
    expect(ringFault(bowTie)).toBe('crossing')
    expect(ringFault(lopsided)).toBe('crossing')
  })
  it('may touch itself where an edge meets a corner, and have two edges in line', () => {
    const pinched: Polygon = [
      [0, 0],
      [0, 4],
      [4, 4],
      [0, 2],
      [4, 0],
      [0, 0],
    ]
    expect(ringFault(pinched)).toBeUndefined()
    const stepped: Polygon = [
      [0, 0],
      [0, 1],
      [1, 1],
      [0, 1],
      [0, 2],
      [2, 2],
      [2, 0],
      [0, 0],
    ]
    expect(ringFault(stepped)).toBeUndefined()
  })
  it('is refused when the first edge crosses the last but one, or any other, wherever the ring begins', () => {
    const crossing: Polygon = [
      [0, 0],
      [0, 3],
      [2, 3],
      [2, 1],
      [-1, 1],
    ]
    for (let first = 0; first < crossing.length; first++) {
      const turned = [...crossing.slice(first), ...crossing.slice(0, first)]
      expect(ringFault([...turned, turned[0]!])).toBe('crossing')
      expect(ringFault([...turned, turned[0]!].reverse())).toBe('crossing')
    }
  })
  it('of as many positions as are allowed takes at most a look at each pair of edges, and nothing is collected', async () => {
    const around = (at: (i: number) => readonly [angle: number, radius: number]): Polygon =>
      Array.from({ length: maxPositions }, (_, i) => {
        const [angle, radius] = at(i % (maxPositions - 1))
        return [26.55 + radius * Math.sin(angle), 101.72 + radius * Math.cos(angle)] as const
      })
    const turn = (2 * Math.PI) / (maxPositions - 1)
    const shore = around((i) => [turn * i, 0.05 + 0.01 * Math.sin(40 * turn * i)])
    // Every ray crosses nearly every other: 12 million crossings.
    const star = around((i) => [turn * i * 2_498, 0.05])
    for (const [ring, fault] of [
      [shore, undefined],
      [star, 'crossing'],
    ] as const) {
      const heap = process.memoryUsage().heapUsed
      expect(ringFault(ring)).toBe(fault)
      expect((process.memoryUsage().heapUsed - heap) / 1e6).toBeLessThan(30)
      expect(await workOf(() => ringFault(ring))).toBeLessThan(maxPositions ** 2 / 2)
    }
  })
  it('is refused when it is open, too short or without area', () => {
    expect(ringFault(inTheCounty.slice(0, 4))).toBe('open')
    expect(ringFault(inTheCounty.slice(0, 3))).toBe('tooFew')
    expect(
      ringFault([
        [26.5, 101.7],
        [26.6, 101.8],
        [26.7, 101.9],
        [26.5, 101.7],
      ]),
    ).toBe('noArea')
    expect(
      ringFault(
        [
          [1, 1],
          [1, 1],
          [1, 1],
          [1, 1],
        ].map(([lat, lon]) => [lat!, lon!]),
      ),
    ).toBe('noArea')
  })
})

describe('clipping', () => {
  it('leaves a ring inside the boundary exactly as it was written', () => {
    const { polygons, isCut, totalM2, withinM2 } = clipPolygon(inTheCounty, boundary)
    expect(polygons).toEqual([inTheCounty])
    expect(isCut).toBe(false)
    expect(withinM2 / totalM2).toBeCloseTo(1)
  })
  it('cuts a ring that reaches beyond, into closed rings inside', () => {
    const wide = square(26.4, 101.5, 0.5)
    const { polygons, isCut, totalM2, withinM2 } = clipPolygon(wide, boundary)
    expect(isCut).toBe(true)
    expect(withinM2 / totalM2).toBeLessThan(0.5)
    expect(polygons.length).toBeGreaterThan(0)
    for (const ring of polygons) expect(ring[0]).toEqual(ring.at(-1))
    expect(isInside([26.57, 101.73], { ...nothing, polygons })).toBe(true)
    expect(isInside([26.45, 101.55], { ...nothing, polygons })).toBe(false)
  })
  it('keeps everybody of the county who was in the ring', () => {
    for (const code of countyCodes) {
      const county = loadCounty(code)
      const [lon, lat] = (
        county.boundary.type === 'Polygon' ? county.boundary.coordinates[0]! : county.boundary.coordinates[0]![0]!
      )[0]!
      const ring = square(lat - 0.05, lon - 0.05, 0.1)
      const { polygons } = clipPolygon(ring, county.boundary)
      for (let i = 0; i < 400; i++) {
        // A grid that avoids the edges themselves, where rounding to a centimetre decides.
        const point: Position = [lat - 0.05 + 0.1 * (((i % 20) + 0.37) / 20), lon - 0.05 + 0.1 * ((i / 20 + 0.13) / 20)]
        const isMeant = isInside(point, { ...nothing, polygons: [ring] }) && isInBoundary(point, county.boundary)
        expect(isInside(point, { ...nothing, polygons })).toBe(isMeant)
      }
    }
  })
  it('keeps all of a county that a ring goes around, and its parts apart', () => {
    for (const code of countyCodes) {
      const county = loadCounty(code)
      const world = square(-80, -150, 300).map(([lat, lon]): Position => [Math.min(lat, 80), Math.min(lon, 150)])
      const parts = county.boundary.type === 'Polygon' ? 1 : county.boundary.coordinates.length
      const around = clipPolygon(world, county.boundary)
      expect(around.polygons).toHaveLength(parts)
      expect(around.withinM2).toBeCloseTo(areaOf(county.boundary), -1)
    }
  })
  it('drops a ring that has nothing of the county', () => {
    expect(clipPolygon(square(39.9, 116.3, 0.1), boundary)).toMatchObject({ polygons: [], withinM2: 0, isCut: true })
  })
  it('keeps a circle that reaches beyond as a circle', () => {
    const circle = { centre: [26.56, 101.74] as Position, radiusKm: 8 }
    expect(clipCircle(circle, boundary)).toMatchObject({ polygons: [], circles: [circle] })
  })
  it('turns a circle around the whole county into its outline, and drops one that misses it', () => {
    const around = clipCircle({ centre: [26.56, 101.74], radiusKm: 300 }, boundary)
    expect(around.circles).toEqual([])
    expect(isInside([26.57, 101.73], around)).toBe(true)
    expect(isInside([27.5, 101.73], around)).toBe(false)
    expect(clipCircle({ centre: [39.9, 116.3], radiusKm: 5 }, boundary)).toMatchObject({ polygons: [], circles: [] })
  })
  it('takes radius 0 for a point', () => {
    const point = { centre: [26.56, 101.74] as Position, radiusKm: 0 }
    const { circles, totalM2, withinM2 } = clipCircle(point, boundary)
    expect(circles).toEqual([point])
    expect(totalM2).toBeGreaterThan(0)
    expect(withinM2 / totalM2).toBeCloseTo(1)
  })
})

describe('a ring as GeoJSON', () => {
  const lonLat = fc.tuple(fc.double({ min: 101, max: 102, noNaN: true }), fc.double({ min: 26, max: 27, noNaN: true }))
  const positions = fc.array(lonLat, { minLength: 3, maxLength: 12 }).map((corners) => [...corners, corners[0]!])
  const turns = (ring: readonly (readonly number[])[]): number =>
    ring.slice(1).reduce((sum, [lon = 0, lat = 0], i) => sum + ring[i]![0]! * lat - lon * ring[i]![1]!, 0)

  it('is closed, turned the right way, of six decimals, with no position twice in a row, and stays as it is', () => {
    fc.assert(
      fc.property(positions, fc.boolean(), (ring, isHole) => {
        const geo = geoJsonRing(ring, isHole)
        if (!geo) return
        expect(geo.length).toBeGreaterThanOrEqual(4)
        expect(geo.at(-1)).toEqual(geo[0])
        for (const [i, position] of geo.slice(1).entries()) expect(position).not.toEqual(geo[i])
        for (const degrees of geo.flat()) expect(String(degrees)).toMatch(/^-?\d+(?:\.\d{1,6})?$/)
        expect(turns(geo) < 0).toBe(isHole)
        expect(geoJsonRing(geo, isHole)).toEqual(geo)
      }),
    )
  })
  it('is none where rounding leaves a line or a point', () => {
    expect(
      geoJsonRing([
        [101.7, 26.6],
        [101.70000001, 26.6],
        [101.7, 26.60000001],
        [101.7, 26.6],
      ]),
    ).toBeUndefined()
    expect(
      geoJsonRing([
        [101.7, 26.6],
        [101.8, 26.6],
        [101.9, 26.6],
        [101.7, 26.6],
      ]),
    ).toBeUndefined()
  })
  it('has one key however it is written', () => {
    const ring: Position[] = [
      [26.6, 101.71],
      [26.6, 101.78],
      [26.54, 101.79],
      [26.6, 101.71],
    ]
    const begun: Position[] = [ring[1]!, ring[2]!, ring[0]!, ring[1]!]
    expect(ringKey(begun)).toBe(ringKey(ring))
    expect(ringKey(ring.toReversed())).toBe(ringKey(ring))
    expect(ringKey(ring.map(([lat, lon]): Position => [lat + 0.001, lon]))).not.toBe(ringKey(ring))
  })
})
