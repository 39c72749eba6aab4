/** Where a lifting is meant for. Forms often leave its area out, or say it in words only. Pure. */
import type { County } from '../../platform/county.ts'
import type { AlertBody, WholeAlert } from '../alert-body.ts'
import { type AudienceArea, isNowhere, nowhere } from '../published-alert.ts'
import { relationOf, unionOf } from './area-relation.ts'
import { codesNamed } from './codes-named.ts'

const wordsOf = ({ alert }: AlertBody): string[] => [
  ...new Set(alert.info.flatMap(({ area }) => area.map(({ areaDesc }) => areaDesc.replace(/[\s、，,]/gu, '')))),
]

/** Towns and villages of the county that the titles name. */
function namedInTitles({ alert }: AlertBody, county: County): string[] {
  const titles = alert.info.map(({ headline }) => headline ?? '').join('\n')
  return [...county.names]
    .filter(([code, name]) => code !== county.code && name.length > 2 && titles.includes(name))
    .map(([code]) => code)
}

const ofCodes = (codes: readonly string[]): AudienceArea => unionOf(nowhere, { ...nowhere, codes: [...codes] })

/**
 * Its own codes and shapes; else the divisions its words name; else all of what it lifts. `unclear` where its words name
 * something else than what it lifts, or its title only a part of what it codes.
 */
export function liftedPlace(body: AlertBody, targets: readonly WholeAlert[], county: County): AudienceArea | 'unclear' {
  const from = targets.reduce((all, each) => unionOf(all, each.body.area), nowhere)
  const isPartOf = (codes: readonly string[]): boolean =>
    codes.length > 0 && relationOf({ area: from, except: nowhere }, ofCodes(codes), county.code) === 'part'
  const titled = namedInTitles(body, county)
  if (!isNowhere(body.area)) {
    const isWhole = relationOf({ area: from, except: nowhere }, body.area, county.code) === 'whole'
    return isWhole && isPartOf(titled) ? 'unclear' : body.area
  }
  const everywhere = [county.name, county.fullName]
  const theirs = targets.flatMap((each) => wordsOf(each.body))
  const own = wordsOf(body).filter((words) => words !== '' && !everywhere.includes(words))
  const isSame = own.every((words) => theirs.includes(words)) && theirs.every((words) => own.includes(words))
  if (own.length > 0 && !isSame) {
    const codes = own.map((words) => codesNamed(words, county))
    return codes.every((found) => found.length > 0) ? ofCodes(codes.flat()) : 'unclear'
  }
  return isPartOf(titled) ? ofCodes(titled) : from
}
