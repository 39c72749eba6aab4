/** Port to the people of the directory, and its DynamoDB adapter; access patterns stand in directory-store.ts. */
import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { CountyProfile } from '../platform/county.ts'
import {
  deleteItem,
  getItem,
  itemOf,
  jsonOf,
  putIfAbsent,
  putItem,
  queryItems,
  type Read,
  type Table,
} from '../platform/table.ts'
import { makeGenerations, type SubscribersTable } from './directory-store.ts'
import { directoryPrefix } from './matching.ts'
import { shardOf } from './shards.ts'
import { type ContactChannel, channels, type EndCause, type Subscriber } from './subscriber.ts'
import {
  changeKey,
  claimKey,
  type Profile,
  profileItem,
  profileKey,
  readProfile,
  rowItem,
  rowKey,
  rowPk,
} from './subscriber-items.ts'
import type { Vault } from './vault.ts'

/** `taken`: somebody else holds the contact of this channel, and nothing was changed. */
export type PutOutcome = { kind: 'stored' } | { kind: 'taken'; channel: ContactChannel }

export interface Subscribers {
  /** With addresses in clear. */
  get(sub: string): Promise<Subscriber | undefined>
  /** Adds or replaces one person; one contact is one subscriber. */
  put(subscriber: Subscriber): Promise<PutOutcome>
  /** Removes a channel with its contact; the person altogether when it was their last, or when no channel is named. */
  remove(sub: string, channel?: ContactChannel): Promise<'removed' | 'absent'>
  /** Nothing more is sent to the contact of this channel until the person gives another; safe to repeat. */
  end(sub: string, channel: ContactChannel, cause: EndCause): Promise<void>
  /** Finishes changes that were broken off, oldest first, at most 100; answers how many. For the sweeper. */
  repairDirty(): Promise<number>
}

/**
 * A change under way, written before anything else and deleted last, so that a crash at any step leaves the sweeper a
 * list of everything that may be wrong. It names no address: contacts stand as keyed hashes.
 */
interface Change {
  /** Sort key `<started, ms>#<sub>#<nonce>`; each change has its own, so that a slow one cannot lose another's. */
  key: string
  sub: string
  /** Every row it may create or must delete, before and after. */
  rows: { channel: ContactChannel; prefix: string }[]
  /** Every claim it may create or must give back. */
  claims: { channel: ContactChannel; hash: string }[]
}

const place = { channel: z.enum(channels) }
const readLeft = itemOf(
  z
    .object({
      sk: z.string(),
      v1: jsonOf(
        z.object({
          sub: z.string(),
          rows: z.array(z.object({ ...place, prefix: z.string() })),
          claims: z.array(z.object({ ...place, hash: z.string() })),
        }),
      ),
    })
    .transform(({ sk, v1 }): Change => ({ key: sk, ...v1 })),
)

/** Longer than any writer lives: a Lambda behind the API has at most 30 s. */
const brokenOffAfterMs = 5 * 60_000
const repairsPerRun = 100
/** Two changes of one person at once make the later start again. */
const maxTries = 8

const timeKey = (ms: number): string => String(Math.max(0, Math.floor(ms))).padStart(15, '0')

const asRead = ({ revision }: Profile) => ({ when: 'revision = :revision', values: { revision } })

/** Reads when asked: one that cannot be read is told apart from the others. */
const later =
  <T>(read: Read<T>): Read<() => T> =>
  (item) =>
  () =>
    read(item)

interface Ports extends SubscribersTable {
  county: Pick<CountyProfile, 'code'>
  vault: Vault
  clock: Clock
}

