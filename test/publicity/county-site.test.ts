import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { countyCodes, loadCounty } from '../../functions/platform/county.ts'
import { loadCampaigns } from '../../functions/publicity/campaign.ts'
import { type CountySite, countySiteSchema, loadCountySite } from '../../functions/publicity/county-site.ts'
import { plannedDangers } from './planned-dangers.ts'

const fileOf = (code: string): string => readFileSync(`content/counties/${code}/site.json`, 'utf8')
const with510402 = (changes: Record<string, unknown>) =>
  countySiteSchema.safeParse({ ...JSON.parse(fileOf('510402')), ...changes })

describe.each(countyCodes)('the site of %s', (code) => {
  const site: CountySite = loadCountySite(code)
  const county = loadCounty(code)

  test('names the campaigns that the catalogue says its plan names', () => {
    const named = loadCampaigns().flatMap(({ id, seeds }) => (seeds.includes(code) ? [id] : []))
    expect(site.campaigns.toSorted()).toEqual(named.toSorted())
  })

  test('puts guides first that are planned or written', () => {
    const isKnown = (slug: string) => plannedDangers.includes(slug) || existsSync(`content/dangers/${slug}.json`)
    expect(site.focus.filter((slug) => !isKnown(slug))).toEqual([])
  })

  test('names no other county', () => {
    const foreign = countyCodes
      .filter((other) => other !== code)
      .map(loadCounty)
      .flatMap(({ name, fullName, englishName, city }) => [name, fullName, englishName, city])
      .filter((name) => name !== county.city)
    expect(foreign.filter((name) => fileOf(code).includes(name))).toEqual([])
  })

  test('speaks every language of its county, and no other', () => {
    const languages = county.languages.toSorted()
    const texts = [site.about, ...site.numbers.map(({ name }) => name)]
    for (const text of texts) expect(Object.keys(text).toSorted()).toEqual(languages)
    expect(site.host.koreanName !== undefined).toBe(languages.includes('ko'))
  })

  test('rests on its plan and is run by a body that may warn there', () => {
    expect(site.about['zh-CN'].join('')).toContain(`《${site.plan}》`)
    expect(site.about['zh-CN'].join('')).toContain(site.host.name)
    expect(county.senders.map(({ name }) => name)).toContain(site.host.name)
  })

  test('shows the same numbers in the same order, and invents no mark', () => {
    expect(site.numbers.map(({ number }) => number)).toEqual(['119', '110', '120', '12379', '12350'])
    expect(site.marks).toEqual({ icp: '待填', publicSecurity: '待填', siteCode: '待填', placeholder: true })
    expect(site.mapApproval).toBeNull()
  })
})

describe('the sites of the counties', () => {
  test('count by the entries of their plans (QL-B02, HC-B10, HC-B12, YH-B01, XY-B01, XY-B03, DQ-B01)', () => {
    const entriesOf = Object.fromEntries(countyCodes.map((code) => [code, loadCountySite(code).entries]))
    expect(entriesOf).toEqual({
      '530302': ['enterprise', 'village', 'community', 'school', 'family'],
      '222404': ['community', 'village', 'enterprise', 'school', 'family', 'public-place', 'office'],
      '141032': ['school', 'office', 'enterprise', 'community', 'village', 'family', 'public-place'],
      '360403': ['enterprise', 'community', 'school', 'family', 'village'],
      '510402': ['enterprise', 'village', 'community', 'school', 'family'],
    })
  })

  test('only 360403 has the ten of fire (XY-B04)', () => {
    expect(countyCodes.filter((code) => loadCountySite(code).fireEntries)).toEqual(['360403'])
    expect(new Set(loadCountySite('360403').fireEntries).size).toBe(10)
  })

  test('a county without a site is refused with those that have one', () => {
    expect(() => loadCountySite('110101')).toThrow('no county site "110101"; allowed: 141032, 222404')
  })

  test('marks are all real or said to be missing', () => {
    const real = { icp: '川ICP备00000000号-1', publicSecurity: '川公网安备 00000000000000号', siteCode: '0000000000' }
    expect(with510402({ marks: { ...real, placeholder: false } }).success).toBe(true)
    expect(with510402({ marks: { ...real, placeholder: true } }).success).toBe(false)
    expect(with510402({ marks: { ...real, icp: '待填', placeholder: false } }).success).toBe(false)
    expect(with510402({ marks: { ...real, icp: '待填', placeholder: true } }).success).toBe(true)
    expect(with510402({ marks: { ...real, icp: '12345', placeholder: false } }).success).toBe(false)
  })

  test('a list that says something twice is refused', () => {
    expect(with510402({ campaigns: ['wsm', 'wsm'] }).error?.message).toContain('every one must stand there once')
  })
})
