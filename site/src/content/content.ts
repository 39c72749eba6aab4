/** The content of this build: only what this county shows, refused as a whole while anything is wrong with it. */
import { site } from '../site.ts'
import { type Content, type Folder, type Languages, readContent, sayProblem } from './read-content.ts'
import type { ContentEntry } from './read-entry.ts'

const { content: everything, problems } = readContent(site.root)
if (problems.length > 0) throw new Error(`content is not right:\n${problems.map(sayProblem).join('\n')}`)

const ours = <T extends { counties?: string[] | undefined }>(folder: Folder<T>): Folder<T> =>
  new Map([...folder].filter(([, { data }]) => !data.counties || data.counties.includes(site.county.code)))
const oursIn = <T extends { counties?: string[] | undefined }>(languages: Languages<T>): Languages<T> =>
  new Map([...languages].map(([language, folder]) => [language, ours(folder)]))

export const content: Content = {
  ...everything,
  dangers: ours(everything.dangers),
  cases: oursIn(everything.cases),
  rumours: oursIn(everything.rumours),
  posters: oursIn(everything.posters),
  notices: oursIn(everything.notices),
}

export interface Found<T> extends ContentEntry<T> {
  slug: string
  /** Language it is written in: Chinese where the asked one is not there yet. */
  language: string
}

/** In this language, or in Chinese where nobody has written it yet. */
export function inLanguage<T>(languages: Languages<T>, language: string, slug: string): Found<T> | undefined {
  for (const each of [language, 'zh-CN']) {
    const entry = languages.get(each)?.get(slug)
    if (entry) return { ...entry, slug, language: each }
  }
  return undefined
}

/** Chinese has all there are. */
export const slugsOf = <T>(languages: Languages<T>): string[] => [...(languages.get('zh-CN')?.keys() ?? [])]

/** All of one kind in this language, in Chinese where need be. */
export const allIn = <T>(languages: Languages<T>, language: string): Found<T>[] =>
  slugsOf(languages).flatMap((slug) => inLanguage(languages, language, slug) ?? [])
