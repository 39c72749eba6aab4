/** The plain frame of a public page: complete without scripts, readable on an old phone, in print and in the dark. */
import type { County } from '../../platform/county.ts'
import { type Html, html, trusted } from '../texts/html.ts'
import { type PageWords, pageWords } from '../texts/page-words.ts'
import { languagePrefix } from './alert-path.ts'

const css = `:root{color-scheme:light dark}
body{font:1.125rem/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Malgun Gothic",sans-serif;max-width:42rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.3;margin:0}h2{font-size:1.2rem;margin:1.5rem 0 .25rem}.list h2{margin:0}p,dd,ul,ol{margin:.25rem 0}
.box{border:.2rem solid #767676;border-left-width:.9rem;padding:.75rem 1rem;margin:1rem 0}
.red{border-color:#d93025}.orange{border-color:#e8710a}.yellow{border-color:#c79500}.blue{border-color:#4285f4}
.expired{border-style:dashed}.superseded,.lifted,.downgraded,.error{border-color:#767676;border-style:double}.drill{border-style:dotted}
.standing,.mark{font-weight:bold;margin:0}.mark{font-size:1.3rem}.do{font-size:1.3rem;font-weight:600}
dt{font-weight:bold;margin-top:.75rem}dd{margin-left:0}footer,.past,small{font-size:1rem}footer{border-top:1px solid #767676;margin-top:2rem;padding-top:.75rem}
ul.list{list-style:none;padding:0}a{padding:.2rem 0}
@media print{nav,footer{display:none}body{max-width:none}}`

export const countyName = (county: County, words: PageWords): string =>
  words.language === 'zh-CN' ? county.fullName : words.language === 'en' ? county.englishName : county.name

export interface Frame {
  county: County
  language: string
  title: string
  /** Path of this page in Chinese: `/alerts/`. */
  path: string
  siteUrl: string
  /** Further links of the head. */
  links?: Html
  main: Html
}

const languageNames: Readonly<Record<string, string>> = { 'zh-CN': '中文', en: 'English', ko: '한국어' }

export function page({ county, language, title, path, siteUrl, links, main }: Frame): string {
  const words = pageWords(language)
  const prefix = languagePrefix(language)
  const others = county.languages.filter((other) => languagePrefix(other) !== prefix)
  return html`<!DOCTYPE html>
<html lang="${words.language}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>${title} | ${words.site(countyName(county, words))}</title>
<link rel="canonical" href="${new URL(prefix + path, siteUrl).href}" />
${county.languages.map((each) => html`<link rel="alternate" hreflang="${each}" href="${new URL(languagePrefix(each) + path, siteUrl).href}" />\n`)}<link rel="alternate" type="application/atom+xml" title="${words.site(countyName(county, words))}" href="${prefix}/alerts/feed.atom" />
<link rel="alternate" type="application/rss+xml" title="${words.site(countyName(county, words))}" href="${prefix}/alerts/feed.rss" />
${links}<style>${trusted(css)}</style>
</head>
<body>
<header><p><a href="${prefix}/">${words.site(countyName(county, words))}</a></p></header>
<main>
${main}
</main>
<footer>
<p>${words.emergency}</p>
<nav><p><a href="${prefix}/alerts/">${words.more}</a>${others.map((other) => html` · <a href="${languagePrefix(other)}${path}" hreflang="${other}" lang="${other}">${languageNames[other] ?? other}</a>`)} · <a href="${prefix}/alerts/feed.atom">${words.feeds}</a></p></nav>
</footer>
</body>
</html>
`.html
}
