/** The built site of a county, kept until something it is made of changes: built for the deployment and for one machine alike. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** All that pages and the description of the API are made of, from the root of the project. */
const inputs = ['site', 'content', 'functions', 'infra/handlers.ts', 'package-lock.json']
/** Enough for the five counties and a branch beside. */
const keptBuilds = 8

export interface SiteChoice {
  county: string
  /** Public address, without a slash at the end. */
  siteUrl: string
}

/** Folder of the built site. The first call takes the better part of a minute, later ones milliseconds. */
export async function builtSite(
  root: string,
  { county, siteUrl }: SiteChoice,
  onSlow: () => void = () => {},
): Promise<string> {
  const choice = { county, siteUrl }
  const cache = join(root, '.cache', 'site')
  const folder = join(cache, `${choice.county}-${hashOf(root, choice)}`)
  if (!existsSync(folder)) {
    onSlow()
    mkdirSync(cache, { recursive: true })
    const half = `${folder}.${process.pid}`
    try {
      await runBuild(root, choice, half)
      await addDescription(half)
      // Another process may have been as quick: its folder holds the same.
      if (!existsSync(folder)) renameSync(half, folder)
    } finally {
      rmSync(half, { recursive: true, force: true })
    }
    dropOldest(cache)
  }
  const now = new Date()
  utimesSync(folder, now, now)
  return folder
}

async function runBuild(root: string, { county, siteUrl }: SiteChoice, out: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'site/build.ts'), '--out', out], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, COUNTY: county, SITE_URL: siteUrl, FENGSUI_ROOT: root },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the site of ${county} does not build:\n${said.trim()}`)
}

/** Stands with the site: it is read by people and programs that write for the API, and needs no Lambda. */
async function addDescription(folder: string): Promise<void> {
  const { describeApi } = await import('./handlers.ts')
  mkdirSync(join(folder, 'api'), { recursive: true })
  writeFileSync(join(folder, 'api', 'openapi.json'), describeApi())
}

function hashOf(root: string, choice: SiteChoice): string {
  const hash = createHash('sha256').update(JSON.stringify(choice))
  for (const path of siteInputs(root)) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex').slice(0, 20)
}

/** What a build leaves beside its sources: with it among the inputs, the second start of a fresh clone would build again. */
const generated = /\/(?:\.astro|node_modules)\//

/** Every file the site is made of, by its path from `root`. */
export const siteInputs = (root: string): string[] =>
  inputs.flatMap((input) => filesAt(root, input)).filter((path) => !generated.test(path))

function filesAt(root: string, path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path]
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted()
}

function dropOldest(cache: string): void {
  const folders = readdirSync(cache)
    .map((name) => ({ path: join(cache, name), usedMs: statSync(join(cache, name)).mtimeMs }))
    .toSorted((a, b) => b.usedMs - a.usedMs)
  for (const { path } of folders.slice(keptBuilds)) rmSync(path, { recursive: true, force: true })
}
