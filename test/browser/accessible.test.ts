/** Everybody can read every page: axe finds nothing, in Chinese and English, light and dark, on narrow phones, in large type. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { edgeRuleFor } from '../../infra/edge-headers.ts'
import { type LocalProduct, startProduct } from '../fakes/local-product.ts'
import { elderProblemsOf, problemsOf } from './accessible.ts'
import { openChromium, visit } from './chromium.ts'
import { drillPage, type Mixed, publishMixed } from './scenes.ts'
import { openSite, publish } from './warnings.ts'

let product: LocalProduct
let browser: Browser
beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ now: '2026-07-01T10:00:00+08:00' }), openChromium()])
}, 240_000)
afterAll(() => Promise.all([browser?.close(), product?.dispose()]))

const languages = [
  ['zh-CN', ''],
  ['en', '/en'],
] as const

/** Of each kind that the build makes, one; `first` stands for the first that the list links to. */
const kinds = [
  '/guides/',
  '/guides/family-kit/',
  '/guides/rainstorm/',
  '/quizzes/',
  '/quizzes/flash-flood/',
  '/quizzes/certificate/',
  '/calendar/',
  '/learn/',
  '/learn/school/',
  '/learn/month-7/',
  '/rumours/',
  '/rumours/first/',
  '/cases/',
  '/cases/first/',
  '/posters/',
  '/posters/first/',
  '/handbook/',
  '/handbook/route-card/',
  '/search/',
  '/notices/',
  '/notices/first/',
  '/about/',
  '/offline/',
]

/** Looks at pages, two at a time. */
async function look(paths: readonly string[], open = (page: Page, path: string) => page.goto(path)): Promise<string[]> {
  const problems: string[] = []
  const left = [...paths]
  const reader = (): Promise<void> =>
    visit(browser, product.origin(), { expected: /404\.html/ }, async (page) => {
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        await open(page, path)
        problems.push(...(await problemsOf(page, { narrow: !/signage/.test(path) })))
      }
    })
  await Promise.all([reader(), reader()])
  return problems
}

test('with no warning in force', async () => {
  await openSite(product)
  expect(await look(['/', '/en/', '/alerts/', '/signage/', '/embed/'])).toEqual([])
})

test('with one red warning in force', async () => {
  await publish(product, {})
  expect(await look(['/', '/en/'])).toEqual([])
})

describe('with warnings of every colour, a lifted one and one that ran out', () => {
  let mixed: Mixed
  beforeAll(async () => {
    await product.reset('2026-07-01T10:00:00+08:00')
    mixed = await publishMixed(product)
  }, 120_000)

  test.each(languages)('pages that delivery fills, in %s', async (language, prefix) => {
    const { red, lifted, expired } = mixed
    const paths = ['/', '/alerts/', red, lifted, expired, `${red}poster/`, `${lifted}poster/`, '/signage/', '/embed/']
    expect(await look(paths.map((path) => prefix + path))).toEqual([])
    const drill = await drillPage(product, language)
    const served = { status: 200, contentType: 'text/html; charset=utf-8', body: drill.html }
    const openDrill = async (page: Page, path: string) => {
      await page.route(`**${path}`, (route) => route.fulfill({ ...served, headers: edgeRuleFor(path).headers }))
      return page.goto(path)
    }
    expect(drill.html).toContain(language === 'en' ? 'rill' : '演练')
    expect(await look([drill.path], openDrill)).toEqual([])
  })

  test('home, the list and a warning in large type', async () => {
    await visit(browser, product.origin(), {}, async (page) => {
      const problems: string[] = []
      for (const path of [
        '/',
        '/alerts/',
        mixed.red,
        `/en${mixed.red}`,
        '/guides/flash-flood/',
        '/quizzes/flash-flood/',
      ]) {
        await page.goto(path)
        problems.push(...(await elderProblemsOf(page)))
      }
      expect(problems).toEqual([])
    })
  })
})

test.each(languages)('pages of the build, in %s', async (_, prefix) => {
  const paths = await visit(browser, product.origin(), {}, async (page) => {
    const found: string[] = []
    for (const kind of kinds) {
      const path = prefix + kind
      if (!path.endsWith('/first/')) {
        found.push(path)
        continue
      }
      const list = path.replace('first/', '')
      await page.goto(list)
      const hrefs = await page.locator('main a').evaluateAll((links) => links.map((link) => link.getAttribute('href')!))
      const first = hrefs.find((href) => href.startsWith(list) && href !== list)
      expect(first, `${list} links to nothing of its own`).toBeDefined()
      found.push(first!)
    }
    return found
  })
  expect(await look([...paths, ...(prefix === '' ? ['/404.html'] : [])])).toEqual([])
})

test('what scripts bring: answers of a quiz, results of a search', async () => {
  await visit(browser, product.origin(), {}, async (page) => {
    await page.goto('/quizzes/flash-flood/')
    for (const question of await page.locator('fieldset').all()) {
      await question.locator('input').first().check()
      await question.getByRole('button').click()
    }
    await page.locator('[data-end]:not([hidden])').waitFor()
    const problems = await problemsOf(page)
    await page.goto('/search/?q=山洪')
    await page.locator('[data-results] li').first().waitFor()
    problems.push(...(await problemsOf(page)))
    expect(problems).toEqual([])
  })
})
