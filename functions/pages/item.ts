/** How a warning shows how it stands, on its page and in lists: a sign, words and a border of its own for each. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertPath } from '../platform/alert-path.ts'
import type { County } from '../platform/county.ts'
import { type Html, html, lines } from '../platform/html.ts'
import { type Brief, stepsIn } from '../texts/brief.ts'
import { cleanText, cut } from '../texts/clean-text.ts'
import { formOf, isCalledOff } from '../texts/message-form.ts'
import type { Standing } from '../texts/page-words-shape.ts'
import { type PageBrief, pageBrief, placesOf } from './shown-card.ts'
import { type Card, latestOf, partsOf, remainingCodes } from './standing.ts'

/** Signs beside the words, so that a glance tells an all-clear from a time that merely ran out. */
export const signs: Readonly<Record<Exclude<Standing, 'inForce'>, string>> = {
  upcoming: '◷',
  superseded: '→',
  lifted: '✓',
  downgraded: '▽',
  error: '✕',
  expired: '!',
}

const keepsColour = (standing: Standing): boolean => ['inForce', 'upcoming', 'expired'].includes(standing)

/** The colour belongs to what holds, will hold or may still be dangerous; what is called off, and what is not real, is grey. */
export function boxClass({ colour, real }: PageBrief, standing: Standing): string {
  if (!real) return 'drill'
  return keepsColour(standing) ? `${colour ?? ''} ${standing}`.trim() : standing
}

export function signOf({ symbol, real }: PageBrief, standing: Standing): string {
  if (!real) return '○'
  return standing === 'inForce' ? symbol : signs[standing]
}

const marks: Readonly<Partial<Record<Standing, string>>> = { inForce: 'data-in-force', upcoming: 'data-upcoming' }

/** By this an open page tells whether what it shows is what `active.json` says. */
export function activeMark({ alert }: PublishedAlert, standing: Standing): Html | undefined {
  const name = marks[standing]
  return name === undefined ? undefined : html` ${{ html: name }}="${alert.identifier}"`
}

/** For the other issues that a card speaks for. */
export const otherMarks = ({ others, standing }: Pick<Card, 'others' | 'standing'>): Html[] =>
  others.flatMap((each) => {
    const mark = activeMark(each, standing)
    return mark ? [html`<span hidden=""${mark}></span>`] : []
  })

/** 红色 · 生效中; the end of its time says by itself that it is no all-clear. */
export function standingText(
  { words, colourWord, manner, advice, real, published }: Brief,
  standing: Standing,
): string {
  if (!real)
    return standing === 'upcoming' ? words.web.drillSoon : standing === 'inForce' ? words.drillOn : words.drillOver
  if (standing === 'inForce' || standing === 'upcoming')
    // Colours are levels of warnings: a closed road or an earthquake that was has none, nor has an order.
    return [isLevelled(manner) && colourWord, words.standing[standing]].filter(Boolean).join(' · ')
  if (standing !== 'expired') return words.standing[standing]
  const { expiredStayAway, expiredCareful, web } = words
  const [stayAway, careful] = published.hasEnd
    ? [expiredStayAway, expiredCareful]
    : [web.noEndStayAway, web.noEndCareful]
  return advice.leaves ? stayAway : careful
}

const isLevelled = (manner: Brief['manner']): boolean => manner === 'warning' || manner === 'relay'

export interface ListOf {
  /** Everything the site shows. */
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  nowMs: number
}

/** Items of a list of warnings. */
export function itemsOf(cards: readonly Card[], list: ListOf): Html {
  return cards.length === 0 ? html`` : html`<ul class="list">\n${cards.map((card) => itemOf(card, list))}</ul>\n`
}

/** The same under a heading; nothing where there are none. */
export const sectionOf = (title: string, cards: readonly Card[], list: ListOf): Html =>
  cards.length === 0 ? html`` : html`<section>\n<h2>${title}</h2>\n${itemsOf(cards, list)}</section>\n`

