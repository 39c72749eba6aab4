import { stepsIn } from '../texts/brief.ts'
import { cleanText } from '../texts/clean-text.ts'
import type { Standing } from '../texts/page-words-shape.ts'
import { clauseCut } from './clause-cut.ts'
import { standingText } from './item.ts'
import type { PageBrief } from './shown-card.ts'

const longest = 300

/** A text that people pass on as it is: what, where, what to do, until when, who says so, where to read on. */
export function shareText(brief: PageBrief, news: PageBrief, standing: Standing, url: string): string {
  const { words, mark, warning, place, real } = brief
  const isOn = standing === 'inForce' || standing === 'upcoming'
  const what =
    real && standing === 'inForce'
      ? words.tagged(warning, place)
      : words.tagged(standingText(brief, standing), brief.title)
  return [
    mark,
    what,
    isOn && brief.relayed,
    standing !== 'expired' && news.coded,
    standing === 'expired' ? stillOut(brief) : gistOf(news, longest),
    isOn && `${brief.timeLabel}${words.between}${brief.span}`,
    `${words.issuedBy}${words.between}${brief.issuer}`,
    url,
    mark,
  ]
    .filter(Boolean)
    .join('\n')
}

/** Of link previews and search results: what to do, until when, who says so. */
export function descriptionOf(brief: PageBrief, news: PageBrief, standing: Standing): string {
  const { words, span, issuer, mark } = brief
  const isOn = standing === 'inForce' || standing === 'upcoming'
  return [
    mark,
    standing !== 'expired' && news.coded,
    standing === 'expired' ? stillOut(brief) : gistOf(news, 100),
    isOn ? `${brief.timeLabel}${words.between}${span}` : `${news.timeLabel}${words.between}${news.span}`,
    `${words.issuedBy}${words.between}${issuer}`,
  ]
    .filter(Boolean)
    .join(' ')
}

const stillOut = ({ words, published }: PageBrief): string => (published.hasEnd ? words.untilNote : words.web.noEnd)

/** As much of what to do as has room, cut at a clause. */
const gistOf = ({ doNow, digest, actionIn }: PageBrief, most: number): string =>
  clauseCut(cleanText(stepsIn({ doNow, digest }).join('\n')), actionIn, most).said
