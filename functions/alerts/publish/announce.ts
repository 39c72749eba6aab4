import { queuedChannels } from '../../platform/channel.ts'
import type { AlertHead } from '../alert-head.ts'
import type { PublicPages } from '../public-pages.ts'
import { isFullyPlanned } from '../read-published.ts'
import type { AlertOutbox } from './alert-outbox.ts'

/**
 * Wakes every channel not yet planned. The files count as changed only once the alert stands as published.
 * Throws for a channel without a queue, once all others are woken.
 */
export async function announceUnplanned(
  head: AlertHead,
  { pages, outbox }: { pages: Pick<PublicPages, 'touch'>; outbox: Pick<AlertOutbox, 'announce'> },
): Promise<void> {
  if (isFullyPlanned(head)) return
  const unplanned = head.expected.filter((channel) => !head.planned.includes(channel))
  const channels = unplanned.filter((channel) => queuedChannels.includes(channel))
  if (channels.includes('web')) await pages.touch()
  if (channels.length > 0) {
    await outbox.announce({ alertId: head.id, traceId: head.traceId, lane: head.lane, channels })
  }
  const unheard = unplanned.filter((channel) => !queuedChannels.includes(channel))
  if (unheard.length > 0) throw new Error(`no queue for the channel ${unheard.join(', ')} of alert ${head.id}`)
}
