/** What people are told to do in other languages than Chinese, on pages and in mails. */

import { languageOf } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { ordersToLeave } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import type { About, Advice } from './advice-shape.ts'
import { cleanText } from './clean-text.ts'
import { wholeThoughts } from './foreign-sentences.ts'
import { stayAwayBeside } from './leaving.ts'
import { formOf, isCalledOff, isReal } from './message-form.ts'
import { isAnothers, whoAllowsReturn } from './place-name.ts'
import { isChinese } from './sentences.ts'
import { foreignWords } from './words-foreign.ts'

/** First that nobody goes back yet, then who says when. */
export function waitToReturn(area: PublishedAlert['area'], county: County, language: string): string {
  const words = foreignWords(language)
  const staff = whoAllowsReturn(area, county)
  return words.return(words.staff[staff] ?? staff)
}

/** Of what was sent by mistake: whom to ask before going back, for nobody but its sender knows that there is no danger. */
export function askBefore(published: PublishedAlert, leaves: boolean, county: County, language: string): string {
  const words = foreignWords(language)
  const staff = whoAllowsReturn(published.area, county)
  return leaves && !isAnothers(published, county) ? words.askBefore(words.staff[staff] ?? staff) : ''
}

/** 没有险情，不用转移，已出门的慢慢回家, as far as the sender of a mistake says so in Chinese; else all languages ask first. */
export function calmIn({ alert }: PublishedAlert, language: string): string[] {
  const { noDanger, stay, home } = foreignWords(language).calm
  const said = alert.info.find((info) => isChinese(languageOf(info)))?.instruction ?? ''
  if (!/(?:没有|没|无)(?:任何)?(?:险情|危险)/u.test(said)) return []
  const needsNone = /(?:不用|不必|不需要?|无需)(?:再)?(?:转移|撤离|避险)/u.test(said)
  const goesHome = /慢慢回|可以回家|(?:请|可)(?:有序|安全)?返回/u.test(said)
  return [noDanger, ...(needsNone ? [stay] : []), ...(goesHome ? [home] : [])]
}

const sendsHome =
  /\b(?:go|return|come|move|head)(?:ing)?\s+(?:back\s+)?(?:home|to (?:your|their)\b)|\bsafe\b|귀가|집으로|안전합니다/iu

/** What a lifting may still say: nobody is sent home by it, and it repeats no order of the warning it ends. */
export const calmThoughts = (said: string, language: string): string[] =>
  wholeThoughts(cleanText(said), language).filter((text) => !sendsHome.test(text) && !ordersToLeave(text))

export function adviceForeign({ published, county, said, action, language, base }: About): Advice {
  const words = foreignWords(language)
  const form = formOf(published)
  if (!isReal(published)) return { ...base, doNow: said || (isCalledOff(form) ? words.drillOver : words.drillJoin) }
  const goingHome = base.leaves ? waitToReturn(published.area, county, language) : ''
  const still = (text: string): string =>
    text === '' ? `${words.stillDangerous}.` : `${words.stillDangerous}: ${text}`
  switch (form) {
    case 'error':
      return {
        ...base,
        doNow: said || calmIn(published, language).join(' ') || askBefore(published, base.leaves, county, language),
      }
    case 'downgraded':
      return { ...base, doNow: still(said), goingHome }
    case 'lowered':
      return { ...base, doNow: still(action), goingHome }
    case 'lifted': {
      const own = base.leaves ? [goingHome, ...calmThoughts(said, language), words.watch] : [said]
      return { ...base, doNow: [...own, published.isPart ? words.elsewhere : ''].filter(Boolean).join(' ') }
    }
    default:
      return {
        ...base,
        doNow: action,
        goingHome: stayAwayBeside({ asks: base.asks, left: published.askedToLeave, shown: action }, language),
      }
  }
}
