/**
 * Atom (RFC 4287) and RSS 2.0 of a county's alerts. Written here and not by package `feed` 6: it escapes only the first
 * `]]>` of a text, leaves `<` and control characters in attributes and text as they are, and cannot link to cap.xml.
 */
import { createHash } from 'node:crypto'
import type { CancelReason } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertPath, capPath, languagePrefix } from '../platform/alert-path.ts'
import { type County, countyNameIn } from '../platform/county.ts'
import { type Html, html } from '../platform/html.ts'
import { type Brief, briefOf, stepsIn } from '../texts/brief.ts'
import { isCalledOff } from '../texts/message-form.ts'
import { pageWords } from '../texts/page-words.ts'
import type { Standing } from '../texts/page-words-shape.ts'
import { standingText } from './item.ts'
import { isForPublic, latestOf, standingOf } from './standing.ts'

export interface Feed {
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  siteUrl: string
  nowMs: number
}

const mostEntries = 50

/** The same alert keeps its id wherever the site moves: a UUID of version 8 (RFC 9562 §5.8) from the alert's key. */
export function feedId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Titles of what calls a warning off: a reader of titles alone must see that it is news and not the warning once more. */
const noticeWords: Readonly<Record<string, Readonly<Record<CancelReason, string>>>> = {
  zh: { lifted: '解除通知', downgraded: '降级通知', error: '误发更正通知' },
  en: { lifted: 'Notice of lifting', downgraded: 'Notice of downgrade', error: 'Notice of error' },
  ko: { lifted: '해제 알림', downgraded: '단계 하향 알림', error: '오발령 정정 알림' },
}

/** Of a warning what it was and how it stands now, of a notice that it is one: 【已解除】山洪红色预警：… and 解除通知：山洪红色预警：… */
function titleOf(brief: Brief, standing: Standing): string {
  const { words, form, mark, title } = brief
  const notices = noticeWords[words.language.slice(0, 2)]
  return (
    mark +
    (isCalledOff(form) && notices
      ? notices[form] + words.between + title
      : words.tagged(standingText(brief, standing), title))
  )
}

interface Entry {
  brief: Brief
  title: string
  summary: string
  updatedMs: number
}

function entriesOf({ alerts, county, language, nowMs }: Feed): Entry[] {
  return alerts
    .filter(isForPublic)
    .map((alert) => {
      const brief = briefOf(alert, county, language)
      const standing = standingOf(alert, alerts, nowMs)
      const latest = latestOf(alert, alerts, nowMs)
      const news = latest.id === alert.id ? brief : briefOf(latest, county, language)
      const { words } = brief
      const toDo = [news.coded, ...stepsIn(news)].filter(Boolean).join('\n')
      const endedMs = standing === 'expired' ? alert.expiresAtMs : 0
      const begunMs = alert.onsetAtMs !== null && alert.onsetAtMs <= nowMs ? alert.onsetAtMs : 0
      return {
        brief,
        title: titleOf(brief, standing),
        summary: [
          brief.headline,
          toDo && `${news.doLabel}${words.between}${toDo}`,
          `${brief.timeLabel}${words.between}${brief.span}`,
          `${words.issuedBy}${words.between}${brief.issuer}`,
          brief.mark,
        ]
          .filter(Boolean)
          .join('\n'),
        updatedMs: Math.max(alert.acceptedAtMs, latest.acceptedAtMs, begunMs, endedMs),
      }
    })
    .toSorted((a, b) => b.updatedMs - a.updatedMs || (a.brief.published.id < b.brief.published.id ? -1 : 1))
    .slice(0, mostEntries)
}

const utc = (ms: number): string => new Date(ms).toISOString()

export function renderAtom(feed: Feed): string {
  const { county, language, siteUrl, nowMs } = feed
  const words = pageWords(language)
  const prefix = languagePrefix(language)
  const url = (path: string): string => new URL(path, siteUrl).href
  const entries = entriesOf(feed)
  const entry = ({ brief, title, summary, updatedMs }: Entry): Html => {
    const { alert, eventCode, eventName, acceptedAtMs } = brief.published
    return html`<entry>
<id>${feedId(brief.published.id)}</id>
<title type="text">${title}</title>
<updated>${utc(updatedMs)}</updated>
<published>${utc(acceptedAtMs)}</published>
<author><name>${brief.issuer}</name></author>
<category term="${eventCode ?? eventName}" label="${eventName}" />
<link rel="alternate" type="text/html" href="${url(alertPath(alert.identifier, language))}" />
<link rel="alternate" type="application/cap+xml" href="${url(capPath(alert.identifier))}" />
${brief.web === null ? undefined : html`<link rel="related" href="${brief.web}" />\n`}<summary type="text">${summary}</summary>
</entry>
`
  }
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${words.language}">
<id>${feedId(`${county.code}${prefix}`)}</id>
<title type="text">${words.site(countyNameIn(county, words.language))}</title>
<updated>${utc(entries[0]?.updatedMs ?? nowMs)}</updated>
<author><name>${countyNameIn(county, words.language)}</name></author>
<link rel="self" type="application/atom+xml" href="${url(`${prefix}/alerts/feed.atom`)}" />
<link rel="alternate" type="text/html" href="${url(`${prefix}/alerts/`)}" />
${entries.map(entry)}</feed>
`.html
}

/** RFC 822 with a numeric zone: `Wed, 01 Jul 2026 03:12:00 +0000`. */
const rfc822 = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000')

/** RSS does not say whether a title is text or HTML; wide forms read the same as either. */
const wide = (text: string): string => text.replaceAll('<', '＜').replaceAll('>', '＞').replaceAll('&', '＆')

export function renderRss(feed: Feed): string {
  const { county, language, siteUrl, nowMs } = feed
  const words = pageWords(language)
  const prefix = languagePrefix(language)
  const url = (path: string): string => new URL(path, siteUrl).href
  const entries = entriesOf(feed)
  const item = ({ brief, title, summary }: Entry): Html => {
    const { alert, acceptedAtMs } = brief.published
    return html`<item>
<title>${wide(title)}</title>
<link>${url(alertPath(alert.identifier, language))}</link>
<guid isPermaLink="false">${feedId(brief.published.id)}</guid>
<pubDate>${rfc822(acceptedAtMs)}</pubDate>
<description>${wide(summary)}</description>
<atom:link rel="alternate" type="application/cap+xml" href="${url(capPath(alert.identifier))}" />
</item>
`
  }
  const title = words.site(countyNameIn(county, words.language))
  return html`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${title}</title>
<link>${url(`${prefix}/alerts/`)}</link>
<description>${words.inForceTitle}${words.comma}${words.endedTitle}</description>
<language>${words.language}</language>
<lastBuildDate>${rfc822(entries[0]?.updatedMs ?? nowMs)}</lastBuildDate>
<ttl>1</ttl>
<atom:link rel="self" type="application/rss+xml" href="${url(`${prefix}/alerts/feed.rss`)}" />
${entries.map(item)}</channel>
</rss>
`.html
}
