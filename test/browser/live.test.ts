/** Somebody has a page open, or comes back to it without a line. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zh } from '../../site/src/words/zh-CN.ts'
import { capTime, type LocalProduct, startProduct, until } from '../fakes/local-product.ts'
import { openChromium, visit } from './chromium.ts'
import { openSite, publish, says } from './warnings.ts'

/** The machine may be busy: how soon a page asks again is said by the test of `nextPollMs`. */
const patienceMs = 60_000
const { live } = zh

let product: LocalProduct
let browser: Browser
beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openChromium()])
}, 240_000)
afterAll(() => Promise.all([browser?.close(), product?.dispose()]))

const announces = (page: Page, text: string): Promise<void> =>
  page.locator('#news', { hasText: text }).waitFor({ timeout: patienceMs })
const shows = (page: Page, text: string): Promise<void> =>
  page.locator('#live', { hasText: text }).waitFor({ timeout: patienceMs })

/** Opens a page that writes down everything it announces, as a screen reader would hear it. */
async function listen(page: Page, path: string): Promise<Page> {
  await page.goto(path)
  await page.locator('#age:not([hidden])').waitFor()
  await page.evaluate(() => {
    const news = document.getElementById('news')!
    const said: string[] = []
    Object.assign(globalThis, { said })
    new MutationObserver(() => {
      if (news.textContent) said.push(news.textContent)
    }).observe(news, { childList: true, subtree: true, characterData: true })
  })
  return page
}
const said = (page: Page): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { said: string[] }).said)

test('an open page tells of a warning by itself, once, and of its change and its end', async () => {
  await product.reset()
  const other = await publish(product, {
    severity: 'Minor',
    headline: '大风蓝色预警',
    eventCode: '11B06',
    event: '大风',
  })
  await visit(browser, product.origin(), {}, async (first) => {
    const another = (): Promise<Page> => first.context().newPage()
    const pages = [
      await listen(first, '/'),
      await listen(await another(), '/alerts/'),
      await listen(await another(), other.path),
    ]
    const tell = async (text: string, act: ReturnType<typeof publish>) => {
      await Promise.all(pages.map((page) => announces(page, text)))
      return act
    }

    const red = await tell(`新预警：山洪红色预警`, publish(product, { headline: '山洪红色预警' }))
    for (const page of pages) expect(await page.title()).toMatch(/^【红色预警】/)
    for (const page of pages.slice(0, 2)) await page.locator(`#live a[href="${red.path}"]`).first().waitFor()
    expect(await pages[2]!.locator('#live', { hasText: '山洪' }).count()).toBe(0)

    const page = await listen(await another(), red.path)
    pages.push(page)
    const update = await tell(
      '预警有变化：山洪橙色预警',
      publish(product, { msgType: 'Update', follows: [red], severity: 'Severe', headline: '山洪橙色预警' }),
    )
    await page.locator(`#live a[href="${update.path}"]`).first().waitFor({ timeout: patienceMs })
    for (const each of pages) expect(await each.title()).not.toContain(live.red)

    const last = await listen(await another(), update.path)
    pages.push(last)
    await tell('不再生效：山洪橙色预警', publish(product, { msgType: 'Cancel', follows: [update] }))
    await shows(last, '已解除')
    await shows(pages[0]!, '已解除')

    // One more look at what holds brings nothing new.
    await Promise.all(pages.map((page) => page.waitForResponse(/active\.json/)))
    const all = ['新预警：山洪红色预警', '预警有变化：山洪橙色预警', '不再生效：山洪橙色预警']
    expect(await Promise.all(pages.map(said))).toEqual([all, all, all, all.slice(1), all.slice(2)])
  })
})

