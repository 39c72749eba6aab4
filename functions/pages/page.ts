import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertPath, capPath, languagePrefix, posterPath } from '../platform/alert-path.ts'
import type { County } from '../platform/county.ts'
import { type Html, html, lines } from '../platform/html.ts'
import { isoTime } from '../platform/local-time.ts'
import { isLeaveFirst, stayBeside, wholeOf } from '../texts/brief.ts'
import { cleanLines } from '../texts/clean-text.ts'
import { isCalledOff } from '../texts/message-form.ts'
import type { Standing } from '../texts/page-words-shape.ts'
import { isChinese } from '../texts/sentences.ts'
import { renderCountyMap } from './county-map.ts'
import type { Guide, PageContent } from './frames.ts'
import { boxClass, partLines, placeMarks, signOf, standingText } from './item.ts'
import { jsonLd } from './json-ld.ts'
import { descriptionOf, shareText } from './share-text.ts'
import { type PageBrief, pageBrief } from './shown-card.ts'
import { issueNumber, latestOf, reissueOf, standingOf } from './standing.ts'

export interface AlertPage {
  alert: PublishedAlert
  county: County
  /** Of the page; the sender's words stand in it too where the alert has them. */
  language: string
  siteUrl: string
  /** The chain as far as it is known, what came after this alert included; any order. */
  history: readonly PublishedAlert[]
  nowMs: number
  /** In this language, to link to the one that fits. */
  guides: readonly Guide[]
  mapApproval: string | null
}

/** The page of one alert: how it stands, what to do now, and set apart what no longer holds. */
export function renderAlertPage(about: AlertPage): PageContent {
  const { alert, county, language, siteUrl, history, nowMs } = about
  const brief = pageBrief(alert, county, language)
  const { words } = brief
  const { identifier } = alert.alert
  const { standing, latest } = tellingOf(alert, history, nowMs)
  const isLatest = latest.id === alert.id
  const news = isLatest ? brief : pageBrief(latest, county, language)
  const holds = isLatest && standing !== 'expired' && standing !== 'superseded'
  const mark = brief.mark === '' ? undefined : html`<p class="mark">${brief.mark}</p>\n`
  const said = standingText(brief, standing)
  const url = new URL(alertPath(identifier, language), siteUrl).href
  const issue = issueNumber(alert, history, nowMs)
  const guide =
    standing === 'error'
      ? undefined
      : guideOf(about, holds && !isCalledOff(brief.form) && cleanLines(brief.info.instruction ?? '') === '')

  const main = html`${mark}<article${placeMarks(alert)}>
<div class="box ${boxClass(brief, standing)}">
<p class="standing"><span aria-hidden="true">${signOf(brief, standing)}</span> ${said}${issue > 1 ? html` · ${words.web.issue(issue)}` : undefined}</p>
<h1 dir="auto">${brief.title}</h1>
</div>
${brief.relayed === '' ? undefined : html`<p><strong>${brief.relayed}</strong></p>\n`}${partNote(brief)}${brief.real && standing === 'error' ? html`<p>${brief.sorry}</p>\n` : undefined}${
  brief.real && standing === 'expired' && alert.hasEnd ? html`<p class="do">${words.untilNote}</p>\n` : undefined
}${isLatest ? undefined : html`${linkTo(news, language)}${toDo(news)}${helpOf(news)}`}
${parts(about)}
${holds ? html`${toDo(brief)}${helpOf(brief)}${facts(brief)}` : html`${isLatest ? helpOf(brief) : undefined}<section class="past">\n<h2>${words.past}</h2>\n${toDo(brief, true)}${facts(brief, true)}</section>\n`}
${guide}
${['inForce', 'upcoming', 'expired'].includes(standing) ? renderCountyMap({ ...about, shown: [{ alert, standing }], linked: false }) : undefined}
${areas(brief, county)}
${chain(alert, history, county, language)}
<section class="unprinted"><h2><label for="share">${words.web.share}</label></h2>
<textarea id="share" class="share" rows="8" readonly="" dir="auto">${shareText(brief, news, standing, url)}</textarea>
<p><button type="button" data-copy="share" hidden="">${words.web.copy}</button></p></section>
<ul class="chips unprinted">
<li><a href="${posterPath(identifier, language)}">${words.web.poster}</a></li>
<li><a href="${capPath(identifier)}" type="application/cap+xml">${words.capFile}</a></li>
<li><a href="${languagePrefix(language)}/alerts/">${words.more}</a></li>
</ul>
</article>
${mark}`

  return {
    title: brief.mark + words.tagged(said, brief.title),
    description: descriptionOf(brief, news, standing),
    head: html`<link rel="alternate" type="application/cap+xml" href="${capPath(identifier)}" />${isLatest && brief.real ? announcement(brief, url, said) : undefined}`,
    main,
  }
}

