/** Search in the site's own index, on the device: nobody learns what was looked for. */
import { fill, wordsGiven } from '../words/for-scripts.ts'
import { parseExcerpt } from './excerpt.ts'

/** What we use of pagefind.js, which the build writes beside the pages. */
interface Pagefind {
  init(): Promise<void>
  search(query: string): Promise<{ results: { data(): Promise<Page> }[] }>
}
interface Page {
  url: string
  excerpt: string
  meta: { title?: string }
}

const index = '/pagefind/pagefind.js'
const atOnce = 8

const form = document.querySelector<HTMLFormElement>('form[role=search]')
if (form) start(form)

function start(form: HTMLFormElement): void {
  const say = wordsGiven('search', form)
  const input = form.querySelector('input')!
  const status = document.querySelector<HTMLElement>('[data-status]')!
  const list = document.querySelector<HTMLElement>('[data-results]')!
  const more = document.querySelector<HTMLElement>('[data-more]')!
  const all = document.querySelector<HTMLElement>('[data-all]')!
  let pagefind: Promise<Pagefind> | undefined
  /** Of the search whose answer is awaited; older answers are thrown away. */
  let turn = 0
  let showMore: () => void = () => {}

  document.querySelector<HTMLElement>('[data-without]')!.hidden = true
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const query = input.value.trim()
    history.replaceState(null, '', query ? `?q=${encodeURIComponent(query)}` : location.pathname)
    void look(query)
  })
  more.addEventListener('click', () => showMore())
  input.addEventListener('focus', () => void load().catch(() => {}), { once: true })
  const asked = new URLSearchParams(location.search).get('q')?.trim().slice(0, 60)
  if (asked) {
    input.value = asked
    void look(asked)
  }

  function load(): Promise<Pagefind> {
    pagefind ??= (import(/* @vite-ignore */ index) as Promise<Pagefind>).then(async (module) => {
      await module.init()
      return module
    })
    // One failure, perhaps without a line, must not last.
    pagefind.catch(() => {
      pagefind = undefined
    })
    return pagefind
  }

  async function look(query: string): Promise<void> {
    const mine = ++turn
    list.replaceChildren()
    more.hidden = true
    all.hidden = query !== ''
    status.textContent = query === '' ? '' : say.working
    if (query === '') return
    try {
      const { results } = await (await load()).search(query)
      if (mine !== turn) return
      status.textContent = results.length === 0 ? fill(say.none, { q: query }) : fill(say.found, { n: results.length })
      all.hidden = results.length > 0
      let shown = 0
      const next = async (): Promise<void> => {
        const pages = await Promise.all(results.slice(shown, shown + atOnce).map((result) => result.data()))
        if (mine !== turn) return
        const items = pages.map(item)
        list.append(...items)
        // Who asked for more goes on reading where the new ones begin.
        if (shown > 0) items[0]?.querySelector('a')?.focus()
        shown += pages.length
        more.hidden = shown >= results.length
      }
      showMore = () => void next().catch(failed)
      await next()
    } catch {
      if (mine === turn) failed()
    }
  }

  function failed(): void {
    status.textContent = say.failed
    all.hidden = false
  }

  function item({ url, excerpt, meta }: Page): HTMLElement {
    const link = document.createElement('a')
    // Only pages of this site.
    link.href = new URL(url, location.origin).pathname
    link.textContent = meta.title ?? url
    const heading = document.createElement('h2')
    heading.append(link)
    const text = document.createElement('p')
    text.className = 'small'
    for (const piece of parseExcerpt(excerpt)) {
      const node = piece.isMarked ? document.createElement('mark') : document.createTextNode('')
      node.textContent = piece.text
      text.append(node)
    }
    const item = document.createElement('li')
    item.append(heading, text)
    return item
  }
}
