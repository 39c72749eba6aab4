/** What pages say of an alert: its brief for what is left of its area, and through whom it came. */
import type { Area, Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { type County, nameIn } from '../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { isCalledOff } from '../texts/message-form.ts'
import type { PageWords } from '../texts/page-words-shape.ts'
import { isMuted } from '../texts/pick-info.ts'
import { remembered } from '../texts/remembered.ts'
import { isChinese } from '../texts/sentences.ts'
import { remainingCodes } from './standing.ts'

export interface PageBrief extends Brief {
  /** 转发攀枝花市气象台7月1日3:12发布的消息; empty where nobody stands between. */
  relayed: string
  /** The words in the page's language contradict the Chinese ones and stand nowhere. */
  muted: boolean
  /** What the sender's headline tells of, before a phrase of ours that says no more than "get ready"; else empty. */
  happened: string
  /** Language of what to do: residents' lines out of an office's guidance are in the page's, all else in the sender's. */
  actionIn: string
}

export const pageBrief = remembered((published: PublishedAlert, county: County, language: string): PageBrief => {
  const { channelled } = published
  const brief = briefOf(remainder(published, county), county, language)
  const { words, advice, real, foreign, form } = brief
  const headline = isSaid(brief) ? '' : brief.headline
  const isOurs = advice.source === 'responseType' || advice.source === 'county'
  const isStock = isOurs && real && !foreign && !isCalledOff(form)
  return {
    ...brief,
    muted: isMuted(published, words.language),
    actionIn: brief.digest ? words.language : brief.saidIn,
    headline,
    happened: isStock ? headline : '',
    relayed: channelled?.as === 'relay' ? words.web.relayed(brief.issuer, brief.issuedAt) : '',
  }
})

/** The headline stands on the page already, in the title or among the issuer's own words. */
const isSaid = ({ headline, title, original }: Brief): boolean =>
  title.includes(headline) || original.some((text) => text.includes(headline))

/** The alert over what is left of its area; the whole of it where nothing is left, for then it is over. */
export function remainder(published: PublishedAlert, county: County): PublishedAlert {
  const { area, except, alert } = published
  const codes = remainingCodes(published)
  if (except.codes.length === 0 || codes.length === 0) return published
  const gone = (code: string): boolean => except.codes.some((each) => code.startsWith(each))
  const names = new Set(area.codes.filter(gone).map((code) => county.names.get(code) ?? code))
  const info = alert.info.map((each): Info => {
    const left = each.area.flatMap((place) => withoutPlaces(place, names, gone))
    return { ...each, area: left.length > 0 ? left : each.area }
  })
  return { ...published, alert: { ...alert, info }, area: { ...area, codes } }
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

/** Names of its divisions, for a sentence. */
export const placesOf = (codes: readonly string[], county: County, words: PageWords): string =>
  codes.map((code) => nameIn(county, code, words.language) ?? code).join(isChinese(words.language) ? '、' : ', ')
