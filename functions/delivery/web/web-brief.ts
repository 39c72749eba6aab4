/** What pages say of an alert: its brief, for what is left of its area, with the hours and the channel as they stand. */
import { type Area, type Info, languageOf } from '../../alerts/alert.ts'
import { isAllowedLink } from '../../alerts/clean-alert.ts'
import { ordersToLeave } from '../../alerts/orders.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { writtenSpan, writtenTime } from '../texts/local-time.ts'
import { isCalledOff } from '../texts/message-form.ts'
import { type PageWords, pageWords } from '../texts/page-words.ts'
import { isChinese } from '../texts/sentences.ts'
import { remainingCodes } from './web-standing.ts'

export interface WebBrief extends Brief {
  /** 转发攀枝花市气象台7月1日3:12发布的消息; empty where nobody stands between. */
  relayed: string
  /** The words in the page's language contradict the Chinese ones and stand nowhere. */
  muted: boolean
}

export function webBrief(published: PublishedAlert, county: County, language: string): WebBrief {
  const words = pageWords(language)
  const { mutedLanguages, channelled } = published
  const muted = mutedLanguages.some((each) => primary(each) === primary(words.language))
  const brief = briefOf(unmuted(remainder(published, county)), county, language)
  const over = isCalledOff(brief.form)
  const calm = brief.form === 'lifted' || brief.form === 'error' ? withoutOrders : (text: string): string => text
  const relayed = channelled?.as === 'relay' ? writtenTime(Date.parse(channelled.issued), words.language) : ''
  return {
    ...brief,
    muted,
    coded: muted ? words.web.followChinese : brief.coded,
    doNow: calm(brief.doNow),
    original: brief.original.map(calm).filter(Boolean),
    headline: isSaid(brief) ? '' : brief.headline,
    web: brief.web !== null && isAllowedLink(brief.web, county.allowedLinkHosts) ? brief.web : null,
    span: over ? brief.span : spanOf(published, brief, words),
    timeLabel: !over && brief.real && published.onsetAtMs !== null ? words.web.when : brief.timeLabel,
    relayed: channelled?.as === 'relay' ? words.web.relayed(channelled.station, relayed) : '',
    issuer: channelled ? (channelled.as === 'relay' ? channelled.station : channelled.body) : brief.issuer,
    issuedAt: relayed || brief.issuedAt,
  }
}

const primary = (language: string): string => language.slice(0, 2).toLowerCase()

/** The headline stands on the page already, in the title or among the issuer's own words. */
const isSaid = ({ headline, title, original }: Brief): boolean =>
  title.includes(headline) || original.some((text) => text.includes(headline))

/** The alert over what is left of its area; the whole of it where nothing is left, for then it is over. */
export function remainder(published: PublishedAlert, county: County): PublishedAlert {
  const { area, except, alert, channelled } = published
  const own = channelled?.as === 'own' ? { weatherSignal: false } : {}
  const codes = remainingCodes(published)
  if (except.codes.length === 0 || codes.length === 0) return { ...published, ...own }
  const gone = (code: string): boolean => except.codes.some((each) => code.startsWith(each))
  const names = new Set(area.codes.filter(gone).map((code) => county.names.get(code) ?? code))
  const info = alert.info.map((each): Info => {
    const left = each.area.flatMap((place) => withoutPlaces(place, names, gone))
    return { ...each, area: left.length > 0 ? left : each.area }
  })
  return { ...published, ...own, alert: { ...alert, info }, area: { ...area, codes } }
}

/** Without the places that are gone: the whole of it where all its codes are, their names where it names more. */
function withoutPlaces(place: Area, names: ReadonlySet<string>, gone: (code: string) => boolean): Area[] {
  const codes = place.geocode.map(({ value }) => value)
  const shapes = place.polygon.length + place.circle.length
  if (shapes === 0 && codes.length > 0 && codes.every(gone)) return []
  const named = place.areaDesc.split(/([、，,;；]\s*)/u)
  const kept = named.filter((text, i) => i % 2 === 0 && ![...names].some((name) => text.trim().endsWith(name)))
  return kept.length === 0 ? [] : [{ ...place, areaDesc: kept.join(named[1] ?? '') }]
}

/** Without the infos in languages that contradict the Chinese ones. */
export function unmuted(published: PublishedAlert): PublishedAlert {
  const { alert, mutedLanguages } = published
  const isMuted = (info: Info): boolean => mutedLanguages.some((each) => primary(each) === primary(languageOf(info)))
  const heard = alert.info.filter((info) => !isMuted(info))
  return heard.length === 0 ? published : { ...published, alert: { ...alert, info: heard } }
}

/** What a lifting carries over of the warning it ends is nothing to do now; what holds under a condition stays. */
const withoutOrders = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line
        .split(/(?<=[。！？!?；;])/u)
        .filter((sentence) => !ordersToLeave(sentence))
        .join(''),
    )
    .filter(Boolean)
    .join('\n')

/** From when to when, in the sender's terms: an end that is only the county's default is not told. */
function spanOf(
  { hasEnd, onsetAtMs, sentAtMs, expiresAtMs }: PublishedAlert,
  { real }: Brief,
  words: PageWords,
): string {
  const startMs = onsetAtMs ?? sentAtMs
  const from = writtenTime(startMs, words.language)
  if (!hasEnd) return words.web.fromOn(from) + words.comma + words.web.noEnd
  return real && onsetAtMs !== null
    ? words.web.fromTo(from, writtenTime(expiresAtMs, words.language, startMs))
    : writtenSpan(startMs, expiresAtMs, words.language)
}

/** Names of its divisions, for a sentence. */
export const placesOf = (codes: readonly string[], county: County, words: PageWords): string =>
  codes.map((code) => county.names.get(code) ?? code).join(isChinese(words.language) ? '、' : ', ')
