/** What to do about one danger, in one language: front matter of `content/guides/<language>/<slug>.md`. */
import * as z from 'zod'
import { videoSchema } from './video.ts'

const steps = (what: string, least: number, most: number) =>
  z.array(z.string().min(2).max(160)).min(least).max(most).describe(what)

/** What a government's page may link to: a host that is one of these or ends with one after a dot. */
export const linkedHosts = [
  // Government and public bodies of China
  ...['gov.cn', 'edu.cn', 'cdpf.org.cn', 'redcross.org.cn', 'kepuchina.cn'],
  // State media and papers on their own sites
  ...['news.cn', 'xinhuanet.com', 'people.com.cn', 'cctv.com', 'cctv.cn', 'cri.cn', 'chinanews.com.cn'],
  ...['gmw.cn', 'chinadaily.com.cn', 'chinadevelopment.com.cn', 'caixin.com', 'thepaper.cn', 'infzm.com'],
  ...['bjd.com.cn', 'bjtitle.com', 'xinmin.cn', 'kankanews.com', 'cqcb.com', 'dbw.cn', 'lnd.com.cn', 'zjol.com.cn'],
  ...['hubeidaily.net', 'gzstv.com', 'nkb.com.cn', 'kbcmw.com', 'zhld.com', 'ztnews.net', 'zzxww.com'],
  // Governments abroad
  ...['gov', 'gov.hk', 'go.kr', 'gov.uk', 'nhs.uk', 'gov.au', 'gov.bs'],
  // International bodies, Red Cross, learned societies
  ...['who.int', 'un.org', 'ifrc.org', 'redcross.org', 'ghhin.org', 'facs.org', 'heart.org', 'cem.org.cn'],
]

const mayBeLinked = (url: string): boolean => {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return linkedHosts.some((ending) => host === ending || host.endsWith(`.${ending}`))
}

export const sourceSchema = z.strictObject({
  title: z.string().min(4).describe('name of the document, as its publisher writes it'),
  publisher: z.string().min(2).describe('body that published it'),
  url: z
    .url({ protocol: /^https?$/ })
    .refine(mayBeLinked, {
      error: `a government links only to official sites: ${linkedHosts.map((ending) => `.${ending}`).join(' ')}; keep the source, leave out its url`,
    })
    .optional()
    .describe('address of the document, on the site of a body in linkedHosts'),
  seen: z
    .boolean()
    .describe('true: its text was read while this page was written; false: known from memory, to be checked'),
})
export type Source = z.infer<typeof sourceSchema>

export const guideSchema = z.strictObject({
  name: z.string().min(1).max(40).describe('short name of the danger in this language: 山洪'),
  title: z.string().min(2).max(80).describe('heading: the one thing to remember, as a sentence'),
  summary: z.string().min(8).max(200).describe('one sentence for lists, search results and cards'),
  picture: z.string().min(4).max(160).describe('what the picture shows, for people who do not see it'),
  now: steps('what to do when it happens, the most urgent first', 3, 7),
  never: steps('what kills: not to be done', 1, 5),
  before: steps('what to prepare', 2, 6),
  after: steps('what to do when it is over', 1, 5),
  video: videoSchema.optional().describe('a video that shows it; left out: there is none'),
  sources: z.array(sourceSchema).min(1).describe('where the advice comes from'),
  readByNative: z.boolean().default(true).describe('false: no native speaker has read it yet, and the page says so'),
})
export type Guide = z.infer<typeof guideSchema>

/** Length of all that is read, in characters: short enough for a phone, long enough to help. */
export const guideLength: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'zh-CN': [300, 900],
  ko: [400, 1600],
  en: [900, 3600],
}
