import { expect, it } from 'vitest'
import { listFiles } from '../../functions/pages/site-files.ts'
import { type County, loadCounty } from '../../functions/platform/county.ts'
import { remembered } from '../../functions/texts/remembered.ts'
import { aPublished } from '../delivery/a-published.ts'
import { aFrameSet } from '../pages/a-frame-set.ts'

it('says what it said before of the same alert, county and language, and only of these', () => {
  const county = loadCounty('510402')
  const said: string[] = []
  const say = remembered((alert, { code }, language) => {
    said.push(`${alert.version} ${code} ${language}`)
    return said.length
  })
  const alert = aPublished()
  expect([say(alert, county, 'zh-CN'), say(alert, county, 'zh-CN'), say(alert, county, 'en')]).toEqual([1, 1, 2])
  expect(say(alert, loadCounty('222404'), 'en')).toBe(3)
  expect(say({ ...alert, version: 2 }, county, 'en')).toBe(4)
  expect(said).toEqual(['1 510402 zh-CN', '1 510402 en', '1 222404 en', '2 510402 en'])
})

it('reads the words of an alert once for all lists, feeds, screens and maps of a language', () => {
  let read = 0
  const alert = aPublished()
  const info = alert.alert.info[0]!
  const { contact } = info
  Object.defineProperty(info, 'contact', {
    get() {
      read += 1
      return contact
    },
    enumerable: true,
  })
  const county = { ...loadCounty('510402'), languages: ['zh-CN'] } as County
  const site = { county, siteUrl: 'https://warning.gov.cn', mapApproval: null, now: () => alert.sentAtMs }
  const readByLists = (): number => {
    read = 0
    listFiles(site, [alert], [], aFrameSet().frames, alert.sentAtMs)
    return read
  }
  const first = readByLists()
  expect(first).toBeGreaterThan(0)
  expect(readByLists()).toBeLessThan(first)
})
