import type { County } from '../../platform/county.ts'
import type { PageWords } from '../texts/page-words.ts'

/** As pages in this language call it. */
export const countyName = (county: County, words: PageWords): string =>
  words.language === 'zh-CN' ? county.fullName : words.language === 'en' ? county.englishName : county.name
