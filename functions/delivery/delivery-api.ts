/** Shapes of the reach report, as the handler answers it. */
import * as z from 'zod'
import { deliveryChannels } from '../platform/channel.ts'

const count = z.number().int().min(0)
const byCause = z
  .object({ total: count.describe('sum of all causes') })
  .catchall(count)
  .describe('numbers by cause')
const seconds = z.number().nullable().describe('null while nobody was handed over')
const reach = z.object({
  meant: count.describe('people the alert is for on this channel'),
  handedOver: count.describe('accepted by the provider'),
  delivered: count.nullable().describe('confirmed by a receipt; null where the route gives none (SMTP, push, web)'),
  pending: count.describe('still to be handed over, deferred ones included'),
  failed: byCause.describe('numbers by cause; noAnswer: perhaps received'),
  skipped: byCause,
  secondsTo: z
    .object({ '50': seconds, '95': seconds, '99': seconds, '100': seconds })
    .describe('seconds from acceptance until this percentage was handed over'),
})
const byChannel = z.object(Object.fromEntries(deliveryChannels.map((channel) => [channel, reach])))

export const deliveryReport = z
  .object({
    alert: z.string().describe('CAP identifier'),
    complete: z.boolean().describe('every channel is planned and nobody is pending'),
    channels: byChannel.describe('reach by channel'),
    towns: z
      .array(z.object({ code: z.string().describe('division code'), channels: byChannel }))
      .describe('the same by town; towns add up to the channel'),
  })
  .meta({ id: 'DeliveryReport' })
