/** Which public files there are, what is in them and how long they may be kept. Who writes which: docs/site.md. */
import { writeCap } from '../alerts/cap/write.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import { renderActiveGeoJson, renderActiveJson } from './active.ts'
import { alertPath, capPath, languagePrefix, posterPath } from './alert-path.ts'
import { renderAtom, renderRss } from './feed.ts'
import { type FrameKind, type Frames, framed, type PageContent } from './frames.ts'
import { renderAlertsPage, renderEmbedPage, renderHomePage } from './lists.ts'
import { renderAlertPage } from './page.ts'
import type { PastRow } from './past-alerts.ts'
import { renderPast } from './past-section.ts'
import { renderPoster } from './poster.ts'
import { renderSignagePage } from './signage.ts'
import type { SiteFile } from './site-store.ts'

const html = 'text/html; charset=utf-8'
/** What tells of a new alert is never older than this in a cache. */
const liveSeconds = 5
const pageSeconds = 15

const key = (path: string): string => path.replace(/^\//, '').replace(/(^|\/)$/, '$1index.html')

export interface SiteOptions {
  county: County
  siteUrl: string
  /** 审图号 of the county's map; null where it has none. */
  mapApproval: string | null
  now(): number
}

function pageFile(
  frames: Frames,
  siteUrl: string,
  page: { kind: FrameKind; language: string; path: string },
  content: PageContent,
): SiteFile {
  return {
    path: key(languagePrefix(page.language) + page.path),
    body: framed(frames, { ...page, siteUrl }, content),
    contentType: html,
    maxAgeSeconds: pageSeconds,
  }
}

/** Page and poster in every language. */
export function alertPages(
  { county, siteUrl, mapApproval, now }: SiteOptions,
  alert: PublishedAlert,
  history: readonly PublishedAlert[],
  frames: Frames,
): SiteFile[] {
  const { identifier } = alert.alert
  return county.languages.flatMap((language) => {
    const about = { alert, county, language, siteUrl, history, nowMs: now() }
    const guides = frames.guides[language] ?? []
    return [
      pageFile(
        frames,
        siteUrl,
        { kind: 'alert', language, path: alertPath(identifier, 'zh-CN') },
        renderAlertPage({ ...about, guides, mapApproval }),
      ),
      pageFile(
        frames,
        siteUrl,
        { kind: 'poster', language, path: posterPath(identifier, 'zh-CN') },
        renderPoster(about),
      ),
    ]
  })
}

/** cap.xml as it came, or as we write it where it was written here. */
export const capFile = ({ alert }: PublishedAlert, original: Uint8Array | undefined): SiteFile => ({
  path: key(capPath(alert.identifier)),
  body: original ?? writeCap(alert),
  contentType: 'application/cap+xml',
  maxAgeSeconds: pageSeconds,
})

/** What tells of a new alert. */
const liveFile = (path: string, body: string, contentType: string): SiteFile => ({
  path: key(path),
  body,
  contentType,
  maxAgeSeconds: liveSeconds,
})

/** What pages poll, in every language. */
export const activeFiles = ({ county }: SiteOptions, alerts: readonly PublishedAlert[], nowMs: number): SiteFile[] =>
  county.languages.map((language) =>
    liveFile(
      `${languagePrefix(language)}/alerts/active.json`,
      renderActiveJson({ alerts, county, language, nowMs }),
      'application/json; charset=utf-8',
    ),
  )

/**
 * Lists, feeds, screens and maps in every language, and after all of them each `active.json`: pages poll the one of
 * their own language, and fetch themselves anew when it has changed.
 */
export function listFiles(
  site: SiteOptions,
  alerts: readonly PublishedAlert[],
  past: readonly PastRow[],
  frames: Frames,
  nowMs: number,
): SiteFile[][] {
  const { county, siteUrl, mapApproval } = site
  const lists = county.languages.flatMap((language) => {
    const root = languagePrefix(language)
    const about = { alerts, county, language, siteUrl, nowMs, mapApproval }
    const page = (kind: FrameKind, path: string, content: PageContent): SiteFile =>
      pageFile(frames, siteUrl, { kind, language, path }, content)
    return [
      page('home', '/', renderHomePage({ ...about, months: frames.months })),
      page('alerts', '/alerts/', renderAlertsPage({ ...about, past: renderPast(past, language) })),
      page('signage', '/signage/', renderSignagePage(about)),
      page('embed', '/embed/', renderEmbedPage(about)),
      liveFile(`${root}/alerts/feed.atom`, renderAtom(about), 'application/atom+xml; charset=utf-8'),
      liveFile(`${root}/alerts/feed.rss`, renderRss(about), 'application/rss+xml; charset=utf-8'),
      liveFile(`${root}/alerts/active.geojson`, renderActiveGeoJson(about), 'application/geo+json; charset=utf-8'),
    ]
  })
  return [lists, activeFiles(site, alerts, nowMs)]
}
