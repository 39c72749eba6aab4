import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))

interface Source {
  path: string
  text: string
  imports: string[]
}
const read = (path: string): Source => {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = [...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]/gms)].map(([, from]) => from!)
  return { path, text, imports }
}
const functions = filesIn('functions').map(read)
const capabilityOf = (path: string): string => path.split('/')[1]!
/** Files of `list` for which `isWrong` holds, as `path: detail`. */
const wrong = (list: Source[], isWrong: (source: Source) => string | undefined | false): string[] =>
  list.flatMap((source) => {
    const detail = isWrong(source)
    return detail ? [`${source.path}: ${detail}`] : []
  })
const targetOf = (source: Source, from: string): string => join(dirname(source.path), from)

describe('the architecture', () => {
  test('only stores, senders and wiring talk to AWS', () => {
    const mayTalk =
      /(\/platform\/(table|dynamodb)|-store|\/send-[a-z-]+|\/wakes|-outbox|\/data-key|\/wiring|\/channel-handler|\.handler)\.ts$/
    const talkers = wrong(functions, ({ path, imports, text }) => {
      const sdk = imports.find((from) => from.startsWith('@aws-sdk/'))
      const isTypeOnly = sdk && new RegExp(`import type [^;]*?from '${sdk}'`).test(text)
      return sdk && !isTypeOnly && !mayTalk.test(path) && sdk
    })
    expect(talkers).toEqual([])
  })

  test('nobody but the table says what DynamoDB is asked, or what its refusals mean', () => {
    const speaks =
      /\b(?:Get|Put|Update|Delete|BatchGet|BatchWrite|TransactWrite)ItemCommand|\bQueryCommand|\bConditionalCheckFailed/
    expect(
      wrong(functions, ({ path, text }) => path !== 'functions/platform/table.ts' && speaks.exec(text)?.[0]),
    ).toEqual([])
  })

  test('nobody but the entry point reads the process environment', () => {
    expect(
      wrong(
        functions,
        ({ path, text }) => path !== 'functions/platform/lambda.ts' && /process\.env/.test(text) && 'process.env',
      ),
    ).toEqual([])
  })

  test('an environment is parsed once, where a handler is built', () => {
    const parses = wrong(
      functions,
      ({ text }) => /\benv(ironment)?\.(safe)?parse\(|parse\((process\.)?env\)/i.exec(text)?.[0],
    )
    expect(parses).toEqual(['functions/platform/lambda.ts: environment.parse('])
  })

  test('nobody tells languages apart by their letters: each has a row', () => {
    const byLetters = /\/\^\(?(?:\?:)?(?:zh|en|ko)\b|startsWith\('(?:zh|en|ko)'\)/u
    expect(wrong(functions, ({ text }) => byLetters.exec(text)?.[0])).toEqual([])
  })

  test('nobody but the clock asks what time it is', () => {
    const asks = /\bDate\.now\(\)|new Date\(\)/
    expect(
      wrong(
        functions,
        ({ path, text }) => path !== 'functions/platform/clock.ts' && asks.exec(text.replace(/`[^`]*`/g, ''))?.[0],
      ),
    ).toEqual([])
  })

  test('no capability reads the table of another', () => {
    const crossings = wrong(functions, (source) =>
      source.imports.find((from) => {
        if (!from.startsWith('.') || !/-store\.ts$/.test(from)) return false
        return capabilityOf(targetOf(source, from)) !== capabilityOf(source.path)
      }),
    )
    expect(crossings).toEqual([])
  })

  test('nothing imports a test', () => {
    const testers = wrong([...functions, ...filesIn('infra').map(read)], (source) =>
      source.imports.find((from) => from.startsWith('.') && targetOf(source, from).startsWith('test/')),
    )
    expect(testers).toEqual([])
  })

  test('there are no barrels and no drawers for everything', () => {
    const all = [...functions.map(({ path }) => path), ...filesIn('infra')]
    expect(all.filter((path) => /(^|\/)(utils?|helpers?|common|index)(\.ts|\/)/.test(path))).toEqual([])
  })

  test('a handler file wires and does no more', () => {
    const long = wrong(
      functions.filter(({ path }) => path.endsWith('.handler.ts')),
      ({ text }) => text.split('\n').length > 90 && `${text.split('\n').length} lines`,
    )
    expect(long).toEqual([])
  })

  test('the top level holds what the README names', () => {
    const allowed = new Set([
      'infra',
      'functions',
      'site',
      'content',
      'test',
      'docs',
      'cdk.json',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'README.md',
      'README.zh-CN.md',
      'LICENSE',
      'CONTRIBUTING.md',
      'SECURITY.md',
    ])
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    })
    const top = new Set(
      tracked
        .trim()
        .split('\n')
        .map((path) => path.split('/')[0]!),
    )
    expect([...top].filter((name) => !allowed.has(name) && !name.startsWith('.'))).toEqual([])
  })

  test('every file that the docs name is there', () => {
    // Made at run time, or at the address of a site.
    const public_ = /^\/|^(active|frames|mark)\.json$|^tables\/mark\.json$/
    const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    }).split('\n')
    const gone = tracked
      .filter((path) => path.endsWith('.md') && !path.startsWith('content/'))
      .flatMap((path) => {
        const names = readFileSync(join(root, path), 'utf8').matchAll(/`([\w./[\]-]+\.(?:ts|astro|mjs|css|json))`/g)
        return [...names].flatMap(([, name]) =>
          public_.test(name!) || tracked.some((each) => `/${each}`.endsWith(`/${name}`)) ? [] : [`${path}: ${name}`],
        )
      })
    expect(gone).toEqual([])
  })

  test('every test tells what it is about in its folder', () => {
    const homeless = filesIn('test').filter((path) => path.endsWith('.test.ts') && basename(dirname(path)) === 'test')
    expect(homeless).toEqual(['test/architecture.test.ts'])
  })
})
