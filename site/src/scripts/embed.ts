/** The piece in pages of others: keeps itself true, and links leave their frame. */
import { ageText, keyOf } from './active.ts'
import { makeFreshLive } from './fresh-live.ts'
import { watchActive } from './watch-active.ts'

const live = document.getElementById('live')
const age = document.getElementById('age')
if (live && age) {
  const fresh = makeFreshLive(live)
  let known: string | undefined
  watchActive({
    url: live.dataset.active ?? '',
    onAnswer({ updatedMs, entries }) {
      // The piece says itself when it was checked.
      const now = `${updatedMs} ${keyOf(entries)}`
      if (now === known) return
      const before = known
      known = now
      fresh.refresh().then(
        // Caches on the way hand out the former page for some seconds.
        (isNew) => {
          if (!isNew && before !== undefined) setTimeout(() => void fresh.refresh().catch(() => {}), 6_000)
        },
        () => {
          known = before
        },
      )
    },
    onTick({ ageMs, isOffline }) {
      age.hidden = !isOffline
      if (isOffline) age.textContent = ageText(ageMs ?? 0, true, age.dataset as never)
    },
  })
}
