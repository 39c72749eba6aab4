/**
 * `npm run rooms`: who imports whom, as `rules.ts` allows it, and its picture in docs/architecture.md. With `--draw` the
 * picture is drawn anew; without it one that is no longer true is an error, as a circle or an arrow up is. Pages of Astro
 * are not read: they may use whatever `site/src` may.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import { handler, rules, wiring } from './rules.ts'

const page = new URL('../../docs/architecture.md', import.meta.url)
const [begin, end] = ['<!-- drawn by `npm run rooms -- --draw` -->\n', '<!-- end of the drawing -->\n']
const options: ICruiseOptions = {
  validate: true,
  ruleSet: rules,
  // Types count like values: a name that stands a room too high is a circle of ideas, though no circle at run time.
  tsPreCompilationDeps: true,
  includeOnly: { path: '^(functions|infra|site)/' },
  exclude: { path: '(^|/)node_modules/' },
}
const sources = ['functions', 'infra', 'site/src', 'site/build.ts', 'site/service-worker.ts']

process.chdir(new URL('../..', import.meta.url).pathname)
const { modules, summary } = (await cruise(sources, options)).output as ICruiseResult
for (const { rule, from, to, cycle } of summary.violations)
  console.error(`${rule.name}: ${cycle ? [from, ...cycle.map(({ name }) => name)].join(' → ') : `${from} → ${to}`}`)

const text = readFileSync(page, 'utf8')
const [before, after] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
const drawn = `\`\`\`mermaid\n${drawing()}\`\`\`\n`
const isTrue = text.slice(before, after) === drawn
if (process.argv.includes('--draw')) writeFileSync(page, text.slice(0, before) + drawn + text.slice(after))
else if (!isTrue) console.error('docs/architecture.md shows another picture: npm run rooms -- --draw')
console.log(`${modules.length} files, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} wrong`)
process.exitCode = summary.violations.length > 0 || (!isTrue && !process.argv.includes('--draw')) ? 1 : 0

/** `functions/alerts/cap/read.ts` → `functions/alerts`; what stands beside folders belongs to the folder around it. */
function roomOf(path: string): string {
  const [top, second = ''] = path.split('/')
  return top === 'site' || second.includes('.') ? top! : `${top}/${second}`
}

/** Rooms with how many files each has, and an arrow where one imports from another, in a fixed order. */
function drawing(): string {
  const files = Map.groupBy(
    modules.map(({ source }) => source),
    roomOf,
  )
  const arrows = new Set(
    modules.flatMap(({ source, dependencies }) =>
      dependencies.flatMap(({ resolved }) =>
        roomOf(source) === roomOf(resolved) || isWired(source, resolved)
          ? []
          : [`  ${idOf(roomOf(source))} --> ${idOf(roomOf(resolved))}\n`],
      ),
    ),
  )
  const nodes = [...files].map(([room, inside]) => `  ${idOf(room)}["${room} (${inside.length})"]\n`)
  return `flowchart TD\n${nodes.sort().join('')}${[...arrows].sort().join('')}`
}

function isWired(source: string, resolved: string): boolean {
  return new RegExp(handler).test(source) && new RegExp(wiring).test(resolved)
}

function idOf(room: string): string {
  return room.replaceAll('/', '_')
}
