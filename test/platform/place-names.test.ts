import { describe, expect, test } from 'vitest'
import { countyCodes, loadCounty, nameIn } from '../../functions/platform/county.ts'
import { villageNameEn } from '../../infra/place-names.ts'

describe.each(countyCodes)('names of places in %s', (code) => {
  const county = loadCounty(code)

  test('of villages are what `npm run names` writes', () => {
    for (const { name, en } of county.towns.flatMap(({ villages }) => villages)) expect(en).toBe(villageNameEn(name))
  })

  test('of every place exist in English, without a Chinese character', () => {
    for (const division of county.names.keys()) {
      expect(nameIn(county, division, 'en')).toMatch(/^[A-Z][\p{Script=Latin}' ()]+$/u)
    }
  })

  test('of towns exist in Korean where the county speaks it', () => {
    if (!county.languages.includes('ko')) return
    for (const town of county.towns) expect(town.ko).toMatch(/^\p{Script=Hangul}+$/u)
  })
})

test('a name is the one its reader knows, the Chinese one where Korean has none', () => {
  const hunchun = loadCounty('222404')
  const [town] = hunchun.towns
  expect(nameIn(hunchun, town!.code, 'zh-CN')).toBe('靖和街道')
  expect(nameIn(hunchun, town!.code, 'ko-KR')).toBe('정화가두')
  expect(nameIn(hunchun, town!.code, 'en')).toBe('Jinghe Subdistrict')
  expect(nameIn(hunchun, town!.villages[0]!.code, 'ko')).toBe(town!.villages[0]!.name)
  expect(nameIn(hunchun, '110000', 'en')).toBeUndefined()
})

test('pinyin is spelt as on road signs', () => {
  expect(villageNameEn('长安社区')).toBe("Chang'an Community")
  expect(villageNameEn('女儿街社区居委会')).toBe("Nü'erjie Community")
  expect(villageNameEn('四圩社区居民委员会')).toBe('Siwei Community')
  expect(() => villageNameEn('某地')).toThrow('infra/place-names.ts')
})
