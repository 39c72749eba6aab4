/** Shapes of alerts on the map. The only place where CAP's `lat,lon` becomes GeoJSON's `[lon, lat]` and back. */
import { area as areaOf } from '@turf/area'
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { circle as circleOf } from '@turf/circle'
import { Clipper, FillRule, type Path64, type Paths64 } from 'clipper2-ts'
import type { Boundary } from '../../platform/county.ts'
import type { Circle, Polygon, Position } from '../alert.ts'

/** The shapes of an area: their union is meant. */
export interface Shapes {
  polygons: readonly Polygon[]
  circles: readonly Circle[]
}

type LonLat = [lon: number, lat: number]
type Bbox = [west: number, south: number, east: number, north: number]

interface GeoPolygon {
  type: 'Polygon'
  coordinates: LonLat[][]
  bbox: Bbox
}

/** Mean radius of the Earth, as turf uses it for circles. */
const earthRadiusKm = 6371.0088
/** A radius this small or 0 is a point; it needs some extent to be compared with an area. */
const pointRadiusKm = 0.01
/**
 * More positions than this in one alert are refused before anything is computed: at worst every edge crosses every edge of
 * the boundary. Room for two outlines of the most winding county (largest seen: 576).
 */
export const maxPositions = 2_000
/** Different polygons and circles in one alert: each is compared with the boundary and with those it follows (largest seen: 8). */
export const maxShapes = 100

export const toLonLat = ([lat, lon]: Position): LonLat => [lon, lat]
export const toPosition = ([lon, lat]: readonly number[]): Position => [lat ?? Number.NaN, lon ?? Number.NaN]

/** What `make` made of an object, once. */
function oncePer<O extends object, R>(make: (object: O) => R): (object: O) => R {
  const made = new WeakMap<O, R>()
  return (object) => {
    let result = made.get(object)
    if (result === undefined) {
      result = make(object)
      made.set(object, result)
    }
    return result
  }
}

/** A CAP ring as GeoJSON, with its bounding box; made once: a plan asks for the same alert's rings once per subscriber. */
export const toGeoPolygon = oncePer((polygon: Polygon): GeoPolygon => {
  const ring = polygon.map(toLonLat)
  const bbox: Bbox = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of ring) {
    bbox[0] = Math.min(bbox[0], lon)
    bbox[1] = Math.min(bbox[1], lat)
    bbox[2] = Math.max(bbox[2], lon)
    bbox[3] = Math.max(bbox[3], lat)
  }
  return { type: 'Polygon', coordinates: [ring], bbox }
})

