/** Every pattern of `functions`: literals as they stand in the source, others as they are made. */
import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

export interface Regex {
  source: string
  flags: string
  /** `functions/alerts/rules/orders.ts:12`, wherever it stands. */
  where: string[]
}

const root = new URL('../..', import.meta.url).pathname
const madeHere = /(functions\/[\w/.-]+\.ts):(\d+)/

interface Written {
  literals: Regex[]
  /** `file:line` of each `new RegExp` that is not a value at once. */
  made: string[]
}

function writtenIn(path: string): Written {
  const file = ts.createSourceFile(path, readFileSync(root + path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Written = { literals: [], made: [] }
  const at = (node: ts.Node): string => `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      found.literals.push({ source: node.text.slice(1, end), flags: node.text.slice(end + 1), where: [at(node)] })
    }
    const called = ts.isNewExpression(node) || ts.isCallExpression(node) ? node.expression : undefined
    if (called && ts.isIdentifier(called) && called.text === 'RegExp') found.made.push(at(node))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** Runs `work` and returns each pattern that a file of `functions` made meanwhile. */
async function madeBy(work: () => Promise<void>): Promise<Regex[]> {
  const made: Regex[] = []
  const Native = globalThis.RegExp
  globalThis.RegExp = new Proxy(Native, {
    construct(target, given: [string, string?]) {
      const regex = new target(...given)
      const caller = new Error('made').stack?.split('\n')[2] ?? ''
      const [, path, line] = madeHere.exec(caller) ?? []
      if (path) made.push({ source: regex.source, flags: regex.flags, where: [`${path}:${line}`] })
      return regex
    },
  })
  try {
    await work()
  } finally {
    globalThis.RegExp = Native
  }
  return made
}

/** What the texts make of a county's and an alert's own words; imported here, where it is met. */
async function renderAll(): Promise<void> {
  const { renderSms } = await import('../../functions/texts/render-sms.ts')
  const { loadCounty } = await import('../../functions/platform/county.ts')
  const { aPublished } = await import('../delivery/a-published.ts')
  const county = loadCounty('510402')
  const channelled = { as: 'relay', station: '攀枝花市气象台', issued: '2026-07-01T03:00:00+08:00' } as const
  for (const language of ['zh-CN', 'en']) {
    renderSms(aPublished({ info: { senderName: 'Flood Control Headquarters' } }), county, language)
    renderSms(aPublished({ weatherSignal: true }), county, language)
    renderSms(aPublished({ weatherSignal: true, channelled }), county, language)
    renderSms(aPublished({ weatherSignal: true }), county, language)
  }
}

/** Each once, with every place it stands at. Throws where a pattern is made that never came to be here. */
export async function findRegexes(): Promise<Regex[]> {
  const paths = readdirSync(`${root}functions`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `functions/${path}`)
    .toSorted()
  const written = paths.map(writtenIn)
  const made = await madeBy(async () => {
    // A handler reads its environment when it is imported; what it makes of patterns are literals.
    for (const path of paths.filter((each) => !each.endsWith('.handler.ts'))) await import(root + path)
    await renderAll()
  })
  const seen = new Set(made.flatMap(({ where }) => where))
  const unseen = written.flatMap((each) => each.made).filter((place) => !seen.has(place))
  if (unseen.length > 0)
    throw new Error(`made while running and not met here, so nobody checks it: ${unseen.join(', ')}`)
  const found = new Map<string, Regex>()
  for (const regex of [...written.flatMap(({ literals }) => literals), ...made]) {
    const key = `/${regex.source}/${regex.flags}`
    const known = found.get(key)
    found.set(key, { ...regex, where: [...new Set([...(known?.where ?? []), ...regex.where])] })
  }
  return [...found.values()]
}