/** How one alert stands for who opens its page, and which message has the last word: a newer issue of it too. */
export function tellingOf(
  alert: PublishedAlert,
  history: readonly PublishedAlert[],
  nowMs: number,
): { standing: Standing; latest: PublishedAlert } {
  const standing = standingOf(alert, history, nowMs)
  const reissue = ['inForce', 'expired'].includes(standing) ? reissueOf(alert, history, nowMs) : undefined
  return reissue ? { standing: 'superseded', latest: reissue } : { standing, latest: latestOf(alert, history, nowMs) }
}

/** On the page of a message about a part: which part, and that the rest stands. */
function partNote({ published, form, place, words }: PageBrief): Html | undefined {
  if (!published.isPart) return undefined
  const said = isCalledOff(form) ? words.web.onlyPartLifted(place) : words.web.onlyPartRaised(place)
  return html`<p class="part"><strong>${said}</strong></p>\n`
}

function parts({ alert, county, language, history, nowMs }: AlertPage): Html[] {
  return partLines(alert, { alerts: history, county, language, nowMs }).map(({ text, by }) =>
    by
      ? html`<p class="part"><a href="${alertPath(by.alert.identifier, language)}">${text}</a></p>\n`
      : html`<p class="part">${text}</p>\n`,
  )
}

/** schema.org for search engines: only of what is real and the last word. */
function announcement(brief: PageBrief, url: string, said: string): Html {
  const { words, title, doNow, issuer, place, saidIn, form } = brief
  const { sentAtMs, expiresAtMs, hasEnd, eventCode, eventName } = brief.published
  return jsonLd({
    '@type': 'SpecialAnnouncement',
    name: words.tagged(said, title),
    text: doNow || title,
    inLanguage: saidIn,
    category: eventCode ?? eventName,
    datePosted: isoTime(sentAtMs),
    ...(!isCalledOff(form) && hasEnd && { expires: isoTime(expiresAtMs) }),
    url,
    spatialCoverage: { '@type': 'AdministrativeArea', name: place },
    publisher: { '@type': 'GovernmentOrganization', name: issuer },
  })
}

/** The guide whose event code is the longest beginning of this one's. */
export function guideFor(eventCode: string | null, guides: readonly Guide[]): Guide | undefined {
  const fitting = ({ eventCodes }: Guide): number =>
    Math.max(0, ...eventCodes.filter((code) => eventCode?.startsWith(code)).map((code) => code.length))
  const [best] = guides.toSorted((a, b) => fitting(b) - fitting(a))
  return best && fitting(best) > 0 ? best : undefined
}

const mostSteps = 3

/** Steps of ours only where the sender gave none: two voices would be one too many. */
function guideOf({ alert, language, guides, county }: AlertPage, withSteps: boolean): Html {
  const guide = guideFor(alert.eventCode, guides)
  if (!guide) return html``
  const { words } = pageBrief(alert, county, language)
  const steps = withSteps ? guide.now.slice(0, mostSteps).map((step) => html`<li>${step}</li>\n`) : []
  return html`<section><h2>${words.web.guide}</h2>
${steps.length === 0 ? undefined : html`<ol class="do">\n${steps}</ol>\n`}<p><a href="${languagePrefix(language)}/guides/${guide.slug}/">${words.web.guideOf(guide.name)}</a></p></section>
`
}

/** 解除通知：…; or that there is something newer. */
function linkTo({ published, words, title, form }: PageBrief, language: string): Html {
  const what = isCalledOff(form) ? words.web.notice[form] : words.latest
  return html`<p><a href="${alertPath(published.alert.identifier, language)}">${what}${words.between}<span dir="auto">${title}</span></a></p>\n`
}

export function toDo(brief: PageBrief, isPast = false): Html {
  const { words, saidIn, actionIn, foreign, muted, doLabel, doNow, coded, digest, original, happened } = brief
  if (doNow === '' && coded === '' && !digest) return html``
  const style = isPast ? 'past' : 'do'
  // Residents' lines take the place of the guidance they were taken from; what stands beside it stays.
  const isKept = (line: string): boolean =>
    !digest || ![...digest.lines, ...original].some((text) => text.includes(line))
  const own = doNow.split('\n').filter(isKept).join('\n')
  const ours = own === '' ? html`` : html`<p class="${style}" lang="${saidIn}" dir="auto">${lines(own)}</p>\n`
  const picked =
    digest === null
      ? html``
      : html`<p>${digest.label}</p>\n<ul class="${style}" lang="${actionIn}" dir="auto">\n${digest.lines.map((line) => html`<li>${line}</li>\n`)}</ul>\n`
  const told =
    happened &&
    html`<p${isPast ? html` class="past"` : undefined} lang="${saidIn}" dir="auto"><strong>${happened}</strong></p>\n`
  return html`${told}${isPast ? undefined : html`<h2>${doLabel}</h2>\n`}
${coded ? html`<p class="${style}">${coded}</p>\n` : undefined}
${isLeaveFirst(brief) ? [picked, ours] : [ours, picked]}
${foreign && !muted && !isPast && isChinese(actionIn) ? html`<p><small>${words.onlyIn}</small></p>\n` : undefined}`
}

