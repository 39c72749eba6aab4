import { cut } from './clean-text.ts'
import { countSms } from './sms-length.ts'

/** One way to say who, when, what and where, with the endings that go with it. */
export interface SmsVariant {
  /** Everything before what to do. */
  head: string
  /** What follows, fullest first; the last is what must never be missing. */
  tails: readonly string[]
}

export interface SmsLayout {
  /** Fullest first; never empty. */
  variants: readonly SmsVariant[]
  /** What to do, as beginnings of one text, shortest first; empty when there is nothing to say. */
  actions: readonly string[]
  /** Between what to do and what follows. */
  gap: string
  /** The one thing to do, where `actions` hold more than that. */
  glance?: string
  maxParts: number
}

/** What a handset shows before it is opened, and all that one part alone can hold (UTF-16 units). */
export const firstGlance = 70

/**
 * Fits a text into its parts: the fullest head that leaves the one thing to do within the first 70 units, then the
 * fullest ending, then as much more of what to do as there is room for. One endless sentence is cut, an ending never.
 */
export function layOutSms({ variants, actions, gap, glance, maxParts }: SmsLayout): string {
  const [least = ''] = actions
  const fits = (text: string): boolean => countSms(text).parts <= maxParts
  const join = (head: string, action: string, tail: string): string =>
    head + action + (action === '' || tail === '' ? '' : gap) + tail

  const seen = variants.findIndex(({ head }) => head.length + (glance ?? least).length <= firstGlance)
  const candidates = variants.slice(seen === -1 ? variants.length - 1 : seen)
  for (const { head, tails } of candidates) {
    const tail = tails.find((t) => fits(join(head, least, t)))
    if (tail === undefined) continue
    return join(head, actions.findLast((action) => fits(join(head, action, tail))) ?? least, tail)
  }

  const { head = '', tails = [] } = candidates.at(-1) ?? {}
  const tail = tails.at(-1) ?? ''
  for (let room = firstGlance * maxParts; room > 1; room--) {
    const text = join(head, cut(least, room), tail)
    if (fits(text)) return text
  }
  for (let room = firstGlance * maxParts; room > 1; room--) {
    const text = cut(head, room) + tail
    if (fits(text)) return text
  }
  return tail
}
