/** Home, the list and the pages of warnings, while somebody reads them: new, changed and ended warnings come by themselves. */
import { fill, wordsGiven } from '../words/for-scripts.ts'
import {
  type Active,
  type ActiveEntry,
  ageText,
  callsRed,
  markOf,
  type News,
  newsBetween,
  parseEntries,
  titleOf,
  unsureMs,
  withUnread,
} from './active.ts'
import { makeCatchUp, marksOf, mostTries, shows } from './catch-up.ts'
import { showCopyButtons } from './copy.ts'
import { makeFreshLive } from './fresh-live.ts'
import { offerPlace, showPlace } from './my-place.ts'
import { type Line, serverNow, watchActive } from './watch-active.ts'

const live = document.getElementById('live')
const news = document.getElementById('news')
const age = document.getElementById('age')
const url = live?.dataset.active
/** More lines than these cover a small page; what is older stands on the page itself. */
const mostUnread = 6
if (live && news && age && url) start(live, news, age, url)

function start(live: HTMLElement, news: HTMLElement, age: HTMLElement, url: string): void {
  const words = wordsGiven('news', news)
  const ageWords = wordsGiven('age', age)
  const fresh = makeFreshLive(live, () => {
    showCopyButtons(live)
    showPlace(live)
    showTitle()
  })
  const isList = live.dataset.kind === 'list'
  const close = document.getElementById('news-close')
  const storageKey = `known ${url}`
  let known = recall()
  let isFirst = true
  let writtenMs = 0
  /** Told and not closed yet, the latest first, with the line that says it. */
  let unread: { news: News; line: HTMLElement }[] = []
  // The page of one warning may change without beginning or ceasing to hold.
  const catchUp = makeCatchUp(fresh, (isNew) => (isList ? shows(live, known ?? []) : isNew))

  // A card may speak for several issues of a warning, and links to one.
  const isShown = ({ url, state, identifier }: ActiveEntry): boolean =>
    url === location.pathname ||
    [...live.querySelectorAll('a')].some((link) => link.getAttribute('href') === url) ||
    marksOf(live).includes(markOf(state, identifier))

  offerPlace(live)
  watchActive({ url, onAnswer, onTick })
  close?.addEventListener('click', () => {
    unread = []
    news.replaceChildren()
    close.hidden = true
    showTitle()
  })

  function onAnswer({ entries, updatedMs }: Active): void {
    // What the page showed when it was opened is read with the page; a copy out of a cache may lack the newest.
    const before = known ?? entries.filter((entry) => !isList || isShown(entry))
    const told = newsBetween(before, entries, serverNow())
    known = entries
    remember(entries)
    if (told.length > 0) tell(told)

    const isOurs =
      told.some(({ entry }) => isShown(entry)) ||
      before.some((entry) => isShown(entry) && !entries.some(({ identifier }) => identifier === entry.identifier))
    // Whatever the cause: a list that shows more or less than what is in force is behind.
    const isBehind = told.length > 0 || (isList && !shows(live, entries))
    // What lifts a warning that ran out changes nothing that is in force: only the page itself can tell.
    const mayBeLifted = updatedMs !== writtenMs && live.querySelector('.box.expired') !== null
    const mayBeBehind = isBehind || mayBeLifted || (isFirst && mayBeOld(entries))
    isFirst = false
    writtenMs = updatedMs
    catchUp(told.length > 0 && (isList || isOurs) ? mostTries : mayBeBehind ? 1 : 0, told.length > 0)
  }

  /** The worker may have opened the page from what it kept; a warning's page may stand longer than the warning. */
  const mayBeOld = (entries: readonly ActiveEntry[]): boolean =>
    !!navigator.serviceWorker?.controller || (!isList && !entries.some((entry) => entry.url === location.pathname))

  function tell(told: readonly News[]): void {
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
    showTitle()
  }

  function sentence({ kind, entry }: News): HTMLElement {
    const line = document.createElement('span')
    if (kind !== 'ended' && kind !== 'ranOut') line.className = entry.colour ?? ''
    const text = fill(words[kind], { title: titleOf(entry) })
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

  function showTitle(): void {
    document.title = (callsRed(unread.map(({ news }) => news)) ? words.red : '') + fresh.title()
  }

  function onTick({ ageMs, isOffline }: Line): void {
    const isUnsure = ageMs > unsureMs
    const text = ageText(ageMs, isOffline, ageWords)
    if (age.textContent !== text) age.textContent = text
    age.classList.toggle('offline', isOffline || isUnsure)
    age.hidden = false
    // From here on #age says how old the page is; what the server wrote into it would grow old.
    document.documentElement.classList.add('watched')
    document.documentElement.classList.toggle('unsure', isUnsure)
  }

  function recall(): ActiveEntry[] | undefined {
    try {
      return parseEntries(JSON.parse(sessionStorage.getItem(storageKey) ?? 'null'))
    } catch {
      return undefined
    }
  }

  function remember(entries: ActiveEntry[]): void {
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(entries))
    } catch {}
  }
}
