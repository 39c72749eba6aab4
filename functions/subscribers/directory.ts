/** Port to the directory: who may be meant by an alert, one row per channel and subscriber, spread over shards. */
import type { ContactChannel, DirectoryRow } from './subscriber.ts'

/** How the directory is laid out now; a plan keeps the pair it was made with. */
export interface DirectoryShape {
  generation: number
  /** A power of two. */
  shards: number
}

/**
 * Keys of rows that can match, on the sort key `<lcp>#<sub>`: all that begin with `value`.
 * `prefix`: a division and everything below it (`510402001`); `exact`: rows of that division alone (`510402#`).
 */
export interface Range {
  kind: 'prefix' | 'exact'
  value: string
}

export interface PageRequest {
  generation: number
  channel: ContactChannel
  /** 0 … shards − 1. */
  shard: number
  range: Range
  /** Key of the last row already consumed; the row itself need not exist any more. */
  afterKey?: string | undefined
  limit: number
}

export interface DirectoryPage {
  /** In key order. */
  rows: DirectoryRow[]
  /** Pass as `afterKey`; set only when there may be more in the range. */
  lastKey?: string
}

export interface RowsRequest {
  generation: number
  channel: ContactChannel
  shard: number
  keys: readonly string[]
}

/** What delivery may ask; every row it gets is as wide as `isMatch` needs. */
export interface Directory {
  shape(): Promise<DirectoryShape>
  readPage(request: PageRequest): Promise<DirectoryPage>
  /** In the order of `keys`. A row that moved is found by its id and has another `key`; people who left, or left the channel, are absent. */
  readRows(request: RowsRequest): Promise<DirectoryRow[]>
}

/** The directory's generations; each is written once as a whole, then read by the plans made from it. */
export interface Generations {
  /** A generation nobody has written to, even when an earlier attempt broke off. */
  reserve(): Promise<number>
  /** From now on plans read this one. */
  switchTo(shape: DirectoryShape): Promise<void>
}

/** The subscriber's id at the end of a row's key. */
export const subOfKey = (key: string): string => key.slice(key.indexOf('#') + 1)
