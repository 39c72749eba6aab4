/** The place a reader chose, kept on this device only: each warning says beside its title whether it is meant for it. */
import { fill, wordsGiven } from '../words/for-scripts.ts'
import { relationTo } from './place-relation.ts'

const key = 'place'
const select = document.querySelector<HTMLSelectElement>('#my-place select')

/** Says it on every warning of `live` that holds, is to come or was not lifted; nothing is moved, left out or made smaller. */
export function showPlace(live: HTMLElement): void {
  for (const line of live.querySelectorAll('.here')) line.remove()
  const place = chosen()
  if (!select || place === '') return
  const words = wordsGiven('myPlace', select)
  for (const article of live.querySelectorAll<HTMLElement>('article[data-codes]')) {
    const box = article.matches('.box') ? article : article.querySelector('.box')
    if (!box?.matches('.inForce, .upcoming, .expired')) continue
    const codes = (article.dataset.codes ?? '').split(' ').filter(Boolean)
    const relation = relationTo(place, codes, article.dataset.shapes !== undefined)
    const to = [...new Set(codes.map((code) => nameOf(code.slice(0, place.length))))].filter(Boolean).join(comma)
    box.querySelector('h1, h2')?.after(sentence(words[relation], { place: nameOf(place), to }))
  }
}

const comma = /^zh\b/.test(document.documentElement.lang) ? '、' : ', '

const chosen = (): string => {
  try {
    const kept = localStorage.getItem(key) ?? ''
    return nameOf(kept) === '' ? '' : kept
  } catch {
    return ''
  }
}

const nameOf = (code: string): string =>
  code === '' ? '' : ([...(select?.options ?? [])].find(({ value }) => value === code)?.textContent ?? '')

/** `{place}` and `{to}` are names as the choice has them. */
function sentence(text: string, names: Record<'place' | 'to', string>): HTMLElement {
  const line = document.createElement('p')
  line.className = 'here'
  line.textContent = fill(text, names)
  return line
}

export function offerPlace(live: HTMLElement): void {
  if (!select) return
  select.value = chosen()
  document.getElementById('my-place')!.hidden = false
  select.addEventListener('change', () => {
    try {
      if (select.value === '') localStorage.removeItem(key)
      else localStorage.setItem(key, select.value)
    } catch {}
    showPlace(live)
  })
  showPlace(live)
}
