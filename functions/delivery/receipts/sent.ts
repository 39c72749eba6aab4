/**
 * How the provider's message ids lie beside a batch's outcomes, in the write that is due anyway: a receipt that names
 * nothing but the id finds its batch through index `sent` by the time at which the message was taken.
 */
import * as z from 'zod'
import type { ContactChannel } from '../../subscribers/subscriber.ts'
import { type JobKey, type Sent, worstBatchMs } from '../job.ts'
import type { Place } from './receipt.ts'

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

export const sentAttributes = (key: JobKey, { batch, atMs, messageIds }: Sent) => ({
  sentPk: slice(atMs),
  sentAt: atMs,
  sentOf: [key.alertId, key.channel, key.kind, key.shard, batch].join('#'),
  sentIds: packIds(messageIds),
})

function batchOf(text: string): Pick<Place, 'job' | 'batch'> {
  const [alertId = '', channel, kind = '', shard, batch] = text.split('#')
  return { job: { alertId, channel: channel as ContactChannel, kind, shard: Number(shard) }, batch: Number(batch) }
}

/** Beside others, in an item that may carry them. */
export const sentFields = {
  sentAt: z.number().default(0).describe('when the messages were taken'),
  sentOf: z.string().transform(batchOf).optional().describe('`alert#channel#kind#shard#batch`'),
  sentIds: z.instanceof(Uint8Array).transform(unpackIds).optional().describe('of the messages, 16 bytes each'),
}

/** Which batch it was of, too; undefined where the item carries none. */
export function sentOf({ sentAt, sentOf, sentIds }: z.infer<z.ZodObject<typeof sentFields>>) {
  return sentOf && sentIds && { job: sentOf.job, sent: { batch: sentOf.batch, atMs: sentAt, messageIds: sentIds } }
}

/** Where batches may lie whose messages were taken between these instants. */
export function slicesBetween(fromMs: number, toMs: number): string[] {
  const slices = new Set<string>()
  for (let ms = fromMs - worstBatchMs - skewMs; ms < toMs + skewMs; ms += sliceMs) slices.add(slice(ms))
  return [...slices.add(slice(toMs + skewMs))]
}
