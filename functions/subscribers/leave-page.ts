/** The page behind a leaving link, in each of the county's languages on one, without script: it must work in any mail app's browser. */
import { type CountyProfile, countyNameIn } from '../platform/county.ts'
import { wordingIn } from '../wording/wording.ts'
import type { ContactChannel } from './subscriber.ts'

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

export interface LeavePageInput {
  kind: 'asked' | 'left' | 'forged'
  channel?: ContactChannel
  county: Pick<CountyProfile, 'name' | 'fullName' | 'englishName' | 'koreanName' | 'languages'>
  siteUrl: string
}

interface Said {
  title: string
  text: string
  button?: string
}

function saidIn(language: string, { kind, channel, county }: LeavePageInput): Said {
  const { leave } = wordingIn(language)
  const name = countyNameIn(county, language)
  const way = leave.ways[channel ?? 'email']
  if (kind === 'asked') return { title: leave.askedTitle, text: leave.asked(way, name), button: leave.button }
  if (kind === 'left') return { title: leave.leftTitle, text: leave.left(way, name) }
  return { title: leave.forgedTitle, text: leave.forged }
}

const style =
  'body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'button{font:inherit;padding:.7rem 1.4rem;border:0;border-radius:.4rem;background:#9c1c12;color:#fff}' +
  'button:focus-visible,a:focus-visible{outline:3px solid #005fcc;outline-offset:2px}' +
  'section+section{margin-top:2rem;border-top:1px solid #ccc}'

/** The form posts what a mail program posts (RFC 8058 §3.2), so both take one way. */
const section = (lang: string, { title, text, button }: Said): string =>
  `<section lang="${lang}"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>` +
  `${button ? `<button name="List-Unsubscribe" value="One-Click">${escapeHtml(button)}</button>` : ''}</section>`

export function renderLeavePage(input: LeavePageInput): string {
  const { county, kind, siteUrl } = input
  const [first = 'zh-CN'] = county.languages
  const all = county.languages.map((language) => section(language, saidIn(language, input))).join('')
  const main = kind === 'asked' ? `<form method="post">${all}</form>` : all
  const names = [...new Set(county.languages.map((language) => countyNameIn(county, language)))]
  return (
    `<!doctype html><html lang="${first}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta name="robots" content="noindex"><title>${escapeHtml(`${saidIn(first, input).title} · ${countyNameIn(county, first)}`)}</title><style>${style}</style>` +
    `<main>${main}</main><p><a href="${escapeHtml(siteUrl)}/">${escapeHtml(names.join(' · '))}</a></p></html>`
  )
}
