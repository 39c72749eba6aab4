import { leavePlaceholder } from '../senders/sender.ts'
import { type Brief, isLeaveFirst, stayBeside, wholeOf } from './brief.ts'
import { cleanText, neutral } from './clean-text.ts'
import { happeningsOf } from './headline.ts'
import { isCalledOff } from './message-form.ts'
import { sentencesOf } from './sentences.ts'

export interface EmailContent {
  brief: Brief
  /** undefined for a drill, which has no public page. */
  pageUrl: string | undefined
  whySent: string
}

/** What to do comes first, and before a stock phrase what happened; everything below can be skipped. */
export function emailText({ brief, pageUrl, whySent }: EmailContent): string {
  const { words, form, real, mark } = brief
  const labelled = (label: string, value: string | null): string => (value ? label + words.between + value : '')
  const { before, after } = happenedIn(brief)
  const ours = labelled(brief.doLabel, [brief.coded, brief.doNow].filter(Boolean).join('\n'))
  const picked = brief.digest ? [brief.digest.label + words.between, ...brief.digest.lines].join('\n') : ''
  const blocks = [
    [
      mark,
      form === 'error' && real ? brief.sorry : '',
      brief.manner === 'news' ? before : '',
      ...(isLeaveFirst(brief) ? [picked, ours] : [ours, picked]),
      brief.manner === 'news' ? '' : before,
      labelled(words.where, brief.place),
      labelled(brief.timeLabel, timeOf(brief)),
      labelled(words.issuedBy, `${brief.issuer} ${brief.issuedAt}`),
      labelled(words.help, brief.help),
      labelled(brief.contactLabel, brief.contact),
    ],
    after.length === 0 ? [] : [brief.originalLabel, ...after],
    [labelled(words.web.moreAt, brief.web), labelled(words.page, pageUrl ?? '')],
    [whySent],
  ].map((block) => block.filter(Boolean).join('\n'))
  const body = neutral(blocks.filter(Boolean).join('\n\n'))
  return `${body}\n${words.leave} ${leavePlaceholder}\n${mark === '' ? '' : `\n${mark}\n`}`
}

/**
 * What happened: the headline right below what to do where that is only a phrase of ours, the rest further down. Of the
 * county's own words no sentence stands twice; a station's are left whole.
 */
export function happenedIn(brief: Brief): { before: string; after: string[] } {
  const { advice, headline, original, originalLabel, doNow, form, info, mark, saidIn, words } = brief
  if (originalLabel === words.original) return { before: '', after: original }
  const isOurs = !isCalledOff(form) && (advice.source === 'responseType' || advice.source === 'county') && mark === ''
  const before = isOurs ? headline || (happeningsOf(info, saidIn)[0] ?? '') : ''
  const said = `${before}\n${doNow}`
  const isQuoted = isOurs || headline === '' || original.some((text) => cleanText(text).includes(headline))
  const unsaid = original.map((text) =>
    sentencesOf(text, saidIn)
      .map((clauses) => clauses.join(''))
      .filter((sentence) => !said.includes(sentence.trim()))
      .join(''),
  )
  return { before, after: [isQuoted ? '' : headline, ...unsaid].filter((text) => text.trim() !== '') }
}

/** 即将生效，7月3日6:00起，至18:00; who lets people go home belongs to the time as long as that has not come. */
export function timeOf(brief: Brief): string {
  const { words, form, real, published, span } = brief
  const coming = published.onsetAtMs !== null && real && !isCalledOff(form) ? words.standing.upcoming : ''
  return [coming, span, stayBeside(brief, wholeOf(brief))].filter(Boolean).join(words.comma)
}
