/**
 * The pages of the site's build that delivery fills: one design for pages that are made once and pages that are made
 * when a warning comes. `site/build.ts` writes them to `frames.json` beside the pages.
 */
import * as z from 'zod'
import type { Html } from '../texts/html.ts'
import { escapeHtml } from '../texts/html.ts'

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
