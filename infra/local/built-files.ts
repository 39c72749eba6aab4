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

export function openBuiltFiles(folder: string): BuiltFiles {
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
    const body = readFileSync(join(folder, key))
    const contentType = contentTypes[extname(key)] ?? 'application/octet-stream'
    return { body, contentType, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"` }
  }
}