test('what nobody has closed stays under what comes', async () => {
  await product.reset()
  const { identifier, path } = await publish(product, { headline: '山洪红色预警' })
  await visit(browser, product.origin(), {}, async (page) => {
    await listen(page, '/')
    const { body } = await product.ask('GET', '/alerts/active.json')
    const [alert] = body.alerts
    expect(alert).toMatchObject({ identifier, url: path })
    const heat = { ...alert, identifier: `${identifier}_heat`, colour: 'yellow', headline: '高温黄色预警' }
    const alerts = [alert, heat]
    await page.route('**/alerts/active.json', (route) => route.fulfill({ json: { ...body, alerts } }))
    await announces(page, '新预警：高温黄色预警')
    expect(await page.title()).not.toContain(live.red)

    alerts.push({ ...alert, identifier: `${identifier}_rain`, headline: '暴雨红色预警' })
    await announces(page, '新预警：暴雨红色预警')
    const lines = ['新预警：暴雨红色预警', '新预警：高温黄色预警']
    expect(await page.locator('#news span').allTextContents()).toEqual(lines)
    expect(await page.title()).toContain(live.red)
    await page.locator('#news-close').click()
    expect(await page.locator('#news span').count()).toBe(0)
  })
})

/** Pages as caches on the way hand them out: written before what happened, though later than the page that is open. */
const withTime = (body: string, ms: number): string =>
  body.replace(/(class="[^"]*\bchecked"><time datetime=")[^"]*/g, `$1${new Date(ms).toISOString()}`)

/** The first fetch of the open page gets `body`. */
async function answerOnce(page: Page, path: string, body: string): Promise<void> {
  await page.route(
    (url) => url.pathname === path,
    (route) => route.fulfill({ body, contentType: 'text/html' }),
    { times: 1 },
  )
}

test('a page from a slow cache does not pass for what holds: lists, screens and the piece for others ask again', async () => {
  await product.reset()
  await openSite(product)
  const paths = ['/', '/alerts/', '/signage/', '/embed/']
  const bodies = () => Promise.all(paths.map(async (path) => String((await product.ask('GET', path)).body)))
  const marked = (page: Page, count: number): Promise<void> =>
    expect.poll(() => page.locator('#live [data-in-force]').count(), { timeout: patienceMs }).toBe(count)

  await visit(browser, product.origin(), {}, async (first) => {
    const pages = [first]
    while (pages.length < paths.length) pages.push(await first.context().newPage())
    await Promise.all(pages.map((page, i) => page.goto(paths[i]!, { waitUntil: 'networkidle' })))
    const clear = await bodies()
    const later = (await product.now()) + 1_000
    const spoil = (stale: string[]) =>
      Promise.all(pages.map((page, i) => answerOnce(page, paths[i]!, withTime(stale[i]!, later))))

    await spoil(clear)
    const red = await publish(product, { headline: '山洪红色预警' })
    await Promise.all(pages.map((page) => marked(page, 1)))

    await spoil(await bodies())
    await publish(product, { msgType: 'Cancel', follows: [red] })
    await Promise.all(pages.map((page) => marked(page, 0)))
  })
})

test('a warning whose time ran out is not over on open pages, until it is lifted', async () => {
  await product.reset()
  const now = await product.now()
  const red = await publish(product, { headline: '山洪红色预警', expires: capTime(now + 60_000) })
  await visit(browser, product.origin(), {}, async (first) => {
    const pages = [await listen(first, '/'), await listen(await first.context().newPage(), red.path)]
    await product.moveClock(now + 90_000)
    await Promise.all(pages.map((page) => announces(page, '还没有宣布解除')))
    await Promise.all(pages.map((page) => shows(page, '已过时效，未宣布解除')))
    await publish(product, { msgType: 'Cancel', follows: [red] })
    await Promise.all(pages.map((page) => shows(page, '已解除')))
  })
})

test('what was asked for before a warning was lifted never brings it back', async () => {
  await product.reset()
  const rain = await publish(product, { headline: '暴雨黄色预警', severity: 'Moderate' })
  await visit(browser, product.origin(), {}, async (first) => {
    const pages = [await listen(first, '/'), await listen(await first.context().newPage(), rain.path)]
    let release = (): void => {}
    const lifted = new Promise<void>((resolve) => {
      release = resolve
    })
    let late = 0
    for (const page of pages) {
      const { pathname } = new URL(page.url())
      await page.route(
        (url) => url.pathname === pathname,
        async (route) => {
          const response = await route.fetch()
          await lifted
          await route.fulfill({ response })
          late += 1
        },
        { times: 1 },
      )
    }
    await publish(product, { headline: '大风蓝色预警', severity: 'Minor', event: '大风', eventCode: '11B06' })
    await Promise.all(pages.map((page) => announces(page, '新预警：大风蓝色预警')))
    await publish(product, { msgType: 'Cancel', follows: [rain] })
    await Promise.all(pages.map((page) => announces(page, '不再生效：暴雨黄色预警')))
    const holds = (page: Page): Promise<number> => page.locator('#live .box.yellow').count()
    await Promise.all(pages.map((page) => expect.poll(() => holds(page), { timeout: patienceMs }).toBe(0)))
    release()
    await until(
      'the late pages to come',
      async () => late,
      (count) => count === pages.length,
    )
    await first.waitForTimeout(1_000)
    expect(await Promise.all(pages.map(holds))).toEqual([0, 0])
  })
})

test('an all-clear that nobody confirms is none, though files still answer', async () => {
  await product.reset()
  await openSite(product)
  await visit(browser, product.origin(), {}, async (page) => {
    const updated = new Date(Date.now() - 5.5 * 3_600_000).toISOString()
    await page.context().route('**/alerts/active.json', (route) => route.fulfill({ json: { updated, alerts: [] } }))
    for (const path of ['/', '/alerts/', '/embed/']) {
      await page.goto(path)
      await page.locator('#age', { hasText: '已经 5 小时没有核对到，不知道有没有新预警' }).waitFor()
      expect(await page.locator('#live .clear [aria-hidden]').isVisible()).toBe(false)
    }
  })
})

test('a page that opened without the list says its own age, and stays dated until then', async () => {
  await product.reset()
  await openSite(product)
  await visit(browser, product.origin(), { expected: /ERR_FAILED/ }, async (page) => {
    const old = withTime(String((await product.ask('GET', '/')).body), Date.now() - 10 * 3_600_000)
    await answerOnce(page, '/', old)
    let fail = (): void => {}
    const failed = new Promise<void>((resolve) => {
      fail = resolve
    })
    await page.route('**/alerts/active.json', async (route) => {
      await failed
      await route.abort()
    })
    await page.goto('/', { waitUntil: 'load' })
    expect(await page.locator('#live .checked').isVisible()).toBe(true)
    fail()
    await page.locator('#age.offline', { hasText: '下面是 10 小时前的内容' }).waitFor()
    expect(await page.locator('#live .checked').isVisible()).toBe(false)
  })
})

test('with the API down, and then without a line, pages that were read still answer and say how old they are', async () => {
  await product.reset()
  const { path } = await publish(product, { headline: '山洪红色预警' })
  const expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION_REFUSED|Failed to fetch/
  await visit(browser, product.origin(), { serviceWorkers: 'allow', expected }, async (page) => {
    await page.goto('/')
    await page.evaluate(() => navigator.serviceWorker.ready)
    await until(
      'the guides to be kept',
      () => page.evaluate(() => localStorage.getItem('warm /')),
      (build) => build !== null,
    )
    await page.goto(path)
    const guide = await page.locator('main a[href^="/guides/"]').first().getAttribute('href')

    await product.setFault({ channel: 'api', mode: 'down' })
    expect(await product.ask('GET', '/api/openapi.json')).toMatchObject({ status: 503 })
    for (const at of ['/', path, guide!]) expect((await page.goto(at))?.status()).toBe(200)
    await page.goto('/')
    await page.locator('#age', { hasText: '核对过' }).waitFor()
    await says(product, '/', '山洪红色预警')

    await page.context().setOffline(true)
    await product.stop()
    await page.goto('/')
    await shows(page, '山洪红色预警')
    await page.locator('#age.offline', { hasText: /现在连不上网。下面是 [12] 分钟前的内容/ }).waitFor()
    await page.goto(path)
    await shows(page, '山洪红色预警')
    await page.locator('#age.offline').waitFor()
    await page.goto(guide!)
    expect(await page.locator('section.now li').count()).toBeGreaterThan(2)
    await page.goto('/calendar/')
    await page.locator('h1', { hasText: zh.offline.title }).waitFor()
    await page.locator(`#kept a[href="${path}"]`).waitFor()
  })
})
