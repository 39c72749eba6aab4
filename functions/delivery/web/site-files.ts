/** Which public files there are, what is in them and how long they may be kept. Source of the paths: docs/contract.md. */
import { writeCap } from '../../alerts/cap-write.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { alertPath, capPath, languagePrefix } from './alert-path.ts'
import { renderActiveGeoJson, renderActiveJson } from './web-active.ts'
import { renderAtom, renderRss } from './web-feed.ts'
import { renderIndexPage } from './web-index.ts'
import { renderAlertPage } from './web-page.ts'
import type { SiteFile } from './write-web.ts'

const html = 'text/html; charset=utf-8'
/** What tells of a new alert is never older than this in a cache. */
const liveSeconds = 5
const pageSeconds = 15

const key = (path: string): string => path.replace(/^\//, '').replace(/(^|\/)$/, '$1index.html')

export interface SiteOptions {
  county: County
  siteUrl: string
  now(): number
}

/** Page in every language and cap.xml as it came, or as we write it where it was written here. */
export function alertFiles(
  { county, siteUrl, now }: SiteOptions,
  alert: PublishedAlert,
  history: readonly PublishedAlert[],
  original: Uint8Array | undefined,
): SiteFile[] {
  const pages = county.languages.map((language) => ({
    path: key(alertPath(alert.alert.identifier, language)),
    body: renderAlertPage({ alert, county, language, siteUrl, history, nowMs: now() }),
    contentType: html,
    maxAgeSeconds: pageSeconds,
  }))
  const cap: SiteFile = {
    path: key(capPath(alert.alert.identifier)),
    body: original ?? writeCap(alert.alert),
    contentType: 'application/cap+xml',
    maxAgeSeconds: pageSeconds,
  }
  return [...pages, cap]
}

/** Lists, feeds and maps in every language; the Chinese `active.json`, which pages poll, comes last. */
export function listFiles(
  { county, siteUrl }: SiteOptions,
  alerts: readonly PublishedAlert[],
  nowMs: number,
): SiteFile[] {
  const file = (path: string, body: string, contentType: string, maxAgeSeconds = liveSeconds): SiteFile => ({
    path: key(path),
    body,
    contentType,
    maxAgeSeconds,
  })
  return county.languages
    .flatMap((language) => {
      const root = languagePrefix(language)
      const about = { alerts, county, language, siteUrl, nowMs }
      return [
        file(`${root}/`, renderIndexPage({ ...about, path: '/' }), html, pageSeconds),
        file(`${root}/alerts/`, renderIndexPage({ ...about, path: '/alerts/' }), html, pageSeconds),
        file(`${root}/alerts/feed.atom`, renderAtom(about), 'application/atom+xml; charset=utf-8'),
        file(`${root}/alerts/feed.rss`, renderRss(about), 'application/rss+xml; charset=utf-8'),
        file(`${root}/alerts/active.geojson`, renderActiveGeoJson(about), 'application/geo+json; charset=utf-8'),
        file(`${root}/alerts/active.json`, renderActiveJson(about), 'application/json; charset=utf-8'),
      ]
    })
    .toSorted((a, b) => Number(a.path === 'alerts/active.json') - Number(b.path === 'alerts/active.json'))
}
