/** Who an alert is for, and under which keys of the directory they can stand. `areaDesc` never counts. */
import { type Colour, colours } from '../alerts/alert.ts'
import { isInside, isNear } from '../alerts/area/geometry.ts'
import { type AudienceArea, isNowhere, nowhere } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import type { Range } from './directory.ts'
import type { Subscriber } from './subscriber.ts'

/** What of an alert decides who is meant. */
export interface Audience {
  area: AudienceArea
  /** What later messages took out of `area`. */
  except: AudienceArea
  /** null when the severity is unknown: reaches everyone, whatever colour they asked for. */
  colour: Colour | null
  /** An Exercise. */
  drill: boolean
  /** An Update or Cancel: whoever heard of it hears how it goes on, whatever its colour. */
  followUp: boolean
}

type Places = Pick<Subscriber, 'areas' | 'point'>
type Wants = Places & Pick<Subscriber, 'colour' | 'list'>
type CountyCode = Pick<County, 'code'>

/** Digits of a village, a town and a county code. */
const levels = [12, 9, 6] as const

/** True when one of the two division codes lies in the other, or they are the same. */
const isRelated = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

const isWorseOrEqual = (colour: Colour, mildest: Colour): boolean => colours.indexOf(colour) <= colours.indexOf(mildest)

const hasShapes = (area: AudienceArea): boolean => area.polygons.length > 0 || area.circles.length > 0

/**
 * True when this person is meant by an alert of this kind and colour for this area.
 * An Exercise goes to the list `drill` only, everything else to `warning` only. Language never excludes.
 */
export function isMatch(row: Wants, audience: Audience, county: CountyCode): boolean {
  if (audience.drill !== (row.list === 'drill')) return false
  if (audience.colour && !audience.followUp && !isWorseOrEqual(audience.colour, row.colour)) return false
  return isInArea(row, audience.area, audience.except, county)
}

/**
 * True when a place of theirs lies in `area`, and not all of it in `except`. Codes are compared with `areas` only, shapes
 * with `point` only; one of them is enough. No profile has division shapes finer than the county, so shapes reach everyone
 * there who gave no point: warning too many beats missing one.
 */
export function isInArea(row: Places, area: AudienceArea, except: AudienceArea, county: CountyCode): boolean {
  if (isInByCode(row, area, except)) return true
  if (!hasShapes(area)) return false
  if (row.point) return isInside(row.point, area) && !isInside(row.point, except)
  return isInSomewhere(row, except, county)
}

const isWithin = (place: string, { codes }: AudienceArea): boolean => codes.some((code) => place.startsWith(code))

/** Where a place and a code meet is the smaller of the two: of a town, only the village that is meant. */
const isInByCode = ({ areas }: Places, { codes }: AudienceArea, except: AudienceArea): boolean =>
  areas.some((mine) =>
    codes.some((code) => isRelated(mine, code) && !isWithin(mine.length > code.length ? mine : code, except)),
  )

/** They may be in any shape of the county: nobody knows where. */
const isInSomewhere = ({ areas }: Places, except: AudienceArea, county: CountyCode): boolean =>
  areas.some((mine) => isRelated(mine, county.code) && !isWithin(mine, except))

/** True when later messages took out all that this person has in `area`. */
export const isTakenOut = (row: Places, area: AudienceArea, except: AudienceArea, county: CountyCode): boolean =>
  !isNowhere(except) && isInArea(row, area, nowhere, county) && !isInArea(row, area, except, county)

/**
 * True only when it is certain that no place of theirs lies in `area` without `except`: none related by code, and none
 * in or within `bufferM` of a shape. Whoever gave no point may be in any shape.
 */
export function isOutside(
  row: Places,
  area: AudienceArea,
  except: AudienceArea,
  county: CountyCode,
  bufferM: number,
): boolean {
  if (isInByCode(row, area, except)) return false
  if (!hasShapes(area)) return true
  return row.point ? !isNear(row.point, area, bufferM) : !isInSomewhere(row, except, county)
}

/** False where nobody who stands under this division of the directory can have a place in the area. */
export const mayFollow = (division: string, area: AudienceArea): boolean =>
  hasShapes(area) || area.codes.some((code) => isRelated(division, code))

/**
 * The division a row stands under: the smallest that holds all of these areas, at least the county.
 * The point plays no part: it lies in no division known here but the county, and shapes read the whole county.
 */
export function directoryPrefix(areas: readonly string[], county: CountyCode): string {
  const [first = ''] = areas
  for (const digits of levels) {
    const division = first.slice(0, digits)
    if (division.length === digits && division.startsWith(county.code) && areas.every((a) => a.startsWith(division))) {
      return division
    }
  }
  return county.code
}

/**
 * Disjoint ranges of directory keys that hold every row the area can match, and each row at most once, in key order.
 * Shapes need the whole county; codes need each division with all below it, and the rows that stand at a division above.
 */
export function rangesFor(area: AudienceArea, county: CountyCode): Range[] {
  if (hasShapes(area)) return [{ kind: 'prefix', value: county.code }]
  const divisions = area.codes.filter(
    (code, i) => !area.codes.some((other, j) => code.startsWith(other) && (other !== code || j < i)),
  )
  const above = new Set(
    divisions.flatMap((code) => levels.filter((digits) => digits < code.length).map((n) => code.slice(0, n))),
  )
  const ranges: Range[] = [
    ...divisions.map((code) => ({ kind: 'prefix' as const, value: code })),
    ...[...above].map((code) => ({ kind: 'exact' as const, value: `${code}#` })),
  ]
  return ranges.sort((a, b) => (a.value < b.value ? -1 : 1))
}
