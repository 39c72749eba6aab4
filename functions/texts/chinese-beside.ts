/** One Chinese line that says what a Korean SMS says, for as long as no native has read our Korean. */
import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { asksToLeave, forResidents } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { cleanText, cut, opening } from './clean-text.ts'
import { mayHaveLeft, tipOf } from './event-words.ts'
import { formOf, isReal, mannerOf, type Reader, shownColour } from './message-form.ts'
import { explained } from './outside.ts'
import { pickInfo } from './pick-info.ts'
import { isAnothers, placeOf, shortBody, whoAllowsReturn } from './place-name.ts'
import { beginningsOf, isChinese, sentencesOf } from './sentences.ts'
import { isGuidance } from './signal-advice.ts'
import { colourZh, zhAction } from './words-zh.ts'

/** Fullest first; each is a line that can stand alone. */
export function chineseBeside(published: PublishedAlert, info: Info, county: County, reader: Reader): string[] {
  if (!isReal(published)) return []
  const picked = pickInfo(published.alert, 'zh-CN')
  const chinese = picked && isChinese(picked.language) ? picked.info : { ...info, area: [] }
  const place = placeOf(chinese, published.area, county, 'zh-CN').short
  const kind = published.weatherSignal ? '预警信号' : '预警'
  const what = `${cut(cleanText(published.eventName), 12)}${colourZh(shownColour(published))}${kind}`
  const codes = published.dropped?.codes ?? []
  const away = reader === 'outside' && codes.length > 0 ? { ...published.area, codes } : published.area
  const wait = `先别急着回家，等${whoAllowsReturn(away, county)}通知。`
  const left = asksToLeave(chinese) || mayHaveLeft(published)
  if (reader === 'outside') {
    const holds = `现在只发给${place}。`
    const says = isAnothers(published, county) ? `变更。${explained(holds, county, 'zh-CN')}` : holds
    return [`${what}${says}${left ? wait : ''}`]
  }
  switch (formOf(published)) {
    case 'error':
      return [`更正：${what}是误发，已撤销。`]
    case 'lifted':
      return [`解除${place}${what}：${left ? wait : ''}`.replace(/：$/u, '。')]
    case 'downgraded':
      return [`${what}降级，不是解除。${left ? wait : ''}`]
    default: {
      if (mannerOf(published, chinese) === 'news') return [`${place}${cut(cleanText(published.eventName), 12)}消息。`]
      const [shortest = '', ...longer] = doNow(published, chinese)
      const station = cleanText(chinese.senderName ?? '')
      if (published.weatherSignal && station !== '') {
        // Whose signal and whose advice it is never falls out.
        const isTip = isOurs(published, chinese)
        const named = (who: string): string => `${what}（${who}）。${isTip ? county.sms.ownLinePrefix : ''}`
        const names = [...new Set([cut(station, 20), cut(shortBody(station, county), 20)])]
        return [...longer.toReversed(), shortest].flatMap((text) => names.map((who) => named(who) + text))
      }
      return [
        ...longer.reverse().map((text) => `${what}，${place}：${text}`),
        `${what}，${place}：${shortest}`,
        `${what}：${shortest}`,
        // Who reads only this line for what to do finds the event in the other.
        shortest || what,
      ].map((line) => line.replace(/[：，]$/u, '。'))
    }
  }
}

/** What to do is our tip, not what the station asks. */
const isOurs = ({ weatherSignal }: PublishedAlert, { instruction = '' }: Info): boolean =>
  weatherSignal && (isGuidance(instruction) || forResidents(opening(cleanText(instruction))) === '')

/** What to do, shortest first: the sender's words, what it coded, or our tip. */
function doNow(published: PublishedAlert, info: Info): string[] {
  // A regulation's guidance speaks to offices first; our tip is what the Korean says too.
  const isTip = published.weatherSignal && isGuidance(info.instruction ?? '')
  const said =
    !isTip && isChinese(info.language ?? 'zh-CN') ? forResidents(opening(cleanText(info.instruction ?? ''))) : ''
  if (said !== '') return beginningsOf(sentencesOf(said, 'zh-CN'), 'zh-CN')
  const own = tipOf(published.eventCode, shownColour(published), 'zh-CN') ?? zhAction(info.responseType) ?? ''
  return beginningsOf(sentencesOf(own, 'zh-CN'), 'zh-CN')
}
