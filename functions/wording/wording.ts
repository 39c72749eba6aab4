/** A file a language, all of one shape. */
import { languageRow } from '../platform/language.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import type { Wording } from './shape.ts'
import { zh } from './zh-CN.ts'

const all: Readonly<Record<string, Wording>> = { 'zh-CN': zh, en, ko }

/** Of Chinese for a language we have no words of. */
export const wordingIn = (language: string): Wording => all[languageRow(language)?.tag ?? ''] ?? zh
