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

/** A generation beside the current one, and since when it is. */
export interface OtherLayout extends DirectoryShape {
  sinceMs: number
}

/** Generations that hold rows. Whoever writes a person writes them to all, `current` first: growing relies on it. */
export interface Layouts {
  /** What new plans read. */
  current: DirectoryShape
  /** Being filled from `current`; `copied` is where that stands, read by nobody else. */
  next: (OtherLayout & { copied: string | null }) | null
  /** Still read by plans made before the switch. */
  previous: OtherLayout | null
}

export interface Generations {
  /** Consistent. */
  layouts(): Promise<Layouts>
  /** A generation nobody has written to, even when an earlier attempt broke off. */
  reserve(): Promise<number>
  /** False when somebody else changed them since `before` was read. */
  change(before: Layouts, after: Layouts): Promise<boolean>
}

/** The subscriber's id at the end of a row's key. */
export const subOfKey = (key: string): string => key.slice(key.indexOf('#') + 1)

/** The division a row stands under, at the beginning of its key. */
export const prefixOfKey = (key: string): string => key.slice(0, key.indexOf('#'))
