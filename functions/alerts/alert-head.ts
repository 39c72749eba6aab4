/** The small, changing part of an alert, and what a transition makes of it. Pure. */
import type { DeliveryChannel, Lane } from '../platform/channel.ts'
import type { CapDateTime, Colour, MsgType, Status } from './alert.ts'
import { type AuditAct, type AuditEntry, auditEntry } from './audit.ts'
import type { HoldReason } from './hold-reason.ts'
import type { AudienceArea, Dropped } from './published-alert.ts'
import type { Release } from './rules/ways-of-release.ts'
import { canMove, type Stage } from './stage.ts'

/** What lists and decisions need of what it says. */
interface Said {
  identifier: string
  sender: string
  sent: CapDateTime
  status: Status
  msgType: MsgType
  headline: string
  eventName: string
  eventCode: string | null
  colour: Colour | null
  sentAtMs: number
}

/** Its place among the alerts before and after it. */
interface Chain {
  /** Keys of the alerts it refers to, known here or not. */
  references: string[]
  /** Keys of every earlier alert of the chain, nearest first; set at publication. */
  predecessors: string[]
  successor: string | null
  previousColour: Colour | null
  /** It ends only a part of what it follows. */
  isPart: boolean
  /** What later messages took out of its area, and their ids. */
  except: AudienceArea
  partsTakenBy: string[]
  /** Set at publication of an Update that covers less than its chain. */
  dropped: Dropped | null
  /** Nobody was told of anything it follows. */
  isFirst: boolean
  isReissue: boolean
  /** People were told to leave, by this alert or by one of its chain. */
  askedToLeave: boolean
  /** Overtaken by a later message: it ended, and nobody was ever told of it. */
  isUntold: boolean
}

/** Whether a person must look, or has. */
interface Doubt {
  /** Why it is or was held. */
  reasons: HoldReason[]
  /** A person released it: it is not held again. */
  isReleased: boolean
  /** How; absent until then. */
  release?: Release
}

/** How it goes out. */
interface Outbox {
  lane: Lane
  /** Channels that must be planned; empty until publication. */
  expected: DeliveryChannel[]
  planned: DeliveryChannel[]
}

/** Where it stands, and what happens next. */
interface Course {
  stage: Stage
  /** Counts transitions; planning and waking leave it. */
  version: number
  /** When something must happen next; null: nothing. */
  dueAtMs: number | null
  /** Wakes since the last transition, for backing off. */
  wakes: number
  acceptedAtMs: number
  expiresAtMs: number
  endedAtMs: number | null
  /** The last act; the next transition writes it to its own item first. */
  lastAct: AuditEntry
}

export interface AlertHead extends Said, Chain, Doubt, Outbox, Course {
  /** `alertKey(sender, identifier)`. */
  id: string
  county: string
  traceId: string
  digests: Digests
}

/** SHA-256 of the bytes as received, and of what they say; equal in either is the same alert. */
export interface Digests {
  bytes: string
  content: string
}

export const isSameContent = (a: Digests, b: Digests): boolean => a.bytes === b.bytes || a.content === b.content

/** What a transition may change besides the version. */
export type HeadChange = { stage: Stage } & Partial<
  Pick<Said, 'headline' | 'eventName' | 'eventCode' | 'colour'> &
    Omit<Chain, 'references'> &
    Doubt &
    Omit<Outbox, 'planned'> &
    Pick<Course, 'dueAtMs' | 'expiresAtMs' | 'endedAtMs'>
>

export type NewHead = Omit<AlertHead, 'version' | 'planned' | 'wakes' | 'lastAct'>

/** Sorts by time, then by id. */
export const listKey = (head: Pick<AlertHead, 'acceptedAtMs' | 'id'>): string =>
  `${new Date(head.acceptedAtMs).toISOString()}#${head.id}`

export const firstHead = (head: NewHead, act: AuditAct): AlertHead => ({
  ...head,
  version: 1,
  planned: [],
  wakes: 0,
  lastAct: auditEntry(head.id, null, act, { before: null, after: head.stage, version: 1 }),
})

/** The head after a transition; leaving the due time out keeps it. Throws where the table of stages knows no such way. */
export function movedHead(head: AlertHead, change: HeadChange, act: AuditAct): AlertHead {
  if (!canMove(head.stage, change.stage)) throw new Error(`no way from ${head.stage} to ${change.stage}`)
  const version = head.version + 1
  const lastAct = auditEntry(head.id, head.lastAct, act, { before: head.stage, after: change.stage, version })
  return { ...head, ...change, version, wakes: 0, lastAct }
}
