/** Brings `#live` of this page up to date with the server's page, which is the one place that words warnings. */
import { fetchAnew } from './watch-active.ts'

/** A page on a bad line takes longer than the list of warnings. */
const pagePatienceMs = 60_000

const marked = 'a[href], button, summary, input, [id]'

export interface FreshLive {
  /** Nothing happens when the server's page says what stands here already: then it is false. */
  refresh(): Promise<boolean>
  /** Title of the page as the server has it. */
  title(): string
}

export function makeFreshLive(live: HTMLElement, onSwap: () => void = () => {}): FreshLive {
  /** As the server wrote it: scripts and readers change the page itself. */
  let written = live.innerHTML
  let title = document.title
  let begun = 0
  let landed = 0

  async function refresh(): Promise<boolean> {
    begun += 1
    const own = begun
    const response = await fetchAnew(location.pathname, pagePatienceMs)
    const copy = response.clone()
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const next = page.getElementById('live')
    if (!next) throw new Error('the page has nothing that lives')
    // On a slow line the later asked for may come first.
    if (own < landed) return false
    landed = own
    title = page.title || title
    void keep(copy)
    if (next.innerHTML === written) return false
    written = next.innerHTML
    const restore = stateOf(live)
    live.replaceChildren(...document.importNode(next, true).childNodes)
    restore()
    onSwap()
    return true
  }

  return { refresh, title: () => title }
}

/** What the worker keeps of this page for the time without a line follows it. */
async function keep(copy: Response): Promise<void> {
  try {
    if (!(await caches.match(location.pathname))) return
    const cache = await caches.open('warnings')
    await cache.put(location.pathname, copy)
  } catch {}
}

/** Focus and what is folded open; the function puts both back where the new page has the same thing. */
function stateOf(live: HTMLElement): () => void {
  const nameOf = (element: Element): string =>
    [element.tagName, element.id, element.getAttribute('href'), element.textContent].join(' ')
  const folds = new Map([...live.querySelectorAll('details')].map((fold) => [foldName(fold), fold.open]))
  const focused = live.contains(document.activeElement) ? document.activeElement : null
  const exact = focused && nameOf(focused)
  const href = focused?.getAttribute('href')

  return () => {
    for (const fold of live.querySelectorAll('details')) fold.open = folds.get(foldName(fold)) ?? fold.open
    if (!focused) return
    const all = [...live.querySelectorAll<HTMLElement>(marked)]
    const same =
      all.find((element) => nameOf(element) === exact) ??
      (href ? all.find((element) => element.getAttribute('href') === href) : undefined)
    same?.focus({ preventScroll: true })
  }
}

const foldName = (fold: HTMLDetailsElement): string => fold.querySelector('summary')?.textContent ?? ''
