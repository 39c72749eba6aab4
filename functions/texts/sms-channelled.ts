/** Chinese SMS of what a person at the desk made official: a station's signal passed on, or the government's own order. */
import type { Info } from '../alerts/alert.ts'
import type { Channelled, PublishedAlert } from '../alerts/published-alert.ts'
import { forResidents } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { spokenTime } from '../platform/local-time.ts'
import { adviceOf } from './advice.ts'
import { cleanText, cut, opening } from './clean-text.ts'
import { happeningsOf } from './headline.ts'
import { shownColour } from './message-form.ts'
import { placeOf, runsOn, shortBody, shorterBody } from './place-name.ts'
import { beginningsOf, sentencesOf } from './sentences.ts'
import { layOutSms } from './sms-layout.ts'
import { colourZh } from './words-zh.ts'

const beginnings = (text: string): string[] => beginningsOf(sentencesOf(opening(text), 'zh-CN'), 'zh-CN')

const callOf = (asks: boolean, county: County): string => `${asks ? '走不动打' : '疑问打'}${county.duty.phone}。`

/**
 * 转发攀枝花市气象台7月1日3时12分暴雨红色预警信号：its words, whole sentences. 区应急局提示：what to do, whole too. What to
 * do comes before more of the station's words.
 */
export function smsRelayed(
  published: PublishedAlert,
  info: Info,
  county: County,
  { station, issued }: Extract<Channelled, { as: 'relay' }>,
): string {
  const { doNow, asks } = adviceOf(published, info, county, 'zh-CN')
  const event = cut(cleanText(published.eventName), 12)
  const kind = published.weatherSignal ? '预警信号' : '预警'
  const words = sentencesOf(happeningsOf(info).join(''), 'zh-CN').map((sentence) => sentence.join(''))
  const prefix = county.sms.ownLinePrefix
  const said = forResidents(cleanText(opening(doNow.startsWith(prefix) ? doNow.slice(prefix.length) : doNow)))
  const ask = callOf(asks, county)
  const lines = beginnings(said)
    .toReversed()
    .map((text) => prefix + text)
  return layOutSms({
    variants: [cleanText(station), shorterBody(cleanText(station))].map((who) => ({
      head: `【${county.sms.signature}】转发${cut(who, 20)}${spokenTime(Date.parse(issued))}${event}${colourZh(shownColour(published))}${kind}：`,
      tails: [...lines.map((line) => line + ask), lines.at(-1) ?? ask],
    })),
    actions: words.map((_, i) => words.slice(0, i + 1).join('')),
    gap: '',
    maxParts: county.sms.maxParts,
  })
}

/** What happened in a word or two stands in front: 沟水猛涨，银江镇沟边河边住户马上往两侧高处走. */
const longestCause = 16

/** 区防汛抗旱指挥部7月1日3时20分紧急通知：… in the government's own name, with nothing of a weather signal. */
export function smsOwn(
  published: PublishedAlert,
  info: Info,
  county: County,
  { body, issued }: Extract<Channelled, { as: 'own' }>,
): string {
  const { doNow, asks, goingHome } = adviceOf(published, info, county, 'zh-CN')
  const happened = happeningsOf(info)
  const [cause = '', ...more] = happened
  const isShort = cause !== '' && cause.length <= longestCause
  const place = placeOf(info, published.area, county, 'zh-CN')
  const lead = isShort ? `${cause.replace(/[。！!]$/u, '')}，` : ''
  const action = forResidents(cleanText(opening(doNow)))
  const called = (where: string): string => (action.includes(where) ? '' : where + (runsOn.test(action) ? '' : '，'))
  const who = shortBody(body, county)
  const home = asks && goingHome ? `${goingHome}。` : ''
  const ask = callOf(asks, county)
  const first = beginnings(action)
  const all = [...first, ...(isShort ? more : happened).map((_, i, list) => action + list.slice(0, i + 1).join(''))]
  return layOutSms({
    variants: [who, shorterBody(who)].flatMap((name) =>
      [place.full, place.short].map((where) => ({
        head: `【${county.sms.signature}】${name}${spokenTime(Date.parse(issued))}紧急通知：${lead}${called(where)}`,
        tails: [home + ask, home],
      })),
    ),
    actions: all,
    gap: '',
    maxParts: county.sms.maxParts,
  })
}
