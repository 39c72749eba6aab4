/** SMS for whoever got a warning and lies outside of its Update, and for readers of a language whose words contradict. */
import type { Info } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { briefOf } from './brief.ts'
import { cut } from './clean-text.ts'
import { spokenTime, writtenTime } from './local-time.ts'
import { outsideOf } from './outside.ts'
import { senderOf, shorterBody, unitOf } from './place-name.ts'
import { isChinese } from './sentences.ts'
import { layOutSms } from './sms-layout.ts'

/** 区防指7月1日8时50分：山洪红色预警现在只发给银江镇，炳草岗街道不在里面了。已转移的先别回家… */
export function smsOutside(published: PublishedAlert, info: Info, county: County, language: string): string {
  const chinese = isChinese(language)
  const { brief, says, careful } = outsideOf(published, county, language)
  const sender = senderOf(published, info, county)
  const stop = chinese ? '。' : '. '
  const text = careful.length === 0 ? '' : careful.join(chinese ? '；' : '. ') + stop
  const signed = `【${county.sms.signature}】`
  const heads = chinese
    ? [sender, shorterBody(sender)].map((who) => `${who}${spokenTime(published.sentAtMs)}：`)
    : [`${writtenTime(published.sentAtMs, language)}: `]
  const ask = chinese ? `疑问打${unitOf(county)}值班${county.duty.phone}。` : brief.phones[0]
  return layOutSms({
    variants: heads.map((head) => ({ head: signed + head, tails: [text + ask, text.trimEnd()] })),
    actions: [says],
    gap: chinese ? '' : ' ',
    maxParts: county.sms.maxParts,
  })
}

/** Event, place, colour, and whose words to follow: nothing else until a person has decided. */
export function smsMuted(published: PublishedAlert, county: County, language: string): string {
  const { words, warning, placeInShort, issuedAt, phones } = briefOf(published, county, language)
  return cut(
    `【${county.sms.signature}】${warning}, ${placeInShort} (${issuedAt}): ${words.followChinese} ${phones[0]}`,
    67 * county.sms.maxParts,
  )
}