/** Whom to call, right after what to do: our numbers, and whom the sender names. */
function helpOf({ words, help, phones, contact, contactLabel, web }: PageBrief): Html {
  const more = contact === null ? undefined : html`<br />${contactLabel}${words.between}${callable(contact, phones)}`
  const link =
    web === null
      ? undefined
      : html`<br />${words.web.moreAt}${words.between}<a href="${web}" rel="external noopener" dir="ltr">${web}</a>`
  return html`<p class="help"><strong>${words.help}</strong>${words.between}${callable(help, phones)}${more}${link}</p>\n`
}

/** As people in China write them: fixed, mobile, short; 95598 of the power grid. */
const numbersOnly = /^(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|1\d{2}|12\d{3}|400-?\d{3}-?\d{4}|95\d{3})$/u

/** A text in which each number is a link to call it. */
export function callable(text: string, phones: readonly string[]): Html {
  const known = new Set(phones)
  const parts = text.split(/((?<!\d)\d[\d-]{1,13}\d(?!\d))/u)
  return html`${parts.map((part) =>
    known.has(part) || numbersOnly.test(part) ? html`<a href="tel:${part}">${part}</a>` : html`${part}`,
  )}`
}

function facts(brief: PageBrief, isPast = false): Html {
  const { words, published, saidIn, form, real } = brief
  const issued = html`<time datetime="${isoTime(published.sentAtMs)}">${brief.issuedAt}</time>`
  const home = isPast ? '' : stayBeside(brief, wholeOf(brief))
  const stay = home && html`<br /><strong>${home}</strong>`
  const note = real && !isPast && published.hasEnd ? html`<br /><small>${words.untilNote}</small>` : undefined
  const span = published.hasEnd
    ? html`<time datetime="${isoTime(published.expiresAtMs)}">${brief.span}</time>`
    : html`${brief.span}`
  const headline =
    brief.headline === '' || brief.happened !== ''
      ? undefined
      : html`<p lang="${saidIn}" dir="auto"><strong>${brief.headline}</strong></p>\n`
  return html`${headline}<dl>
<dt>${words.where}</dt><dd dir="auto">${brief.place}</dd>
<dt>${brief.timeLabel}</dt><dd>${isCalledOff(form) ? issued : html`${span}${stay}${note}`}</dd>
<dt>${words.issuedBy}</dt><dd><span dir="auto">${brief.issuer}</span> ${issued}</dd>
</dl>
${brief.original.length === 0 ? undefined : html`<h2>${brief.originalLabel}</h2>\n${brief.original.map((text) => html`<p lang="${saidIn}" dir="auto">${lines(text)}</p>\n`)}`}`
}

const mostAreas = 300

/** Every division by name, where the heading names them otherwise. */
function areas({ words, published, place }: PageBrief, county: County): Html {
  const names = published.area.codes.map((code) => county.names.get(code) ?? code)
  const listed = names.slice(0, mostAreas).join('、') + (names.length > mostAreas ? '…' : '')
  const isWhole = published.area.codes.every((code) => code === county.code)
  return isWhole || listed === place ? html`` : html`<h2>${words.areas}</h2>\n<p lang="zh-CN">${listed}</p>\n`
}

function chain(alert: PublishedAlert, history: readonly PublishedAlert[], county: County, language: string): Html {
  const all = [...new Map([...history, alert].map((each) => [each.id, each])).values()]
  if (all.length < 2) return html``
  const item = (each: PublishedAlert): Html => {
    const { words, title, issuedAt, form } = pageBrief(each, county, language)
    const text = html`<time datetime="${isoTime(each.sentAtMs)}">${issuedAt}</time> ${words.acts[form]} <span dir="auto">${title}</span>`
    return each.id === alert.id
      ? html`<li aria-current="true">${text}</li>\n`
      : html`<li><a href="${alertPath(each.alert.identifier, language)}">${text}</a></li>\n`
  }
  const { words } = pageBrief(alert, county, language)
  const oldestFirst = all.toSorted((a, b) => a.sentAtMs - b.sentAtMs || a.acceptedAtMs - b.acceptedAtMs)
  return html`<h2>${words.history}</h2>\n<ol>\n${oldestFirst.map(item)}</ol>\n`
}
