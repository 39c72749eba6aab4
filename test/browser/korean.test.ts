/** 珲春市 reads Korean: the same care for its pages. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capTime, capXml, type LocalProduct, sender, startProduct } from '../fakes/local-product.ts'
import { problemsOf } from './accessible.ts'
import { openChromium, visit } from './chromium.ts'
import { written } from './warnings.ts'

const bureau = '22240405500000'

let product: LocalProduct
let browser: Browser
beforeAll(async () => {
  const product_ = startProduct({ county: '222404', now: '2026-12-01T10:00:00+08:00' })
  ;[product, browser] = await Promise.all([product_, openChromium()])
}, 240_000)
afterAll(() => Promise.all([browser?.close(), product?.dispose()]))

test('Korean pages are right for everybody, and say 훈춘', async () => {
  const sent = capTime(await product.now())
  const identifier = `${bureau}_20261201100000`
  const fields = { event: '暴雪', eventCode: '11B04', headline: '珲春市气象台发布暴雪红色预警', codes: ['222404'] }
  const cap = capXml({ identifier, sent, ...fields })
    .replaceAll(sender, bureau)
    .replaceAll('攀枝花市东区', '珲春市')
  const token = await product.token(bureau, 'sender')
  expect(await product.ask('POST', '/api/cap', { token, body: cap, type: 'application/cap+xml' })).toMatchObject({
    status: 202,
    body: { stage: 'published' },
  })
  await written(product, identifier)

  await visit(browser, product.origin(), { locale: 'ko-KR' }, async (page) => {
    const problems: string[] = []
    for (const path of [
      '/ko/',
      '/ko/alerts/',
      `/ko/alerts/${identifier}/`,
      `/ko/alerts/${identifier}/poster/`,
      '/ko/notices/how-we-handle-data/',
      '/ko/guides/',
      '/ko/guides/snowstorm/',
      '/ko/calendar/',
      '/ko/about/',
      '/ko/search/',
    ]) {
      await page.goto(path)
      expect(await page.locator('html').getAttribute('lang')).toBe('ko')
      problems.push(...(await problemsOf(page)))
    }
    expect(problems).toEqual([])
    // The sender spoke Chinese: what to do stands in Korean before its words, wherever the warning shows.
    for (const path of ['/ko/', `/ko/alerts/${identifier}/`, `/ko/alerts/${identifier}/poster/`, '/ko/signage/']) {
      await page.goto(path)
      const text = (await page.locator('#live').allTextContents()).join('')
      expect(text, path).toContain('지금 떠나 안전한 곳으로 가세요.')
      expect(text.indexOf('안전한 곳으로'), path).toBeLessThan(`${text}沟边河边`.indexOf('沟边河边'))
    }
    await page.goto(`/ko/alerts/${identifier}/`)
    expect((await page.locator('main').allInnerTexts()).join('')).toMatch(/[\uac00-\ud7a3]/)
    // The sender's own words are Chinese, and say so to a screen reader.
    expect(await page.locator('main [lang="zh-CN"]').count()).toBeGreaterThan(0)
  })
})
