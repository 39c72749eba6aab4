/** The templates of the CDK app, synthesised unbundled in a child process and kept until something they are made of changes. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from './data-folder.ts'
import type { Templates } from './intrinsics.ts'

interface SynthesisedStack {
  id: string
  template: Templates[string]
}

/** So many kept syntheses are enough for going back and forth between branches. */
const keptSyntheses = 5

/** Stack id → template. The first call takes seconds, later ones milliseconds. */
export async function synthesise(root: string, onSlow: () => void): Promise<Templates> {
  const cache = join(root, '.cache', 'local')
  const file = join(cache, `${hashOfInputs(root)}.json`)
  if (!existsSync(file)) {
    onSlow()
    const stacks = await runSynth(root, join(cache, `synth-${process.pid}`))
    mkdirSync(cache, { recursive: true })
    writeFileAtomically(file, stacks)
    dropOldest(cache)
  }
  const stacks = JSON.parse(readFileSync(file, 'utf8')) as SynthesisedStack[]
  return Object.fromEntries(stacks.map(({ id, template }) => [id, template]))
}

/** JSON of the stacks. */
async function runSynth(root: string, outdir: string): Promise<string> {
  mkdirSync(outdir, { recursive: true })
  try {
    const child = spawn(process.execPath, [join(root, 'infra/synth.ts'), outdir], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_OUTDIR: outdir },
    })
    const [output, complaint] = [collect(child.stdout), collect(child.stderr)]
    const code = await new Promise((resolve) => child.once('close', resolve))
    if (code !== 0) throw new Error(`the CDK app does not synthesise:\n${await complaint}`)
    const printed = (await output).trim().split('\n').at(-1) ?? ''
    return readFileSync(printed, 'utf8')
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** All that decides what the templates say: the CDK app, its settings, the versions of what it uses, the routes that handlers say. */
function hashOfInputs(root: string): string {
  const hash = createHash('sha256')
  const isApp = (path: string): boolean => /\.(ts|json)$/.test(path) && !path.startsWith('infra/local/')
  const app = filesUnder(root, 'infra').filter(isApp)
  const sayRoutes = filesUnder(root, 'functions').filter((path) => path.endsWith('.handler.ts'))
  for (const path of [...app, ...sayRoutes, 'cdk.json', 'package-lock.json']) {
    hash.update(`${path}\n`).update(existsSync(join(root, path)) ? readFileSync(join(root, path)) : '')
  }
  return hash.digest('hex').slice(0, 20)
}

const filesUnder = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .toSorted()

function dropOldest(cache: string): void {
  const files = readdirSync(cache)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ path: join(cache, name), usedMs: statSync(join(cache, name)).mtimeMs }))
    .toSorted((a, b) => b.usedMs - a.usedMs)
  for (const { path } of files.slice(keptSyntheses)) rmSync(path, { force: true })
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}