function itemOf(card: Card, list: ListOf): Html {
  const { alert, standing, issue } = card
  const { language } = list
  const brief = pageBrief(alert, list.county, language)
  const { words, web } = { words: brief.words, web: brief.words.web }
  const url = alertPath(alert.alert.identifier, language)
  const toDo = standing === 'inForce' || standing === 'upcoming' ? toDoOf(brief, url) : stayOf(brief)
  const again = issue > 1 ? html` · ${web.issue(issue)}` : undefined
  const parts = partLines(alert, list).map(({ text }) => html`<p class="part">${text}</p>\n`)
  return html`<li><article class="box ${boxClass(brief, standing)}"${activeMark(alert, standing)}${placeMarks(alert)}>
<p class="standing"><span aria-hidden="true">${signOf(brief, standing)}</span> ${standingText(brief, standing)}${again}</p>
<h2><a href="${url}" dir="auto">${brief.title}</a></h2>
${brief.relayed === '' ? undefined : html`<p>${brief.relayed}</p>\n`}${toDo}${parts}<p><small>${brief.span} · ${words.issuedBy}${words.between}<span dir="auto">${brief.issuer}</span></small></p>
</article>${otherMarks(card)}</li>
`
}

/** A card that says 已解除 alone would send people home. */
function stayOf({ form, advice, foreign, coded, doNow, saidIn }: PageBrief): Html | undefined {
  if (!isCalledOff(form) || form === 'error' || !advice.leaves) return undefined
  return foreign
    ? html`<p class="do-now">${coded}</p>\n`
    : html`<p class="do-now" lang="${saidIn}" dir="auto">${lines(advice.inShort ?? doNow)}</p>\n`
}

const mostOfGuidance = 2

/** What to do, whole; of an office's long guidance two lines and a link. */
export function toDoOf({ coded, doNow, digest, saidIn, actionIn, words, happened }: PageBrief, url: string): Html {
  const said = html`${happened && html`<p lang="${saidIn}" dir="auto">${happened}</p>\n`}${coded && html`<p class="do-now">${coded}</p>\n`}`
  if (digest) {
    const first = stepsIn({ doNow, digest }).slice(0, mostOfGuidance)
    return html`${said}<p class="do-now" lang="${actionIn}" dir="auto">${lines(first.join('\n'))}</p>
<p><a href="${url}">${words.web.fullText}</a></p>
`
  }
  return html`${said}${doNow && html`<p class="do-now" lang="${actionIn}" dir="auto">${lines(doNow)}</p>\n`}`
}

/** What a script that knows the reader's place compares with it: codes, and whether there are shapes, which it cannot. */
export function placeMarks(published: PublishedAlert): Html {
  const { polygons, circles } = published.area
  const shapes = polygons.length + circles.length > 0 ? html` data-shapes=""` : undefined
  return html` data-codes="${remainingCodes(published).join(' ')}"${shapes}`
}

export interface PartLine {
  text: string
  /** The message that says so; null where it is known only that they are out. */
  by: PublishedAlert | null
}

/** What became of parts of a warning: 炳草岗街道已解除. */
export function partLines(alert: PublishedAlert, { alerts, county, language, nowMs }: ListOf): PartLine[] {
  if (isCalledOff(formOf(alert))) return []
  const { words } = pageBrief(alert, county, language)
  const { web } = words
  const parts = partsOf(alert, alerts)
  const told = parts.flatMap(({ area }) => area.codes)
  const left = alert.except.codes.filter((code) => !told.some((each) => code.startsWith(each)))
  const dropped = alert.dropped?.outside === 'tell' ? alert.dropped.codes : undefined
  const gone = [...left, ...(dropped ?? [])]
  const isGone = gone.length > 0 || dropped !== undefined
  return [
    ...parts.map((part): PartLine => {
      const brief = pageBrief(latestOf(part, alerts, nowMs), county, language)
      const place = cut(cleanText(pageBrief(part, county, language).place), 120)
      return {
        text: isCalledOff(brief.form) ? web.partLifted(place) : web.partRaised(place, brief.warning),
        by: brief.published,
      }
    }),
    ...(isGone ? [{ text: web.partGone(placesOf(gone, county, words), alert.askedToLeave), by: null }] : []),
  ]
}
