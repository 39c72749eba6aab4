/** Which warnings may wake people; the rules are data, `content/catalogue/wake-rules.json`. */
import * as z from 'zod'
import rules from '../../../content/catalogue/wake-rules.json' with { type: 'json' }
import { colours } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import { byPrefix } from '../texts/event-words.ts'

const kindNames = ['sudden', 'ordinary', 'slow'] as const

const { kinds, unlisted, events } = z
  .strictObject({
    source: z.string().describe('where the rules come from'),
    kinds: z
      .record(
        z.enum(kindNames),
        z.strictObject({
          wakes: z.array(z.enum(colours)).describe('colours that wake whoever sleeps'),
          onsetWakes: z.boolean().describe('whether an onset before the quiet hours end wakes, whatever the colour'),
        }),
      )
      .describe('what each kind of event may do at night'),
    unlisted: z.enum(kindNames).describe('kind of an event that no prefix names, and of an unknown one'),
    events: z.record(z.string(), z.enum(kindNames)).describe('event-code prefix → kind; the longest prefix wins'),
  })
  .parse(rules)

/**
 * True when this alert goes out now to somebody whose quiet hours run until `quietEndsAtMs`; otherwise it waits for
 * their end. A drill wakes nobody. A warning lifted or downgraded lets people sleep, one issued in error does not:
 * whoever got it may be on the way out. An unknown colour counts as yellow.
 */
export function mayWake(published: PublishedAlert, quietEndsAtMs: number): boolean {
  const { alert, colour, eventCode, onsetAtMs } = published
  if (alert.status !== 'Actual') return false
  if (published.cancelReason) return published.cancelReason === 'error'
  const rule = kinds[byPrefix(events, eventCode) ?? unlisted]
  if (rule.wakes.includes(colour ?? 'yellow')) return true
  return rule.onsetWakes && onsetAtMs !== null && onsetAtMs < quietEndsAtMs
}
