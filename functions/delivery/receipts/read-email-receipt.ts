/** Receipts of e-mail as SES publishes them to a topic: each names the place of its message by tags of ours. */
import * as z from 'zod'
import { parseJson } from '../../platform/json.ts'
import type { Place, Verdict } from './receipt.ts'

export interface EmailReceipt {
  place: Place
  verdict: Verdict
}

const tag = z.array(z.string()).default([])
/** SES Developer Guide, "Contents of event data"; `mail.destination` holds the address, and is not read. */
const eventSchema = z.object({
  eventType: z.string(),
  mail: z.object({ tags: z.object({ id: tag, job: tag, batch: tag, index: tag }) }),
  bounce: z.object({ bounceType: z.string() }).optional(),
})

/**
 * undefined for what is no receipt of a warning, or says nothing final: a bounce that may pass is tried again by SES. Nor is
 * the line of text by which SES tries a new topic out; an error would carry a piece of what it could not read into the log.
 */
export function readEmailReceipt(message: string): EmailReceipt | undefined {
  const parsed = eventSchema.safeParse(parseJson(message))
  if (!parsed.success) return undefined
  const { eventType, mail, bounce } = parsed.data
  const place = readPlaceTags(mail.tags)
  const verdict = verdictOf(eventType, bounce?.bounceType)
  return place && verdict && { place, verdict }
}

function verdictOf(eventType: string, bounceType: string | undefined): Verdict | undefined {
  switch (eventType) {
    case 'Delivery':
      return { kind: 'delivered' }
    case 'Bounce':
      // Undetermined counts as failed too: SES gave up on it. Only a permanent one says that the mailbox is not there.
      if (bounceType === 'Permanent') return { kind: 'ended', cause: 'bounced' }
      return { kind: 'failed', cause: 'notDelivered' }
    case 'Complaint':
      return { kind: 'ended', cause: 'complained' }
    case 'Reject':
    case 'Rendering Failure':
      return { kind: 'failed', cause: 'refused' }
    default:
      return undefined
  }
}

/** What `placeTags` wrote. */
function readPlaceTags(tags: Record<'id' | 'job' | 'batch' | 'index', string[]>): Place | undefined {
  const [alertId, job, batch, index] = [tags.id[0], tags.job[0], tags.batch[0], tags.index[0]]
  const [, kind, shard] = /^(\w+)-(\d+)$/.exec(job ?? '') ?? []
  if (!alertId || !kind || !shard || !/^\d+$/.test(batch ?? '') || !/^\d+$/.test(index ?? '')) return undefined
  return {
    job: { alertId, channel: 'email', kind: kind.replaceAll('_', '.'), shard: Number(shard) },
    batch: Number(batch),
    index: Number(index),
  }
}
