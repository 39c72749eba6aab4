/** Narrows the list of past warnings down by colour, event and month; without it the list is complete. */
const form = () => document.querySelector<HTMLFormElement>('#past-filter')
const chosen: Record<string, string> = {}

function show(): void {
  const section = document.querySelector('#past')
  if (!section) return
  const fits = ({ dataset }: HTMLElement): boolean =>
    Object.entries(chosen).every(([name, value]) => value === '' || dataset[name] === value)
  for (const row of section.querySelectorAll<HTMLElement>('li[data-month]')) row.hidden = !fits(row)
  let isEmpty = true
  for (const month of section.querySelectorAll<HTMLElement>('section')) {
    month.hidden = !month.querySelector('li:not([hidden])')
    isEmpty &&= month.hidden
  }
  const none = section.querySelector<HTMLElement>('#past-none')
  if (none) none.hidden = !isEmpty
}

/** Also after the list was fetched anew: what was chosen stays chosen. */
function begin(): void {
  const filter = form()
  if (!filter?.hidden) return
  for (const select of filter.querySelectorAll('select')) {
    if (chosen[select.name]) select.value = chosen[select.name] ?? ''
    chosen[select.name] = select.value
  }
  filter.hidden = false
  show()
}

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLSelectElement) || target.form !== form()) return
  chosen[target.name] = target.value
  show()
})
document.addEventListener('submit', (event) => {
  if (event.target === form()) event.preventDefault()
})
const live = document.querySelector('#live')
if (live) new MutationObserver(begin).observe(live, { childList: true, subtree: true })
begin()
