/** How people are spread over shards of the directory. */

/**
 * The shard a subscriber stands in: the low bits of a well-mixed hash (FNV-1a, finished as in MurmurHash3),
 * so that doubling sends each shard `n` to `n` and `n + shards` and moves nobody else. `shards` is a power of two.
 */
export function shardOf(sub: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < sub.length; i++) hash = Math.imul(hash ^ sub.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) & (shards - 1)
}

/** Shards for this many people: few jobs for few people, about 20 000 each at most for many (10⁵: 8, 10⁶: 64, 10⁷: 512). */
export function shardsFor(people: number): number {
  if (people < 2_500) return 1
  if (people <= 12_000) return 2
  if (people <= 40_000) return 4
  let shards = 8
  while (people > shards * 20_000) shards *= 2
  return shards
}
