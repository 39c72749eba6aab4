import { ordersToLeave } from '../../alerts/orders.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { tipOf } from './event-words.ts'
import { isReal, shownColour } from './message-form.ts'
import { pickInfo } from './pick-info.ts'

/** Every plan has a text under this name: Chinese, or what the alert has instead. */
export const textLanguage = 'zh-CN'

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? ''

/** True when the alert has an info block in this language. */
const speaks = ({ alert }: PublishedAlert, language: string): boolean => {
  const picked = pickInfo(alert, language)
  return picked !== undefined && primary(picked.language) === primary(language)
}

/**
 * True when we can tell a weather signal in a language its station did not write in: event, colour, place, time and what
 * the regulation asks of residents are known without it. Not where the station's words order people out and its code does
 * not say so, because then ours would say less.
 */
export function hasOwnWords(published: PublishedAlert, language: string): boolean {
  if (!published.weatherSignal || !isReal(published) || speaks(published, language)) return false
  if (tipOf(published.eventCode, shownColour(published), language) === undefined) return false
  return published.alert.info.every(
    ({ responseType, instruction, description }) =>
      responseType.includes('Evacuate') || !ordersToLeave(`${description ?? ''}\n${instruction ?? ''}`),
  )
}

/** Languages to render an alert in: Chinese first, then each of the county's that we can tell it in. */
export const textLanguages = (published: PublishedAlert, county: Pick<County, 'languages'>): string[] => [
  textLanguage,
  ...county.languages.filter(
    (language) => language !== textLanguage && (speaks(published, language) || hasOwnWords(published, language)),
  ),
]
