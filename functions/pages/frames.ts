/**
 * The pages of the site's build that delivery fills: one design for pages that are made once and pages that are made
 * when a warning comes. `site/build.ts` writes them to `frames.json` beside the pages.
 */
import * as z from 'zod'
import { languagePrefix } from '../platform/alert-path.ts'
import { escapeHtml, type Html, html } from '../platform/html.ts'
import { pageWords } from '../texts/page-words.ts'

/** home: `/`; alerts: `/alerts/`; alert and poster: one warning; signage: LED screens; embed: in pages of others. */
export const frameKinds = ['home', 'alerts', 'alert', 'poster', 'signage', 'embed'] as const
export type FrameKind = (typeof frameKinds)[number]

/** Key of the file in the site's bucket. */
export const framesKey = 'frames.json'

export const framesSchema = z.strictObject({
  pages: z.record(z.string(), z.record(z.enum(frameKinds), z.string())).describe('language → kind → page with slots'),
  months: z.record(z.string(), z.array(z.string()).length(12)).describe('language → what to learn in each month'),
  guides: z
    .record(
      z.string(),
      z.array(
        z.strictObject({
          slug: z.string(),
          name: z.string(),
          eventCodes: z.array(z.string()),
          now: z.array(z.string()),
        }),
      ),
    )
    .describe('language → guides that a warning may link to'),
})
export type Frames = z.infer<typeof framesSchema>
export type Guide = Frames['guides'][string][number]

/** The frames of one build of the site. */
export interface FrameSet {
  frames: Frames
  /** Tells one build's frames from another's; null: the built-in ones, which no page is written anew for. */
  hash: string | null
}

/**
 * What a frame has room for. `path` is the page's in Chinese, `origin` the site's address without a slash; `head` and
 * `main` are fragments; `month` is what to learn now.
 */
export const slots = ['origin', 'path', 'title', 'description', 'head', 'main', 'month'] as const
export type Slot = (typeof slots)[number]

/** As it stands in a frame. */
export const slotMark = (slot: Slot): string => `⟦${slot}⟧`

/** The page with its slots filled; text is escaped, and brackets inside what is filled in stay as they are. */
export const fillFrame = (frame: string, values: Partial<Record<Slot, string | Html>>): string =>
  frame.replace(/⟦([a-z]+)⟧/g, (_, name: string) => {
    const value = values[name as Slot]
    if (value === undefined) throw new Error(`a frame asks for ${name}; there is ${Object.keys(values).join(', ')}`)
    return typeof value === 'string' ? escapeHtml(value) : value.html
  })

/** What a page says, before it is put into its frame. */
export interface PageContent {
  title: string
  /** Of link previews and search results, one line. */
  description: string
  head?: Html
  main: Html
  /** What to learn now; of the home page alone. */
  month?: Html
}

export interface FramedPage {
  kind: FrameKind
  language: string
  /** In Chinese: `/alerts/`. */
  path: string
  siteUrl: string
}

/** The whole page, in the plain frame where the site has none for it. */
export function framed(frames: Frames, { kind, language, path, siteUrl }: FramedPage, content: PageContent): string {
  return fillFrame(frames.pages[language]?.[kind] ?? plainFrame(language), {
    origin: new URL(siteUrl).origin,
    path,
    title: content.title,
    description: content.description,
    head: content.head ?? html``,
    main: content.main,
    month: content.month ?? html``,
  })
}

/** A warning goes out even before the site was ever deployed: words, no style, no script. */
export function plainFrame(language: string): string {
  const words = pageWords(language)
  const prefix = languagePrefix(language)
  return html`<!DOCTYPE html>
<html lang="${words.language}"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<title>⟦title⟧</title><meta name="description" content="⟦description⟧" /><link rel="canonical" href="⟦origin⟧${prefix}⟦path⟧" />
⟦head⟧</head><body><p><a href="${prefix}/alerts/">${words.more}</a></p><main>⟦main⟧</main><p>${words.emergency}</p></body></html>
`.html
}

const noFrames: Frames = { pages: {}, months: {}, guides: {} }

export const builtInFrames: FrameSet = { frames: noFrames, hash: null }

/** Frames as the build wrote them; a frame that asks for what nobody fills in is refused here, not at a warning. */
export function parseFrames(text: string): Frames {
  const frames = framesSchema.parse(JSON.parse(text))
  const known = Object.fromEntries(slots.map((slot) => [slot, ''])) as Record<Slot, string>
  for (const page of Object.values(frames.pages).flatMap((kinds) => Object.values(kinds))) fillFrame(page, known)
  return frames
}
