/** What the device keeps for the time without a line. The worker, which the build makes, reads and renews it. */
import { fill, wordsGiven } from '../words/for-scripts.ts'

/** Pages the reader chose to keep; the worker's own caches drop the oldest. */
const chosenCache = 'chosen'
const pageCaches = ['warnings', 'pages', chosenCache]
/** The page the reader came for goes first. */
const warmAfterMs = 5_000
const mostListed = 40
const unlisted = /\/(signage|poster|alerts)\/$/

const language = document.documentElement.lang
const root = language.startsWith('zh') ? '/' : `/${language.slice(0, 2)}/`

if ('serviceWorker' in navigator && location.protocol.startsWith('http')) {
  navigator.serviceWorker.register('/sw.js').catch(() => {})
  navigator.serviceWorker.ready.then(() => setTimeout(() => void warm().catch(() => {}), warmAfterMs))
}
if ('caches' in globalThis) {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-keep]')) void offerToKeep(button)
  const list = document.getElementById('kept')
  if (list) void listKept(list)
}

/** Once per build and language: pages name styles and scripts that go when the next build comes. */
async function warm(): Promise<void> {
  if (!navigator.serviceWorker.controller || !navigator.onLine || savesData()) return
  const build = [...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.getAttribute('href')).join()
  const name = `warm ${root}`
  if (read(name) === build) return
  const response = await fetch(`${root}offline/pages.json`)
  const paths: string[] = response.ok ? await response.json() : []
  // One after another: warnings of the open page must not wait behind them.
  for (const path of paths) await fetch(path)
  const chosen = await caches.open(chosenCache)
  for (const request of await chosen.keys()) {
    const fresh = await fetch(request.url, { cache: 'no-cache' })
    if (fresh.ok) await chosen.put(request, fresh)
  }
  localStorage.setItem(name, build)
}

/** The reader asked the browser to spare the line. */
const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true

function read(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

async function offerToKeep(button: HTMLButtonElement): Promise<void> {
  const { done, failed } = wordsGiven('keep', button)
  const isKept = async (): Promise<boolean> => !!(await (await caches.open(chosenCache)).match(location.pathname))
  const show = (text: string): void => {
    button.textContent = text
  }
  try {
    if (await isKept()) show(done)
  } catch {
    return
  }
  button.addEventListener('click', async () => {
    try {
      const cache = await caches.open(chosenCache)
      await cache.addAll([...new Set([location.pathname, ...picturesOf(document)])])
      show(done)
    } catch {
      show(failed)
    }
  })
  button.hidden = false
}

const picturesOf = (page: Document): string[] =>
  [...page.querySelectorAll('main img')].flatMap((image) => image.getAttribute('src') ?? [])

/** Titles of the kept pages of this language, newest first. */
async function listKept(section: HTMLElement): Promise<void> {
  const { at } = wordsGiven('kept', section)
  const found = new Map<string, { title: string; atMs: number }>()
  for (const name of pageCaches) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url)
      const isOurs = root === '/' ? !/^\/(en|ko)\//.test(pathname) : pathname.startsWith(root)
      if (!isOurs || !pathname.endsWith('/') || unlisted.test(pathname)) continue
      const response = await cache.match(request)
      const atMs = Date.parse(response?.headers.get('date') ?? '') || 0
      const page = new DOMParser().parseFromString((await response?.text()) ?? '', 'text/html')
      // The title of a list tells how things stood then; as a name it would be an all-clear that is none.
      const [own = '', siteName = ''] = page.title.split(' | ')
      const title = pathname === root ? siteName : own
      if (title && (found.get(pathname)?.atMs ?? 0) <= atMs) found.set(pathname, { title, atMs })
    }
  }
  const items = [...found].sort((a, b) => b[1].atMs - a[1].atMs).slice(0, mostListed)
  section.querySelector('ul')?.replaceChildren(
    ...items.map(([path, { title, atMs }]) => {
      const item = document.createElement('li')
      const link = document.createElement('a')
      const when = document.createElement('small')
      link.href = path
      link.textContent = title
      const time = new Date(atMs).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
      when.textContent = ` ${fill(at, { time })}`
      item.append(link, when)
      return item
    }),
  )
  section.hidden = items.length === 0
}
