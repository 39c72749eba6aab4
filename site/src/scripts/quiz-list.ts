/** Marks what was done on this device, lists what was passed on the certificate, and forgets it when asked. */
import { fill, wordsGiven } from '../words/for-scripts.ts'
import { forgetScores, isPassed, loadScores, today } from './quiz-scores.ts'

const scores = loadScores()

for (const mark of document.querySelectorAll<HTMLElement>('[data-done]')) {
  const score = scores[mark.dataset.done ?? '']
  if (!score) continue
  mark.textContent = `✓ ${fill(wordsGiven('done', mark).text, { n: score.right, all: score.all })}`
  mark.hidden = false
}
const forget = document.querySelector<HTMLElement>('[data-forget]')
if (forget && Object.keys(scores).length > 0) {
  forget.hidden = false
  forget.addEventListener('click', () => {
    forgetScores()
    location.reload()
  })
}

const certificate = document.querySelector<HTMLElement>('[data-certificate]')
if (certificate) {
  const passed = [...certificate.querySelectorAll<HTMLElement>('[data-passed]')].filter((item) => {
    const score = scores[item.dataset.passed ?? '']
    if (!score || !isPassed(score)) return false
    item.append(` ${score.right}/${score.all}`)
    item.hidden = false
    return true
  })
  if (passed.length > 0) {
    certificate.hidden = false
    document.querySelector<HTMLElement>('[data-empty]')!.hidden = true
    certificate.querySelector('[data-today]')!.textContent = today()
    const name = document.querySelector<HTMLInputElement>('[data-name]')!
    name.closest('p')!.hidden = false
    const shown = certificate.querySelector('[data-shown]')!
    name.addEventListener('input', () => {
      shown.textContent = name.value.trim() || '　　　　'
    })
  }
}
