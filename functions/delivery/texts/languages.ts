import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { pickInfo } from './pick-info.ts'

/** Every plan has a text under this name: Chinese, or what the alert has instead. */
export const textLanguage = 'zh-CN'

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? ''

/** Languages to render an alert in: Chinese first, then each of the county's that the alert has an info block for. */
export const textLanguages = (published: PublishedAlert, county: Pick<County, 'languages'>): string[] => [
  textLanguage,
  ...county.languages.filter((language) => {
    const picked = pickInfo(published.alert, language)
    return language !== textLanguage && picked !== undefined && primary(picked.language) === primary(language)
  }),
]
