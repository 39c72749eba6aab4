/** Home, the list and the pages of warnings, while somebody reads them: new, changed and ended warnings come by themselves. */
import {
  type Active,
  ageText,
  type Entry,
  type News,
  newsBetween,
  parseEntries,
  titleOf,
  withUnread,
} from './active.ts'
import { showCopyButtons } from './copy.ts'
import { makeFreshLive } from './fresh-live.ts'
import { keptAtMs, type Line, serverNow, watchActive } from './watch-active.ts'

const live = document.getElementById('live')
const news = document.getElementById('news')
const age = document.getElementById('age')
const url = live?.dataset.active
/** More lines than these cover a small page; what is older stands on the page itself. */
const mostUnread = 6
/** Between two tries to get the changed page. */
const againMs = 3_000
if (live && news && age && url) start(live, news, age, url)

function start(live: HTMLElement, news: HTMLElement, age: HTMLElement, url: string): void {
  const words = news.dataset as Record<News['kind'] | 'red', string>
  const fresh = makeFreshLive(live, () => showCopyButtons(live))
  const isList = live.dataset.kind === 'list'
  const close = document.getElementById('news-close')
  const storageKey = `known ${url}`
  let known = recall()
  let isFirst = true
  let redPrefix = ''
  /** Told and not closed yet, the latest first, with the line that says it. */
  let unread: { news: News; line: HTMLElement }[] = []
  /** Times left to ask for the page, which caches on the way keep for some seconds; failures do not count. */
  let behind = 0
  let isCatchingUp = false

  const isShown = ({ url }: Entry): boolean =>
    url === location.pathname || [...live.querySelectorAll('a')].some((link) => link.getAttribute('href') === url)

  // From here on #age says how old the page is; what the server wrote into it would grow old.
  document.documentElement.classList.add('watched')
  watchActive({ url, onAnswer, onTick, keptAtMs })
  close?.addEventListener('click', () => {
    unread = []
    news.replaceChildren()
    close.hidden = true
    setTitle('')
  })

  function onAnswer({ entries }: Active): void {
    // What the page showed when it was opened is read with the page; a copy out of a cache may lack the newest.
    const before = known ?? entries.filter((entry) => !isList || isShown(entry))
    const told = newsBetween(before, entries, serverNow())
    known = entries
    remember(entries)
    if (told.length > 0) tell(told, before)

    const isOurs =
      told.some(({ entry }) => isShown(entry)) ||
      before.some((entry) => isShown(entry) && !entries.some(({ identifier }) => identifier === entry.identifier))
    if (told.length > 0) behind = isList || isOurs ? 4 : 1
    else if (isFirst && mayBeOld(entries)) behind = 1
    // Whatever the cause: a list that lacks what is in force is behind.
    if (isList && entries.some((entry) => !isShown(entry))) behind = Math.max(behind, 1)
    isFirst = false
    void catchUp()
  }

  async function catchUp(): Promise<void> {
    if (isCatchingUp) return
    isCatchingUp = true
    while (behind > 0) {
      try {
        const isNew = await fresh.refresh()
        behind = isNew ? 0 : behind - 1
        if (isNew) setTitle(redPrefix)
      } catch {
        break
      }
      if (behind > 0) await new Promise((resolve) => setTimeout(resolve, againMs))
    }
    isCatchingUp = false
  }

  /** The worker may have opened the page from what it kept; a warning's page may stand longer than the warning. */
  const mayBeOld = (entries: readonly Entry[]): boolean =>
    !!navigator.serviceWorker?.controller || (!isList && !entries.some((entry) => entry.url === location.pathname))

  function tell(told: readonly News[], before: readonly Entry[]): void {
    // Lines that stay are left where they are: readers of the screen hear those that come, once.
    const lines = new Map(unread.map(({ news, line }) => [news, line]))
    const kept = withUnread(
      told,
      unread.map((each) => each.news),
    ).slice(0, Math.max(mostUnread, told.length))
    unread = kept.map((each) => ({ news: each, line: lines.get(each) ?? sentence(each) }))
    for (const line of lines.values()) if (!unread.some((each) => each.line === line)) line.remove()
    news.prepend(...told.flatMap((each) => unread.find(({ news }) => news === each)?.line ?? []))
    if (close) close.hidden = false
    const wasRed = ({ identifier, replaces }: Entry): boolean =>
      before.some((entry) => entry.colour === 'red' && [identifier, ...replaces].includes(entry.identifier))
    const isRed = told.some(
      ({ kind, entry }) =>
        (kind === 'new' || (kind === 'changed' && !wasRed(entry))) &&
        entry.colour === 'red' &&
        entry.status === 'Actual',
    )
    if (isRed) setTitle(words.red)
  }

  function sentence({ kind, entry }: News): HTMLElement {
    const line = document.createElement('span')
    if (kind === 'new' || kind === 'changed')
      line.className = entry.status === 'Actual' ? (entry.colour ?? '') : 'drill'
    const text = words[kind].replace('{title}', () => titleOf(entry))
    if (!entry.url.startsWith('/') || entry.url.startsWith('//')) {
      line.textContent = text
      return line
    }
    const link = document.createElement('a')
    link.href = entry.url
    link.textContent = text
    line.append(link)
    return line
  }

  function setTitle(prefix: string): void {
    redPrefix = prefix
    document.title = prefix + fresh.title()
  }

  function onTick({ ageMs, isOffline }: Line): void {
    if (ageMs === undefined && !isOffline) return
    const text = ageText(ageMs ?? 0, isOffline, age.dataset as never)
    if (age.textContent !== text) age.textContent = text
    age.classList.toggle('offline', isOffline)
    age.hidden = false
  }

  function recall(): Entry[] | undefined {
    try {
      return parseEntries(JSON.parse(sessionStorage.getItem(storageKey) ?? 'null'))
    } catch {
      return undefined
    }
  }

  function remember(entries: Entry[]): void {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(entries))
    } catch {}
  }
}
