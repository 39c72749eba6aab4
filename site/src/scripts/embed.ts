/** The piece in pages of others: keeps itself true, and links leave their frame. */
import { wordsGiven } from '../words/for-scripts.ts'
import { ageText, unsureMs } from './active.ts'
import { makeFollower } from './catch-up.ts'
import { makeFreshLive } from './fresh-live.ts'
import { watchActive } from './watch-active.ts'

const live = document.getElementById('live')
const age = document.getElementById('age')
if (live && age) {
  const words = wordsGiven('age', age)
  watchActive({
    url: live.dataset.active ?? '',
    onAnswer: makeFollower(live, makeFreshLive(live)),
    onTick({ ageMs, isOffline }) {
      const isUnsure = ageMs > unsureMs
      age.hidden = !isOffline && !isUnsure
      if (!age.hidden) age.textContent = ageText(ageMs, isOffline, words)
      document.documentElement.classList.toggle('unsure', isUnsure)
    },
  })
}
