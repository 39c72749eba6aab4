/**
 * How much is done, counted and not timed: the same on every machine, however busy. What a pattern does inside the engine
 * is not seen; that none takes longer than its text is long, `npm run regexes` proves.
 */
import { Session } from 'node:inspector/promises'
import { expect } from 'vitest'

const notOurs = /^node:|\/node_modules\/(?:vite|vitest|@vitest|chai|tinyspy|rolldown)\b|\/count-work\.ts/

const session = new Session()
session.connect()
await session.post('Profiler.enable')
// From the beginning: what is compiled before has no counters for its blocks.
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** How often each block of code was entered since this was asked before, all together. */
async function blocksSoFar(): Promise<number> {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url !== '' && !notOurs.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
    .reduce((sum, count) => sum + count, 0)
}

/** Blocks of code that are entered, and characters that the engine's own text functions are given to go through. */
export async function workOf(run: () => unknown): Promise<number> {
  await blocksSoFar()
  const texts = watchTexts()
  try {
    await run()
  } finally {
    texts.end()
  }
  return (await blocksSoFar()) + texts.characters()
}

/** Twice as much takes twice the work, and a little: for the square of it, it would be four times. */
export async function expectInProportion(run: (size: number) => unknown, size: number, what = ''): Promise<void> {
  // What is made once, lists and patterns, is made before.
  await run(Math.ceil(size / 8))
  const half = await workOf(() => run(Math.ceil(size / 2)))
  expect(await workOf(() => run(size)), what).toBeLessThan(2.5 * half + 1_000)
}

type AnyFunction = (this: unknown, ...given: unknown[]) => unknown

/** Functions of strings that may go through all of one, and those of patterns, which go from where they begin to where they end. */
function watchTexts(): { characters(): number; end(): void } {
  let characters = 0
  const put: (() => void)[] = []

  for (const name of ['indexOf', 'includes', 'lastIndexOf', 'split', 'replaceAll', 'normalize', 'toLowerCase']) {
    watch(String.prototype, name, (text, [, from], found) => {
      const end = typeof found === 'number' && found >= 0 ? found : String(text).length
      return Math.abs(end - (Number(from) || 0))
    })
  }
  // `test`, `match`, `replace`, `search` and `split` by a pattern come here as well.
  watch(RegExp.prototype, 'exec', (pattern, [text], found, from) => {
    if (found) return (found as RegExpExecArray).index + (found as RegExpExecArray)[0].length - from
    return (pattern as RegExp).sticky ? 1 : String(text).length - from
  })
  return {
    characters: () => characters,
    end() {
      for (const back of put.splice(0)) back()
    },
  }

  function watch(
    on: object,
    name: string,
    count: (it: unknown, given: unknown[], got: unknown, from: number) => number,
  ): void {
    const functions = on as Record<string, AnyFunction>
    const own = functions[name]!
    put.push(() => {
      functions[name] = own
    })
    functions[name] = function watched(...given) {
      const from = this instanceof RegExp && (this.global || this.sticky) ? this.lastIndex : 0
      const got = own.apply(this, given)
      characters += count(this, given, got, from)
      return got
    }
  }
}
