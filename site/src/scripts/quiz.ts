/** One quiz: each answer is checked and explained at once, the score stays on the device. Without it the answers open by hand. */
import { fill, wordsGiven } from '../words/for-scripts.ts'
import { loadScores, saveScores, today, withScore } from './quiz-scores.ts'

const form = document.querySelector<HTMLFormElement>('form[data-quiz]')
if (form) start(form)

function start(form: HTMLFormElement): void {
  const { quiz: slug = '' } = form.dataset
  const { choose, correct, wrong, answer, colon, result } = wordsGiven('quiz', form)
  const questions = [...form.querySelectorAll('fieldset')]
  const outcome = form.querySelector<HTMLElement>('[data-outcome]')!
  const end = form.querySelector<HTMLElement>('[data-end]')!
  const answered = new Map<HTMLFieldSetElement, boolean>()

  for (const question of questions) {
    const button = question.querySelector<HTMLButtonElement>('button')!
    const says = question.querySelector<HTMLElement>('[role=status]')!
    const details = question.querySelector<HTMLElement>('details')!
    const right = Number(question.dataset.right)
    button.hidden = false
    details.hidden = true

    button.addEventListener('click', () => {
      if (answered.has(question)) return
      const options = [...question.querySelectorAll<HTMLInputElement>('input')]
      const chosen = options.findIndex(({ checked }) => checked) + 1
      if (chosen === 0) {
        says.textContent = choose
        return
      }
      const isRight = chosen === right
      const labels = options.map((option) => option.closest('label')!)
      for (const option of options) option.disabled = true
      labels[right - 1]?.classList.add('right')
      if (!isRight) labels[chosen - 1]?.classList.add('wrong')
      const why = details.querySelector<HTMLElement>('[data-why]')
      const said = document.createElement('strong')
      said.textContent = isRight ? `✓ ${correct}` : `✗ ${wrong}`
      says.replaceChildren(said)
      if (!isRight) says.append(` ${answer}${colon}`, written(labels[right - 1]?.textContent?.trim()))
      says.append(' ', document.createElement('br'), written(why?.textContent))

      /** The questions' language may be another than the page's. */
      function written(text: string | null | undefined): HTMLElement {
        const span = document.createElement('span')
        span.lang = why?.closest<HTMLElement>('[lang]')?.lang ?? ''
        span.textContent = text ?? ''
        return span
      }
      button.setAttribute('aria-disabled', 'true')
      answered.set(question, isRight)
      if (answered.size === questions.length) finish()
    })
  }
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => {
    history.scrollRestoration = 'manual'
    location.reload()
  })

  function finish(): void {
    const right = [...answered.values()].filter(Boolean).length
    const all = questions.length
    saveScores(withScore(loadScores(), slug, { right, all, date: today() }))
    outcome.textContent = fill(result, { n: right, all })
    end.hidden = false
  }
}