export function makeSubscribers(ports: Ports): Subscribers {
  const { county, vault, clock } = ports
  const table: Table = { client: ports.client, name: ports.table }
  const generations = makeGenerations(ports)

  const profileOf = (sub: string): Promise<Profile | undefined> => getItem(table, profileKey(sub), readProfile)

  /** False when the person changed since `before` was read. */
  const writeProfile = (before: Profile | undefined, after: Profile): Promise<boolean> =>
    before ? putItem(table, profileItem(after), asRead(before)) : putIfAbsent(table, profileItem(after))

  const deleteProfile = (before: Profile): Promise<boolean> => deleteItem(table, profileKey(before.id), asRead(before))

  const claim = (sub: string, channel: ContactChannel, hash: string): Promise<boolean> =>
    putItem(
      table,
      { ...claimKey(channel, hash), sub },
      { when: 'attribute_not_exists(pk) OR #sub = :sub', values: { sub } },
    )

  const giveBack = (sub: string, channel: ContactChannel, hash: string): Promise<boolean> =>
    deleteItem(table, claimKey(channel, hash), { when: '#sub = :sub', values: { sub } })

  const prefixOf = (profile: Profile): string => directoryPrefix(profile.areas, county)

  const hashesOf = (profile: Profile): Change['claims'] =>
    channels.flatMap((channel) => {
      const contact = profile.contacts[channel]
      return contact ? [{ channel, hash: vault.lookup(channel, vault.open(contact)) }] : []
    })

  /** `moves`: contacts change hands. */
  const begin = async (
    sub: string,
    states: readonly (Profile | undefined)[],
    moves: 'contacts' | 'nothing' = 'contacts',
  ): Promise<Change> => {
    const known = states.filter((state) => state !== undefined)
    const change: Change = {
      key: `${timeKey(clock.now())}#${sub}#${randomBytes(6).toString('base64url')}`,
      sub,
      rows: known.flatMap((state) =>
        Object.keys(state.contacts).map((channel) => ({ channel: channel as ContactChannel, prefix: prefixOf(state) })),
      ),
      claims: moves === 'contacts' ? known.flatMap(hashesOf) : [],
    }
    const { key, ...left } = change
    await putItem(table, { ...changeKey(key), v1: JSON.stringify(left) })
    return change
  }

  /** Brings rows and claims named by the change to what the profile says: first what is wanted, then what is not. */
  const reconcile = async (change: Change, profile: Profile | undefined): Promise<void> => {
    const { sub } = change
    const { current, next, previous } = await generations.layouts()
    const pksOf = (channel: ContactChannel) =>
      [current, next, previous].flatMap((it) => (it ? rowPk(it.generation, channel, shardOf(sub, it.shards)) : []))
    const isWantedRow = ({ channel, prefix }: Change['rows'][number]) =>
      profile?.contacts[channel] !== undefined && prefixOf(profile) === prefix
    // Without the vault, where no contact changes hands.
    const holds = profile && change.claims.length > 0 ? hashesOf(profile) : []
    const held = new Set(holds.map(({ channel, hash }) => `${channel}#${hash}`))
    const isWantedClaim = ({ channel, hash }: Change['claims'][number]) => held.has(`${channel}#${hash}`)

    for (const { channel, hash } of change.claims.filter(isWantedClaim)) await claim(sub, channel, hash)
    for (const { channel, prefix } of change.rows.filter(isWantedRow)) {
      for (const pk of pksOf(channel)) {
        await putItem(table, rowItem(pk, prefix, sub, profile!, profile!.contacts[channel]!, profile!.ended?.[channel]))
      }
    }
    for (const { channel, prefix } of change.rows.filter((row) => !isWantedRow(row))) {
      for (const pk of pksOf(channel)) await deleteItem(table, { pk, sk: rowKey(prefix, sub) })
    }
    for (const { channel, hash } of change.claims.filter((it) => !isWantedClaim(it))) await giveBack(sub, channel, hash)
  }

  /** Reconciles until the profile stood still meanwhile, then forgets the change: whoever writes last leaves what the profile says. */
  const settle = async (change: Change): Promise<void> => {
    let profile = await profileOf(change.sub)
    for (;;) {
      await reconcile(change, profile)
      const now = await profileOf(change.sub)
      if (now?.revision === profile?.revision) break
      profile = now
    }
    await deleteItem(table, changeKey(change.key))
  }

  /** An address that ended stays so while it is the same. */
  const seal = (subscriber: Subscriber, before: Profile | undefined): Profile => {
    const { channels: addresses, ...preferences } = subscriber
    const contacts: Profile['contacts'] = {}
    const ended: NonNullable<Profile['ended']> = {}
    for (const channel of channels) {
      const address = addresses[channel]
      if (!address) continue
      contacts[channel] = vault.seal(address)
      const cause = before?.ended?.[channel]
      if (cause && vault.open(before.contacts[channel] ?? '') === address) ended[channel] = cause
    }
    const revision = randomBytes(9).toString('base64url')
    return { ...preferences, contacts, ...(Object.keys(ended).length > 0 && { ended }), revision }
  }

  return {
    async get(sub) {
      await vault.ready()
      const profile = await profileOf(sub)
      if (!profile) return undefined
      const { contacts, revision: _, ended: __, ...preferences } = profile
      const addresses: Subscriber['channels'] = {}
      for (const channel of channels) {
        const contact = contacts[channel]
        if (contact) addresses[channel] = vault.open(contact)
      }
      return { ...preferences, channels: addresses }
    },

    async put(subscriber) {
      await vault.ready()
      for (let tries = 0; tries < maxTries; tries++) {
        const before = await profileOf(subscriber.id)
        const after = seal(subscriber, before)
        const change = await begin(subscriber.id, [before, after])
        for (const { channel, hash } of hashesOf(after)) {
          if (await claim(subscriber.id, channel, hash)) continue
          await settle(change)
          return { kind: 'taken', channel }
        }
        const isWritten = await writeProfile(before, after)
        await settle(change)
        if (isWritten) return { kind: 'stored' }
      }
      throw new Error(`subscriber ${subscriber.id} changed ${maxTries} times while it was written`)
    },

    async remove(sub, channel) {
      await vault.ready()
      for (let tries = 0; tries < maxTries; tries++) {
        const before = await profileOf(sub)
        if (!before || (channel && !before.contacts[channel])) return 'absent'
        const { [channel as ContactChannel]: _, ...rest } = before.contacts
        const isLast = !channel || Object.keys(rest).length === 0
        const change = await begin(sub, [before])
        const isWritten = isLast
          ? await deleteProfile(before)
          : await writeProfile(before, { ...before, contacts: rest, revision: randomBytes(9).toString('base64url') })
        await settle(change)
        if (isWritten) return 'removed'
      }
      throw new Error(`subscriber ${sub} changed ${maxTries} times while it was removed`)
    },

    async end(sub, channel, cause) {
      for (let tries = 0; tries < maxTries; tries++) {
        const before = await profileOf(sub)
        if (!before?.contacts[channel] || before.ended?.[channel] === cause) return
        const change = await begin(sub, [before], 'nothing')
        const ended = { ...before.ended, [channel]: cause }
        const isWritten = await writeProfile(before, {
          ...before,
          ended,
          revision: randomBytes(9).toString('base64url'),
        })
        await settle(change)
        if (isWritten) return
      }
      throw new Error(`subscriber ${sub} changed ${maxTries} times while a channel of theirs was ended`)
    },

    async repairDirty() {
      const changes = await queryItems(
        table,
        {
          where: 'pk = :pk AND sk < :before',
          values: { pk: changeKey('').pk, before: timeKey(clock.now() - brokenOffAfterMs) },
          mayLag: true,
          limit: repairsPerRun,
        },
        later(readLeft),
      )
      if (changes.length > 0) await vault.ready()
      const failures: unknown[] = []
      for (const change of changes) {
        try {
          await settle(change())
        } catch (error) {
          failures.push(error)
        }
      }
      // One that cannot be finished must not hold up those behind it.
      if (failures.length > 0) throw new AggregateError(failures, `${failures.length} changes could not be finished`)
      return changes.length
    },
  }
}
