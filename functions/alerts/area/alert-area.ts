/** Where an alert is meant for: its division codes and shapes, judged against the county and the sender, and cut to the county. */
import type { County } from '../../platform/county.ts'
import type { Problem } from '../../platform/http.ts'
import type { Area, Circle, Info, NamedValue, Polygon } from '../alert.ts'
import type { AudienceArea } from '../published-alert.ts'
import { wordsKey } from '../words-key.ts'
import {
  type Clipped,
  circleKey,
  clipCircle,
  clipPolygon,
  maxPositions,
  maxShapes,
  type RingFault,
  ringFault,
  ringKey,
} from './geometry.ts'

export interface AreaJudgement {
  /** Broken geometry and codes that do not exist; with any of them the rest means nothing. */
  problems: Problem[]
  /** Union of all info blocks, cut to the county. */
  area: AudienceArea
  /** The same info blocks with their areas cut to the county. */
  info: Info[]
  /** Whether the alert says where at all, by code or shape: `areaDesc` never counts. */
  saysWhere: boolean
  /** Whether anything of it lies in the county. */
  isHere: boolean
  /** Codes outside of what the sender is registered for. */
  codesNotSenders: string[]
  /** Part of the shapes' area that lies in the county, 0 … 1; NaN without shapes. */
  share: number
  notes: string[]
}

/** First two digits of every division code (GB/T 2260). */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
)

/** 510402100000 → 510402100, 510400 → 5104: trailing zeros say how far down a code goes. */
export function shortestCode(code: string): string {
  let short = code
  while (short.length > 6 && short.endsWith('000')) short = short.slice(0, -3)
  while (short.length <= 6 && short.length > 2 && short.endsWith('00')) short = short.slice(0, -2)
  return short
}

type CodeKind =
  /** `county` when the code is the county's own or an ancestor's, otherwise a division inside it. */
  | { kind: 'here'; code: string; isWider: boolean }
  | { kind: 'elsewhere'; code: string }
  | { kind: 'unknown' }
  /** No statistical code: some other scheme's value. */
  | { kind: 'otherScheme' }

/** Names of schemes whose numbers look like division codes and are none: 617000 is a postcode, 006015 a county of California. */
const foreignScheme =
  /^SAME$|FIPS|\bUGC\b|WARNCELL|EMMA|NUTS|ISO[\s_-]?3166|\bZIP\b|post(?:al)?[\s_-]?code|邮编|邮政编码|区号/iu

/** Names of lists whose numbers are division codes, known here or not. */
const divisionScheme = /GB\s{0,3}\/?\s{0,3}T?[\s-]{0,3}(?:2260|10114)|区划|adcode/iu

