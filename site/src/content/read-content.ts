/** Everything under `content/` that pages are made of, checked as a whole: a page never lacks what it links to. */
import { existsSync, readdirSync } from 'node:fs'
import type * as z from 'zod'
import { type SignalTable, signalSlugs, signalTableSchema } from '../../../functions/platform/weather-signal.ts'
import {
  type Case,
  caseSchema,
  type Notice,
  noticeSchema,
  type Poster,
  posterSchema,
  type Rumour,
  rumourSchema,
} from '../../../functions/publicity/article.ts'
import { type Danger, dangerSchema } from '../../../functions/publicity/danger.ts'
import { type Guide, guideLength, guideSchema } from '../../../functions/publicity/guide.ts'
import { type Quiz, quizSchema } from '../../../functions/publicity/quiz.ts'
import { type ContentEntry, type ContentProblem, readEntry } from './read-entry.ts'

/** By slug. */
export type Folder<T> = ReadonlyMap<string, ContentEntry<T>>
/** By language, then by slug. */
export type Languages<T> = ReadonlyMap<string, Folder<T>>

export interface Content {
  dangers: Folder<Danger>
  guides: Languages<Guide>
  quizzes: Languages<Quiz>
  cases: Languages<Case>
  rumours: Languages<Rumour>
  posters: Languages<Poster>
  notices: Languages<Notice>
  /** A county's own table of weather signals, by county. */
  signals: Folder<SignalTable>
}

export const contentLanguages = ['zh-CN', 'en', 'ko'] as const

/** `root` is the project. Problems come sorted by file and line; the content is whole only without any. */
export function readContent(root: string): { content: Content; problems: ContentProblem[] } {
  const problems: ContentProblem[] = []

  const folder = <T>(path: string, ending: string, schema: z.ZodType<T>): Folder<T> => {
    const found = new Map<string, ContentEntry<T>>()
    if (!existsSync(`${root}/${path}`)) return found
    // An ending with a slash is a file in each folder.
    const names = readdirSync(`${root}/${path}`).map((name) => (ending.startsWith('/') ? name + ending : name))
    for (const name of names.toSorted()) {
      if (!name.endsWith(ending) || name.startsWith('.') || !existsSync(`${root}/${path}/${name}`)) continue
      const read = readEntry(root, `${path}/${name}`, schema)
      if ('entry' in read) found.set(name.slice(0, -ending.length), read.entry)
      else problems.push(...read.problems)
    }
    return found
  }
  const languages = <T>(path: string, ending: string, schema: z.ZodType<T>): Languages<T> =>
    new Map(contentLanguages.map((language) => [language, folder(`${path}/${language}`, ending, schema)]))

  const content: Content = {
    dangers: folder('content/dangers', '.json', dangerSchema),
    guides: languages('content/guides', '.md', guideSchema),
    quizzes: languages('content/quizzes', '.yaml', quizSchema),
    cases: languages('content/cases', '.md', caseSchema),
    rumours: languages('content/rumours', '.md', rumourSchema),
    posters: languages('content/posters', '.md', posterSchema),
    notices: languages('content/notices', '.md', noticeSchema),
    signals: folder('content/counties', '/weather-signals.json', signalTableSchema),
  }
  // A file that could not be read would seem to be missing.
  if (problems.length === 0) problems.push(...crossProblems(root, content))
  return { content, problems: problems.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line) }
}

/** What no single file can know. */
function crossProblems(root: string, content: Content): ContentProblem[] {
  const problems: ContentProblem[] = []
  const say = (file: string, message: string): void => {
    problems.push({ file, line: 1, message })
  }
  const slugs = [...content.dangers.keys()]
  const sayVideo = (file: string, { video }: Pick<Guide, 'video'>): void => {
    if (!video || existsSync(`${root}/content/videos/${video.file}`)) return
    const there = existsSync(`${root}/content/videos`) ? readdirSync(`${root}/content/videos`) : []
    say(file, `video.file: needs content/videos/${video.file}; there are ${there.join(', ') || 'none'}`)
  }
  for (const [slug, { data }] of content.dangers) {
    const file = `content/dangers/${slug}.json`
    if (!existsSync(`${root}/content/dangers/${slug}.svg`)) say(file, `needs its picture content/dangers/${slug}.svg`)
    if (data.signal && !signalSlugs.includes(data.signal)) say(file, `signal: allowed are ${signalSlugs.join(', ')}`)
    if (!content.guides.get('zh-CN')?.has(slug)) say(file, `needs its guide content/guides/zh-CN/${slug}.md`)
  }
  for (const [language, guides] of content.guides) {
    for (const [slug, { data, body }] of guides) {
      const file = `content/guides/${language}/${slug}.md`
      if (!content.dangers.has(slug)) say(file, `needs content/dangers/${slug}.json; there are ${slugs.join(', ')}`)
      sayVideo(file, data)
      if (!content.quizzes.get(language)?.has(slug))
        say(file, `needs its questions content/quizzes/${language}/${slug}.yaml`)
      const [least, most] = guideLength[language] ?? [0, Number.POSITIVE_INFINITY]
      const length = lengthOf(data, body)
      if (length < least || length > most) say(file, `is ${length} characters long; allowed: ${least} to ${most}`)
    }
  }
  for (const [language, quizzes] of content.quizzes) {
    for (const slug of quizzes.keys()) {
      if (!content.guides.get(language)?.has(slug)) {
        say(`content/quizzes/${language}/${slug}.yaml`, `needs its guide content/guides/${language}/${slug}.md`)
      }
    }
  }
  for (const [language, cases] of content.cases) {
    for (const [slug, { data }] of cases) sayVideo(`content/cases/${language}/${slug}.md`, data)
  }
  for (const kind of ['cases', 'rumours', 'posters', 'notices'] as const) {
    for (const [language, articles] of content[kind]) {
      for (const [slug, { data }] of articles) {
        if (data.danger && !content.dangers.has(data.danger)) {
          say(`content/${kind}/${language}/${slug}.md`, `danger: allowed are ${slugs.join(', ')}`)
        }
      }
    }
  }
  return problems
}

/** Characters of all that is read of a guide, white space aside. */
export const lengthOf = ({ now, never, before, after }: Guide, body: string): number =>
  [...now, ...never, ...before, ...after, body].join('').replace(/\s/g, '').length

export const sayProblem = ({ file, line, message }: ContentProblem): string => `${file}:${line}: ${message}`
