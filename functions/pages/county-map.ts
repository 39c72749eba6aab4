/**
 * A sketch of the county with what is warned of, as SVG: no tiles, no script, a few kilobytes. Each colour has a hatching
 * of its own and each shape a number, so that nothing is said by colour alone. What holds is filled; what ran out or is to
 * come is an outline. Places that are only named are listed and never drawn: nobody knows where they end.
 */
import { type GeoProjection, geoMercator } from 'd3-geo'
import type { Colour } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { type Boundary, type County, countyNameIn, nameIn } from '../platform/county.ts'
import { type Html, html, trusted } from '../platform/html.ts'
import { pageWords } from '../texts/page-words.ts'
import { type Ring, ringsOf } from './active.ts'
import { alertPath } from './alert-path.ts'
import { signs } from './item.ts'
import { pageBrief } from './shown-card.ts'
import { remainingCodes, type Shown } from './standing.ts'

export interface CountyMap {
  /** In force, to come, or not yet lifted, the most important first. */
  shown: readonly Shown[]
  county: County
  language: string
  /** 审图号; without one only a demonstration draws a map. */
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

/** A border may be shown on an approved map alone (地图管理条例); a site with a made-up duty number is a demonstration. */
const mayDraw = ({ county, mapApproval }: CountyMap): boolean => mapApproval !== null || county.duty.placeholder

/** The drawing, where there is something to draw, and beside it what is warned of by place. */
export function renderCountyMap(map: CountyMap): Html {
  const drawing = mayDraw(map) ? drawingOf(map) : undefined
  const list = map.linked ? byPlace(map) : undefined
  if (!drawing && !list) return html``
  return html`<figure class="map">
${drawing?.svg}<figcaption>${drawing?.list}${list}${drawing?.note}</figcaption>
</figure>
`
}

/** undefined without shapes: an empty map says nothing. */
function drawingOf({
  shown,
  county,
  language,
  mapApproval,
  linked,
}: CountyMap): Record<'svg' | 'list' | 'note', Html> | undefined {
  const words = pageWords(language)
  const alerts = shown.map(({ alert }) => alert)
  const land = landOf(county.boundary)
  const projection = fitted(land)
  const outline = drawn(land, projection)
  const boundary = outline.map(pathOf).join('')
  const labels: Point[] = []
  const whole = alerts.map((alert) => alert.area.codes.includes(county.code))
  /** Numbers of those over the whole county: the first, which is the worst, gives it its colour. */
  const everywhere = whole.flatMap((isWhole, i) => (isWhole ? [i + 1] : []))
  const shapes = shown.map(({ alert, standing }, i) => {
    const rings = drawn(ringsOf(alert.area), projection)
    if (!whole[i] && rings.length === 0) return undefined
    if (whole[i] && everywhere[0] !== i + 1) return { shape: html``, label: html`` }
    const look = { name: classOf(alert), isFilled: standing === 'inForce' }
    const shape = whole[i] ? overCounty(look) : html`${rings.map((ring) => shapeOf(ring, look))}`
    const [x, y] = labelAt(largest(whole[i] ? outline : rings), labels, whole[i] ? everywhere.length : 1)
    labels.push([x, y])
    return { shape, label: html`<text x="${x}" y="${y}">${whole[i] ? everywhere.join(' ') : i + 1}</text>` }
  })
  if (shapes.every((shape) => shape === undefined)) return undefined
  const used = new Set(shown.filter((_, i) => shapes[i]).map(({ alert }) => classOf(alert)))
  const name = words.web.mapOf(countyNameIn(county, words.language))
  const items = shown.map(({ alert }, i) => {
    const note = whole[i] ? html` <small>${words.web.wholeCounty}</small>` : undefined
    // The number of an item is that in the drawing.
    return shapes[i] ? html`<li value="${i + 1}">${titleIn({ county, language, linked }, alert)}${note}</li>\n` : html``
  })
  // Drawn from the least to the most important, so that the worst lies on top.
  const bottomUp = shapes.toReversed()
  const source = mapApproval === null ? words.web.mapDemo : `${words.web.map} · ${words.web.mapApproval(mapApproval)}`
  return {
    svg: html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}"><title>${name}</title>
<defs>${hatchings.filter(([colour]) => used.has(colour)).map(([colour, lines]) => hatching(colour, lines))}<path id="county" d="${trusted(boundary)}"/></defs>
<use class="land" ${bare} href="#county"/>
${bottomUp.flatMap((each) => each?.shape ?? [])}<use class="edge" ${bare} href="#county"/>${bottomUp.flatMap((each) => each?.label ?? [])}</svg>
`,
    list: html`<ol>\n${items}</ol>`,
    note: html`<p><small>${source}</small></p>`,
  }
}

type Where = Pick<CountyMap, 'county' | 'language' | 'linked'>

function titleIn({ county, language, linked }: Where, alert: PublishedAlert): Html {
  const said = html`<span dir="auto">${pageBrief(alert, county, language).title}</span>`
  return linked ? html`<a href="${alertPath(alert.alert.identifier, language)}">${said}</a>` : said
}

const mostPlaces = 40

/** What is warned of in each place that is named; undefined where the titles of the warnings say it all. */
function byPlace({ shown, county, language }: CountyMap): Html | undefined {
  const { web, standing: standings, between } = pageWords(language)
  const places = new Map<string, Html[]>()
  for (const { alert, standing } of shown) {
    const { symbol, warning, place } = pageBrief(alert, county, language)
    const sign = standing === 'inForce' ? symbol : signs[standing]
    const how = standing === 'inForce' ? '' : ` · ${standings[standing]}`
    const link = html`<a href="${alertPath(alert.alert.identifier, language)}"><span aria-hidden="true">${sign}</span> ${warning}${how}</a>`
    const names = remainingCodes(alert).map((code) =>
      code === county.code ? web.wholeCounty : nameIn(county, code, language),
    )
    for (const name of names.length > 0 ? names : [place]) {
      if (name !== undefined) places.set(name, [...(places.get(name) ?? []), link])
    }
  }
  if (places.size < 2) return undefined
  const rows = [...places].slice(0, mostPlaces).map(
    ([name, links]) =>
      html`<li><span dir="auto">${name}</span>${between}${links.map((link, i) => (i === 0 ? link : html`; ${link}`))}</li>
`,
  )
  return html`<p>${web.byPlace}</p>
<ul class="by-place">
${rows}${places.size > mostPlaces ? html`<li>…</li>\n` : undefined}</ul>
`
}

type MapClass = Colour | 'other'

const classOf = ({ colour }: PublishedAlert): MapClass => colour ?? 'other'

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

interface Look {
  name: MapClass
  /** It holds now; else it is an outline. */
  isFilled: boolean
}

const classesOf = ({ name, isFilled }: Look): string => `shape ${name}${isFilled ? '' : ' outline'}`

/** The outline of the county is long and stands in the page once. */
const overCounty = (look: Look): Html =>
  html`<use class="${classesOf(look)}" ${bare} href="#county"/>${look.isFilled ? html`<use fill="url(#hatch-${look.name})" href="#county"/>` : undefined}`

const path = (d: string, look: Look): Html =>
  html`<path class="${classesOf(look)}" ${bare} d="${trusted(d)}"/>${look.isFilled ? html`<path fill="url(#hatch-${look.name})" d="${trusted(d)}"/>` : undefined}`

function shapeOf(ring: Point[], look: Look): Html {
  const [x, y] = centreOf(ring)
  return sizeOf(ring) < seenPx
    ? html`<circle class="${classesOf(look)}" ${bare} cx="${x}" cy="${y}" r="${seenPx}"/>`
    : path(pathOf(ring), look)
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
