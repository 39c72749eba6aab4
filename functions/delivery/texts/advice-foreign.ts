/** What people are told to do in other languages than Chinese, on pages and in mails. */
import type { Info } from '../../alerts/alert.ts'
import { asksToLeave, ordersToLeave } from '../../alerts/orders.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import type { Advice } from './advice.ts'
import { cleanText } from './clean-text.ts'
import { wholeThoughts } from './foreign-sentences.ts'
import { formOf, isCalledOff, isReal } from './message-form.ts'
import { whoAllowsReturn } from './place-name.ts'
import { foreignWords } from './words-foreign.ts'

/** First that nobody goes back yet, then who says when. */
export function waitToReturn(area: PublishedAlert['area'], county: County, language: string): string {
  const words = foreignWords(language)
  const staff = whoAllowsReturn(area, county)
  return words.return(words.staff[staff] ?? staff)
}

const sendsHome =
  /\b(?:go|return|come|move|head)(?:ing)?\s+(?:back\s+)?(?:home|to (?:your|their)\b)|\bsafe\b|귀가|집으로|안전합니다/iu

/** What a lifting may still say: nobody is sent home by it, and it repeats no order of the warning it ends. */
export const calmThoughts = (said: string, language: string): string[] =>
  wholeThoughts(cleanText(said), language).filter((text) => !sendsHome.test(text) && !ordersToLeave(text))

export function adviceForeign(
  published: PublishedAlert,
  info: Info,
  county: County,
  said: string,
  leaves: boolean,
  language: string,
): Advice {
  const words = foreignWords(language)
  const form = formOf(published)
  if (!isReal(published)) return { doNow: said || (isCalledOff(form) ? words.drillOver : ''), goingHome: '', leaves }
  const back = leaves ? waitToReturn(published.area, county, language) : ''
  const still = said === '' ? `${words.stillDangerous}.` : `${words.stillDangerous}: ${said}`
  switch (form) {
    case 'error':
      return { doNow: said || (leaves ? words.errorStay : words.errorCarryOn), goingHome: '', leaves }
    case 'downgraded':
    case 'lowered':
      return { doNow: still, goingHome: back, leaves }
    case 'lifted': {
      if (!leaves) return { doNow: said, goingHome: '', leaves }
      return { doNow: [back, ...calmThoughts(said, language), words.watch].join(' '), goingHome: '', leaves }
    }
    default:
      return { doNow: said, goingHome: asksToLeave(info) ? words.noReturn : '', leaves }
  }
}
