import type { County } from '../platform/county.ts'
import { pageWords } from './page-words.ts'

/** The county as texts name its desk: a number that is made up says so, in SMS and mails alike. */
export function withMarkedNumber(county: County, language: string): County {
  const { duty } = county
  if (!duty.placeholder) return county
  return { ...county, duty: { ...duty, phone: duty.phone + pageWords(language).madeUp } }
}
