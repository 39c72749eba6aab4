/** The site's build as it lies in its bucket after a deployment, read where it lies. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** As `aws s3 sync` guesses them. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xml': 'application/xml',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ics': 'text/calendar; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
}

export interface BuiltFile {
  body: Buffer
  contentType: string
  /** Quoted, as HTTP has it. */
  etag: string
}

/** Key in the bucket → file; undefined where the build has none. */
export type BuiltFiles = (key: string) => BuiltFile | undefined

/** Where the build says that it stands, and where it does: one build serves every port of one machine. */
export interface Moved {
  from: string
  to: string
}

const holdsAddresses = new Set(['.html', '.xml', '.txt', '.ics', '.webmanifest'])

/** Calendars break long lines with a line feed and a space, in the middle of an address too (RFC 5545 §3.1). */
const broken = (text: string): RegExp =>
  new RegExp([...text].map((each) => each.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')).join('(?:\r\n )?'), 'g')

function move(body: Buffer, { from, to }: Moved): Buffer {
  const [built, here] = [new URL(from), new URL(to)]
  const text = body.toString('utf8').replace(broken(from), to).replace(broken(built.host), here.host)
  return Buffer.from(text)
}

export function openBuiltFiles(folder: string, moved?: Moved): BuiltFiles {
  const paths = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      ),
  )
  return (key) => {
    if (!paths.has(key)) return undefined
    const extension = extname(key)
    const built = readFileSync(join(folder, key))
    const body = moved && holdsAddresses.has(extension) ? move(built, moved) : built
    const contentType = contentTypes[extension] ?? 'application/octet-stream'
    return { body, contentType, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"` }
  }
}
