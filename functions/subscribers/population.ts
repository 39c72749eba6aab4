/** A made-up county: the same people for the same seed, so that a test can compute who should be told. Nobody in it exists. */
import type { Colour, Position } from '../alerts/alert.ts'
import { isInside, toPosition } from '../alerts/area/geometry.ts'
import type { Boundary, County } from '../platform/county.ts'
import type { QuietHours, Subscriber } from './subscriber.ts'

export interface PopulationOptions {
  count: number
  county: Pick<County, 'code' | 'towns' | 'boundary' | 'languages'>
  seed: number
}

/** No mobile number in China begins with 120, so these reach nobody; seven digits remain. */
const phonePrefix = '+861200'
export const maxPeople = 10_000_000
/** Coprime to `maxPeople`, so that neighbours get numbers far apart and no number comes twice. */
const phoneStep = 7_368_787

/** Numbers in [0, 1), the same for the same seed: mulberry32 (Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const families = ['wang', 'li', 'zhang', 'liu', 'chen', 'yang', 'zhao', 'huang', 'zhou', 'wu', 'xu', 'sun', 'jin', 'pu']
const given = ['fang', 'wei', 'na', 'min', 'jing', 'lei', 'qiang', 'jun', 'yan', 'jie', 'juan', 'tao', 'ming', 'xia']

/** Value and its share; shares add up to 1. */
type Shares<T> = readonly (readonly [T, number])[]

const colourShares: Shares<Colour> = [
  ['blue', 0.35],
  ['yellow', 0.35],
  ['orange', 0.2],
  ['red', 0.1],
]

const quietShares: Shares<QuietHours | null> = [
  [null, 0.6],
  [{ from: '22:00', to: '07:00' }, 0.32],
  [{ from: '21:00', to: '06:30' }, 0.04],
  [{ from: '23:30', to: '08:00' }, 0.03],
  [{ from: '12:30', to: '14:00' }, 0.01],
]

const homeShares: Shares<'village' | 'town' | 'county' | 'two' | 'three'> = [
  ['village', 0.78],
  ['town', 0.11],
  ['county', 0.05],
  ['two', 0.045],
  ['three', 0.015],
]

const languageShares = (county: PopulationOptions['county']): Shares<string[]> =>
  county.languages.includes('ko')
    ? [
        [['zh-CN'], 0.72],
        [['ko', 'zh-CN'], 0.25],
        [['en', 'zh-CN'], 0.03],
      ]
    : [
        [['zh-CN'], 0.96],
        [['en', 'zh-CN'], 0.04],
      ]

const shareWithPoint = 0.6
const shareOfDrillList = 0.02
/** Homes lie about this far from the middle of their village: 0.01° is a kilometre. */
const villageDegrees = 0.01

/** To a metre or so, as a map click gives it. */
const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5

interface Ground {
  contains(point: Position): boolean
  anywhere(random: () => number): Position
}

function groundOf(boundary: Boundary): Ground {
  const parts = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates
  const outlines = parts.map(([outer]) => outer!.map(toPosition))
  const holes = parts.flatMap(([, ...inner]) => inner.map((ring) => ring.map(toPosition)))
  const lats = outlines.flat().map(([lat]) => lat)
  const lons = outlines.flat().map(([, lon]) => lon)
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)]
  const contains = (point: Position): boolean =>
    isInside(point, { polygons: outlines, circles: [] }) && !isInside(point, { polygons: holes, circles: [] })
  return {
    contains,
    anywhere(random) {
      for (;;) {
        const point: Position = [round(south + random() * (north - south)), round(west + random() * (east - west))]
        if (contains(point)) return point
      }
    },
  }
}

/**
 * Yields `count` people, each with a phone and an e-mail nobody else has, most in one village, some in a town or the whole
 * county, some with their parents' village besides; three in five with a point near their village and inside the county.
 */
export function* makePopulation({ count, county, seed }: PopulationOptions): Generator<Subscriber> {
  if (!(count >= 0 && count <= maxPeople)) throw new Error(`count ${count}; allowed: 0 to ${maxPeople}`)
  const random = mulberry32(seed ^ Number(county.code))
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const pick = <T>(shares: Shares<T>): T => {
    let at = random()
    for (const [value, share] of shares) {
      at -= share
      if (at < 0) return value
    }
    return shares[0]![0]
  }

  const ground = groundOf(county.boundary)
  const villages = county.towns.flatMap((town) =>
    (town.villages.length > 0 ? town.villages : [town]).map(({ code }) => ({
      code,
      centre: ground.anywhere(random),
    })),
  )
  const languages = languageShares(county)

  const nearby = (centre: Position): Position => {
    for (let tries = 0; tries < 4; tries++) {
      const spread = () => (random() + random() - 1) * 2 * villageDegrees
      const point: Position = [round(centre[0] + spread()), round(centre[1] + spread())]
      if (ground.contains(point)) return point
    }
    return centre
  }

  const areasOf = (home: string): string[] => {
    const kind = pick(homeShares)
    if (kind === 'village') return [home]
    if (kind === 'town') return [home.slice(0, 9)]
    if (kind === 'county') return [county.code]
    const others = [oneOf(villages).code, ...(kind === 'three' ? [oneOf(villages).code] : [])]
    return [...new Set([home, ...others])]
  }

  for (let n = 0; n < count; n++) {
    const home = oneOf(villages)
    const number = (n * phoneStep + (seed >>> 0)) % maxPeople
    yield {
      id: `p${(seed >>> 0).toString(36)}-${n.toString(36).padStart(4, '0')}`,
      areas: areasOf(home.code),
      point: random() < shareWithPoint ? nearby(home.centre) : null,
      colour: pick(colourShares),
      languages: pick(languages),
      quietHours: pick(quietShares),
      list: random() < shareOfDrillList ? 'drill' : 'warning',
      channels: {
        sms: `${phonePrefix}${String(number).padStart(7, '0')}`,
        email: `${oneOf(families)}.${oneOf(given)}.${n.toString(36)}@example.com`,
      },
    }
  }
}
