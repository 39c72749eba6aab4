/** A phone without scripts and with little data still gets everything. */
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalProduct, startProduct } from '../fakes/local-product.ts'
import { openChromium, visit } from './chromium.ts'
import { publishMixed } from './scenes.ts'
import { type Published, publish } from './warnings.ts'

let product: LocalProduct
let browser: Browser
let red: Published
beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ now: '2026-07-01T10:00:00+08:00' }), openChromium()])
  red = await publish(product, {
    codes: ['510402100'],
    polygons: [
      [
        [26.6, 101.68],
        [26.6, 101.74],
        [26.54, 101.74],
        [26.54, 101.68],
        [26.6, 101.68],
      ],
    ],
    expires: '2026-07-01T20:00:00+08:00',
  })
}, 240_000)
afterAll(() => Promise.all([browser?.close(), product?.dispose()]))

describe('without scripts', () => {
  const read = <T>(act: (page: Page) => Promise<T>): Promise<T> =>
    visit(browser, product.origin(), { javaScriptEnabled: false }, act)
  const textOf = async (page: Page): Promise<string> => (await page.locator('main').allInnerTexts()).join('')

  test('a warning has all its facts, and its map', () =>
    read(async (page) => {
      await page.goto(red.path)
      const text = await textOf(page)
      for (const fact of [
        '红色',
        '生效中',
        '山洪红色预警',
        '沟边河边住户马上往两侧高处走，不要过河，不要顺沟跑。',
        '上游持续强降雨，沟道水位快速上涨。',
        '银江镇',
        '7月1日10:00—20:00',
        '攀枝花市东区应急管理局',
        '过了这个时间不等于安全',
      ])
        expect(text).toContain(fact)
      expect(await page.locator('main svg').count()).toBeGreaterThan(0)
      expect(await page.locator(`main a[href="${red.path}cap.xml"]`).isVisible()).toBe(true)
      expect(await page.locator('main a[href="/guides/flash-flood/"]').isVisible()).toBe(true)
      // Nothing that only a script could work.
      for (const button of await page.locator('button').all()) expect(await button.isVisible()).toBe(false)
    }))

  test('home, a guide, the answers of a quiz, the calendar and the list of guides are whole', () =>
    read(async (page) => {
      await page.goto('/')
      expect(await page.locator(`#live a[href="${red.path}"]`).first().isVisible()).toBe(true)
      expect(await textOf(page)).toContain('沟边河边住户马上往两侧高处走')
      for (const button of await page.locator('button').all()) expect(await button.isVisible()).toBe(false)

      await page.goto('/guides/flash-flood/')
      for (const part of ['section.now li', 'section.never li'])
        expect(await page.locator(part).count()).toBeGreaterThan(0)

      await page.goto('/quizzes/flash-flood/')
      const questions = await page.locator('fieldset').all()
      expect(questions.length).toBeGreaterThanOrEqual(5)
      for (const question of questions) {
        await question.locator('summary').click()
        expect(await question.locator('[data-why]').isVisible()).toBe(true)
      }

      await page.goto('/calendar/')
      expect(await page.locator('main h3').count()).toBeGreaterThan(24)
      expect(await page.locator('a[href="/calendar.ics"]').isVisible()).toBe(true)

      await page.goto('/search/')
      expect(await page.locator('[data-all] li a').count()).toBeGreaterThan(35)
      expect(await page.locator('form[role=search]').isVisible()).toBe(false)
      expect(await page.locator('[data-without]').isVisible()).toBe(true)
    }))
})

describe('weight, gzipped, everything a first visit loads before anybody touches it', () => {
  const kilobyte = 1_000
  const limits: [kind: string, path: () => string, most: number][] = [
    ['warning', () => red.path, 25 * kilobyte],
    ['warning, en', () => `/en${red.path}`, 25 * kilobyte],
    ['poster', () => `${red.path}poster/`, 25 * kilobyte],
    ['home', () => '/', 60 * kilobyte],
    ['alerts', () => '/alerts/', 40 * kilobyte],
    ['guide', () => '/guides/flash-flood/', 40 * kilobyte],
    ['guide, en', () => '/en/guides/flash-flood/', 40 * kilobyte],
    ['guides', () => '/guides/', 60 * kilobyte],
    ['quiz', () => '/quizzes/flash-flood/', 40 * kilobyte],
    ['calendar', () => '/calendar/', 60 * kilobyte],
    ['signage', () => '/signage/', 25 * kilobyte],
    ['embed', () => '/embed/', 15 * kilobyte],
  ]

  test('stays small', () => expectLight(limits))

  test('stays small with five warnings at once', async () => {
    await product.reset('2026-07-01T10:00:00+08:00')
    const mixed = await publishMixed(product)
    await expectLight([
      ['home', () => '/', 60 * kilobyte],
      ['home, en', () => '/en/', 60 * kilobyte],
      ['alerts', () => '/alerts/', 40 * kilobyte],
      ['warning', () => mixed.red, 25 * kilobyte],
      ['signage', () => '/signage/', 25 * kilobyte],
      ['embed', () => '/embed/', 15 * kilobyte],
    ])
    await visit(browser, product.origin(), {}, async (page) => {
      await page.goto('/')
      expect(await page.locator('#live .overview article').count()).toBe(5)
    })
  })

  async function expectLight(limits: [kind: string, path: () => string, most: number][]): Promise<void> {
    const rows: Record<string, string | number>[] = []
    const heavy: string[] = []
    for (const [kind, path, most] of limits) {
      const parts = await visit(browser, product.origin(), {}, async (page) => {
        const loaded: Promise<{ sort: string; bytes: number }>[] = []
        let hasAsked = false
        const note = (request: Request): void => {
          hasAsked ||= request.url().endsWith('/active.json')
          loaded.push(
            request.sizes().then(({ responseBodySize }) => ({ sort: request.resourceType(), bytes: responseBodySize })),
          )
        }
        page.on('requestfinished', note)
        await page.goto(path(), { waitUntil: 'networkidle' })
        // What an open page asks for again and again counts once.
        if ((await page.locator('[data-active]').count()) > 0)
          await expect.poll(() => hasAsked, { timeout: 20_000 }).toBe(true)
        // An open page goes on asking; nothing may be measured any more when it closes.
        page.off('requestfinished', note)
        return Promise.all(loaded)
      })
      const sum = (sorts: string[]): number =>
        parts.filter(({ sort }) => sorts.includes(sort)).reduce((all, { bytes }) => all + bytes, 0)
      const all = parts.reduce((total, { bytes }) => total + bytes, 0)
      rows.push({
        page: kind,
        html: sum(['document']),
        css: sum(['stylesheet']),
        js: sum(['script']),
        data: sum(['fetch', 'xhr']),
        images: sum(['image', 'other', 'manifest', 'font', 'media']),
        all,
        most,
      })
      if (all > most) heavy.push(`${kind}: ${all} bytes, ${most} allowed`)
    }
    console.table(rows)
    expect(heavy).toEqual([])
  }
})
