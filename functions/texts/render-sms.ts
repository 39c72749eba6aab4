import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { withoutAddresses } from '../alerts/rules/addresses.ts'
import type { County } from '../platform/county.ts'
import type { RenderedMessage } from '../senders/sender.ts'
import { neutral } from './clean-text.ts'
import { hasOwnWords } from './languages.ts'
import { withMarkedNumber } from './made-up-number.ts'
import { isReal, mannerOf, type Reader } from './message-form.ts'
import { pickInfo } from './pick-info.ts'
import { isChinese } from './sentences.ts'
import { smsOwn, smsRelayed } from './sms-channelled.ts'
import { smsForeign } from './sms-foreign.ts'
import { countSms } from './sms-length.ts'
import { smsOutside } from './sms-outside.ts'
import { smsSignal } from './sms-signal.ts'
import { smsZh } from './sms-zh.ts'

/**
 * The text one phone shows, in the language asked for or, when the alert does not speak it, in Chinese; `language` of
 * the result is the one it is really in. At most `county.sms.maxParts` parts, without a link. `outside` reads that their
 * place is no longer meant.
 */
export function renderSms(
  published: PublishedAlert,
  county: County,
  language: string,
  reader: Reader = 'inside',
): RenderedMessage {
  const picked = pickInfo(published.alert, language)
  if (!picked) throw new Error(`alert ${published.id} has no info block to tell people; a Cancel inherits its own`)
  const alert = { ...published.alert, info: published.alert.info.map(withoutLinks) }
  const spoken = hasOwnWords(published, language) ? language : picked.language
  const told = { published: { ...published, alert }, info: withoutLinks(picked.info), language: spoken }
  const text = neutral(textOf(told, withMarkedNumber(county, spoken), reader))
  return { language: spoken, text, parts: countSms(text).parts }
}

interface Told {
  published: PublishedAlert
  info: Info
  language: string
}

function textOf({ published, info, language }: Told, county: County, reader: Reader): string {
  const real = isReal(published)
  if (!isChinese(language)) return smsForeign(published, info, county, language, reader)
  if (reader === 'outside') return smsOutside(published, info, county)
  const manner = mannerOf(published, info)
  const { channelled } = published
  if (real) {
    if (manner === 'relay' && channelled?.as === 'relay') return smsRelayed(published, info, county, channelled)
    if (manner === 'own' && channelled?.as === 'own') return smsOwn(published, info, county, channelled)
  }
  if (published.weatherSignal && real && manner !== 'own') return smsSignal(published, info, county)
  return smsZh(published, info, county)
}

/** No SMS could show more of a text than this. */
const mostUnits = 4_000

/** Without addresses: carriers filter them, old people are taught not to tap them. What to do stays. */
function withoutLinks(info: Info): Info {
  const plain = (text: string): string => withoutAddresses(text.slice(0, mostUnits).toWellFormed())
  const { headline, description, instruction } = info
  return {
    ...info,
    event: plain(info.event),
    ...(headline !== undefined && { headline: plain(headline) }),
    ...(description !== undefined && { description: plain(description) }),
    ...(instruction !== undefined && { instruction: plain(instruction) }),
    area: info.area.map((area) => ({ ...area, areaDesc: plain(area.areaDesc) })),
  }
}
