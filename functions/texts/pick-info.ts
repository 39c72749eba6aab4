import { type Alert, type Info, languageOf, severities } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { isSameLanguage } from '../platform/language.ts'

export interface PickedInfo {
  info: Info
  language: string
}

/**
 * Same tag, else same language, else Chinese, else whatever there is; of several the most severe, because its colour is
 * the one announced. Undefined only when there is no info at all.
 */
export function pickInfo(alert: Alert, language: string): PickedInfo | undefined {
  const wanted = language.toLowerCase()
  const worstFirst = alert.info.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
  const find = (matches: (tag: string) => boolean): Info | undefined =>
    worstFirst.find((info) => matches(languageOf(info).toLowerCase()))
  const info =
    find((tag) => tag === wanted) ??
    find((tag) => isSameLanguage(tag, wanted)) ??
    find((tag) => isSameLanguage(tag, 'zh')) ??
    worstFirst[0]
  return info && { info, language: languageOf(info) }
}

/** Every language the alert speaks, in its own order. */
export const languagesOf = (alert: Alert): string[] => [...new Set(alert.info.map(languageOf))]

/** True where the alert's words in this language contradict the Chinese ones, so that nobody reads them. */
export const isMuted = ({ mutedLanguages }: Pick<PublishedAlert, 'mutedLanguages'>, language: string): boolean =>
  mutedLanguages.some((each) => isSameLanguage(each, language))

/** The alert without the infos in languages that are muted, as long as any other is left. */
export function spoken(published: Pick<PublishedAlert, 'alert' | 'mutedLanguages'>): Alert {
  const info = published.alert.info.filter((each) => !isMuted(published, languageOf(each)))
  return info.length === 0 ? published.alert : { ...published.alert, info }
}
