/**
 * How the provider's message ids lie beside a batch's outcomes, in the write that is due anyway: a receipt that names
 * nothing but the id finds its batch through index `sent` by the time at which the message was taken.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type DeliveryChannel, deliveryChannels } from '../../platform/channel.ts'
import { type JobKey, type Sent, worstBatchMs } from '../job.ts'

type Item = Record<string, AttributeValue>

export const sentIndex = 'sent'
const sliceMs = 10_000
/** Our clock and the provider's. */
const skewMs = 3_000
const slice = (ms: number): string => `sent#${Math.floor(ms / sliceMs)}`

/** A UUID is 16 bytes; of an id in another form no receipt comes. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const idBytes = 16

function packIds(ids: readonly string[]): Buffer {
  const packed = Buffer.alloc(ids.length * idBytes)
  ids.forEach((id, i) => {
    if (uuid.test(id)) packed.write(id.replaceAll('-', ''), i * idBytes, 'hex')
  })
  return packed
}

function unpackIds(packed: Uint8Array): string[] {
  const hex = Buffer.from(packed).toString('hex')
  return Array.from({ length: packed.length / idBytes }, (_, i) => {
    const id = hex.slice(i * 2 * idBytes, (i + 1) * 2 * idBytes)
    return /[^0]/.test(id) ? id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : ''
  })
}

export const sentAttributes = (key: JobKey, { batch, atMs, messageIds }: Sent): Item => ({
  sentPk: { S: slice(atMs) },
  sentAt: { N: String(atMs) },
  sentOf: { S: [key.alertId, key.channel, key.kind, key.shard, batch].join('#') },
  sentIds: { B: packIds(messageIds) },
})

/** undefined where the item carries none. */
export function sentOf(item: Item): Sent | undefined {
  const batch = item.sentOf?.S?.split('#')[4]
  if (batch === undefined || !item.sentIds?.B) return undefined
  return { batch: Number(batch), atMs: Number(item.sentAt?.N), messageIds: unpackIds(item.sentIds.B) }
}

export function jobOfSent(item: Item): JobKey | undefined {
  const [alertId = '', named, kind = '', shard] = item.sentOf?.S?.split('#') ?? []
  const channel = deliveryChannels.find((each): each is DeliveryChannel => each === named)
  return channel && { alertId, channel, kind, shard: Number(shard) }
}

/** Where batches may lie whose messages were taken between these instants. */
export function slicesBetween(fromMs: number, toMs: number): string[] {
  const slices = new Set<string>()
  for (let ms = fromMs - worstBatchMs - skewMs; ms < toMs + skewMs; ms += sliceMs) slices.add(slice(ms))
  return [...slices.add(slice(toMs + skewMs))]
}
