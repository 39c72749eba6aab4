/** What is said in each language: a file a language, all of one shape. Rules of their own have the messages that are made of it. */
import { languageRow } from '../platform/language.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import { zh } from './zh-CN.ts'

export interface Wording {
  /** The page behind a leaving link. */
  leave: {
    /** By which way warnings came, as it stands in the sentences below. */
    ways: Readonly<Record<'sms' | 'email' | 'push', string>>
    askedTitle: string
    asked(way: string, county: string): string
    button: string
    leftTitle: string
    left(way: string, county: string): string
    forgedTitle: string
    forged: string
  }
}

const all: Readonly<Record<string, Wording>> = { 'zh-CN': zh, en, ko }

/** Of Chinese for a language we have no words of. */
export const wordingIn = (language: string): Wording => all[languageRow(language)?.tag ?? ''] ?? zh
