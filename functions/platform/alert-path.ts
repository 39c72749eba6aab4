/** Where the public files of an alert stand. */
import { shortHash } from './ids.ts'
import { languageRow, primaryOf } from './language.ts'

const plain = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** The identifier where it can stand in a URL and a file name, else `x-` and 22 characters of its hash. */
export const alertSegment = (identifier: string): string =>
  plain.test(identifier) ? identifier : `x-${shortHash(identifier)}`

/** `''` for Chinese, which stands at the root; `/en`, `/ko` mirror it. */
export const languagePrefix = (language: string): string => {
  const primary = primaryOf(language)
  return languageRow(language)?.prefix ?? (/^[a-z]{2,3}$/.test(primary) ? `/${primary}` : '')
}

/** `/alerts/51040205500000_20260701031200_0/`, `/en/alerts/…/`. */
export const alertPath = (identifier: string, language: string): string =>
  `${languagePrefix(language)}/alerts/${alertSegment(identifier)}/`

/** One file for all languages: CAP carries them itself. */
export const capPath = (identifier: string): string => `/alerts/${alertSegment(identifier)}/cap.xml`

/** One page to print and hang up. */
export const posterPath = (identifier: string, language: string): string => `${alertPath(identifier, language)}poster/`
