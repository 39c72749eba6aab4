/** Articles of the publicity staff: front matter of `content/{cases,rumours,posters,notices}/<language>/<slug>.md`. */
import * as z from 'zod'
import { slugPattern } from '../platform/slug.ts'
import { entrySchema } from './entry.ts'
import { sourceSchema } from './guide.ts'
import { videoSchema } from './video.ts'

const day = z.iso.date()
const common = {
  title: z.string().min(4).max(80).describe('heading'),
  summary: z.string().min(8).max(200).describe('one sentence for lists and cards'),
  date: day.describe('day of publication, 2026-06-01'),
  danger: z.string().regex(slugPattern).optional().describe('the guide it belongs to'),
  counties: z
    .array(z.string().regex(/^\d{6}$/))
    .optional()
    .describe('only these counties show it; left out: all of them'),
  sources: z.array(sourceSchema).min(1).describe('where it comes from'),
}

/** 警示教育: what happened elsewhere and what it teaches. Never names victims. */
export const caseSchema = z.strictObject({
  ...common,
  happened: z.string().min(4).describe('when and where, as the source says it'),
  lessons: z.array(z.string().min(4).max(120)).min(2).max(6).describe('what to learn from it, as things to do'),
  video: videoSchema.optional().describe('a video that tells it; left out: there is none'),
})
export type Case = z.infer<typeof caseSchema>

/** 辟谣. The heading tells what is true, never the rumour. */
export const rumourSchema = z.strictObject({
  ...common,
  claim: z.string().min(4).max(160).describe('the rumour, as it goes round'),
  verdict: z.enum(['false', 'misleading', 'outdated', 'true']).describe('what is found of it'),
  truth: z.string().min(4).max(200).describe('what is true, in one sentence'),
})
export type Rumour = z.infer<typeof rumourSchema>

/** A page to be printed and hung up. */
export const posterSchema = z.strictObject({
  ...common,
  lines: z.array(z.string().min(2).max(40)).min(2).max(8).describe('what stands on it, the most important first'),
  entries: z.array(entrySchema).min(1).describe('where it is to hang'),
})
export type Poster = z.infer<typeof posterSchema>

/** What a body tells on quiet days. Stands apart from warnings, and never looks like one. */
export const noticeSchema = z.strictObject({
  ...common,
  kind: z
    .enum(['risk-notice', 'disclosure'])
    .describe('risk-notice: what a season brings; disclosure: how the site or its host works'),
  until: day.optional().describe('last day it is about, 2027-03-31; left out: it stays true'),
})
export type Notice = z.infer<typeof noticeSchema>

/** What every kind of article has. */
export type Article = Pick<Notice, keyof typeof common>
