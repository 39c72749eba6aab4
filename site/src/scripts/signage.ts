/** A screen on a wall: turns slides, keeps them true, and says when it cannot. */
import { fill, wordsGiven } from '../words/for-scripts.ts'
import { unsureMs } from './active.ts'
import { makeFollower } from './catch-up.ts'
import { makeFreshLive } from './fresh-live.ts'
import { isOfMonth, roundOf, type Slide, shiftAt, wordsOf } from './slides.ts'
import { fetchAnew, type Line, serverNow, watchActive } from './watch-active.ts'

const live = document.getElementById('live')
const screen = document.getElementById('screen')
const stage = document.querySelector<HTMLElement>('.stage')

const warningMs = 10_000
const tipMs = 12_000
const partMs = 6_000
const minuteMs = 60_000
/** Smaller than this nobody reads it: then what to do, what it is and until when follow each other. */
const leastPx = 15
const leastShare = 0.085
const parts = ['do', 'what', 'until'] as const

interface Shown extends Slide {
  element: HTMLElement
  isTip: boolean
}
interface Step extends Shown {
  part: (typeof parts)[number] | undefined
}

function start(live: HTMLElement, screen: HTMLElement, stage: HTMLElement): void {
  const checked = document.getElementById('checked')!
  const { text } = wordsGiven('checked', checked)
  const clock = document.getElementById('clock')!
  const url = live.dataset.active ?? ''
  const fresh = makeFreshLive(live, restart)
  let line: Line = { ageMs: 0, isOffline: false }
  let steps: Step[] = []
  let at = 0
  let tipCount = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  document.documentElement.classList.add('run')
  for (const id of ['tips', 'stale']) document.getElementById(id)!.hidden = false
  for (const text of document.querySelectorAll<HTMLElement>('#tips p, #stale p')) keepClauses(text)
  watchActive({ url, alwaysSeen: true, onAnswer: makeFollower(live, fresh), onTick })
  setInterval(everyMinute, minuteMs)
  addEventListener('resize', restart)
  restart()
  tellTime()
  setInterval(tellTime, 5_000)
  void document.fonts?.ready.then(restart)
  // A tablet as a screen would go dark.
  const stayOn = (): void => void navigator.wakeLock?.request('screen').catch(() => {})
  document.addEventListener('visibilitychange', stayOn)
  stayOn()

  function onTick(now: Line): void {
    const wasUnsure = isUnsure()
    line = now
    checked.hidden = !now.isOffline && !isUnsure()
    checked.textContent = fill(text, { time: hourOf(serverNow() - now.ageMs) })
    if (wasUnsure !== isUnsure()) restart()
  }

  function isUnsure(): boolean {
    return line.ageMs > unsureMs
  }

  function restart(): void {
    for (const text of live.querySelectorAll<HTMLElement>('p')) keepClauses(text)
    const month = Number(dateIn({ month: 'numeric' }, serverNow(), 'en'))
    const slides = [...live.querySelectorAll<HTMLElement>('.slide')].map((element) => shownOf(element))
    const isClear = slides.every(({ colour }) => colour === 'clear')
    const unsure = [...document.querySelectorAll<HTMLElement>('#stale .slide')].map((element) => shownOf(element))
    const tips = [...document.querySelectorAll<HTMLElement>('#tips .slide')]
      .filter((element) => isOfMonth(element.dataset.months ?? '', month))
      .map((element) => shownOf(element, true))
    // Who does not know whether all is clear says so, between the same tips.
    const first = isClear && isUnsure() ? unsure.map((slide) => ({ ...slide, colour: 'clear' as const })) : slides
    steps = roundOf(first, tips).flatMap(stepsOf)
    at = 0
    show()
  }

  function stepsOf(slide: Shown): Step[] {
    const box = stage.getBoundingClientRect()
    if (enlarge(slide.element, undefined) >= Math.max(leastPx, Math.min(box.width, box.height) * leastShare)) {
      return [{ ...slide, part: undefined }]
    }
    return parts.filter((part) => slide.element.querySelector(`.${part}`)).map((part) => ({ ...slide, part }))
  }

  function show(): void {
    clearTimeout(timer)
    const step = steps[at % Math.max(1, steps.length)]
    if (!step) return
    enlarge(step.element, step.part)
    for (const other of stage.querySelectorAll('.on')) other.classList.remove('on')
    step.element.classList.add('on')
    if (step.isTip) tipCount += 1
    screen.classList.toggle('inverted', step.isTip && tipCount % 4 === 0)
    at = (at + 1) % steps.length
    if (steps.length > 1) timer = setTimeout(show, step.part ? partMs : step.isTip ? tipMs : warningMs)
  }

  /** Makes the slide as large as it can be and returns the size of its letters in px. */
  function enlarge(slide: HTMLElement, part: Step['part']): number {
    slide.dataset.part = part ?? ''
    slide.classList.add('measured')
    const { width, height } = stage.getBoundingClientRect()
    const texts = [...slide.querySelectorAll('p')]
    let least = 8
    let most = Math.min(height / 2.5, width / 4)
    while (most - least > 0.5) {
      const px = (least + most) / 2
      slide.style.fontSize = `${px}px`
      // A word too long for its line would stand on the frame before it leaves the slide.
      const isWithin =
        slide.scrollHeight <= slide.clientHeight &&
        [slide, ...texts].every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)
      if (isWithin) least = px
      else most = px
    }
    slide.style.fontSize = `${least}px`
    slide.classList.remove('measured')
    return least
  }

  function tellTime(): void {
    clock.textContent = hourOf(serverNow())
  }

  function everyMinute(): void {
    const minute = Math.floor(serverNow() / minuteMs)
    const [x, y] = shiftAt(minute)
    screen.style.transform = `translate(${x}vw, ${y}vh)`
    if (isQuiet()) void startAnew()
  }

  /** Once a day, before dawn, when nothing holds: a new build comes in then. */
  function isQuiet(): boolean {
    const hour = Number(dateIn({ hour: 'numeric', hourCycle: 'h23' }, serverNow(), 'en'))
    const isClear = !live.querySelector('.slide:not(.clear)')
    const isOld = performance.now() > 12 * 60 * minuteMs
    // Not every screen of the county in the same minute.
    return isOld && isClear && !line.isOffline && (hour === 3 || hour === 4) && Math.random() < 0.05
  }

  async function startAnew(): Promise<void> {
    try {
      await fetchAnew(location.pathname)
      location.reload()
    } catch {}
  }
}

