import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { cleanLines } from '../texts/clean-text.ts'
import { type Html, html, lines } from '../texts/html.ts'
import { isoTime } from '../texts/local-time.ts'
import { isCalledOff } from '../texts/message-form.ts'
import { isChinese } from '../texts/sentences.ts'
import { alertPath, capPath, languagePrefix, posterPath } from './alert-path.ts'
import { renderCountyMap } from './county-map.ts'
import type { Guide, PageContent } from './frames.ts'
import { jsonLd } from './json-ld.ts'
import { descriptionOf, shareText } from './share-text.ts'
import { boxClass, signOf, standingText } from './web-item.ts'
import { latestOf, standingOf } from './web-standing.ts'

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
  const brief = briefOf(alert, county, language)
  const { words } = brief
  const { identifier } = alert.alert
  const standing = standingOf(alert, history, nowMs)
  const latest = latestOf(alert, history)
  const isLatest = latest.id === alert.id
  const news = isLatest ? brief : briefOf(latest, county, language)
  const holds = isLatest && standing !== 'expired' && standing !== 'superseded'
  const mark = brief.mark === '' ? undefined : html`<p class="mark">${brief.mark}</p>\n`
  const said = standingText(brief, standing)
  const url = new URL(alertPath(identifier, language), siteUrl).href
  const guide =
    standing === 'error'
      ? undefined
      : guideOf(about, holds && !isCalledOff(brief.form) && cleanLines(brief.info.instruction ?? '') === '')

  const main = html`${mark}<article>
<div class="box ${boxClass(brief, standing)}">
<p class="standing"><span aria-hidden="true">${signOf(brief, standing)}</span> ${said}</p>
<h1 dir="auto">${brief.title}</h1>
</div>
${brief.real && standing === 'error' ? html`<p>${words.sorry}</p>\n` : undefined}
${
  brief.real && standing === 'expired'
    ? html`<p class="do">${words.untilNote}</p>
`
    : undefined
}
${isLatest ? undefined : html`${linkTo(news, language)}${toDo(news)}`}
${holds ? html`${toDo(brief)}${facts(brief)}` : html`<section class="past">\n<h2>${words.past}</h2>\n${toDo(brief, true)}${facts(brief, true)}</section>\n`}
${guide}
${standing === 'inForce' || standing === 'expired' ? renderCountyMap({ ...about, alerts: [alert], linked: false }) : undefined}
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

/** schema.org for search engines: only of what is real and the last word. */
function announcement(brief: Brief, url: string, said: string): Html {
  const { words, title, doNow, issuer, place, saidIn, form } = brief
  const { sentAtMs, expiresAtMs, eventCode, eventName } = brief.published
  return jsonLd({
    '@type': 'SpecialAnnouncement',
    name: words.tagged(said, title),
    text: doNow || title,
    inLanguage: saidIn,
    category: eventCode ?? eventName,
    datePosted: isoTime(sentAtMs),
    ...(!isCalledOff(form) && { expires: isoTime(expiresAtMs) }),
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
  const { words } = briefOf(alert, county, language)
  const steps = withSteps ? guide.now.slice(0, mostSteps).map((step) => html`<li>${step}</li>\n`) : []
  return html`<section><h2>${words.web.guide}</h2>
${steps.length === 0 ? undefined : html`<ol class="do">\n${steps}</ol>\n`}<p><a href="${languagePrefix(language)}/guides/${guide.slug}/">${words.web.guideOf(guide.name)}</a></p></section>
`
}

const linkTo = ({ published, words, title }: Brief, language: string): Html =>
  html`<p><a href="${alertPath(published.alert.identifier, language)}">${words.latest}${words.between}<span dir="auto">${title}</span></a></p>\n`

function toDo(brief: Brief, isPast = false): Html {
  const { words, saidIn, foreign, doLabel, doNow, coded } = brief
  if (doNow === '' && coded === '') return html``
  const style = isPast ? 'past' : 'do'
  return html`${isPast ? undefined : html`<h2>${doLabel}</h2>\n`}
${coded ? html`<p class="${style}">${coded}</p>\n` : undefined}
${doNow === '' ? undefined : html`<p class="${style}" lang="${saidIn}" dir="auto">${lines(doNow)}</p>\n`}
${foreign && isChinese(saidIn) ? html`<p><small>${words.onlyIn}</small></p>\n` : undefined}`
}

function facts(brief: Brief, isPast = false): Html {
  const { words, published, advice, saidIn, form, real } = brief
  const issued = html`<time datetime="${isoTime(published.sentAtMs)}">${brief.issuedAt}</time>`
  const home = brief.foreign
    ? html`<strong>${words.stayAway}</strong>`
    : html`<strong lang="${saidIn}">${advice.goingHome}</strong>`
  const stay = isPast || advice.goingHome === '' ? undefined : html`<br />${home}`
  const note = real && !isPast ? html`<br /><small>${words.untilNote}</small>` : undefined
  const until = html`<time datetime="${isoTime(published.expiresAtMs)}">${brief.span}</time>${stay}${note}`
  return html`<dl>
<dt>${words.where}</dt><dd dir="auto">${brief.place}</dd>
<dt>${brief.timeLabel}</dt><dd>${isCalledOff(form) ? issued : until}</dd>
<dt>${words.issuedBy}</dt><dd><span dir="auto">${brief.issuer}</span> ${issued}</dd>
<dt>${words.help}</dt><dd>${brief.help}</dd>
</dl>
${brief.original.length === 0 ? undefined : html`<h2>${brief.originalLabel}</h2>\n${brief.original.map((text) => html`<p lang="${saidIn}" dir="auto">${lines(text)}</p>\n`)}`}`
}

const mostAreas = 300

/** Every division by name, where the heading names them otherwise. */
function areas({ words, published, place }: Brief, county: County): Html {
  const names = published.area.codes.map((code) => county.names.get(code) ?? code)
  const listed = names.slice(0, mostAreas).join('、') + (names.length > mostAreas ? '…' : '')
  return names.length === 0 || listed === place
    ? html``
    : html`<h2>${words.areas}</h2>\n<p lang="zh-CN">${listed}</p>\n`
}

function chain(alert: PublishedAlert, history: readonly PublishedAlert[], county: County, language: string): Html {
  const all = [...new Map([...history, alert].map((each) => [each.id, each])).values()]
  if (all.length < 2) return html``
  const item = (each: PublishedAlert): Html => {
    const { words, title, issuedAt, form } = briefOf(each, county, language)
    const text = html`<time datetime="${isoTime(each.sentAtMs)}">${issuedAt}</time> ${words.acts[form]} <span dir="auto">${title}</span>`
    return each.id === alert.id
      ? html`<li aria-current="true">${text}</li>\n`
      : html`<li><a href="${alertPath(each.alert.identifier, language)}">${text}</a></li>\n`
  }
  const { words } = briefOf(alert, county, language)
  const oldestFirst = all.toSorted((a, b) => a.sentAtMs - b.sentAtMs || a.acceptedAtMs - b.acceptedAtMs)
  return html`<h2>${words.history}</h2>\n<ol>\n${oldestFirst.map(item)}</ol>\n`
}
