import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { copyWithOwnContent } from '../fakes/project-copy.ts'

const root = copyWithOwnContent()
afterAll(() => rmSync(root, { recursive: true, force: true }))

const siteUrl = 'https://yj.hunchun.gov.cn'
const attack = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'⟦main⟧'
const text = JSON.stringify(`震后 ${attack}`)
const common = `title: ${text}\nsummary: ${text}\ndate: 2026-06-01\ndanger: earthquake\nsources:\n  - { title: ${text}, publisher: ${text}, seen: false }\n`
const body = `${attack}\n\n[点这里](javascript:alert(3)) ![图](https://elsewhere.example/x.png)\n\n<iframe src="https://elsewhere.example/"></iframe>\n`
const posts: Record<string, string> = {
  rumours: `claim: ${text}\nverdict: 'false'\ntruth: ${text}\n`,
  cases: `happened: ${text}\nlessons: [${text}, 好好学一学]\n`,
  posters: `lines: ['<script>alert(1)</script>', 好好学一学]\nentries: [school]\n`,
  notices: `kind: risk-notice\n`,
}

const out = join(root, '.cache', 'site')

test('what a post says is text on its page, in lists, in cards and in structured data', { timeout: 120_000 }, () => {
  for (const [kind, fields] of Object.entries(posts)) {
    writeFileSync(join(root, `content/${kind}/zh-CN/zz-attack.md`), `---\n${common}${fields}---\n${body}`)
  }
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'site/build.ts'), '--out', out], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FENGSUI_ROOT: root, COUNTY: '222404', SITE_URL: `${siteUrl}/` },
  })
  expect([status, stderr]).toEqual([0, ''])
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
  const pages = names.map((name) => ({ name, html: readFileSync(join(out, name), 'utf8') }))
  const carrying = pages.filter(({ html }) => html.includes('alert(1)'))
  // Four pages in three languages and the lists above them, at least.
  expect(carrying.length).toBeGreaterThan(12)
  for (const { name, html } of pages) {
    // Between quotes a `<` begins nothing.
    const outsideQuotes = html.replace(/="[^"]*"/g, '')
    expect(outsideQuotes, name).not.toMatch(/<script>alert|<img src=x|<iframe/i)
    expect(html, name).not.toMatch(/href="javascript:|src="https:\/\/elsewhere/i)
  }
})

test('the site says everywhere that it stands where it was built for', () => {
  const read = (path: string): string => readFileSync(join(out, path), 'utf8')
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((each) => /\.(?:html|xml|txt|ics|json|webmanifest|js)$/.test(each)))
    expect(read(name), name).not.toMatch(/warning\.example|\.fengsui\b/)
  expect(read('robots.txt')).toContain(`\nSitemap: ${siteUrl}/sitemap-index.xml\n`)
  const sitemaps = names.filter((name) => /^sitemap.*\.xml$/.test(name)).map(read)
  const places = sitemaps.flatMap((xml) => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, place]) => place))
  expect(places.length).toBeGreaterThan(100)
  for (const place of places) expect(place).toMatch(/^https:\/\/yj\.hunchun\.gov\.cn\/(?!\/)/)
  for (const prefix of ['', 'en/', 'ko/']) {
    const ics = read(`${prefix}calendar.ics`).replaceAll('\r\n ', '')
    const values = (property: string) =>
      [...ics.matchAll(new RegExp(`^${property}[;:].*$`, 'gm'))].map(([line]) => line)
    for (const line of values('UID')) expect(line).toMatch(/\.222404@yj\.hunchun\.gov\.cn\r?$/)
    for (const line of values('URL')) expect(line).toContain(`:${siteUrl}/${prefix}calendar/`)
    expect(read(`${prefix}calendar/index.html`)).toContain(`"webcal://yj.hunchun.gov.cn/${prefix}calendar.ics"`)
  }
})
