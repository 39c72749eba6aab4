/** One code base, five sites: each is its own county's, and no other's name stands anywhere in it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type County, loadCounty } from '../../functions/platform/county.ts'
import { campaignsOf } from '../../functions/publicity/campaign.ts'
import { loadCountySite } from '../../functions/publicity/county-site.ts'
import { loadEntryTexts } from '../../functions/publicity/entry.ts'
import { settingsSchema } from '../../infra/settings.ts'
import { builtSite } from '../../infra/site-build.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const { siteUrl } = settingsSchema.parse({})
const codes = ['141032', '222404', '360403', '510402', '530302']
const read = ['.html', '.json', '.ics', '.webmanifest', '.xml', '.txt']
const patience = 240_000

/** Path → text of everything people and programs read; the index of the search is made of the same pages. */
function textsOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return new Map(
    names
      .filter((name) => read.includes(extname(name)) && !name.startsWith('pagefind'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

/** Names that only this county has; 东区 alone is a word like any other. */
function namesOf({ code, name, fullName, englishName, city, sms }: County): string[] {
  const divisions = JSON.parse(readFileSync(join(root, `content/counties/${code}/divisions.json`), 'utf8'))
  const towns: string[] = divisions.towns.map((town: { name: string }) => town.name)
  const campaigns = campaignsOf(code, 2027)
    .filter(({ campaign }) => campaign.counties)
    .flatMap(({ campaign }) => Object.values(campaign.name))
  const { plan, host } = loadCountySite(code)
  return [fullName, name, englishName, city, sms.signature, plan, host.name, ...towns, ...campaigns].filter(
    (each) => each.length >= 3,
  )
}
/** A town may be called as one elsewhere is. */
const foreignTo = (code: string): string[] => {
  const own = namesOf(loadCounty(code))
  return codes
    .filter((other) => other !== code)
    .flatMap((other) => namesOf(loadCounty(other)))
    .filter((name) => !own.some((ours) => ours.includes(name)))
}

describe.each(codes)('the site of %s', (code) => {
  const county = loadCounty(code)
  const site = loadCountySite(code)
  let texts: Map<string, string>
  const text = (path: string): string => texts.get(path) ?? ''

  test('is built', { timeout: patience }, async () => {
    const folder = await builtSite(root, { county: code, siteUrl })
    texts = textsOf(folder)
    expect(texts.size).toBeGreaterThan(200)
    for (const language of ['en', 'ko'])
      expect(existsSync(join(folder, language))).toBe(county.languages.includes(language))
  })

  test('says its own name, languages, entries, campaigns and numbers', () => {
    const frames: Record<string, Record<string, string>> = JSON.parse(text('frames.json')).pages
    expect(Object.keys(frames).toSorted()).toEqual(county.languages.toSorted())
    const home = frames['zh-CN']?.home ?? ''
    expect(home).toContain(county.fullName)
    expect(frames.en?.home).toContain(county.englishName)
    for (const language of county.languages) expect(home).toContain(`lang="${language}"`)
    const entries = site.entries.map((entry) => `href="/learn/${entry}/"`)
    const places = entries.map((link) => home.indexOf(link))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    for (const entry of site.entries)
      expect(text('learn/index.html')).toContain(loadEntryTexts().get(entry)!.name['zh-CN'])
    const dialled = [...home.matchAll(/class="calls[^"]*">(.*?)<\/ul>/gs)].flatMap(([, list]) =>
      [...list!.matchAll(/href="tel:(\d+)"/g)].map(([, number]) => number),
    )
    expect(dialled).toEqual(site.numbers.map(({ number }) => number))
    // Who comes at once stands first; who only tells or takes reports stands apart, under a heading of its own.
    expect(home).toMatch(/马上要打的电话.*tel:119.*tel:110.*tel:120.*也可以打.*tel:12379.*tel:12350/s)
    const calendar = text('calendar.ics').replace(/\r\n[ \t]/g, '')
    const year = Number(/DTSTART[^:]*:(\d{4})/.exec(calendar)?.[1])
    const named = campaignsOf(code, year).filter(({ named }) => named)
    expect(named.length).toBe(site.campaigns.length)
    for (const { campaign } of named) {
      expect(text('calendar/index.html')).toContain(campaign.name['zh-CN'])
      // Of some the days are announced each year.
      if (campaign.rule.type !== 'announced') expect(calendar.includes(campaign.name['zh-CN']), campaign.id).toBe(true)
    }
    expect(text('about/index.html')).toContain(county.fullName)
    expect(JSON.parse(text('manifest.webmanifest')).name).toContain(county.fullName)
  })

  test('links its feeds from every head, each under its own name', () => {
    const page = text('about/index.html')
    for (const [name, type, file] of [
      ['Atom, CAP', 'application/atom+xml', 'feed.atom'],
      ['RSS', 'application/rss+xml', 'feed.rss'],
      ['JSON', 'application/json', 'active.json'],
    ])
      expect(page).toContain(
        `<link rel="alternate" type="${type}" title="${county.fullName}预警 ${name}" href="/alerts/${file}">`,
      )
    // What is no CAP is not called so.
    expect(JSON.parse(text('frames.json')).pages['zh-CN'].home).not.toMatch(/active\.json"[^>]*>[^<]*CAP/)
  })

  test('says in the reader’s language what it has yet to be given, and that its duty number is made up', () => {
    const { pages } = JSON.parse(text('frames.json'))
    const marks = (language: string): string => /<p class="marks">(.*?)<\/p>/s.exec(pages[language].home)?.[1] ?? ''
    expect(marks('zh-CN').match(/待填/g)).toHaveLength(3)
    expect(marks('en').match(/to be filled in/g)).toHaveLength(3)
    expect(marks('en')).not.toContain('待填')
    for (const kind of ['alert', 'poster']) {
      expect(pages['zh-CN'][kind]).toContain('演示站')
      expect(pages['zh-CN'][kind]).toContain(`${county.duty.phone} 是编的号码`)
      expect(pages.en[kind]).toContain(`${county.duty.phone} is made up`)
    }
  })

  test('shows each guide once on home, whatever the month', () => {
    const { months, pages } = JSON.parse(text('frames.json'))
    expect(pages['zh-CN'].home).not.toMatch(/href="\/guides\/[a-z]/)
    for (const month of months['zh-CN'] as string[]) {
      const shown = [...month.matchAll(/<h3><a href="\/guides\/([^/]+)\//g)].map(([, slug]) => slug)
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown).toEqual(expect.arrayContaining(site.focus))
    }
  })

  test('tells in every language what the phone keeps by itself, and what that costs', () => {
    const notice = 'notices/how-we-handle-data/index.html'
    expect(text(notice)).toContain('一次不到 0.1 兆流量')
    expect(text(`en/${notice}`)).toContain('less than 0.1 MB')
    if (county.languages.includes('ko')) expect(text(`ko/${notice}`)).toContain('0.1MB가 되지 않으며')
  })

  test('names no other county, its city, its towns or its campaigns', () => {
    const foreign = foreignTo(code)
    expect(foreign.length).toBeGreaterThan(40)
    const strange = foreign.flatMap((name) =>
      [...texts].flatMap(([path, page]) => (page.includes(name) ? `${path}: ${name}` : [])),
    )
    expect(strange).toEqual([])
  })
})
