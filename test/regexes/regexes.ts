/**
 * `npm run regexes`: no pattern of `functions` may take longer than its text is long. recheck, in JavaScript alone, reads
 * each; what it calls anything but safe must stand in `argued.ts` with the reason why it is. Exits with 1 otherwise, and
 * where an argument is about a pattern that no longer stands. What it called safe is kept in `.cache`.
 */
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { argued, keyOf } from './argued.ts'
import { findRegexes, type Regex } from './find-regexes.ts'

/**
 * By steps alone, never by time: on a busy machine recheck would take what it had to wait for to be slow. So many letters
 * read are no fault of a pattern that reads each a bounded number of times.
 */
const limits = { attackLimit: 10_000_000, attackTimeout: null, incubationTimeout: null, randomSeed: 1 }
/** Longer than the hardest needs where every core is busy. */
const timeout = 300_000

const require = createRequire(import.meta.url)
const { version } = require('recheck/package.json') as { version: string }
const cacheFolder = new URL('../../.cache/', import.meta.url).pathname
const cacheFile = `${cacheFolder}safe-regexes-${version}.json`

/** Keys of the patterns that this recheck has called safe before; what it could not, it is asked again. */
function readSafe(): Set<string> {
  try {
    return new Set(JSON.parse(readFileSync(cacheFile, 'utf8')) as string[])
  } catch {
    return new Set()
  }
}

function check({ source, flags }: Regex): string | undefined {
  const { checkSync } = require('recheck/lib/browser.js') as typeof import('recheck')
  // The sticky flag only says where a search begins; a search from everywhere is the harder one.
  const verdict = checkSync(source, flags.replace('y', ''), { ...limits, timeout })
  if (verdict.status === 'safe') return undefined
  const { error } = verdict as { error?: { kind: string } }
  return verdict.status === 'vulnerable'
    ? `${verdict.complexity.summary}: ${verdict.attack.pattern.slice(0, 200)}`
    : `unknown: ${error?.kind}`
}

/** What is wrong; `safe` gains what is not. */
async function checkAll(regexes: readonly Regex[], safe: Set<string>): Promise<string[]> {
  const waiting = [...regexes]
  const wrong: string[] = []
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL(import.meta.url))
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const regex = next
      worker.postMessage(regex)
      const [said] = (await once(worker, 'message')) as [string | undefined]
      const { source, flags, where } = regex
      if (said) wrong.push(`${where.join(', ')} [${keyOf(regex)}]\n  /${source}/${flags}\n  ${said}`)
      else safe.add(keyOf(regex))
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return wrong
}

async function main(): Promise<void> {
  const regexes = await findRegexes()
  const keys = new Set(regexes.map(keyOf))
  const stale = Object.keys(argued).filter((key) => !keys.has(key))
  const open = regexes.filter((regex) => !(keyOf(regex) in argued))
  const safe = readSafe()
  const found = await checkAll(
    open.filter((regex) => !safe.has(keyOf(regex))),
    safe,
  )
  mkdirSync(cacheFolder, { recursive: true })
  writeFileSync(cacheFile, JSON.stringify([...safe].filter((key) => keys.has(key))))
  const wrong = [...found, ...stale.map((key) => `argued.ts argues ${key}, which stands nowhere: ${argued[key]}`)]
  for (const line of wrong.toSorted()) console.error(line)
  const [all, argumentsFor] = [regexes.length, regexes.length - open.length]
  const said = `${open.length - found.length} safe by recheck, ${argumentsFor} argued, ${wrong.length} wrong`
  console.log(`${all} patterns: ${said}`)
  process.exitCode = wrong.length > 0 ? 1 : 0
}

if (isMainThread) await main()
else parentPort!.on('message', (regex: Regex) => parentPort!.postMessage(check(regex)))
