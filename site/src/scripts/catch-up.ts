/**
 * Fetches the page again until what stands there is what `active.json` says: caches on the way keep the former page for
 * some seconds, each its own, and a page may be on its way for longer than what it says holds.
 */
import { type Active, type ActiveEntry, isJust, keyOf, markOf } from './active.ts'
import type { FreshLive } from './fresh-live.ts'

const againMs = 3_000
/** So many tries outlast the caches. */
export const mostTries = 4

/**
 * Tries `times` more at least, unless the page is up to date before. When something has changed a page that is still
 * on its way was asked for too early: nobody waits for it, and it does not count. Nor do failures: the next call goes on.
 */
type CatchUp = (times: number, hasChanged: boolean) => void

export function makeCatchUp(fresh: FreshLive, isUpToDate: (isNew: boolean) => boolean): CatchUp {
  let left = 0
  let latest = 0
  let isRunning = false

  async function run(): Promise<void> {
    latest += 1
    const own = latest
    isRunning = true
    try {
      while (left > 0) {
        const isNew = await fresh.refresh()
        if (own !== latest) return
        left = isUpToDate(isNew) ? 0 : left - 1
        if (left > 0) await new Promise((resolve) => setTimeout(resolve, againMs))
        if (own !== latest) return
      }
    } catch {
    } finally {
      if (own === latest) isRunning = false
    }
  }

  return (times, hasChanged) => {
    left = Math.max(left, times)
    if (left > 0 && (hasChanged || !isRunning)) void run()
  }
}

/** What the page marks as in force and as to come. */
export const marksOf = (live: HTMLElement): string[] =>
  [...live.querySelectorAll<HTMLElement>('[data-in-force], [data-upcoming]')].map(
    ({ dataset: { inForce, upcoming } }) =>
      inForce === undefined ? markOf('upcoming', upcoming ?? '') : markOf('inForce', inForce),
  )

/** That is just what `entries` say. */
export const shows = (live: HTMLElement, entries: readonly ActiveEntry[]): boolean => isJust(marksOf(live), entries)

/** Keeps a page true that tells no news and shows no drill. It says itself when it was checked, so it follows every minute. */
export function makeFollower(live: HTMLElement, fresh: FreshLive): (active: Active) => void {
  let known: { key: string; updatedMs: number } | undefined
  let real: ActiveEntry[] = []
  const catchUp = makeCatchUp(fresh, () => shows(live, real))

  return ({ updatedMs, entries }) => {
    real = entries.filter(({ status }) => status === 'Actual')
    const key = keyOf(real)
    const hasChanged = key !== known?.key
    const isOld = updatedMs !== known?.updatedMs || !shows(live, real)
    known = { key, updatedMs }
    catchUp(hasChanged ? mostTries : isOld ? 1 : 0, hasChanged)
  }
}
