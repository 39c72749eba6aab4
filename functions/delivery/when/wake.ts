/** Which warnings may wake people; the rules are data, `content/catalogue/wake-rules.json`. */
import * as z from 'zod'
import rules from '../../../content/catalogue/wake-rules.json' with { type: 'json' }
import { categories, colours } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { byPrefix } from '../../texts/event-words.ts'
import type { Reader } from '../../texts/message-form.ts'

const kindNames = ['sudden', 'ordinary', 'slow'] as const

const { kinds, unlisted, events, onsetLetsSleep } = z
  .strictObject({
    source: z.string().describe('where the rules come from'),
    kinds: z
      .record(
        z.enum(kindNames),
        z.strictObject({
          wakes: z.array(z.enum(colours)).describe('colours that wake whoever sleeps'),
          onsetWakes: z
            .array(z.enum(colours))
            .describe('colours that wake whoever sleeps when they begin before the quiet hours end'),
        }),
      )
      .describe('what each kind of event may do at night'),
    onsetLetsSleep: z.array(z.enum(categories)).describe('categories whose begin wakes nobody, whatever the colour'),
    unlisted: z.enum(kindNames).describe('kind of an event that no prefix names, and of an unknown one'),
    events: z.record(z.string(), z.enum(kindNames)).describe('event-code prefix → kind; the longest prefix wins'),
  })
  .parse(rules)

/** The quiet hours somebody is in. */
export interface Night {
  endsAtMs: number
  /** They were sent an earlier message of this chain in these same quiet hours. */
  wasTold: boolean
  reader: Reader
}

/**
 * True when this alert goes out now to somebody in quiet hours; otherwise it waits for their end. A drill wakes nobody.
 * What is over lets people sleep, a place that fell out of an update too; but whoever was told to leave this night hears
 * it at once, and so does whoever got a warning issued in error. An unknown colour counts as yellow.
 */
export function mayWake(
  published: PublishedAlert,
  night: Night,
  rules: Pick<County['rules'], 'nightLiftings' | 'reissueWakes'>,
): boolean {
  const { alert, eventCode, onsetAtMs, cancelReason } = published
  const colour = published.colour ?? 'yellow'
  if (alert.status !== 'Actual') return false
  if (cancelReason === 'error') return true
  if (cancelReason || night.reader === 'outside') {
    return rules.nightLiftings && published.askedToLeave && night.wasTold
  }
  if (published.isReissue && !rules.reissueWakes.includes(colour)) return false
  const rule = kinds[byPrefix(events, eventCode) ?? unlisted]
  if (rule.wakes.includes(colour)) return true
  const isLetSleep = alert.info.some(({ category }) => category.some((each) => onsetLetsSleep.includes(each)))
  return !isLetSleep && rule.onsetWakes.includes(colour) && onsetAtMs !== null && onsetAtMs < night.endsAtMs
}
