/** The machine-readable files of what is in force. */
import { circle as circleOf } from '@turf/circle'
import type { Circle, Colour } from '../../alerts/alert.ts'
import { geoJsonRing, toLonLat } from '../../alerts/geometry.ts'
import type { AudienceArea, PublishedAlert } from '../../alerts/published-alert.ts'
import type { Boundary, County } from '../../platform/county.ts'
import { cleanLines, cleanText } from '../texts/clean-text.ts'
import { isoTime } from '../texts/local-time.ts'
import { isReal } from '../texts/message-form.ts'
import { languagesOf, pickInfo } from '../texts/pick-info.ts'
import { alertPath, capPath } from './alert-path.ts'
import { inForce } from './web-standing.ts'

/** One alert in `active.json`; what the alert does not say is null. */
export interface ActiveAlert {
  identifier: string
  sender: string
  sent: string
  status: string
  msgType: string
  event: string
  eventCode: string | null
  colour: Colour | null
  severity: string
  /** Of a drill always opened by 【演练】. */
  headline: string | null
  instruction: string | null
  /** `code` is null for a place the alert only describes. */
  areas: { code: string | null; name: string }[]
  onset: string | null
  expires: string
  /** Identifiers of the earlier warnings of its chain, nearest first. */
  replaces: string[]
  /** Absolute paths on this site. */
  url: string
  cap: string
  languages: string[]
}

export interface ActiveFiles {
  /** Everything the site shows; only what is in force gets in. */
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  nowMs: number
}

function entryOf(published: PublishedAlert, { alerts, county, language }: ActiveFiles): ActiveAlert {
  const { alert, area, predecessors } = published
  const info = pickInfo(alert, language)?.info
  const coded = area.codes.map((code) => ({ code, name: county.names.get(code) ?? code }))
  const described = (info?.area ?? []).map(({ areaDesc }) => ({ code: null, name: cleanText(areaDesc) }))
  const headline = cleanText(info?.headline ?? '')
  const mark = isReal(published) || headline.startsWith('【演练】') ? '' : '【演练】'
  return {
    identifier: alert.identifier,
    sender: alert.sender,
    sent: alert.sent,
    status: alert.status,
    msgType: alert.msgType,
    event: cleanText(info?.event ?? published.eventName),
    eventCode: published.eventCode,
    colour: published.colour,
    severity: info?.severity ?? 'Unknown',
    headline: mark + headline || null,
    instruction: cleanLines(info?.instruction ?? '') || null,
    areas: coded.length > 0 ? coded : described,
    onset: info?.onset ?? null,
    expires: info?.expires ?? isoTime(published.expiresAtMs),
    replaces: predecessors.flatMap((id) => alerts.find((each) => each.id === id)?.alert.identifier ?? []),
    url: alertPath(alert.identifier, language),
    cap: capPath(alert.identifier),
    languages: languagesOf(alert),
  }
}

/** `active.json`: drills are in it with `status` Exercise, as in CAP feeds elsewhere. */
export const renderActiveJson = (files: ActiveFiles): string =>
  JSON.stringify({
    updated: isoTime(files.nowMs),
    alerts: inForce(files.alerts, files.nowMs).map((alert) => entryOf(alert, files)),
  })

/** `[lon, lat]`, closed. */
export type Ring = [lon: number, lat: number][]
type Geometry = { type: 'MultiPolygon'; coordinates: Ring[][] } | Boundary | null

/** `active.geojson` (RFC 7946); alerts that only name divisions without a shape of their own have no geometry. */
export const renderActiveGeoJson = (files: ActiveFiles): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: inForce(files.alerts, files.nowMs).map((published) => ({
      type: 'Feature',
      id: published.alert.identifier,
      geometry: geometryOf(published, files.county),
      properties: entryOf(published, files),
    })),
  })

function geometryOf({ area }: PublishedAlert, county: County): Geometry {
  if (area.codes.includes(county.code)) return county.boundary
  const coordinates = ringsOf(area).map((ring) => [ring])
  return coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates }
}

/** Outlines of the shapes, circles as polygons, as GeoJSON wants them. */
export const ringsOf = ({ polygons, circles }: AudienceArea): Ring[] =>
  [...polygons.map((polygon) => polygon.map(toLonLat)), ...circles.map(roundOf)].flatMap((ring) => {
    const exterior = geoJsonRing(ring)
    return exterior ? [exterior] : []
  })

/** A circle of radius 0 is a point; it is drawn as wide as the places of points are uncertain. */
const leastRadiusKm = 0.05

const roundOf = ({ centre, radiusKm }: Circle): Ring =>
  circleOf(toLonLat(centre), Math.max(radiusKm, leastRadiusKm), {
    steps: 64,
    units: 'kilometers',
  }).geometry.coordinates[0]!.map(([lon = 0, lat = 0]) => [lon, lat])
