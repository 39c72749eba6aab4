/** The machine-readable files of what is in force. */
import { circle as circleOf } from '@turf/circle'
import type { Circle, Colour, Info } from '../alerts/alert.ts'
import { geoJsonRing, toLonLat } from '../alerts/area/geometry.ts'
import type { AudienceArea, PublishedAlert } from '../alerts/published-alert.ts'
import { isAllowedLink } from '../alerts/rules/clean-alert.ts'
import { alertPath, capPath } from '../platform/alert-path.ts'
import type { Boundary, County } from '../platform/county.ts'
import { isoTime } from '../platform/local-time.ts'
import { cleanLines, cleanText } from '../texts/clean-text.ts'
import { languagesOf, pickInfo, spoken } from '../texts/pick-info.ts'
import { remainder } from './shown-card.ts'
import { current, isFollowed, type Shown } from './standing.ts'

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
  headline: string | null
  instruction: string | null
  /** The sender's places whole, and the divisions meant; `code` is null for a place the alert only describes. */
  areas: { code: string | null; name: string }[]
  onset: string | null
  /** null where the sender gave no end. */
  expires: string | null
  /** `upcoming` until its onset. */
  state: 'upcoming' | 'inForce'
  /** Identifiers of the earlier warnings of its chain that hold no longer, nearest first. */
  replaces: string[]
  /** A page of the sender's with more, on a host the county allows. */
  web: string | null
  /** Whom the sender says to ask. */
  contact: string | null
  /** Absolute paths on this site. */
  url: string
  cap: string
  languages: string[]
}

export interface ActiveFiles {
  /** Everything the site shows; only what is in force or to come gets in. */
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  nowMs: number
}

function entryOf({ alert: shown, standing }: Shown, files: ActiveFiles): ActiveAlert {
  const { county, language } = files
  const published = remainder(shown, county)
  const { onsetAtMs, hasEnd } = published
  const alert = spoken(published)
  const info = pickInfo(alert, language)?.info
  const web = info?.web
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
    headline: cleanText(info?.headline ?? '') || null,
    instruction: cleanLines(info?.instruction ?? '') || null,
    areas: areasOf(published, info, county),
    onset: info?.onset ?? (onsetAtMs === null ? null : isoTime(onsetAtMs)),
    expires: hasEnd ? (info?.expires ?? isoTime(published.expiresAtMs)) : null,
    state: standing === 'upcoming' ? 'upcoming' : 'inForce',
    replaces: replacedBy(published, files),
    web: web !== undefined && isAllowedLink(web, county.allowedLinkHosts) ? web : null,
    contact: cleanText(info?.contact ?? '') || null,
    url: alertPath(alert.identifier, language),
    cap: capPath(alert.identifier),
    languages: languagesOf(alert),
  }
}

/** What still holds beside it, because it ended a part or begins later, is not replaced. */
function replacedBy({ isPart, predecessors }: PublishedAlert, { alerts, nowMs }: ActiveFiles): string[] {
  if (isPart) return []
  const known = alerts.filter((each) => predecessors.includes(each.id) && isFollowed(each, alerts, nowMs))
  return predecessors.flatMap((id) => known.find((each) => each.id === id)?.alert.identifier ?? [])
}

/** A place that is only the name of one of the divisions stands once. */
function areasOf({ area }: PublishedAlert, info: Info | undefined, county: County): ActiveAlert['areas'] {
  const coded = area.codes.map((code) => ({ code, name: county.names.get(code) ?? code }))
  const described = (info?.area ?? []).map(({ areaDesc }) => cleanText(areaDesc))
  const isCoded = (text: string): boolean =>
    text.split(/[、，,;；]\s*/u).every((each) => coded.some(({ name }) => each.endsWith(name)))
  return [...described.filter((text) => text !== '' && !isCoded(text)).map((name) => ({ code: null, name })), ...coded]
}

/** `active.json`: what is in force, worst first, then what begins later; no drills. */
export const renderActiveJson = (files: ActiveFiles): string =>
  JSON.stringify({
    updated: isoTime(files.nowMs),
    alerts: current(files.alerts, files.nowMs).map((shown) => entryOf(shown, files)),
  })

/** `[lon, lat]`, closed. */
export type Ring = [lon: number, lat: number][]
type Geometry = { type: 'MultiPolygon'; coordinates: Ring[][] } | Boundary | null

/** `active.geojson` (RFC 7946); alerts that only name divisions without a shape of their own have no geometry. */
export const renderActiveGeoJson = (files: ActiveFiles): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: current(files.alerts, files.nowMs).map((shown) => ({
      type: 'Feature',
      id: shown.alert.alert.identifier,
      geometry: geometryOf(shown.alert, files.county),
      properties: entryOf(shown, files),
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
