/** Past warnings by month: a plain complete list, which `site/src/scripts/past.ts` can narrow down. */
import { type Colour, colours } from '../alerts/alert.ts'
import { eventByCode } from '../alerts/event.ts'
import { alertPath } from '../platform/alert-path.ts'
import { type Html, html } from '../platform/html.ts'
import { writtenTime } from '../platform/local-time.ts'
import { symbols } from '../texts/brief.ts'
import { eventNameIn } from '../texts/event-words.ts'
import { pageWords } from '../texts/page-words.ts'
import type { PageWords } from '../texts/page-words-shape.ts'
import { signs } from './item.ts'
import type { PastRow } from './past-alerts.ts'

const monthPart = (iso: string): string => iso.slice(0, 7)

export function renderPast(rows: readonly PastRow[], language: string): Html {
  const words = pageWords(language)
  const months = [...new Set(rows.map(({ sent }) => monthPart(sent)))].toSorted().toReversed()
  const monthName = (month: string): string => words.web.month(Number(month.slice(0, 4)), Number(month.slice(5)))
  const links = months.map((month) => html`<li><a href="#m${month}">${monthName(month)}</a></li>\n`)
  const section = (month: string): Html => html`<section id="m${month}"><h3>${monthName(month)}</h3>
<ul class="list past-list">
${rows.filter(({ sent }) => monthPart(sent) === month).map((row) => itemOf(row, words, language))}</ul></section>
`
  return html`<section id="past" aria-labelledby="past-title"><h2 id="past-title">${words.web.pastTitle}</h2>
${
  rows.length === 0
    ? html`<p>${words.web.pastNone}</p>\n`
    : html`${filtersOf(
        rows,
        months.map((month) => [month, monthName(month)] as const),
        words,
        language,
      )}<ul class="chips unprinted">
${links}</ul>
<p id="past-none" role="status" hidden="">${words.web.filterNone}</p>
${months.map(section)}`
}</section>
`
}

function itemOf(row: PastRow, words: PageWords, language: string): Html {
  const title = row.titles[language] ?? row.titles['zh-CN'] ?? row.identifier
  const sign = row.colour ? html`<span aria-hidden="true">${symbols[row.colour]}</span> ` : undefined
  return html`<li data-colour="${row.colour ?? ''}" data-event="${row.eventCode ?? ''}" data-month="${monthPart(row.sent)}"><time datetime="${row.sent}">${writtenTime(Date.parse(row.sent), words.language)}</time> ${sign}<a href="${alertPath(row.identifier, language)}" dir="auto">${title}</a> <span class="how"><span aria-hidden="true">${signs[row.standing]}</span> ${words.standing[row.standing]}</span></li>
`
}

type Option = readonly [value: string, name: string]

/** Hidden until a script can obey them. */
function filtersOf(rows: readonly PastRow[], months: readonly Option[], words: PageWords, language: string): Html {
  const isUsed = (colour: Colour): boolean => rows.some((row) => row.colour === colour)
  const codes = [...new Set(rows.flatMap(({ eventCode }) => eventCode ?? []))].toSorted()
  const nameOf = (code: string): string => eventNameIn(language, code) ?? eventByCode(code)?.shortName ?? code
  const select = (name: string, label: string, options: readonly Option[]): Html =>
    html`<label>${label} <select name="${name}"><option value="">${words.web.any}</option>${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>
`
  return html`<form id="past-filter" class="filter unprinted" hidden="">
${select(
  'colour',
  words.web.byColour,
  colours.filter(isUsed).map((colour) => [colour, words.colours[colour]]),
)}${select(
  'event',
  words.web.byEvent,
  codes.map((code) => [code, nameOf(code)]),
)}${select('month', words.web.byMonth, months)}</form>
`
}
