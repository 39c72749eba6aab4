/**
 * `npm run lighthouse`: starts the product with one red warning and has Lighthouse, as a slow phone, look at the pages
 * that matter. Prints the four scores of each page; ends with 1 when one is below 95. Gets Lighthouse by npx.
 */
import { spawn } from 'node:child_process'
import { startProduct } from '../fakes/local-product.ts'
import { chromiumPath } from './chromium-path.ts'
import { publish } from './warnings.ts'

const least = 95
const lighthouse = 'lighthouse@13.5.0'
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const

interface Result {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, { score: number | null; title: string }>
}

const chromium = chromiumPath()
const product = await startProduct()
let isGood = true
try {
  const { path } = await publish(product, {})
  const pages = {
    home: '/',
    warning: path,
    guide: '/guides/flash-flood/',
    quiz: '/quizzes/flash-flood/',
    calendar: '/calendar/',
  }
  console.log(['page    ', ...categories].join('  '))
  for (const [name, page] of Object.entries(pages)) {
    const result = await look(product.origin() + page)
    const scores = categories.map((category) => Math.round((result.categories[category]?.score ?? 0) * 100))
    console.log([name.padEnd(8), ...scores.map((score, i) => String(score).padStart(categories[i]!.length))].join('  '))
    for (const [i, category] of categories.entries()) {
      if (scores[i]! >= least) continue
      isGood = false
      for (const { id, weight } of result.categories[category]?.auditRefs ?? []) {
        const audit = result.audits[id]
        if (weight > 0 && audit && audit.score !== null && audit.score < 0.9)
          console.log(`  ${category}: ${audit.title} (${id})`)
      }
    }
  }
} finally {
  await product.dispose()
}
if (!isGood) {
  console.log(`a score is below ${least}`)
  process.exitCode = 1
}

async function look(url: string): Promise<Result> {
  const child = spawn(
    'npx',
    [
      ...['--yes', lighthouse, url, '--quiet', '--output=json', '--output-path=stdout'],
      `--only-categories=${categories.join(',')}`,
      '--chrome-flags=--headless --no-sandbox --disable-gpu',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CHROME_PATH: chromium } },
  )
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk))
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${lighthouse} could not look at ${url}:\n${complained}`)
  return JSON.parse(said)
}
