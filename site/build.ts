/**
 * `npm run site [-- --out FOLDER]`: the whole site of COUNTY for SITE_URL: content, pages, frames for delivery, search
 * index, service worker. Needs no network.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'astro'
import { close, createIndex } from 'pagefind'
import { type Frames, frameKinds, framesKey, framesSchema } from '../functions/pages/frames.ts'
import { writeServiceWorker } from './service-worker.ts'
import { readContent, sayProblem } from './src/content/read-content.ts'
import { site } from './src/site.ts'

const { values } = parseArgs({ options: { out: { type: 'string' } } })
const outDir = resolve(values.out ?? join(site.root, '.cache', 'site', site.county.code))

const { content, problems } = readContent(site.root)
if (problems.length > 0) {
  for (const problem of problems) process.stderr.write(`${sayProblem(problem)}\n`)
  process.exit(1)
}
rmSync(outDir, { recursive: true, force: true })
process.env.ASTRO_TELEMETRY_DISABLED = '1'
// The year in China, where every county is.
process.env.SITE_YEAR ??= String(new Date(Date.now() + 8 * 3_600_000).getUTCFullYear())
await build({ root: join(site.root, 'site'), outDir, logLevel: 'warn' })
writeFileSync(join(outDir, framesKey), JSON.stringify(takeFrames()))
await indexForSearch()
await writeServiceWorker({ outDir, pictures: site.focus })
process.stdout.write(`site of ${site.county.fullName}: ${outDir}\n`)

/** Frames are no pages: they leave the site and become one file, read by whoever writes warnings. */
function takeFrames(): Frames {
  const folder = join(outDir, 'frames')
  const page = (path: string): string => readFileSync(join(folder, path, 'index.html'), 'utf8')
  const by = <T>(of: (language: string) => T): Record<string, T> =>
    Object.fromEntries(site.languages.map((language) => [language, of(language)]))
  const frames = framesSchema.parse({
    pages: by((language) => Object.fromEntries(frameKinds.map((kind) => [kind, page(`${language}/${kind}`)]))),
    months: by((language) => Array.from({ length: 12 }, (_, i) => page(`${language}/months/${i + 1}`))),
    guides: by((language) =>
      [...content.dangers].flatMap(([slug, { data }]) => {
        const guide = content.guides.get(language)?.get(slug)
        return guide ? [{ slug, name: guide.data.name, eventCodes: data.eventCodes, now: guide.data.now }] : []
      }),
    ),
  })
  rmSync(folder, { recursive: true })
  return frames
}

async function indexForSearch(): Promise<void> {
  const { index, errors } = await createIndex()
  if (!index) throw new Error(errors.join('\n'))
  await index.addDirectory({ path: outDir })
  const written = await index.writeFiles({ outputPath: join(outDir, 'pagefind') })
  if (written.errors.length > 0) throw new Error(written.errors.join('\n'))
  await close()
  if (!existsSync(join(outDir, 'pagefind', 'pagefind.js'))) throw new Error('pagefind wrote no index')
}
