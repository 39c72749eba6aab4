/**
 * `npm run regexes`: no pattern of `functions` may take longer than its text is long. recheck, in JavaScript alone, reads
 * each; what it calls anything but safe must stand in `argued.ts` with the reason why it is. Exits with 1 otherwise, and
 * where an argument is about a pattern that no longer stands. Minutes, so no part of `npm run check`.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { argued, keyOf } from './argued.ts'
import { findRegexes, type Regex } from './find-regexes.ts'

/** Longer than the hardest needs where every core is busy. */
const timeout = 60_000

function check({ source, flags }: Regex): string | undefined {
  const { checkSync } = createRequire(import.meta.url)('recheck/lib/browser.js') as typeof import('recheck')
  // The sticky flag only says where a search begins; a search from everywhere is the harder one.
  const verdict = checkSync(source, flags.replace('y', ''), { timeout, seed: 1 } as never)
  if (verdict.status === 'safe') return undefined
  const { error } = verdict as { error?: { kind: string } }
  return verdict.status === 'vulnerable'
    ? `${verdict.complexity.summary}: ${verdict.attack.pattern.slice(0, 200)}`
    : `unknown: ${error?.kind}`
}

async function checkAll(regexes: readonly Regex[]): Promise<string[]> {
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
  const wrong = [
    ...(await checkAll(open)),
    ...stale.map((key) => `argued.ts argues ${key}, which stands nowhere: ${argued[key]}`),
  ]
  for (const line of wrong.toSorted()) console.error(line)
  const [all, safe] = [regexes.length, open.length - wrong.length + stale.length]
  console.log(`${all} patterns: ${safe} safe by recheck, ${all - open.length} argued, ${wrong.length} wrong`)
  process.exitCode = wrong.length > 0 ? 1 : 0
}

if (isMainThread) await main()
else parentPort!.on('message', (regex: Regex) => parentPort!.postMessage(check(regex)))