/** Chinese breaks anywhere; on a screen it should break where one would breathe, and else between words. */
function keepClauses(element: HTMLElement): void {
  if (!/\p{Script=Han}/u.test(element.textContent) || element.querySelector('.clause')) return
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const nodes: Text[] = []
  while (walker.nextNode()) nodes.push(walker.currentNode as Text)
  // Spaces between elements stay what they are: where a line breaks there, none stands before the next.
  for (const node of nodes.filter(({ data }) => data.trim() !== '')) {
    const clauses = node.data.match(/[^，。；！？、：\s]+[，。；！？、：\s]*|\s+/gu) ?? []
    node.replaceWith(
      ...clauses.map((text) => {
        const clause = document.createElement('span')
        clause.className = 'clause'
        for (const word of isLabel(text) ? [text] : wordsOf(text)) clause.append(word, document.createElement('wbr'))
        return clause
      }),
    )
  }
}

/** 区应急局提示： reads as one. */
const isLabel = (text: string): boolean => text.length <= 8 && text.endsWith('：')

const colours = ['red', 'orange', 'yellow', 'blue', 'clear'] as const

function shownOf(element: HTMLElement, isTip = false): Shown {
  const colour = colours.find((name) => element.classList.contains(name)) ?? 'other'
  const isOver = ['expired', 'upcoming', 'lifted'].some((name) => element.classList.contains(name))
  return { element, colour, isTip, isOver, of: element.dataset.of ?? '' }
}

/** China keeps one time, whatever the clock of the screen is set to. */
const dateIn = (options: Intl.DateTimeFormatOptions, atMs: number, language: string): string =>
  new Intl.DateTimeFormat(language, { ...options, timeZone: 'Asia/Shanghai' }).format(atMs)

const hourOf = (atMs: number): string =>
  dateIn({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, atMs, document.documentElement.lang)

if (live && screen && stage) start(live, screen, stage)
