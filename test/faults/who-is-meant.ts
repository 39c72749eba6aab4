/**
 * Who must be told, worked out from outside and without a line of the product: "Who matches" of docs/design, read as
 * naively as can be. Shares no code with functions/, so that both can be wrong only separately.
 */
import type { Person } from '../fakes/local-product.ts'

type Position = [lat: number, lon: number]

export interface Area {
  codes?: string[]
  polygons?: Position[][]
  circles?: { centre: Position; radiusKm: number }[]
}

export type Colour = Person['colour']

const mildestFirst: Colour[] = ['blue', 'yellow', 'orange', 'red']

/** People of the list the status is for, in the area, who asked for this colour. */
export const whoIsMeant = (people: readonly Person[], area: Area, colour: Colour, list: Person['list'] = 'warning') =>
  people.filter(
    (person) =>
      person.list === list &&
      mildestFirst.indexOf(colour) >= mildestFirst.indexOf(person.colour) &&
      isInArea(person, area),
  )

/** Codes against `areas`, by prefix both ways; shapes against the point, and everybody without one. */
export function isInArea({ areas, point }: Pick<Person, 'areas' | 'point'>, area: Area): boolean {
  const { codes = [], polygons = [], circles = [] } = area
  if (codes.some((code) => areas.some((mine) => mine.startsWith(code) || code.startsWith(mine)))) return true
  if (polygons.length + circles.length === 0) return false
  if (!point) return true
  return (
    polygons.some((ring) => isInRing(point, ring)) ||
    circles.some(({ centre, radiusKm }) => distanceKm(point, centre) <= radiusKm)
  )
}

/** Counts the edges a line to the east crosses. */
function isInRing([lat, lon]: Position, ring: readonly Position[]): boolean {
  let crossings = 0
  for (let i = 1; i < ring.length; i++) {
    const [lat1, lon1] = ring[i - 1]!
    const [lat2, lon2] = ring[i]!
    if (lat1 > lat === lat2 > lat) continue
    if (lon1 + ((lat - lat1) / (lat2 - lat1)) * (lon2 - lon1) > lon) crossings++
  }
  return crossings % 2 === 1
}

/** Haversine on a sphere. */
function distanceKm([lat1, lon1]: Position, [lat2, lon2]: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const h =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2
  return 2 * 6371.0088 * Math.asin(Math.sqrt(h))
}
