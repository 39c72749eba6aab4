/**
 * `npm run corpus -- ../shared/cap`: every collected alert is read, written and read again, every bad one is judged; a table
 * of what was expected and what happened. Exits with 1 when anything differs.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readCap } from '../../functions/alerts/cap/read.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { loadSchema } from '../alerts/oasis-schema.ts'
import { openDesk } from './desk.ts'

interface Row {
  file: string
  expected: string
  outcome: string
  isRight: boolean
  ms: number
  /** Only of files the desk is to judge. */
  heapMb?: number
}

/** No refusal and no hostile file may hold the process longer, or take more memory, from the first byte to the answer. */
const refusalMs = 50
const refusalHeapMb = 8

/**
 * Valid by the schema, for which a polygon is any string, but with placeholders (`{}`, `...`) where positions should be. A
 * warning whose area nobody can tell is refused with the place, whatever the schema says.
 */
const placeholderPolygons = [
  'gb-emergency-alerts-sample5.xml',
  'gb-emergency-alerts-sample6.xml',
  'us-nws-defra-fixture.xml',
]

v8.setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const folder = resolve(process.argv[2] ?? '../shared/cap')

async function main(): Promise<void> {
  readCap(bytesOf('bad/prior.xml'))
  const rows = [...realRows(), ...(await badRows())]
  if (rows.length === 0) throw new Error(`${folder} lists no file`)
  print(rows)
  const wrong = rows.filter(({ isRight }) => !isRight)
  console.log(`corpus: ${rows.length} files, ${wrong.length} mismatches`)
  if (wrong.length > 0) process.exitCode = 1
}

/** Read what the schema takes, refuse the rest with the place; what is read must survive writing and be valid again. */
function realRows(): Row[] {
  const judge = loadSchema(folder)
  return indexOf('real').map(({ file = '', xsd = '' }) => {
    const expected = xsd === 'valid' && !placeholderPolygons.includes(file) ? 'read' : 'refuse'
    const { result, ms } = timed(() => readCap(bytesOf(`real/${file}`)))
    if (!result.ok) {
      const place = result.problems[0]
      const isRight = expected === 'refuse' && place !== undefined && place.path !== 'document'
      return { file, expected, outcome: `refuse: ${place?.path}, found ${place?.found}`, isRight, ms }
    }
    const written = writeCap(result.alert)
    const again = readCap(Buffer.from(written))
    const validity = judge(written)
    const isSame = again.ok && isDeepStrictEqual(again.alert, result.alert)
    const outcome = !isSame
      ? 'read, but not the same when written and read again'
      : validity === 'valid'
        ? ['read', ...result.notes].join('; ')
        : `read, but written invalid: ${validity}`
    return { file, expected, outcome, isRight: expected === 'read' && isSame && validity === 'valid', ms }
  })
}

async function badRows(): Promise<Row[]> {
  const rows: Row[] = []
  for (const { file = '', class: kind = '', outcome: expected = '' } of indexOf('bad')) {
    const bytes = bytesOf(`bad/${file}`)
    const { outcome, why } = await judge(bytes, kind === 'idempotency')
    const { ms, heapMb } = await costOf(bytes)
    const mustBeCheap = outcome === 'refuse' || kind === 'xml-attack' || kind === 'resource'
    const isCheap = !mustBeCheap || (ms < refusalMs && heapMb < refusalHeapMb)
    const isRight = isCheap && expected.split('|').includes(outcome)
    rows.push({ file, expected, outcome: why === '' ? outcome : `${outcome}: ${why}`, isRight, ms, heapMb })
  }
  return rows
}

/**
 * Of the whole answer, reading and rules: the shortest and the largest of three runs, each at a desk of its own for which the
 * file is new. Heap is everything allocated, what was collected meanwhile too.
 */
async function costOf(bytes: Uint8Array): Promise<{ ms: number; heapMb: number }> {
  let [ms, heapMb] = [Number.POSITIVE_INFINITY, 0]
  for (let round = 0; round < 3; round += 1) {
    const desk = await openDesk(bytesOf('bad/prior.xml'))
    collectGarbage()
    const collected = new v8.GCProfiler()
    collected.start()
    const before = process.memoryUsage().heapUsed
    const start = performance.now()
    await desk.post(bytes)
    ms = Math.min(ms, performance.now() - start)
    let allocated = process.memoryUsage().heapUsed - before
    for (const { beforeGC, afterGC } of collected.stop()?.statistics ?? []) {
      allocated += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize
    }
    heapMb = Math.max(heapMb, allocated / 1e6)
  }
  return { ms, heapMb }
}

/** What the county's desk does with the file after `prior.xml`; posted twice, the second must be a duplicate that tells nobody. */
async function judge(bytes: Uint8Array, isPostedTwice: boolean): Promise<{ outcome: string; why: string }> {
  const desk = await openDesk(bytesOf('bad/prior.xml'))
  const first = await desk.post(bytes)
  if (!isPostedTwice) return first
  const told = desk.told()
  const second = await desk.post(bytes)
  return second.outcome === 'duplicate' && desk.told() === told
    ? { outcome: first.outcome, why: 'then duplicate, nobody told again' }
    : { outcome: `${first.outcome}, then ${second.outcome}`, why: second.why }
}

/** The shortest of three runs: the machine is shared. */
function timed<T>(run: () => T): { result: T; ms: number } {
  let shortest = Number.POSITIVE_INFINITY
  let result = run()
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now()
    result = run()
    shortest = Math.min(shortest, performance.now() - start)
  }
  return { result, ms: shortest }
}

function bytesOf(file: string): Buffer {
  return readFileSync(`${folder}/${file}`)
}

function indexOf(part: 'real' | 'bad'): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(`${folder}/${part}/INDEX.tsv`, 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, index) => [names[index] ?? '', value])))
}

function print(rows: Row[]): void {
  const widest = Math.max(...rows.map(({ file }) => file.length))
  console.log(
    `${''.padEnd(2)}${'file'.padEnd(widest)}  ${'expected'.padEnd(13)}  ${'ms'.padStart(6)}  heap MB  outcome`,
  )
  for (const { file, expected, outcome, isRight, ms, heapMb } of rows) {
    const heap = heapMb === undefined ? '' : heapMb.toFixed(2)
    const cells = [file.padEnd(widest), expected.padEnd(13), ms.toFixed(2).padStart(6), heap.padStart(7), outcome]
    console.log(`${isRight ? '  ' : '✗ '}${cells.join('  ')}`)
  }
}

if (existsSync(`${folder}/real/INDEX.tsv`)) await main()
else {
  console.log(`corpus: no folder ${folder} with real/INDEX.tsv in it, nothing was checked`)
  // A clone without the collected alerts is fine, a folder that somebody named and mistyped is not.
  if (process.argv[2]) process.exitCode = 1
}
