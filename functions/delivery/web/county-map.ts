/**
 * A sketch of the county with what is warned of, as SVG: no tiles, no script, a few kilobytes. Each colour has a hatching
 * of its own and each shape a number, so that nothing is said by colour alone; the list below it says the same in words.
 */
import { type GeoProjection, geoMercator } from 'd3-geo'
import type { Colour } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import { type Boundary, type County, countyNameIn } from '../../platform/county.ts'
import { briefOf } from '../texts/brief.ts'
import { type Html, html, trusted } from '../texts/html.ts'
import { pageWords } from '../texts/page-words.ts'
import { alertPath } from './alert-path.ts'
import { type Ring, ringsOf } from './web-active.ts'

export interface CountyMap {
  /** In force or not yet lifted, the most important first. */
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  /** 审图号, where the map has one. */
  mapApproval: string | null
  /** Names in the list are links; on the page of an alert there is nowhere to go. */
  linked: boolean
}

const width = 360
const height = 260
const margin = 6
/** Two points closer than this are one. */
const nearPx = 1
/** Of one alert, or of the county; keeps the drawing at a few kilobytes. */
const mostPoints = 400
/** A shape smaller than this would not be seen: it gets a circle. */
const seenPx = 6

type Point = [x: number, y: number]

/** A map without shapes says nothing: then there is none. */
export function renderCountyMap({ alerts, county, language, mapApproval, linked }: CountyMap): Html {
  const words = pageWords(language)
  const land = landOf(county.boundary)
  const projection = fitted(land)
  const outline = drawn(land, projection)
  const boundary = outline.map(pathOf).join('')
  const used = new Set(alerts.map(classOf))
  const labels: Point[] = []
  const whole = alerts.map((alert) => alert.area.codes.includes(county.code))
  /** Numbers of those over the whole county: the first, which is the worst, gives it its colour. */
  const everywhere = whole.flatMap((isWhole, i) => (isWhole ? [i + 1] : []))
  const shapes = alerts.map((alert, i) => {
    const rings = drawn(ringsOf(alert.area), projection)
    if (!whole[i] && rings.length === 0) return undefined
    if (whole[i] && everywhere[0] !== i + 1) return { shape: html``, label: html`` }
    const shape = whole[i] ? overCounty(classOf(alert)) : html`${rings.map((ring) => shapeOf(ring, classOf(alert)))}`
    const [x, y] = labelAt(largest(whole[i] ? outline : rings), labels, whole[i] ? everywhere.length : 1)
    labels.push([x, y])
    return { shape, label: html`<text x="${x}" y="${y}">${whole[i] ? everywhere.join(' ') : i + 1}</text>` }
  })
  if (shapes.every((shape) => shape === undefined)) return html``
  const name = words.web.mapOf(countyNameIn(county, words.language))
  const items = alerts.map((alert, i) => {
    const { title } = briefOf(alert, county, language)
    const note = whole[i]
      ? html` <small>${words.web.wholeCounty}</small>`
      : shapes[i]
        ? undefined
        : html` <small>${words.web.noShape}</small>`
    const url = alertPath(alert.alert.identifier, language)
    const said = html`<span dir="auto">${title}</span>`
    return html`<li>${linked ? html`<a href="${url}">${said}</a>` : said}${note}</li>\n`
  })
  // Drawn from the least to the most important, so that the worst lies on top.
  const bottomUp = shapes.toReversed()
  return html`<figure class="map">
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}"><title>${name}</title>
<defs>${hatchings.filter(([colour]) => used.has(colour)).map(([colour, lines]) => hatching(colour, lines))}<path id="county" d="${trusted(boundary)}"/></defs>
<use class="land" ${bare} href="#county"/>
${bottomUp.flatMap((each) => each?.shape ?? [])}<use class="edge" ${bare} href="#county"/>${bottomUp.flatMap((each) => each?.label ?? [])}</svg>
<figcaption><ol>
${items}</ol><p><small>${words.web.map}${mapApproval === null ? undefined : html` · ${words.web.mapApproval(mapApproval)}`}</small></p></figcaption>
</figure>
`
}

type MapClass = Colour | 'other'

const classOf = ({ colour, alert }: PublishedAlert): MapClass =>
  alert.status === 'Actual' ? (colour ?? 'other') : 'other'

/** Lines of a square of 8: the denser, the worse. */
const hatchings: readonly [MapClass, string][] = [
  ['red', 'M0 0L8 8M8 0L0 8'],
  ['orange', 'M0 8L8 0'],
  ['yellow', 'M0 4H8'],
  ['blue', 'M3 4H5'],
  ['other', 'M4 3V5'],
]

const hatching = (colour: MapClass, lines: string): Html =>
  html`<pattern id="hatch-${colour}" width="8" height="8" patternUnits="userSpaceOnUse"><path class="hatch ${colour}" ${bare} d="${trusted(lines)}"/></pattern>`

/** Where the frame has no style. */
const bare = trusted('fill="none" stroke="currentColor"')

/** The outline of the county is long and stands in the page once. */
const overCounty = (name: MapClass): Html =>
  html`<use class="shape ${name}" ${bare} href="#county"/><use fill="url(#hatch-${name})" href="#county"/>`

