/** What people are told to do, for every channel: the sender's words, or plain ones that say no more than the sender did. */
import type { Info } from '../../alerts/alert.ts'
import { asksToLeave } from '../../alerts/orders.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { adviceForeign } from './advice-foreign.ts'
import { cleanLines } from './clean-text.ts'
import { emptiesHomes } from './event-words.ts'
import { formOf, isCalledOff, isReal, speaksForItself } from './message-form.ts'
import { whoAllowsReturn } from './place-name.ts'
import { isChinese } from './sentences.ts'
import { zhAction } from './words-zh.ts'

export interface Advice {
  /** Whole sentences on lines as the sender wrote them; empty when there is nothing to say. */
  doNow: string
  /** Who lets people go home; empty where nobody leaves home, and where `doNow` says it. */
  goingHome: string
  /** True when people leave home over this. */
  leaves: boolean
}

const drillMark = /[【[(（〔]\s*(?:演练|测试|演习|更正)[^】\])）〕]{0,6}[】\])）〕]/gu

/** Without 【演练】 and its kin: the frame says it first and last. */
export const withoutMarks = (text: string): string => text.replace(drillMark, '')

/** The instruction, unless it belongs to the warning that is being called off. */
function instructionOf(published: PublishedAlert, info: Info): string {
  if (isCalledOff(formOf(published)) && !speaksForItself(info)) return ''
  return cleanLines(withoutMarks(info.instruction ?? ''))
}

export function adviceOf(published: PublishedAlert, info: Info, county: County, language: string): Advice {
  const said = instructionOf(published, info)
  const leaves =
    asksToLeave(info) || published.askedToLeave || (formOf(published) !== 'issued' && emptiesHomes(published))
  return isChinese(language)
    ? adviceZh(published, info, county, said, leaves)
    : adviceForeign(published, info, county, said, leaves, language)
}

function adviceZh(published: PublishedAlert, info: Info, county: County, said: string, leaves: boolean): Advice {
  const cadres = whoAllowsReturn(published.area, county)
  const waiting = leaves ? `回家时间等${cadres}通知` : ''
  const form = formOf(published)
  if (!isReal(published)) {
    const over = isCalledOff(form) ? '演练结束，照常生活。' : ''
    return { doNow: said || over || (zhAction(info.responseType) ?? ''), goingHome: '', leaves }
  }
  switch (form) {
    case 'error': {
      const calm = leaves ? '目前没有险情，不用转移，已出门的慢慢回家。' : '不用采取措施，请照常生活。'
      return { doNow: said || calm, goingHome: '', leaves }
    }
    case 'downgraded':
      return { doNow: `仍有危险，${said || '继续小心。'}`, goingHome: waiting, leaves }
    case 'lifted': {
      if (!leaves || /回家|返回/u.test(said)) return { doNow: said, goingHome: '', leaves }
      const checks = /^11[ACD]/.test(published.eventCode ?? '11A')
        ? '房屋山坡没查完不要进！看见裂缝、塌方马上离开。'
        : '没查完不要进！'
      return { doNow: `回家听${cadres}安排，${said || checks}`, goingHome: '', leaves }
    }
    default: {
      const doNow = said || (zhAction(info.responseType) ?? '')
      if (form !== 'lowered') return { doNow, goingHome: asksToLeave(info) ? '没通知不要回家' : '', leaves }
      return { doNow: /^[^，。！]*危险/u.test(doNow) ? doNow : `仍有危险，${doNow}`, goingHome: waiting, leaves }
    }
  }
}
