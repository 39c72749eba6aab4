import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import type { RenderedMessage } from '../send/sender.ts'
import { neutral } from './clean-text.ts'
import { hasOwnWords } from './languages.ts'
import { formOf, isReal } from './message-form.ts'
import { pickInfo } from './pick-info.ts'
import { isChinese } from './sentences.ts'
import { smsForeign } from './sms-foreign.ts'
import { countSms } from './sms-length.ts'
import { smsSignal } from './sms-signal.ts'
import { smsZh } from './sms-zh.ts'

/**
 * The text one phone shows, in the language asked for or, when the alert does not speak it, in Chinese; `language` of
 * the result is the one it is really in. At most `county.sms.maxParts` parts, without a link.
 */
export function renderSms(published: PublishedAlert, county: County, language: string): RenderedMessage {
  const picked = pickInfo(published.alert, language)
  if (!picked) throw new Error(`alert ${published.id} has no info block to tell people; a Cancel inherits its own`)
  const { info } = picked
  const spoken = hasOwnWords(published, language) && !isChinese(language) ? language : picked.language
  const relayed = published.weatherSignal && isReal(published) && formOf(published) !== 'error'
  const whole = relayed
    ? smsSignal(published, info, county, spoken)
    : isChinese(spoken)
      ? smsZh(published, info, county)
      : smsForeign(published, info, county, spoken)
  const text = neutral(whole)
  return { language: spoken, text, parts: countSms(text).parts }
}
