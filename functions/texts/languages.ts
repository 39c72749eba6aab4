import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import { isSameLanguage } from '../platform/language.ts'
import { tipOf } from './event-words.ts'
import { formOf, isCalledOff, isReal, type MessageForm, shownColour } from './message-form.ts'
import { pickInfo } from './pick-info.ts'
import { ordersMoreThanTable } from './signal-advice.ts'

/** Every plan has a text under this name: Chinese, or what the alert has instead. */
export const textLanguage = 'zh-CN'

/** True when the alert has an info block in this language. */
const speaks = ({ alert }: PublishedAlert, language: string): boolean => {
  const picked = pickInfo(alert, language)
  return picked !== undefined && isSameLanguage(picked.language, language)
}

const isCodedOrder = ({ responseType }: Info): boolean =>
  responseType.includes('Evacuate') || responseType.includes('Shelter')

/** What ends or sinks is told in words of ours in every language: not yet home, still dangerous, sent by mistake. */
const isSaidByUs = (form: MessageForm): boolean => isCalledOff(form) || form === 'lowered'

/**
 * True when we can tell an alert in a language its sender did not write in: event, colour, place and time are known, and so
 * is what to do. Of a weather signal by the regulation, unless the station's words order people out or in beyond it; of
 * anything else only by a code that orders people out or in: what else its words ask for we do not know, and may contradict.
 * Of a drill that it is one.
 */
export function hasOwnWords(published: PublishedAlert, language: string): boolean {
  const { alert, channelled, weatherSignal } = published
  if (channelled !== null || speaks(published, language)) return false
  if (tipOf(published.eventCode, shownColour(published), language) === undefined) return false
  // Whoever cannot read that it is not real would take it for a warning.
  if (!isReal(published)) return true
  if (!weatherSignal && isSaidByUs(formOf(published))) return true
  return alert.info.every((info) => isCodedOrder(info) || (weatherSignal && !ordersMoreThanTable(published, info)))
}

/** Languages to render an alert in: Chinese first, then each of the county's that we can tell it in. */
export const textLanguages = (published: PublishedAlert, county: Pick<County, 'languages'>): string[] => [
  textLanguage,
  ...county.languages.filter(
    (language) => language !== textLanguage && (speaks(published, language) || hasOwnWords(published, language)),
  ),
]
