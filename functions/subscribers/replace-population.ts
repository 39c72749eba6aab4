/** Replaces everybody in the directory with a made-up population. Only the local cloud calls it. */
import type { Colour } from '../alerts/alert.ts'
import type { County } from '../platform/county.ts'
import type { Item, Key } from '../platform/table.ts'
import type { BulkWriter } from './bulk-writer.ts'
import type { Directory, DirectoryShape, Generations } from './directory.ts'
import { directoryPrefix } from './matching.ts'
import { makePopulation } from './population.ts'
import { shardOf, shardsFor } from './shards.ts'
import { type ContactChannel, channels } from './subscriber.ts'
import { claimKey, profileItem, profileKey, rowItem, rowPk } from './subscriber-items.ts'
import type { Vault } from './vault.ts'

export interface ReplacePopulationPorts {
  directory: Directory
  generations: Generations
  bulk: BulkWriter
  vault: Vault
  county: County
  /** Shards for this many people. */
  shardsWanted?: (people: number) => number
}

export interface PopulationRequest {
  count: number
  county: string
  seed: number
  /** Everybody is reached on these only; left out: on all they have. */
  channels?: readonly ContactChannel[] | undefined
  /** Everybody's mildest colour; left out: as they come. */
  colour?: Colour | undefined
}

const pageSize = 1000
const keyText = ({ pk, sk }: Key): string => `${pk}|${sk}`

/**
 * Makes `(input) => shape`: writes rows, profiles and claims of a new generation, makes it the one that is read,
 * then deletes what only the old one had. Whoever was subscribed before is gone.
 */
export function makeReplacePopulation(ports: ReplacePopulationPorts) {
  const { directory, generations, bulk, vault, county, shardsWanted = shardsFor } = ports
  return async (input: PopulationRequest): Promise<DirectoryShape> => {
    if (input.county !== county.code) throw new Error(`county ${input.county}; allowed: ${county.code}`)
    await vault.ready()
    const before = await generations.layouts()
    const shape = { generation: await generations.reserve(), shards: shardsWanted(input.count) }
    /** Profiles and claims not to delete: those of the new population, and those already deleted. */
    const kept = new Set<string>()

    function* items(): Generator<Item> {
      for (const person of makePopulation({ ...input, county })) {
        const { id, channels: addresses, ...wishes } = person
        const preferences = { ...wishes, colour: input.colour ?? wishes.colour }
        const prefix = directoryPrefix(person.areas, county)
        const shard = shardOf(id, shape.shards)
        const contacts: Partial<typeof addresses> = {}
        for (const channel of input.channels ?? channels) {
          const address = addresses[channel]
          if (!address) continue
          const contact = vault.seal(address)
          const claim = claimKey(channel, vault.lookup(channel, address))
          contacts[channel] = contact
          kept.add(keyText(claim))
          yield { ...claim, sub: id }
          yield rowItem(rowPk(shape.generation, channel, shard), prefix, id, preferences, contact)
        }
        kept.add(keyText(profileKey(id)))
        yield profileItem({ id, ...preferences, contacts, revision: `seed ${input.seed}` })
      }
    }
    await bulk.putAll(items())
    if (!(await generations.change(before, { current: shape, next: null, previous: null }))) {
      throw new Error('the directory was laid out anew meanwhile')
    }

    for (const old of [before.current, before.next, before.previous]) if (old) await clear(old)
    return shape

    async function clear({ generation, shards }: DirectoryShape): Promise<void> {
      for (let shard = 0; shard < shards; shard++) {
        for (const channel of channels) {
          const at = {
            generation,
            channel,
            shard,
            range: { kind: 'prefix' as const, value: county.code },
          }
          for (;;) {
            const { rows, lastKey } = await directory.readPage({ ...at, limit: pageSize })
            const keys = rows
              .flatMap((row) => [
                { pk: rowPk(generation, channel, shard), sk: row.key },
                profileKey(row.id),
                claimKey(channel, vault.lookup(channel, vault.open(row.contact))),
              ])
              .filter((key) => !kept.has(keyText(key)))
            await bulk.deleteAll(keys)
            for (const row of rows) kept.add(keyText(profileKey(row.id)))
            if (lastKey === undefined) break
          }
        }
      }
    }
  }
}
