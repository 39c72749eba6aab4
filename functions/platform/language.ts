/** The languages that people of the counties read, a row each. What is said in them stands in the word files of texts and site. */

export interface CountyNames {
  name: string
  fullName: string
  /** East District, Panzhihua */
  englishName: string
  koreanName?: string | undefined
}

interface DivisionNames {
  name: string | undefined
  en: string | undefined
  ko: string | undefined
}

export interface Language {
  /** BCP 47, as profiles name it. */
  tag: string
  /** In front of the paths of its pages; Chinese stands at the root. */
  prefix: string
  /** 한국어: in itself, for the switch. */
  ownName: string
  /** In letters that its readers read. */
  isLegible(text: string): boolean
  /** A county in full, and as short as beside other places. */
  countyName(county: CountyNames): string
  shortCountyName(county: CountyNames): string
  divisionName(names: DivisionNames): string | undefined
  /** Without the year. */
  date(month: number, day: number): string
  /** 3:12 or 03:12. */
  hour(hour: number): string
  /** From when to when. */
  dash: string
  /** Whether to do it or not stands at the end of a sentence: none is cut. */
  isVerbLast: boolean
  /** No native has read our words yet: the Chinese stands beside them. */
  awaitsNative: boolean
}

const two = (n: number): string => String(n).padStart(2, '0')
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const languages: readonly Language[] = [
  {
    tag: 'zh-CN',
    prefix: '',
    ownName: '中文',
    isLegible: (text) => /\p{Script=Han}/u.test(text),
    countyName: ({ fullName }) => fullName,
    shortCountyName: ({ name }) => name,
    divisionName: ({ name }) => name,
    date: (month, day) => `${month}月${day}日`,
    hour: String,
    dash: '—',
    isVerbLast: false,
    awaitsNative: false,
  },
  {
    tag: 'en',
    prefix: '/en',
    ownName: 'English',
    isLegible: (text) => !/\p{Script=Han}|\p{Script=Hangul}/u.test(text),
    countyName: ({ englishName }) => englishName,
    shortCountyName: ({ englishName, name }) => englishName.split(',')[0] ?? name,
    divisionName: ({ en }) => en,
    date: (month, day) => `${day} ${months[month - 1]} `,
    hour: two,
    dash: '-',
    isVerbLast: false,
    awaitsNative: false,
  },
  {
    tag: 'ko',
    prefix: '/ko',
    ownName: '한국어',
    isLegible: (text) => /\p{Script=Hangul}/u.test(text),
    countyName: ({ koreanName, name }) => koreanName ?? name,
    shortCountyName: ({ koreanName, name }) => koreanName ?? name,
    divisionName: ({ ko, name }) => ko ?? name,
    date: (month, day) => `${month}월 ${day}일 `,
    hour: two,
    dash: '~',
    isVerbLast: true,
    awaitsNative: true,
  },
]

/** zh of zh-Hans-CN and of zh_CN. */
export const primaryOf = (tag: string): string => tag.toLowerCase().split(/[-_]/u)[0] ?? ''

export const isSameLanguage = (a: string, b: string): boolean => primaryOf(a) === primaryOf(b)

/** The row of a language; undefined where we have no words of it. */
export const languageRow = (tag: string): Language | undefined =>
  languages.find((language) => isSameLanguage(language.tag, tag))

/** What a table has for this language, by its primary tag. */
export const inTable = <T>(table: Readonly<Record<string, T>>, tag: string): T | undefined =>
  Object.hasOwn(table, primaryOf(tag)) ? table[primaryOf(tag)] : undefined