const path = (d: string, name: MapClass): Html =>
  html`<path class="shape ${name}" ${bare} d="${trusted(d)}"/><path fill="url(#hatch-${name})" d="${trusted(d)}"/>`

function shapeOf(ring: Point[], name: MapClass): Html {
  const [x, y] = centreOf(ring)
  return sizeOf(ring) < seenPx
    ? html`<circle class="shape ${name}" ${bare} cx="${x}" cy="${y}" r="${seenPx}"/>`
    : path(pathOf(ring), name)
}

/** Bits smaller than this part of the largest would only make all the rest small. */
const leastPart = 0.01

/** The exterior rings worth drawing; holes of a county are nobody's concern here. */
function landOf({ type, coordinates }: Boundary): Ring[] {
  const rings = (type === 'Polygon' ? [coordinates] : coordinates).flatMap(([ring]) => (ring ? [ring as Ring] : []))
  const most = Math.max(...rings.map(extentOf))
  return rings.filter((ring) => extentOf(ring) >= most * leastPart)
}

/** Square degrees of the box around it. */
function extentOf(ring: Ring): number {
  const { left, right, top, bottom } = boxOf(ring)
  return (right - left) * (bottom - top)
}

/** Fitted to points: for those, unlike for areas, d3-geo does not mind how a ring is wound. */
const fitted = (rings: Ring[]): GeoProjection =>
  geoMercator().fitExtent(
    [
      [margin, margin],
      [width - margin, height - margin],
    ],
    { type: 'MultiPoint', coordinates: rings.flat() },
  )

const rounded = (n: number): number => Math.round(Math.max(-width, Math.min(2 * width, n)) * 10) / 10

/** In pixels, without what cannot be seen; the more points, the coarser. */
function drawn(rings: Ring[], projection: GeoProjection): Point[][] {
  const projected = rings.map((ring) => ring.slice(0, -1).flatMap((position) => pixelOf(position, projection)))
  for (let near = nearPx; ; near *= 1.5) {
    const points = projected.map((ring) =>
      ring.reduce<Point[]>((kept, point) => (isNear(kept, point, near) ? kept : push(kept, point)), []),
    )
    if (points.flat().length <= mostPoints || near > width) return points
  }
}

function push(kept: Point[], point: Point): Point[] {
  kept.push(point)
  return kept
}

const isNear = (kept: Point[], [x, y]: Point, near: number): boolean => {
  const last = kept.at(-1)
  return last !== undefined && Math.hypot(x - last[0], y - last[1]) < near
}

function pixelOf(position: [lon: number, lat: number], projection: GeoProjection): Point[] {
  const point = projection(position)
  return point ? [[rounded(point[0]), rounded(point[1])]] : []
}

/** Relative steps, in as few characters as they take. */
function pathOf(ring: Point[]): string {
  if (ring.length < 3) return ''
  const steps = ring.map(([x, y], i) => {
    const [x0, y0] = ring[i - 1] ?? [0, 0]
    return [x - x0, y - y0].map((n) => String(Math.round(n * 10) / 10)).join(' ')
  })
  return `M${steps[0]}l${steps.slice(1).join(' ')}z`.replaceAll(' -', '-')
}

const boxOf = (ring: Point[]): { left: number; right: number; top: number; bottom: number } => ({
  left: Math.min(...ring.map(([x]) => x)),
  right: Math.max(...ring.map(([x]) => x)),
  top: Math.min(...ring.map(([, y]) => y)),
  bottom: Math.max(...ring.map(([, y]) => y)),
})

function sizeOf(ring: Point[]): number {
  const { left, right, top, bottom } = boxOf(ring)
  return Math.max(right - left, bottom - top)
}

/** Of gravity; of the corners where there is no area. */
function centreOf(ring: Point[]): Point {
  let [area, x, y] = [0, 0, 0]
  ring.forEach(([x0, y0], i) => {
    const [x1, y1] = ring[(i + 1) % ring.length]!
    const cross = x0 * y1 - x1 * y0
    area += cross
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
  })
  if (Math.abs(area) > 1) return [rounded(x / (3 * area)), rounded(y / (3 * area))]
  const { left, right, top, bottom } = boxOf(ring)
  return [rounded((left + right) / 2), rounded((top + bottom) / 2)]
}

const largest = (rings: Point[][]): Point[] => rings.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0] ?? []

const labelPx = 18

/** In the middle of the shape, aside where another label stands already, and never outside the picture. */
function labelAt(ring: Point[], taken: readonly Point[], numbers: number): Point {
  const [x, y] = ring.length === 0 ? [width / 2, height / 2] : centreOf(ring)
  const apart = (labelPx * (numbers + 1)) / 2
  const isFree = ([left, top]: Point): boolean => taken.every(([x1, y1]) => Math.hypot(left - x1, top - y1) >= apart)
  const tries = Array.from({ length: 9 }, (_, i): Point => {
    const aside = Math.ceil(i / 2) * apart * (i % 2 === 0 ? -1 : 1)
    return [rounded(Math.max(10, Math.min(width - 10, x + aside))), rounded(Math.max(14, Math.min(height - 6, y + 5)))]
  })
  return tries.find(isFree) ?? tries[0]!
}
