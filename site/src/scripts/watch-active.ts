/** Asks `active.json` again and again: often while somebody looks, seldom while nobody does or nothing answers. */
import { type Active, isOvertaken, nextPollMs, parseActive, silentMs } from './active.ts'

export interface Line {
  /** How old what we know is. */
  ageMs: number
  /** Nothing has answered for half a minute, or ever since the page opened, or the device says it has no line. */
  isOffline: boolean
}

export interface Watch {
  url: string
  onAnswer(active: Active): void
  /** After every look, the first one's end included, and every ten seconds from then on. */
  onTick(line: Line): void
  /** A screen on a wall has no reader that could hide it. */
  alwaysSeen?: boolean
}

const tickMs = 10_000
const patienceMs = 10_000
/** Who comes back is told how old the page is, unless an answer comes at once. */
const backMs = 1_000

/** By the server's clock: those of phones and screens are often wrong. */
let aheadMs = 0
export const serverNow = (): number => Date.now() + aheadMs

/** A fetch that gives up, so that a dead line does not hold the next look. */
export async function fetchAnew(url: string, ms = patienceMs): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), ms)
  try {
    const response = await fetch(url, { cache: 'no-cache', signal: patience.signal })
    if (!response.ok) throw new Error(`${url} answers ${response.status}`)
    // Read to its end while the patience lasts: a body may stall where its headers came.
    return new Response(await response.blob(), { headers: response.headers })
  } finally {
    clearTimeout(timer)
  }
}

export function watchActive({ url, onAnswer, onTick, alwaysSeen = false }: Watch): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isAsking = false
  let answeredMs = performance.now()
  let hasAnswer = false
  let updatedMs: number | undefined
  /** For as long as nothing has answered; never compared with an answer, which may be older and yet the newest. */
  let writtenMs: number | undefined
  const isHidden = (): boolean => !alwaysSeen && document.hidden

  async function ask(): Promise<Active> {
    const response = await fetchAnew(url)
    const sentMs = Date.parse(response.headers.get('date') ?? '')
    const active = parseActive(await response.json())
    if (!active) throw new Error(`${url} is not the list of warnings`)
    // A cache on the way adds how long it has kept the answer.
    if (!Number.isNaN(sentMs)) aheadMs = sentMs + Number(response.headers.get('age') ?? 0) * 1000 - Date.now()
    return active
  }

  async function look(): Promise<void> {
    if (isAsking) return
    isAsking = true
    clearTimeout(timer)
    try {
      const active = await ask()
      answeredMs = performance.now()
      hasAnswer = true
      failures = 0
      if (isOvertaken(active, updatedMs)) return
      updatedMs = active.updatedMs
      onAnswer(active)
    } catch {
      failures += 1
      writtenMs ??= await writtenAtMs()
    } finally {
      isAsking = false
      timer = setTimeout(look, nextPollMs(failures, isHidden(), Math.random()))
      tick()
    }
  }

  function tick(): void {
    const knownMs = updatedMs ?? writtenMs
    if (isHidden() || knownMs === undefined) return
    const isSilent = performance.now() - answeredMs > silentMs
    onTick({
      ageMs: Math.max(0, serverNow() - knownMs),
      isOffline: failures > 0 && (isSilent || !hasAnswer || !navigator.onLine),
    })
  }

  const comeBack = (): void => {
    void look()
    setTimeout(tick, backMs)
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) comeBack()
  })
  addEventListener('online', () => void look())
  addEventListener('offline', () => void look())
  // Back out of the browser's memory: what stands there may be hours old.
  addEventListener('pageshow', (event) => {
    if (event.persisted) comeBack()
  })
  setInterval(tick, tickMs)
  void look()
}

/**
 * When what stands here was written, where no answer tells: the earliest of what the page says, when the worker got
 * the copy it keeps, and when the page was opened. Each may be missing or too late; none is too early.
 */
async function writtenAtMs(): Promise<number> {
  const said = document.querySelector<HTMLTimeElement>('#live .checked time')?.dateTime
  const times = [said, await keptDate().catch(() => undefined)].map((text) => Date.parse(text ?? ''))
  return Math.min(performance.timeOrigin, ...times.filter((ms) => !Number.isNaN(ms)))
}

const keptDate = async (): Promise<string | null | undefined> =>
  (await caches.match(location.pathname, { ignoreSearch: true }))?.headers.get('date')