/** Great-circle distance on a sphere; wrong by at most 0.5 % of the distance. */
export function distanceKm(from: Position, to: Position): number {
  const radians = Math.PI / 180
  const dLat = (to[0] - from[0]) * radians
  const dLon = (to[1] - from[1]) * radians
  const a = Math.sin(dLat / 2) ** 2 + Math.cos(from[0] * radians) * Math.cos(to[0] * radians) * Math.sin(dLon / 2) ** 2
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** Whether the point lies in one of the shapes, on an edge included; planar ray casting for polygons, distance for circles. */
export function isInside(point: Position, { polygons, circles }: Shapes): boolean {
  return (
    circles.some((circle) => distanceKm(point, circle.centre) <= circle.radiusKm) ||
    polygons.some((polygon) => booleanPointInPolygon(toLonLat(point), toGeoPolygon(polygon)))
  )
}

/** Whether the point lies in one of the shapes or at most `marginM` from its edge. */
export const isNear = (point: Position, { polygons, circles }: Shapes, marginM: number): boolean =>
  circles.some(({ centre, radiusKm }) => distanceKm(point, centre) <= radiusKm + marginM / 1000) ||
  polygons.some(
    (polygon) =>
      isAround(point, toGeoPolygon(polygon).bbox, marginM) &&
      (isInside(point, { polygons: [polygon], circles: [] }) ||
        polygon.some((corner, i) => i > 0 && distanceToEdgeKm(point, polygon[i - 1]!, corner) <= marginM / 1000)),
  )

/** False for whoever is farther than that from all of a ring: most of a county, spared every edge. */
function isAround([lat, lon]: Position, [west, south, east, north]: Bbox, marginM: number): boolean {
  const latMargin = (marginM / 1000 / earthRadiusKm) * (180 / Math.PI) * 1.01
  const lonMargin = latMargin / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return lat >= south - latMargin && lat <= north + latMargin && lon >= west - lonMargin && lon <= east + lonMargin
}

/** From a point to the nearest place of an edge, on a plane laid at the point: exact to a metre for edges within a county. */
function distanceToEdgeKm(point: Position, from: Position, to: Position): number {
  const kmPerDegree = (Math.PI / 180) * earthRadiusKm
  const shrink = Math.cos((point[0] * Math.PI) / 180)
  const plane = ([lat, lon]: Position) => [(lon - point[1]) * shrink * kmPerDegree, (lat - point[0]) * kmPerDegree]
  const [x, y] = plane(from) as [number, number]
  const [toX, toY] = plane(to) as [number, number]
  const [dx, dy] = [toX - x, toY - y]
  const along = Math.min(1, Math.max(0, -(x * dx + y * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(x + along * dx, y + along * dy)
}

/** Whether the point lies within a boundary, on its edge included. */
export const isInBoundary = (point: Position, boundary: Boundary): boolean =>
  booleanPointInPolygon(toLonLat(point), boundary)

/** About one square metre, in square degrees. */
const squareMetre = 1e-10

/** In square degrees; three corners in line have none, which a sphere would not say. */
const planarArea = (ring: Polygon): number => Math.abs(signedArea(ring.map(toLonLat)))

/** From one corner of a ring to the next. */
interface Edge {
  /** Its place in the ring. */
  at: number
  lat: number
  lon: number
  dLat: number
  dLon: number
  south: number
  north: number
  west: number
  east: number
}

const edgeOf = ([lat, lon]: Position, [toLat, toLon]: Position, at: number): Edge => ({
  at,
  lat,
  lon,
  dLat: toLat - lat,
  dLon: toLon - lon,
  south: Math.min(lat, toLat),
  north: Math.max(lat, toLat),
  west: Math.min(lon, toLon),
  east: Math.max(lon, toLon),
})

/** Whether two edges meet, and at no end of either. Edges in line with each other do not cross. */
function doCross(one: Edge, other: Edge): boolean {
  if (one.west > other.east || other.west > one.east) return false
  const turn = other.dLat * one.dLon - other.dLon * one.dLat
  const lat = one.lat - other.lat
  const lon = one.lon - other.lon
  const along = (other.dLon * lat - other.dLat * lon) / turn
  if (!(along >= 0 && along <= 1)) return false
  const alongOther = (one.dLon * lat - one.dLat * lon) / turn
  if (!(alongOther >= 0 && alongOther <= 1)) return false
  const isAtEnd = (edge: Edge, part: number): boolean => {
    const rest = Math.min(part, 1 - part)
    return Math.abs(rest * edge.dLat) < 1e-9 && Math.abs(rest * edge.dLon) < 1e-9
  }
  return !isAtEnd(one, along) && !isAtEnd(other, alongOther)
}

/**
 * Whether a ring crosses itself: edges from south to north, each with those that begin before it ends. It stops at the first
 * crossing and keeps none: a star of 3 000 corners has millions.
 */
function crossesItself(corners: Polygon): boolean {
  const edges = corners.slice(1).map((to, at) => edgeOf(corners[at]!, to, at))
  edges.sort((a, b) => a.south - b.south)
  const areNeighbours = (a: Edge, b: Edge): boolean => [1, edges.length - 1].includes(Math.abs(a.at - b.at))
  return edges.some((edge, i) => {
    for (let k = i + 1; k < edges.length && edges[k]!.south <= edge.north; k++) {
      if (doCross(edge, edges[k]!) && !areNeighbours(edge, edges[k]!)) return true
    }
    return false
  })
}

export type RingFault = 'tooFew' | 'open' | 'noArea' | 'crossing'

/**
 * What is broken in a ring, or undefined. A ring may touch itself at one of its own corners, it may not cross itself.
 * Source: CAP 1.2 §3.2.4 polygon (at least four pairs, first and last equal).
 */
export function ringFault(polygon: Polygon): RingFault | undefined {
  const first = polygon[0]
  const last = polygon.at(-1)
  if (polygon.length < 4) return 'tooFew'
  if (!first || !last || first[0] !== last[0] || first[1] !== last[1]) return 'open'
  const corners = polygon.filter((p, i) => i === 0 || p[0] !== polygon[i - 1]?.[0] || p[1] !== polygon[i - 1]?.[1])
  if (corners.length < 4) return 'noArea'
  if (crossesItself(corners)) return 'crossing'
  return planarArea(corners) < squareMetre ? 'noArea' : undefined
}

/** Shapes on a grid of a centimetre, where cutting is exact and fast (Clipper2). */
interface OnGrid {
  rings: Paths64
  bbox: Bbox
}

const gridSteps = 1e7
const toGrid = (ring: readonly LonLat[]): Path64 =>
  ring.slice(1).map(([lon, lat]) => ({ x: Math.round(lon * gridSteps), y: Math.round(lat * gridSteps) }))

const bboxOf = (rings: Paths64): Bbox => {
  const { left, top, right, bottom } = Clipper.getBounds(rings.flat())
  return [left, top, right, bottom]
}
const areApart = (a: Bbox, b: Bbox): boolean => a[0] > b[2] || b[0] > a[2] || a[1] > b[3] || b[1] > a[3]

const gridOf = (rings: readonly (readonly LonLat[])[]): OnGrid => {
  const onGrid = rings.map(toGrid)
  return { rings: onGrid, bbox: bboxOf(onGrid) }
}

const gridOfBoundary = oncePer((boundary: Boundary) =>
  gridOf((boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat()) as LonLat[][]),
)

const circleRing = ({ centre, radiusKm }: Circle): LonLat[] =>
  circleOf(toLonLat(centre), Math.max(radiusKm, pointRadiusKm), { steps: 64, units: 'kilometers' }).geometry
    .coordinates[0] as LonLat[]

const gridOfShape = oncePer((shape: Polygon | Circle) =>
  gridOf(['radiusKm' in shape ? circleRing(shape) : shape.map(toLonLat)]),
)

/** What two areas share: outer rings run one way, holes the other. */
const overlap = (one: OnGrid, other: OnGrid): Paths64 =>
  areApart(one.bbox, other.bbox) ? [] : Clipper.intersect(one.rings, other.rings, FillRule.EvenOdd)

const fromGrid = (ring: Path64): Polygon =>
  [...ring, ring[0]!].map(({ x, y }) => [y / gridSteps, x / gridSteps] as const)

const ringAreaM2 = (ring: Path64): number => areaOf(toGeoPolygon(fromGrid(ring)))
const areaM2 = (rings: Paths64): number =>
  rings.reduce((sum, ring) => sum + (Clipper.isPositive(ring) ? 1 : -1) * ringAreaM2(ring), 0)

/** Outer rings as CAP polygons, to a centimetre. Holes are filled: warning too many beats missing one. */
const outerRings = (rings: Paths64): Polygon[] => rings.filter((ring) => Clipper.isPositive(ring)).map(fromGrid)

/** Six decimals are a decimetre: all that a place on Earth can mean here (RFC 7946 §11.2). */
const toDecimetres = (degrees: number): number => Math.round(degrees * 1e6) / 1e6 + 0

/**
 * A ring as GeoJSON has it (RFC 7946 §3.1.6): six decimals, no position twice in a row, closed, counter-clockwise around
 * what it holds and, as a hole, clockwise around what is left out. undefined where the rounding leaves no area.
 */
export function geoJsonRing(ring: readonly LonLat[], isHole = false): LonLat[] | undefined {
  const rounded = ring.map(([lon, lat]): LonLat => [toDecimetres(lon), toDecimetres(lat)])
  const corners = rounded.filter((corner, i) => !isSame(corner, rounded[(i + 1) % rounded.length]!))
  const [first, ...rest] = corners
  if (!first || corners.length < 3 || signedArea(corners) === 0) return undefined
  return [first, ...(signedArea(corners) > 0 === isHole ? rest.toReversed() : rest), first]
}

const isSame = (a: readonly number[], b: readonly number[]): boolean => a[0] === b[0] && a[1] === b[1]

/** In square degrees, positive where the ring runs counter-clockwise. */
const signedArea = (ring: readonly LonLat[]): number =>
  ring.reduce((sum, [lon, lat], i) => {
    const [nextLon, nextLat] = ring[(i + 1) % ring.length]!
    return sum + lon * nextLat - nextLon * lat
  }, 0) / 2

/** The same for every way to write one ring: wherever it starts, whichever way it runs. */
export function ringKey(polygon: Polygon): string {
  const corners = geoJsonRing(polygon.map(toLonLat))?.slice(1).map(String) ?? polygon.map(String).toSorted()
  const start = corners.indexOf(corners.toSorted()[0] ?? '')
  return [...corners.slice(start), ...corners.slice(0, start)].join(' ')
}

export const circleKey = ({ centre, radiusKm }: Circle): string =>
  `${toLonLat(centre).map(toDecimetres)} ${Math.round(radiusKm * 1e3)}`

export interface Clipped {
  polygons: Polygon[]
  circles: Circle[]
  /** Area of the shapes before, and of their parts within the boundary. */
  totalM2: number
  withinM2: number
  /** Whether anything was cut or dropped. */
  isCut: boolean
}

/** A ring cut at the boundary; wholly inside it stays as it was written. */
export function clipPolygon(polygon: Polygon, boundary: Boundary): Clipped {
  const whole = gridOfShape(polygon)
  const common = overlap(whole, gridOfBoundary(boundary))
  const totalM2 = Math.abs(areaM2(whole.rings))
  const withinM2 = areaM2(common)
  if (withinM2 > totalM2 * (1 - 1e-6)) return { polygons: [polygon], circles: [], totalM2, withinM2, isCut: false }
  const parts = outerRings(common).filter((ring) => areaOf(toGeoPolygon(ring)) >= 1)
  return { polygons: parts, circles: [], totalM2, withinM2, isCut: true }
}

/**
 * A circle that misses the boundary is dropped, one that covers it becomes its outline. Any other stays a circle, so that
 * it matches to the metre: nobody outside is subscribed here, and a ring of short edges would miss people at its rim.
 */
export function clipCircle(circle: Circle, boundary: Boundary): Clipped {
  const whole = gridOfShape(circle)
  const common = overlap(whole, gridOfBoundary(boundary))
  const sizes = { totalM2: Math.abs(areaM2(whole.rings)), withinM2: areaM2(common) }
  if (common.length === 0) return { polygons: [], circles: [], ...sizes, isCut: true }
  const outline = outlineOf(boundary)
  const covers = outline.every((ring) => ring.every((corner) => distanceKm(corner, circle.centre) <= circle.radiusKm))
  return covers
    ? { polygons: outline, circles: [], ...sizes, isCut: true }
    : { polygons: [], circles: [circle], ...sizes, isCut: false }
}

const outlineOf = oncePer((boundary: Boundary): Polygon[] =>
  (boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates).map((rings) =>
    rings[0]!.map(toPosition),
  ),
)

/** Part of a shape's area that lies within these others, 0 … 1; where they overlap it may count twice, up to 1. */
export function shareWithin(shape: Polygon | Circle, { polygons, circles }: Shapes): number {
  const whole = gridOfShape(shape)
  const total = Math.abs(areaM2(whole.rings))
  let within = 0
  for (const other of [...polygons, ...circles]) {
    within += areaM2(overlap(whole, gridOfShape(other)))
    if (within >= total) return 1
  }
  return within / total
}