function judgeCode(value: string, county: County): CodeKind {
  if (!/^(?:\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/.test(value)) return { kind: 'otherScheme' }
  const code = shortestCode(value)
  if (county.code.startsWith(code)) return { kind: 'here', code: county.code, isWider: code !== county.code }
  if (value.length < 6) return { kind: 'otherScheme' }
  if (county.names.has(code)) return { kind: 'here', code, isWider: false }
  if (code.startsWith(county.code) || !provinces.has(code.slice(0, 2))) return { kind: 'unknown' }
  return { kind: 'elsewhere', code }
}

const isForeign = ({ valueName }: NamedValue): boolean => foreignScheme.test(valueName.trim())
const partsOf = (value: string): string[] => value.split(/[\s,，;；、]+/u).filter(Boolean)

/** Divisions of the county that these geocodes name. */
export const codesHere = (geocodes: readonly NamedValue[], county: County): string[] =>
  geocodes
    .filter((geocode) => !isForeign(geocode))
    .flatMap(({ value }) => partsOf(value))
    .flatMap((part) => {
      const judged = judgeCode(part, county)
      return judged.kind === 'here' ? [judged.code] : []
    })

const ringFaults: Record<RingFault, { found: string; allowed: string }> = {
  tooFew: { found: 'fewer than four positions', allowed: 'at least four, the first and the last equal' },
  open: { found: 'the last position differs from the first', allowed: 'a closed ring: the first and the last equal' },
  noArea: { found: 'a ring without area', allowed: 'a ring around an area' },
  crossing: { found: 'a ring that crosses itself', allowed: 'a ring whose edges do not cross' },
}

function circleFault({ centre: [lat, lon], radiusKm }: Circle): { found: string; allowed: string } | undefined {
  const isOnEarth = Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  if (isOnEarth && radiusKm >= 0 && radiusKm <= 20_038) return undefined
  return { found: `${lat},${lon} ${radiusKm}`, allowed: 'latitude,longitude and a radius of 0 to 20038 km' }
}

const polygonFault = (polygon: Polygon): { found: string; allowed: string } | undefined => {
  const off = polygon.find(([lat, lon]) => !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
  if (off) return { found: off.join(','), allowed: 'latitude -90 to 90, longitude -180 to 180, in this order' }
  const fault = ringFault(polygon)
  return fault && ringFaults[fault]
}

/** None is a prefix of another. */
const disjoint = (codes: Iterable<string>): string[] => {
  const all = [...new Set(codes)].sort()
  return all.filter((code) => !all.some((other) => other !== code && code.startsWith(other)))
}

/** Where areas lie, by the county's codes and their shapes; by their names only where they have neither. */
export function placeKey(areas: readonly Area[], county: County): string {
  const codes = areas.flatMap(({ geocode }) =>
    geocode
      .filter((each) => !isForeign(each))
      .flatMap(({ value }) => partsOf(value))
      .flatMap((part) => {
        const judged = judgeCode(part, county)
        return judged.kind === 'here' ? [judged.code] : []
      }),
  )
  const shapes = areas.flatMap(({ polygon, circle }) => [...polygon.map(ringKey), ...circle.map(circleKey)])
  const places = [...disjoint(codes), ...new Set(shapes)]
  const names = areas.map(({ areaDesc }) => wordsKey(areaDesc))
  return (places.length > 0 ? places : [...new Set(names)]).toSorted().join('|')
}

/** Calls `make` once per distinct shape: every language repeats the same rings. */
function oncePer<S, R>(make: (shape: S) => R): (shape: S) => R {
  const made = new Map<string, R>()
  return (shape) => {
    const key = JSON.stringify(shape)
    const known = made.get(key)
    if (known !== undefined) return known
    const result = make(shape)
    made.set(key, result)
    return result
  }
}

/** More than anybody warned of, counted before anything is computed; what languages repeat counts once. */
function tooManyShapes(infos: readonly Info[]): Problem | undefined {
  const known = new Set<string>()
  let positions = 0
  for (const [i, info] of infos.entries()) {
    for (const [j, area] of info.area.entries()) {
      for (const shape of [...area.polygon, ...area.circle]) {
        const key = JSON.stringify(shape)
        if (known.has(key)) continue
        known.add(key)
        positions += 'radiusKm' in shape ? 0 : shape.length
      }
      const path = `alert/info[${i + 1}]/area[${j + 1}]`
      if (positions > maxPositions) {
        return { path, found: `${positions} positions`, allowed: `at most ${maxPositions} in all polygons` }
      }
      if (known.size > maxShapes) {
        const found = `${known.size} different polygons and circles`
        return { path, found, allowed: `at most ${maxShapes} in the whole alert; larger areas are named by their code` }
      }
    }
  }
  return undefined
}

/** `senderAreas` are the codes the sender is registered for. */
export function judgeArea(infos: readonly Info[], county: County, senderAreas: readonly string[]): AreaJudgement {
  const problems: Problem[] = []
  const notes = new Set<string>()
  const codes = new Set<string>()
  const elsewhere = new Set<string>()
  const registered = senderAreas.map(shortestCode)

  const tooMany = tooManyShapes(infos)
  if (tooMany) return { ...nowhere(infos), problems: [tooMany] }
  const faultOf = oncePer((polygon: Polygon) => polygonFault(polygon) ?? null)
  for (const [i, info] of infos.entries()) {
    for (const [j, area] of info.area.entries()) {
      const path = `alert/info[${i + 1}]/area[${j + 1}]`
      for (const [k, polygon] of area.polygon.entries()) {
        const fault = faultOf(polygon)
        if (fault) problems.push({ path: `${path}/polygon[${k + 1}]`, ...fault })
      }
      for (const [k, circle] of area.circle.entries()) {
        const fault = circleFault(circle)
        if (fault) problems.push({ path: `${path}/circle[${k + 1}]`, ...fault })
      }
    }
  }

  const keepCodes = (area: Area, path: string): Area['geocode'] => {
    const isHere = ({ value }: NamedValue) => partsOf(value).some((part) => judgeCode(part, county).kind === 'here')
    // Names of lists are not relied on: one decides only where another code or a shape says where.
    const hasShape = area.polygon.length + area.circle.length > 0
    const namesCount = hasShape || area.geocode.some((geocode) => !isForeign(geocode) && isHere(geocode))
    /** Beside a shape a list we do not know counts only where its number is a division of this county to the last digit. */
    const isDivision = (part: string) => {
      const judged = judgeCode(part, county)
      return judged.kind === 'here' && !judged.isWider
    }
    const saysNothing = (geocode: NamedValue) =>
      isForeign(geocode) ||
      (hasShape && !divisionScheme.test(geocode.valueName) && !partsOf(geocode.value).every(isDivision))
    return area.geocode.flatMap((geocode, k) => {
      const { valueName, value } = geocode
      if (namesCount && saysNothing(geocode)) return [geocode]
      const kept: string[] = []
      for (const part of partsOf(value)) {
        const judged = judgeCode(part, county)
        if (judged.kind === 'unknown') {
          problems.push({
            path: `${path}/geocode[${k + 1}]`,
            found: part,
            allowed: `a division code that exists, of 6, 9 or 12 digits; ${county.fullName} is ${county.code}`,
          })
        } else if (judged.kind === 'elsewhere') {
          elsewhere.add(judged.code)
        } else {
          kept.push(part)
          if (judged.kind === 'otherScheme') continue
          codes.add(judged.code)
          if (judged.isWider) notes.add(`${path}: code ${part} is taken as ${county.code}, all of ${county.fullName}`)
        }
      }
      return kept.length > 0 ? [{ valueName, value: kept.join(',') }] : []
    })
  }
  const keptCodes = infos.map((info, i) =>
    info.area.map((area, j) => keepCodes(area, `alert/info[${i + 1}]/area[${j + 1}]`)),
  )
  if (problems.length > 0) return { ...nowhere(infos), problems }

  const pieces: Clipped[] = []
  const collect = <S>(cut: (shape: S, boundary: County['boundary']) => Clipped) =>
    oncePer((shape: S) => {
      const clipped = cut(shape, county.boundary)
      pieces.push(clipped)
      return clipped
    })
  const cutPolygon = collect(clipPolygon)
  const cutCircle = collect(clipCircle)
  const info = infos.map((each, i) => {
    const area = each.area.flatMap((original, j): Area[] => {
      const cut = [...original.polygon.map(cutPolygon), ...original.circle.map(cutCircle)]
      const geocode = keptCodes[i]?.[j] ?? []
      const polygon = cut.flatMap(({ polygons }) => polygons)
      const circle = cut.flatMap(({ circles }) => circles)
      const saidWhere = original.polygon.length + original.circle.length + original.geocode.length > 0
      const isGone = saidWhere && polygon.length + circle.length + geocode.length === 0
      return isGone ? [] : [{ ...original, polygon, circle, geocode }]
    })
    return area.length > 0 || each.area.length === 0 ? { ...each, area } : each
  })

  if (elsewhere.size > 0) notes.add(`codes outside of ${county.code} left out: ${[...elsewhere].join(', ')}`)
  if (pieces.some(({ isCut }) => isCut)) notes.add(`shapes cut at the boundary of ${county.fullName}`)
  const area: AudienceArea = {
    codes: disjoint(codes),
    polygons: pieces.flatMap(({ polygons }) => polygons),
    circles: pieces.flatMap(({ circles }) => circles),
  }
  const total = pieces.reduce((sum, { totalM2 }) => sum + totalM2, 0)
  return {
    problems,
    area,
    info,
    saysWhere: codes.size + elsewhere.size + pieces.length > 0,
    isHere: area.codes.length + area.polygons.length + area.circles.length > 0,
    codesNotSenders: [...codes, ...elsewhere].filter((code) => !registered.some((own) => code.startsWith(own))),
    share: pieces.length > 0 ? pieces.reduce((sum, { withinM2 }) => sum + withinM2, 0) / total : Number.NaN,
    notes: [...notes],
  }
}

const nowhere = (info: readonly Info[]): AreaJudgement => ({
  problems: [],
  area: { codes: [], polygons: [], circles: [] },
  info: [...info],
  saysWhere: false,
  isHere: false,
  codesNotSenders: [],
  share: Number.NaN,
  notes: [],
})
