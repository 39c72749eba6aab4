import { expect, test } from 'vitest'
import { type Colour, colours, type Position } from '../../functions/alerts/alert.ts'
import { type AudienceArea, nowhere } from '../../functions/alerts/published-alert.ts'
import { directoryPrefix, isMatch, isOutside, isTakenOut, rangesFor } from '../../functions/subscribers/matching.ts'
import { shardOf } from '../../functions/subscribers/shards.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { rowItem, rowOf } from '../../functions/subscribers/subscriber-items.ts'
import * as fc from './fast-check.ts'

const county = { code: '510402' }

/** A small world, so that areas and alerts meet often: the county, 3 towns, 3 villages each. */
const code = fc
  .tuple(fc.constantFrom(6, 9, 12), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .map(([digits, town, village]) => `510402${`00${town}`}${`00${village}`}`.slice(0, digits))

/** Points and squares on a grid, so that edges are met too. */
const degree = fc.integer({ min: 0, max: 4 })
const position = fc.tuple(degree, degree).map(([lat, lon]): Position => [26 + lat / 10, 101 + lon / 10])
interface Square {
  south: number
  west: number
  north: number
  east: number
}

const square: fc.Arbitrary<Square> = fc
  .tuple(position, fc.integer({ min: 1, max: 3 }))
  .map(([[lat, lon], size]) => ({ south: lat, west: lon, north: lat + size / 10, east: lon + size / 10 }))

const person = fc.record({
  areas: fc.uniqueArray(code, { minLength: 1, maxLength: 3 }),
  point: fc.option(position, { nil: null }),
  colour: fc.constantFrom<Colour>(...colours),
  list: fc.constantFrom('warning' as const, 'drill' as const),
})

const alert = fc.record({
  codes: fc
    .uniqueArray(code, { maxLength: 4 })
    .map((codes) => codes.filter((a) => !codes.some((b) => a !== b && a.startsWith(b)))),
  squares: fc.oneof(
    { weight: 2, arbitrary: fc.constant([] as Square[]) },
    { weight: 1, arbitrary: fc.array(square, { maxLength: 2 }) },
  ),
  colour: fc.option(fc.constantFrom<Colour>(...colours), { nil: null }),
  drill: fc.boolean(),
  followUp: fc.boolean(),
})

type Person = typeof person extends fc.Arbitrary<infer T> ? T : never
type Alert = typeof alert extends fc.Arbitrary<infer T> ? T : never

/** The rule once more, written as differently as it allows. */
function naiveMatch(who: Person, what: Alert): boolean {
  if ((who.list === 'drill') !== what.drill) return false
  const rank = { blue: 1, yellow: 2, orange: 3, red: 4 }
  if (!what.followUp && what.colour !== null && rank[what.colour] < rank[who.colour]) return false
  for (const mine of who.areas) {
    for (const theirs of what.codes) {
      const digits = Math.min(mine.length, theirs.length)
      if (mine.slice(0, digits) === theirs.slice(0, digits)) return true
    }
  }
  if (what.squares.length === 0) return false
  if (who.point === null) return true
  const [lat, lon] = who.point
  return what.squares.some((s) => lat >= s.south && lat <= s.north && lon >= s.west && lon <= s.east)
}

const areaOf = ({ codes, squares }: Pick<Alert, 'codes' | 'squares'>): AudienceArea => ({
  codes,
  polygons: squares.map(({ south, west, north, east }) => [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
    [south, west],
  ]),
  circles: [],
})

test('a row lies in at most one range of an alert, in exactly one if they match; matching is what the rule says', () => {
  fc.assert(
    fc.property(person, alert, (who, what) => {
      const area = areaOf(what)
      const key = `${directoryPrefix(who.areas, county)}#s1`
      const met = rangesFor(area, county).filter((range) => key.startsWith(range.value))
      const matches = isMatch(
        who,
        { area, except: nowhere, colour: what.colour, drill: what.drill, followUp: what.followUp },
        county,
      )
      expect(met.length).toBeLessThanOrEqual(1)
      if (matches) expect(met).toHaveLength(1)
      expect(matches).toBe(naiveMatch(who, what))
    }),
    { numRuns: 3_000 },
  )
})

/** What a division holds, as its villages. */
const villages = [1, 2, 3].flatMap((town) => [1, 2, 3].map((village) => `51040200${town}00${village}`))
const within = (division: string): string[] => villages.filter((village) => village.startsWith(division))
const isPart = (some: string[], of: string[]): boolean => some.every((village) => of.includes(village))
const isIn = ([lat, lon]: Position, s: Square): boolean =>
  lat >= s.south && lat <= s.north && lon >= s.west && lon <= s.east

/** Pieces of the area that they follow and that nothing took out, by sets of villages. */
function naivePieces(who: Person, what: Alert, out: Alert): string[][] {
  const pairs = who.areas.flatMap((mine) =>
    what.codes.map((code) => within(mine).filter((v) => within(code).includes(v))),
  )
  return pairs.filter((piece) => piece.length > 0 && !out.codes.some((code) => isPart(piece, within(code))))
}

/** They may be anywhere in what they follow. */
const naiveSomewhere = (who: Person, out: Alert): boolean =>
  who.areas.some((mine) => !out.codes.some((code) => isPart(within(mine), within(code))))

function naiveWithout(who: Person, what: Alert, out: Alert): boolean {
  if (naivePieces(who, what, out).length > 0) return true
  if (what.squares.length === 0) return false
  const { point } = who
  if (!point) return naiveSomewhere(who, out)
  return what.squares.some((s) => isIn(point, s)) && !out.squares.some((s) => isIn(point, s))
}

const everything = { colour: null, drill: false, followUp: true }

test('what was taken out of an area reaches nobody who has nothing else in it, and everybody who has', () => {
  fc.assert(
    fc.property(person, alert, alert, (someone, what, out) => {
      const who = { ...someone, list: 'warning' as const }
      const [area, except] = [areaOf(what), areaOf(out)]
      const matches = isMatch(who, { ...everything, area, except }, county)
      expect(matches).toBe(naiveWithout(who, what, out))
      const before = isMatch(who, { ...everything, area, except: nowhere }, county)
      expect(isTakenOut(who, area, except, county)).toBe(before && !matches)
    }),
    { numRuns: 3_000 },
  )
})

/** Metres from a point to a square. */
function metresTo([lat, lon]: Position, s: Square): number {
  const north = Math.max(s.south - lat, 0, lat - s.north) * 111_195
  const east = Math.max(s.west - lon, 0, lon - s.east) * 111_195 * Math.cos((lat * Math.PI) / 180)
  return Math.hypot(north, east)
}

test('only who certainly has no place in an area is outside of it', () => {
  const buffers = fc.constantFrom(0, 500, 9_000, 12_000)
  fc.assert(
    fc.property(person, alert, alert, buffers, (who, what, out, bufferM) => {
      const { point } = who
      const [area, except] = [areaOf(what), areaOf(out)]
      const maybe = point ? what.squares.some((s) => metresTo(point, s) <= bufferM) : naiveSomewhere(who, out)
      const isCertain = naivePieces(who, what, out).length === 0 && !(what.squares.length > 0 && maybe)
      expect(isOutside(who, area, except, county, bufferM)).toBe(isCertain)
      if (isCertain) expect(isMatch({ ...who, list: 'warning' }, { ...everything, area, except }, county)).toBe(false)
    }),
    { numRuns: 3_000 },
  )
})

test('a row reads back as it was written', () => {
  const languages = fc.uniqueArray(fc.constantFrom('zh-CN', 'en', 'ko', 'bo'), { minLength: 1, maxLength: 3 })
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
  const quietHours = fc.option(fc.record({ from: time, to: time }), { nil: null })
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/)
  const contact = fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/)
  const point = fc.option(
    fc
      .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }))
      .map(([lat, lon]): Position => [lat + 0, lon + 0]),
    { nil: null },
  )
  fc.assert(
    fc.property(person, languages, quietHours, point, id, contact, (who, spoken, quiet, where, sub, sealed) => {
      const preferences: Omit<Subscriber, 'id' | 'channels'> = {
        ...who,
        languages: spoken,
        quietHours: quiet,
        point: where,
      }
      const item = rowItem('pk', directoryPrefix(who.areas, county), sub, preferences, sealed)
      expect(rowOf(item.sk, item.v1)).toEqual({ ...preferences, id: sub, key: item.sk, contact: sealed })
    }),
  )
})

test('doubling sends a shard to itself and one other, and spreads people evenly', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(1, 2, 4, 8, 64, 256), (sub, shards) => {
      expect(shardOf(sub, shards * 2) % shards).toBe(shardOf(sub, shards))
    }),
  )
  const sizes = new Array(8).fill(0)
  for (let n = 0; n < 80_000; n++) sizes[shardOf(`p1-${n.toString(36).padStart(4, '0')}`, 8)]++
  for (const size of sizes) expect(Math.abs(size - 10_000)).toBeLessThan(500)
})
