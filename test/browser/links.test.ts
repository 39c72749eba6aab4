/** Every address that the site names is there: links, anchors, pictures, styles, feeds, in every language. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settingsSchema } from '../../infra/settings.ts'
import { type LocalProduct, startProduct } from '../fakes/local-product.ts'
import { openChromium, visit } from './chromium.ts'
import { publish } from './warnings.ts'

/** Where the build says that the site stands. */
const publicOrigin = settingsSchema.parse({}).siteUrl
const atOnce = 8
/** Where a crawl begins: what no page links to is named here. */
const starts = ['/', '/sitemap-index.xml', '/calendar.ics', '/404.html', '/signage/', '/embed/', '/offline/']

let product: LocalProduct
let browser: Browser
beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ now: '2026-07-01T10:00:00+08:00' }), openChromium()])
}, 240_000)
afterAll(() => Promise.all([browser?.close(), product?.dispose()]))

interface Found {
  /** As they stand there, each once. */
  links: string[]
  /** What `#…` may point to; undefined for what is no page. */
  anchors?: Set<string>
}

test('nothing on the site points to what is not there', async () => {
  const red = await publish(product, { headline: '山洪红色预警' })
  await publish(product, { msgType: 'Update', follows: [red], severity: 'Severe', headline: '山洪橙色预警' })

  await visit(browser, product.origin(), {}, async (page) => {
    await page.goto('/about/')
    /** A real parser; nothing of the page is loaded. */
    const linksOf = (html: string): Promise<{ links: string[]; anchors: string[] }> =>
      page.evaluate((text) => {
        const page = new DOMParser().parseFromString(text, 'text/html')
        const links = new Set<string>()
        for (const name of ['href', 'src', 'action', 'poster', 'data-active', 'xlink:href']) {
          for (const element of page.querySelectorAll(`[${name.replace(':', '\\:')}]`))
            links.add(element.getAttribute(name)!)
        }
        for (const { content } of page.querySelectorAll<HTMLMetaElement>(
          'meta[property="og:image"], meta[property="og:url"]',
        ))
          links.add(content)
        for (const element of page.querySelectorAll('[srcset]')) {
          for (const each of element.getAttribute('srcset')!.split(',')) links.add(each.trim().split(' ')[0]!)
        }
        for (const element of page.querySelectorAll('[aria-labelledby], [aria-describedby], label[for]')) {
          for (const name of ['aria-labelledby', 'aria-describedby', 'for']) {
            for (const id of element.getAttribute(name)?.split(' ') ?? []) links.add(`#${id}`)
          }
        }
        return { links: [...links], anchors: [...page.querySelectorAll('[id]')].map(({ id }) => id) }
      }, html)

    const read = async (path: string): Promise<Found | string> => {
      const response = await fetch(product.origin() + path, { redirect: 'manual' })
      if (response.status !== 200 && !(path === '/404.html' && response.status === 404))
        return `answers ${response.status}`
      const type = response.headers.get('content-type') ?? ''
      const text = await response.text()
      if (/^text\/html/.test(type)) {
        const { links, anchors } = await linksOf(text)
        if (new Set(anchors).size < anchors.length)
          return `has an id twice: ${anchors.filter((id, i) => anchors.indexOf(id) < i)}`
        return { links, anchors: new Set(anchors) }
      }
      return { links: linksOfFile(type, text) }
    }

    const found = new Map<string, Found>()
    const from = new Map<string, string>(starts.map((path) => [path, 'the start']))
    const broken: string[] = []
    for (let waiting = starts; waiting.length > 0; ) {
      const next = new Set<string>()
      for (let at = 0; at < waiting.length; at += atOnce) {
        await Promise.all(
          waiting.slice(at, at + atOnce).map(async (path) => {
            const file = await read(path)
            if (typeof file === 'string') {
              broken.push(`${path} ${file}; named by ${from.get(path)}`)
              return
            }
            found.set(path, file)
            for (const link of file.links) {
              const url = own(link, path)
              if (url === 'broken') broken.push(`${path} names ${link}, which is no address`)
              if (url === undefined || url === 'broken' || from.has(url.pathname)) continue
              from.set(url.pathname, path)
              next.add(url.pathname)
            }
          }),
        )
      }
      waiting = [...next]
    }
    for (const [path, { links }] of found) {
      for (const link of links) {
        const url = own(link, path)
        if (typeof url !== 'object' || url.hash === '') continue
        const anchors = found.get(url.pathname)?.anchors
        if (anchors && !anchors.has(decodeURIComponent(url.hash.slice(1))))
          broken.push(`${path} names ${link}: no such place`)
      }
    }
    expect(broken).toEqual([])
    const pages = [...found].filter(([, { anchors }]) => anchors)
    console.log(`${found.size} addresses, ${pages.length} pages`)
    expect(pages.length).toBeGreaterThan(250)
    for (const path of ['/en/', '/en/guides/', `${red.path}poster/`, `/en${red.path}`, `${red.path}cap.xml`]) {
      expect([...found.keys()]).toContain(path)
    }
  })
})

/** The address on this site that a link means; undefined where it means somewhere else. */
function own(link: string, path: string): URL | 'broken' | undefined {
  if (/^(tel|mailto|sms|data|blob):/.test(link)) return undefined
  const local = link.replace(/^webcals?:/, 'https:')
  if (!URL.canParse(local, product.origin() + path)) return 'broken'
  const url = new URL(local, product.origin() + path)
  if (url.origin === publicOrigin || url.origin === product.origin())
    return new URL(url.href.slice(url.origin.length), product.origin())
  return /^https?:$/.test(url.protocol) ? undefined : 'broken'
}

/** Of styles, manifests, sitemaps, feeds, calendars and lists. */
function linksOfFile(type: string, text: string): string[] {
  if (/^text\/css/.test(type)) return [...text.matchAll(/url\(\s*['"]?([^'")]+)['"]?\s*\)/g)].map(([, url]) => url!)
  if (/^text\/calendar/.test(type))
    return [...text.replace(/\r?\n[ \t]/g, '').matchAll(/^URL[^:]*:(\S+)$/gm)].map(([, url]) => url!)
  if (/xml|atom|rss/.test(type) && !/cap\+xml/.test(type)) {
    const inText = [...text.matchAll(/<(?:loc|link|id)>(https?:[^<]+)</g)]
    const inAttributes = [
      ...text.matchAll(/<(?:atom:)?link [^>]*href="([^"]+)"/g),
      ...text.matchAll(/xhtml:link [^>]*href="([^"]+)"/g),
    ]
    return [...inText, ...inAttributes].map(([, url]) => url!.replaceAll('&amp;', '&'))
  }
  if (/\bjson$|\bjson;/.test(type)) return addressesIn(JSON.parse(text))
  if (/^text\/plain/.test(type)) return [...text.matchAll(/^Sitemap: (\S+)$/gm)].map(([, url]) => url!)
  return []
}

/** Texts of a JSON file that are addresses by their look. */
function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^(\/[^/]|https?:\/\/)\S*$|^\/$/.test(value) ? [value] : []
  return value && typeof value === 'object' ? Object.values(value).flatMap(addressesIn) : []
}
