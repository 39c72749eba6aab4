/** Words of the frame around an alert in e-mails and on pages, for the languages of the counties. */

import type { ResponseType } from '../alerts/alert.ts'
import { inTable } from '../platform/language.ts'
import { en } from './page-words-en.ts'
import { ko } from './page-words-ko.ts'
import type { PageWords } from './page-words-shape.ts'
import { zh } from './page-words-zh.ts'

/** The words for what was coded, the gravest first. */
export const codedAction = (types: readonly ResponseType[], language: string): string | undefined =>
  Object.entries(pageWords(language).actions).find(([type]) => types.some((coded) => coded === type))?.[1]

/** Words of this language; of English for one we have none of, because its frame must not pretend to be Chinese. */
export const pageWords = (language: string): PageWords => inTable({ zh, en, ko }, language) ?? en
