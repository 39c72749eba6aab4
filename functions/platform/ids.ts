import { createHash, randomUUID } from 'node:crypto'

/** 22 base64url characters (132 bits) of the SHA-256 of `text`. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, 22)

/** Key of an alert in every table: the hash of its sender and identifier, so that no sender can write over another's. */
export const alertKey = (sender: string, identifier: string): string => shortHash(`${sender}\n${identifier}`)

/** A correlation id, carried from the POST to the last hand-over. */
export const newTraceId = (): string => randomUUID()
