/**
 * `npm run mutate [-- file …]`: changes the rules one small thing at a time and runs the tests that reach the change.
 * Prints the score of each file and every mutant that no test notices. Gets Stryker into a folder of its own, where it
 * finds this project's Vitest. What was tried before and did not change is not tried again; `--fresh` tries it all.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Where decisions are made; what carries them out is tried by the contracts, the proof and the faults. */
const rules = [
  'functions/alerts/rules/*.ts',
  'functions/alerts/area/{area-relation,lifted-place}.ts',
  'functions/alerts/publish/{follow,neighbours,overtake,publication}.ts',
  'functions/delivery/{job-machine,job,told-earlier,who-hears,outcome}.ts',
  'functions/delivery/when/*.ts',
  'functions/subscribers/matching.ts',
]
const packages = ['@stryker-mutator/core@10.1.1', '@stryker-mutator/vitest-runner@10.1.1']

const root = new URL('../..', import.meta.url).pathname
const home = `${root}node_modules/.mutate`
const configFile = `${home}/config.json`
const reportFile = `${home}/report.json`

interface Mutant {
  mutatorName: string
  replacement?: string
  status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'CompileError' | 'RuntimeError' | 'Pending'
  location: { start: { line: number; column: number }; end: { line: number; column: number } }
}
interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>
}

const isFresh = process.argv.includes('--fresh')
const named = process.argv.slice(2).filter((argument) => argument !== '--fresh')

if (!existsSync(`${home}/node_modules/@stryker-mutator/vitest-runner`)) {
  mkdirSync(home, { recursive: true })
  writeFileSync(`${home}/package.json`, '{"private":true}')
  // Its peer is the Vitest of this project, one folder up.
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--legacy-peer-deps', ...packages], home)
}
const files = named.length > 0 ? named : rules
// The walks reach the machine and what it asks, but not when people may be woken.
if (files.some((file) => /^functions\/delivery\/(?!when\/)/.test(file))) process.env.WITH_WALKS = '1'
const config = {
  mutate: files,
  plugins: [`${home}/node_modules/@stryker-mutator/vitest-runner/dist/src/index.js`],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutate/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Constants and tables of a module would need the whole of the tests for each of them.
  ignoreStatic: true,
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/.*', 'cdk.out', 'dist'],
  // Not below node_modules: Node strips no types there.
  tempDirName: '.cache/mutate',
  incremental: true,
  incrementalFile: `${home}/incremental.json`,
  force: isFresh,
  concurrency: Number(process.env.CONCURRENCY ?? 1),
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 30,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: reportFile },
  allowConsoleColors: false,
}
writeFileSync(configFile, JSON.stringify(config, null, 2))
run('node', [`${home}/node_modules/@stryker-mutator/core/bin/stryker.js`, 'run', configFile], root)
print(JSON.parse(readFileSync(reportFile, 'utf8')))

function run(command: string, words: string[], cwd: string): void {
  const { status } = spawnSync(command, words, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function print({ files }: Report): void {
  const sum = { found: 0, all: 0 }
  for (const [file, { source, mutants }] of Object.entries(files).sort()) {
    const tried = mutants.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status))
    const missed = tried.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    sum.found += tried.length - missed.length
    sum.all += tried.length
    console.log(`${file}: ${tried.length - missed.length} of ${tried.length} noticed`)
    for (const mutant of missed) console.log(`  ${describe(mutant, source)}`)
  }
  console.log(`${((100 * sum.found) / Math.max(1, sum.all)).toFixed(1)} % of ${sum.all} noticed`)
}

function describe({ location: { start, end }, mutatorName, replacement, status }: Mutant, source: string): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const whole = lines.join(' ').replace(/\s+/g, ' ').trim()
  const text = start.line === end.line ? lines[0]!.slice(start.column - 1, end.column - 1) : whole
  const short = (words: string): string => (words.length > 90 ? `${words.slice(0, 90)} …` : words)
  const why = status === 'NoCoverage' ? ', reached by no test' : ''
  return `${start.line}: ${short(text)} → ${short((replacement ?? '').replace(/\s+/g, ' '))} (${mutatorName}${why})`
}
