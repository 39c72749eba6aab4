/** Videos of `content/videos/`, served by the site itself: their address, with their hash in the name, and what they cost. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { site } from '../site.ts'

const addresses = import.meta.glob<string>('../../../content/videos/*.mp4', {
  query: '?url',
  import: 'default',
  eager: true,
})

export function videoFile(name: string): { address: string; megabytes: number } {
  const address = addresses[`../../../content/videos/${name}`]
  if (!address) throw new Error(`content/videos/${name} is missing`)
  const { size } = statSync(join(site.root, 'content', 'videos', name))
  return { address, megabytes: Math.max(1, Math.round(size / 1_000_000)) }
}
