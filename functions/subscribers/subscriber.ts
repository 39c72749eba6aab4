import type { Colour, Position } from '../alerts/alert.ts'
import { type ChannelWith, channelsWhere } from '../platform/channel.ts'

/** Channels with a contact of the resident's own; `web` needs none. */
export type ContactChannel = ChannelWith<{ contact: object }>
export const channels = channelsWhere<ContactChannel>(({ contact }) => contact !== undefined)

/** Why nothing more is sent to an address: it sent back what came, or whoever reads it called it spam. */
export const endCauses = ['bounced', 'complained'] as const
export type EndCause = (typeof endCauses)[number]

/** Local times of the county, `HH:mm`; `to` may be on the next day. */
export interface QuietHours {
  from: string
  to: string
}

/** One resident: who wants what, where and how. */
export interface Subscriber {
  id: string
  /** Division codes of 6, 9 or 12 digits. */
  areas: string[]
  point: Position | null
  /** The mildest colour wanted; `red` means red only. */
  colour: Colour
  /** BCP 47, preferred first. */
  languages: string[]
  /** null: may be woken by anything (responders and risk-zone households always). */
  quietHours: QuietHours | null
  list: 'warning' | 'drill'
  /** Addresses in clear; encrypted before they are stored. */
  channels: Partial<Record<ContactChannel, string>>
}

/** One row of the directory: one subscriber on one channel. */
export interface DirectoryRow extends Omit<Subscriber, 'channels'> {
  /** Sort key `<longest common prefix of areas>#<id>`; the stored batch refers to people by it. */
  key: string
  /** Encrypted address; only the vault opens it. */
  contact: string
  /** Nothing more is sent there. */
  ended?: EndCause
}
