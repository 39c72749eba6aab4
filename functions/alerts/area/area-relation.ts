/** How the area of a later message relates to that of the one it follows: all of it, a part, elsewhere. Pure. */
import { shortHash } from '../../platform/ids.ts'
import type { Circle, Polygon } from '../alert.ts'
import { type AudienceArea, isNowhere, nowhere } from '../published-alert.ts'
import { shareWithin } from './geometry.ts'

/** What an alert still holds for: its area without what later messages took out of it. */
export interface Holding {
  area: AudienceArea
  except: AudienceArea
}

/** `unclear`: a shape is in it, and whose part lies where nobody can tell. */
export type Relation = 'whole' | 'part' | 'elsewhere' | 'unclear'

const isWithin = (code: string, codes: readonly string[]): boolean => codes.some((other) => code.startsWith(other))

/** Codes it still holds for; one with a part taken out stays. */
export const codesLeft = ({ area, except }: Holding): string[] =>
  area.codes.filter((code) => !isWithin(code, except.codes))

const sameShape = (a: Polygon | Circle, b: Polygon | Circle): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Rounding and clipping move the rims of a shape by less than this part of it. */
const rim = 0.02

function relationOfShape(shape: Polygon | Circle, by: AudienceArea): Relation {
  const shapes = [...by.polygons, ...by.circles]
  if (shapes.some((other) => sameShape(shape, other))) return 'whole'
  const share = shapes.length === 0 ? 0 : shareWithin(shape, by)
  if (share >= 1 - rim) return 'whole'
  if (share > rim || by.codes.length > 0) return 'unclear'
  return 'elsewhere'
}

const isAll = (relations: readonly Relation[], relation: Relation): boolean =>
  relations.every((each) => each === relation)

/**
 * What `by` covers of `of`. `county` is the county's own code: whoever names it means all of it, shapes included.
 * Shapes are not compared with divisions, whose outlines nobody has.
 */
export function relationOf(of: Holding, by: AudienceArea, county: string): Relation {
  if (isWithin(county, by.codes)) return 'whole'
  const byShapes = by.polygons.length + by.circles.length > 0
  const ofCodes = codesLeft(of).map((code): Relation => {
    if (isWithin(code, by.codes)) return 'whole'
    if (by.codes.some((other) => other.startsWith(code))) return 'part'
    return byShapes ? 'unclear' : 'elsewhere'
  })
  const ofShapes = [...of.area.polygons, ...of.area.circles].map((shape) => relationOfShape(shape, by))
  const all = [...ofCodes, ...ofShapes]
  if (all.length === 0) return isNowhere(of.area) ? 'whole' : 'elsewhere'
  if (isAll(all, 'whole')) return 'whole'
  if (isAll(all, 'elsewhere')) return 'elsewhere'
  return all.includes('unclear') ? 'unclear' : 'part'
}

/** Codes of `before` that `now` has nothing to do with; undefined where more than whole codes fell out. */
export function codesDropped(before: Holding, now: AudienceArea): string[] | undefined {
  const left = codesLeft(before)
  const dropped = left.filter((code) => !now.codes.some((other) => code.startsWith(other) || other.startsWith(code)))
  const isSplit = left.some((code) => !isWithin(code, now.codes) && !dropped.includes(code))
  const hasShapes = [before.area, now].some(({ polygons, circles }) => polygons.length + circles.length > 0)
  return isSplit || hasShapes ? undefined : dropped
}

/** The union of two areas, each code and shape once. */
export function unionOf(a: AudienceArea, b: AudienceArea): AudienceArea {
  const codes = [...new Set([...a.codes, ...b.codes])]
  const once = <S extends Polygon | Circle>(shapes: readonly S[]): S[] =>
    shapes.filter((shape, i) => shapes.findIndex((other) => sameShape(shape, other)) === i)
  return {
    codes: codes.filter((code) => !codes.some((other) => other !== code && code.startsWith(other))).sort(),
    polygons: once([...a.polygons, ...b.polygons]),
    circles: once([...a.circles, ...b.circles]),
  }
}

/** What of `by` lies in `of`. Shapes beside codes are kept whole: where a town ends nobody knows. */
export function partWithin(of: AudienceArea, by: AudienceArea): AudienceArea {
  const codes = by.codes.flatMap((code) =>
    of.codes.flatMap((own) => (code.startsWith(own) ? [code] : own.startsWith(code) ? [own] : [])),
  )
  return unionOf(nowhere, { ...by, codes })
}

/** Equal for the same codes and the same shapes, in any order. */
export const areaKey = ({ codes, polygons, circles }: AudienceArea): string =>
  shortHash(JSON.stringify([codes, polygons, circles].map((parts) => parts.map((part) => JSON.stringify(part)).sort())))

/** The same codes and the same shapes, in any order. */
export const isSameArea = (a: AudienceArea, b: AudienceArea): boolean => areaKey(a) === areaKey(b)
