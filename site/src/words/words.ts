/** Words of the pages' frame; what people write stands under `content/`. */

import { languageRow, languages } from '../../../functions/platform/language.ts'
import { site } from '../site.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import { type Words, zh } from './zh-CN.ts'

const all: Readonly<Record<string, Words>> = { 'zh-CN': zh, en, ko }

export const wordsIn = (language: string): Words => all[language] ?? en

/** Names of languages in themselves, for the switch. */
export const languageNames: Readonly<Record<string, string>> = Object.fromEntries(
  languages.map(({ tag, ownName }) => [tag, ownName]),
)

/** What is written for this language, or in Chinese. */
export const inLanguageOf = <T>(
  each: { readonly 'zh-CN': T } & Readonly<Record<string, T | undefined>>,
  language: string,
): T => each[language] ?? each['zh-CN']

/** For `lang` of what may be written in another language than the page. */
export const otherLanguage = (written: string, language: string): string | undefined =>
  written === language ? undefined : written

export const hostName = (language: string): string => {
  const { name, englishName, koreanName } = site.host
  const names = { name, fullName: name, englishName: englishName ?? name, koreanName }
  return languageRow(language)?.countyName(names) ?? name
}
