/**
 * Items of the subscribers table: their keys, and people as one compact text each.
 * A warning reads a row per person, and unmarshalling is most of the cost: one packed attribute reads 2.6 times as many rows a second as one attribute per field.
 */
import * as z from 'zod'
import { type Colour, colours } from '../alerts/alert.ts'
import { itemOf, jsonOf, type Key, type Read, UnreadableItemError } from '../platform/table.ts'
import {
  type ContactChannel,
  channels,
  type DirectoryRow,
  type EndCause,
  endCauses,
  type QuietHours,
  type Subscriber,
} from './subscriber.ts'

export const rowPk = (generation: number, channel: ContactChannel, shard: number): string =>
  `D#${generation}#${channel}#${shard}`
export const rowKey = (prefix: string, sub: string): string => `${prefix}#${sub}`
export const profileKey = (sub: string): Key => ({ pk: `S#${sub}`, sk: 'PROFILE' })
/** `hash` comes from the vault; the address itself is in no key. */
export const claimKey = (channel: ContactChannel, hash: string): Key => ({ pk: `C#${channel}#${hash}`, sk: 'CLAIM' })
export const changeKey = (sk: string): Key => ({ pk: 'DIRTY', sk })
export const shapeKey: Key = { pk: 'CONFIG', sk: 'DIR' }
export const dataKeyKey: Key = { pk: 'CONFIG', sk: 'KEY' }

type Preferences = Omit<Subscriber, 'id' | 'channels'>

const letters: Record<Colour, string> = { red: 'r', orange: 'o', yellow: 'y', blue: 'b' }
const colourOf = new Map<string, Colour>(colours.map((colour) => [letters[colour], colour]))

/** People share few combinations of languages and quiet hours: each is parsed once and then the same object. */
const languagesOf = new Map<string, string[]>([['', ['zh-CN']]])
const quietHoursOf = new Map<string, QuietHours | null>([['', null]])

function once<T>(known: Map<string, T>, text: string, parse: (text: string) => T): T {
  let value = known.get(text)
  if (value === undefined) {
    value = parse(text)
    if (known.size < 1000) known.set(text, value)
  }
  return value
}

/** `areas|lat,lon|colour|languages|from-to|list`; areas are left out where they are `prefix` alone, languages where zh-CN alone. */
function packPreferences(who: Preferences, prefix: string): string {
  const areas = who.areas.length === 1 && who.areas[0] === prefix ? '' : who.areas.join(',')
  const point = who.point ? who.point.join(',') : ''
  const languages = who.languages.length === 1 && who.languages[0] === 'zh-CN' ? '' : who.languages.join(',')
  const quiet = who.quietHours ? `${who.quietHours.from}-${who.quietHours.to}` : ''
  return `${areas}|${point}|${letters[who.colour]}|${languages}|${quiet}|${who.list === 'drill' ? 'd' : ''}`
}

/** `fields` starts with what `packPreferences` wrote. */
function unpackPreferences(fields: readonly string[], prefix: string): Preferences {
  const [areas = '', point = '', colour = '', languages = '', quiet = '', list = ''] = fields
  const comma = point.indexOf(',')
  return {
    areas: areas === '' ? [prefix] : areas.split(','),
    point: comma < 0 ? null : [+point.slice(0, comma), +point.slice(comma + 1)],
    colour: colourOf.get(colour) ?? 'blue',
    languages: once(languagesOf, languages, (text) => text.split(',')),
    quietHours: once(quietHoursOf, quiet, (text) => ({ from: text.slice(0, 5), to: text.slice(6) })),
    list: list === 'd' ? 'drill' : 'warning',
  }
}

/** Beside the contact it ended; nothing where it did not. */
const endSuffix = (ended: EndCause | undefined): string => (ended ? `|${ended}` : '')
const endOf = (text: string | undefined): { ended?: EndCause } => {
  if (text === undefined) return {}
  const ended = endCauses.find((cause) => cause === text)
  return ended ? { ended } : {}
}

/** A directory row: `v1` is the packed preferences, the encrypted contact and, where it ended, why. The attribute's name is its version. */
export type RowItem = Key & { v1: string }

export const rowItem = (
  pk: string,
  prefix: string,
  sub: string,
  who: Preferences,
  contact: string,
  ended?: EndCause,
): RowItem => ({
  pk,
  sk: rowKey(prefix, sub),
  v1: `${packPreferences(who, prefix)}|${contact}${endSuffix(ended)}`,
})

/** By hand, because a red alert reads every row of the county. */
export const readRow: Read<DirectoryRow> = ({ sk, v1 }) => {
  if (!sk?.S || !v1?.S) {
    throw new UnreadableItemError('a row of the directory has no v1; deploy the release that wrote it')
  }
  return rowOf(sk.S, v1.S)
}

/** Reads one row; written for speed. */
export function rowOf(sk: string, v1: string): DirectoryRow {
  const hash = sk.indexOf('#')
  const fields = v1.split('|')
  const { areas, point, colour, languages, quietHours, list } = unpackPreferences(fields, sk.slice(0, hash))
  return {
    key: sk,
    id: sk.slice(hash + 1),
    areas,
    point,
    colour,
    languages,
    quietHours,
    list,
    contact: fields[6] ?? '',
    ...endOf(fields[7]),
  }
}

/** Addresses as they are stored: encrypted, per channel. */
export type Contacts = Partial<Record<ContactChannel, string>>

/** The truth about one person. */
export interface Profile extends Preferences {
  id: string
  /** Another random text after every change; writes are conditional on it. */
  revision: string
  contacts: Contacts
  /** Channels on which nothing more is sent to the contact there is. */
  ended?: Partial<Record<ContactChannel, EndCause>>
}

export const profileItem = (profile: Profile) => ({
  ...profileKey(profile.id),
  v1: packPreferences(profile, ''),
  revision: profile.revision,
  ...profile.contacts,
  ...(profile.ended && { ended: JSON.stringify(profile.ended) }),
})

const sealed = z.string().optional().describe('encrypted contact')
export const readProfile = itemOf(
  z
    .object({
      pk: z.string().describe('`S#sub`'),
      v1: z.string().transform((text) => unpackPreferences(text.split('|'), '')),
      revision: z.string(),
      ...(Object.fromEntries(channels.map((channel) => [channel, sealed])) as Record<ContactChannel, typeof sealed>),
      ended: jsonOf(z.partialRecord(z.enum(channels), z.enum(endCauses))).optional(),
    })
    .transform(({ pk, v1, revision, ended, ...contacts }): Profile => {
      const id = pk.slice('S#'.length)
      return { id, revision, contacts, ...(ended && { ended }), ...v1 }
    }),
)
