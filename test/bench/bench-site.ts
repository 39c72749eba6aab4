/**
 * `npm run bench:site [-- --posts 0,500,1000,2000]`: how long the site takes to build as its posts grow. Extra posts
 * are copies of the rumours and cases there are, each a page in every language; nothing is written into the project.
 * A build before the first keeps the cold disk out of the figures.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copyWithOwnContent, project } from '../fakes/project-copy.ts'
import { printTable } from './table.ts'

const { values } = parseArgs({ options: { posts: { type: 'string', default: '0,500,1000,2000' } } })
const counts = values.posts.split(',').map(Number)
if (counts.some((count) => !Number.isInteger(count) || count < 0)) {
  throw new Error(`--posts: found ${values.posts}; allowed are whole numbers between commas: 0,500,1000,2000`)
}

const root = copyWithOwnContent()
process.on('exit', () => rmSync(root, { recursive: true, force: true }))

/** Posts there are to copy, by folder. */
const models = ['content/rumours/zh-CN', 'content/cases/zh-CN'].flatMap((folder) =>
  readdirSync(join(project, folder)).map((name) => ({ folder, name })),
)
let written = 0
/** Adds posts until there are `count` more than the project has. */
function grow(count: number): void {
  for (; written < count; written++) {
    const { folder, name } = models[written % models.length]!
    const text = readFileSync(join(project, folder, name), 'utf8')
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, `post-${written}-${name}`), text)
  }
}

/** Seconds of a whole build. */
function build(count: number): number {
  grow(count)
  const startedMs = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'site/build.ts'), '--out', join(root, '.cache', 'site')],
    { cwd: root, encoding: 'utf8', env: { ...process.env, FENGSUI_ROOT: root, SITE_URL: 'https://warning.example' } },
  )
  if (status !== 0) throw new Error(`the site with ${count} more posts does not build:\n${stderr}`)
  return (performance.now() - startedMs) / 1000
}

build(0)
const rows: string[][] = []
let first = 0
let before = { count: 0, seconds: 0 }
for (const count of counts) {
  const seconds = build(count)
  if (rows.length === 0) first = seconds
  const pages = readdirSync(join(root, '.cache', 'site'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  ).length
  const step = count - before.count
  rows.push([
    String(count),
    String(pages),
    seconds.toFixed(1),
    count === counts[0] ? '–' : (((seconds - first) * 1000) / (count - counts[0]!)).toFixed(1),
    step === 0 ? '–' : (((seconds - before.seconds) * 1000) / step).toFixed(1),
  ])
  before = { count, seconds }
}
printTable('a build of the site', ['more posts', 'pages', 'seconds', 'ms per post', 'ms per post of this step'], rows)
