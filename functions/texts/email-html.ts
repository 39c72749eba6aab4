/** HTML of an e-mail: one column of 600 px, no images, no colours but borders, so that dark mode and plain screens work. */
import type { Colour } from '../alerts/alert.ts'
import { type Html, html, lines, trusted } from '../platform/html.ts'
import { leavePlaceholder } from '../senders/sender.ts'
import { isLeaveFirst } from './brief.ts'
import { type EmailContent, happenedIn, timeOf } from './email-text.ts'
import { isCalledOff } from './message-form.ts'

/** Mid tones, seen on white and on black; the words carry the meaning. */
const borders: Readonly<Record<Colour, string>> = {
  red: '#d93025',
  orange: '#e8710a',
  yellow: '#c79500',
  blue: '#4285f4',
}

const font = "font-family:system-ui,-apple-system,'PingFang SC','Microsoft YaHei',sans-serif;line-height:1.6"

export function emailHtml({ brief, pageUrl, whySent }: EmailContent): string {
  const { words, form, real, colour, saidIn } = brief
  const { before, after } = happenedIn(brief)
  const over = isCalledOff(form)
  const border = trusted(over || colour === null ? '#808080' : borders[colour])
  const mark =
    brief.mark === '' ? undefined : html`<p style="margin:0 0 12px;font-size:20px;font-weight:bold">${brief.mark}</p>`
  const said = (text: string): Html => html`<span lang="${saidIn}" dir="auto">${lines(text)}</span>`
  const happened = before === '' ? undefined : html`<p style="margin:0 0 12px;font-size:20px">${said(before)}</p>`
  const row = (label: string, value: Html): Html =>
    html`<p style="margin:0 0 8px"><strong>${label}${words.between}</strong>${value}</p>`
  const ours =
    brief.doNow === ''
      ? html``
      : html`<h2 style="margin:0 0 4px;font-size:20px">${brief.doLabel}</h2><p style="margin:0 0 16px;font-size:20px">${said(brief.doNow)}</p>\n`
  const picked =
    brief.digest === null
      ? html``
      : html`<h2 style="margin:0 0 4px;font-size:17px">${brief.digest.label}</h2><p style="margin:0 0 16px;font-size:20px">${said(brief.digest.lines.join('\n'))}</p>\n`
  return html`<!DOCTYPE html>
<html lang="${words.language}"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /><title>${brief.title}</title></head>
<body style="margin:0;padding:0">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:16px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px"><tr><td align="left" style="${trusted(font)};font-size:17px">
${mark}
<div style="border:3px solid ${border};border-left-width:12px;padding:12px 16px;margin:0 0 16px">
<h1 style="margin:0;font-size:24px;line-height:1.3">${over ? html`${words.standing[form]}${words.between}` : html`<span aria-hidden="true">${brief.symbol}</span> `}<span dir="auto">${brief.title}</span></h1>
</div>
${form === 'error' && real ? html`<p style="margin:0 0 12px">${brief.sorry}</p>` : undefined}
${brief.manner === 'news' ? happened : undefined}
${brief.coded === '' ? undefined : html`<p style="margin:0 0 8px;font-size:20px"><strong>${brief.coded}</strong></p>`}
${isLeaveFirst(brief) ? [picked, ours] : [ours, picked]}
${brief.manner === 'news' ? undefined : happened}
${row(words.where, html`<span dir="auto">${brief.place}</span>`)}
${row(brief.timeLabel, said(timeOf(brief)))}
${row(words.issuedBy, html`${brief.issuer} ${brief.issuedAt}`)}
${row(words.help, html`${brief.help}`)}
${brief.contact === null ? undefined : row(brief.contactLabel, html`<span dir="auto">${brief.contact}</span>`)}
${after.length === 0 ? undefined : html`<h2 style="margin:16px 0 4px;font-size:18px">${brief.originalLabel}</h2>${after.map((text) => html`<p style="margin:0 0 8px">${said(text)}</p>`)}`}
${brief.web === null ? undefined : html`<p style="margin:16px 0 0"><a href="${brief.web}">${words.web.moreAt}${words.between}${brief.web}</a></p>`}
${pageUrl === undefined ? undefined : html`<p style="margin:16px 0"><a href="${pageUrl}">${words.page}${words.between}${pageUrl}</a></p>`}
${mark}
<p style="margin:16px 0 0;font-size:14px;border-top:1px solid #808080;padding-top:12px">${whySent} <a href="${trusted(leavePlaceholder)}">${words.leave.replace(/[:：]$/u, '')}</a></p>
</td></tr></table>
</td></tr></table>
</body></html>
`.html
}
