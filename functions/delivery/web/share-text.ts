import type { Brief } from '../texts/brief.ts'
import { cleanText, cut, opening } from '../texts/clean-text.ts'
import type { Standing } from '../texts/page-words.ts'
import { standingText } from './web-item.ts'

const longest = 300

/** A text that people pass on as it is: what, where, what to do, until when, who says so, where to read on. */
export function shareText(brief: Brief, news: Brief, standing: Standing, url: string): string {
  const { words, mark, warning, place, real } = brief
  const isOn = standing === 'inForce'
  const what = real && isOn ? words.tagged(warning, place) : words.tagged(standingText(brief, standing), brief.title)
  return [
    mark,
    what,
    standing !== 'expired' && news.coded,
    standing === 'expired' ? words.untilNote : cut(cleanText(opening(news.doNow)), longest),
    isOn && `${words.until}${words.between}${brief.span}`,
    `${words.issuedBy}${words.between}${brief.issuer}`,
    url,
    mark,
  ]
    .filter(Boolean)
    .join('\n')
}

/** Of link previews and search results: what to do, until when, who says so. */
export function descriptionOf(brief: Brief, news: Brief, standing: Standing): string {
  const { words, span, issuer, mark } = brief
  return [
    mark,
    standing !== 'expired' && news.coded,
    standing === 'expired' ? words.untilNote : cut(cleanText(opening(news.doNow)), 100),
    `${standing === 'inForce' ? words.until : news.timeLabel}${words.between}${standing === 'inForce' ? span : news.span}`,
    `${words.issuedBy}${words.between}${issuer}`,
  ]
    .filter(Boolean)
    .join(' ')
}
