/** Names of the entries (…进) in the reader's language. */
import { type Entry, loadEntryTexts } from '../../../functions/publicity/entry.ts'
import { inLanguageOf } from './words.ts'

export const entryName = (entry: Entry, language: string): string =>
  inLanguageOf(loadEntryTexts().get(entry)!.name, language)

/** Who is meant by it, in a sentence. */
export const entryWho = (entry: Entry, language: string): string =>
  inLanguageOf(loadEntryTexts().get(entry)!.who, language)
