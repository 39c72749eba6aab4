/**
 * What people read, to be read: our SMS beside the duty desk's model texts, the kinds of warning that are easily told
 * wrongly, and the weather signals, as SMS, subject, head of the page, poster, screen and mail. `node test/bench/texts.ts
 * [words of a title …]` prints only what has these words.
 */
import signalTable from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Colour } from '../../functions/alerts/alert.ts'
import { severityOfColour } from '../../functions/alerts/colour.ts'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderHomePage } from '../../functions/pages/lists.ts'
import { renderAlertPage } from '../../functions/pages/page.ts'
import { renderPoster } from '../../functions/pages/poster.ts'
import { renderSignagePage } from '../../functions/pages/signage.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { isReal, type Reader } from '../../functions/texts/message-form.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { countSms } from '../../functions/texts/sms-length.ts'
import { anArea } from '../alerts/an-alert.ts'
import { aPublished, atMs, modelCases, modelTexts } from '../delivery/a-published.ts'
import { type ToldCase, toldCases } from '../texts/told-cases.ts'

const wanted = process.argv.slice(2)
const siteUrl = 'https://yj.example.gov.cn'
const place = loadCounty('510402')
/** A real number: what people read, without the mark of a demonstration. */
const county = { ...place, duty: { ...place.duty, phone: '0812-2221234', placeholder: false } }
const korean = loadCounty('222404')

const measured = (text: string): string => {
  const { units, parts } = countSms(text)
  return `${units} units, ${parts} ${parts === 1 ? 'part' : 'parts'}`
}
const print = (title: string, rows: readonly (readonly [string, string])[]): void => {
  if (wanted.length > 0 && !wanted.every((word) => title.includes(word))) return
  console.log(`## ${title}`)
  for (const [label, text] of rows) console.log(`${label.padEnd(8)} ${text.replaceAll('\n', '\n         ')}`)
  console.log('')
}
/** What a page's HTML says, in reading order: a piece for each block, without pictures and what only scripts read. */
const readOut = ({ html }: { html: string }): string =>
  html
    .replace(/<svg.*?<\/svg>|<span hidden="".*?<\/span>/gu, '')
    .replace(/<\/(?:p|h1|h2|li|dt|dd|section|div|article)>|<br \/>/gu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&#(\d+);|&(amp|lt|gt|quot);/gu, (_, code, name: 'amp') =>
      code ? String.fromCodePoint(Number(code)) : { amp: '&', lt: '<', gt: '>', quot: '"' }[name],
    )
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('｜')

/** The page down to whom to call, the poster, and the slides of a screen, as they are put out a minute after it was sent. */
const onPaper = (
  alert: PublishedAlert,
  language: string,
  at = county,
  history: readonly PublishedAlert[] = [],
): [string, string][] => {
  const nowMs = alert.sentAtMs + 60_000
  const about = { county: at, language, siteUrl, nowMs, mapApproval: null }
  const alerts = [...history.filter(({ id }) => id !== alert.id), alert]
  const slides = renderSignagePage({ ...about, alerts }).main.html.match(/<section .*?<\/section>/gsu) ?? []
  const screen = slides.map((html, i): [string, string] => [`screen ${i + 1}`, readOut({ html })])
  if (!isReal(alert)) return [['home', readOut(renderHomePage({ ...about, alerts, months: {} }).main)], ...screen]
  const page = renderAlertPage({ ...about, alert, history, guides: [] }).main.html
  return [
    ['page', readOut({ html: page.slice(0, page.indexOf('<dl>')) })],
    ['poster', readOut(renderPoster({ ...about, alert, history }).main)],
    ...screen,
  ]
}
const sms = (published: PublishedAlert, language: string, reader: Reader = 'inside', at = county): [string, string] => {
  const { text, language: saidIn } = renderSms(published, at, language, reader)
  if (saidIn.slice(0, 2) !== language.slice(0, 2)) return [`sms ${language.slice(0, 2)}`, `as in ${saidIn}`]
  return [`sms ${language.slice(0, 2)}`, `${text}  (${measured(text)})`]
}

console.log(`What is printed: the duty desk's model texts beside our SMS in zh, en and ko, with subject and mail; the kinds that
are easily told wrongly, each in the language of the case, with SMS, subject, page, poster, screen and mail; the fourteen
signals in every colour, in zh and en for 510402 and in ko for 222404, by the national table. Page (down to whom to call),
poster and screen are read out of the files that are published, a minute after the message: a drill has a line on the home
page alone, and what is over leaves the screen to what still holds, or to the all-clear. A province's table without numbers
(四川) differs only in how its guidance is taken apart: where one of its texts differs, it stands below as
“no numbers”. County 510402 with a real number, 222404 with the number of the demonstration, which is marked. The words of
a station are the table's criterion with 预计未来 in front, and signals end after the hours the table gives, a day at least.
`)
console.log('# The duty desk’s model texts\n')
for (const name of Object.keys(modelCases) as (keyof typeof modelCases)[]) {
  const language = name === 'english' ? 'en' : 'zh-CN'
  const published = modelCases[name]()
  const first = renderEmail(published, county, language, siteUrl).text.split('\n').slice(0, 2).join('\n')
  print(name, [
    ['model', `${modelTexts[name]}  (${measured(modelTexts[name])})`],
    sms(published, language),
    ...(name === 'english' ? [] : [sms(published, 'en')]),
    sms(published, 'ko'),
    ['subject', renderEmail(published, county, language, siteUrl).subject ?? ''],
    ...onPaper(published, language),
    ['mail', first],
  ])
}

console.log('# Kinds that are easily told wrongly\n')
for (const [title, told] of Object.entries<ToldCase>(toldCases)) {
  const { published, language = 'zh-CN', reader = 'inside', history } = told
  const { subject = '', text } = renderEmail(published, county, language, siteUrl, reader)
  print(title, [
    sms(published, language, reader),
    ['subject', subject],
    // Whoever is outside now opens the page of who is inside.
    ...onPaper(published, language, county, history),
    [
      'mail',
      text.slice(0, text.indexOf('\n\n您收到') === -1 ? text.indexOf('\n\nYou get') : text.indexOf('\n\n您收到')),
    ],
  ])
}

console.log('# Weather signals, as a station issues them\n')
for (const { type, eventCode, levels } of signalTable.signals) {
  for (const { colour, name, criterion, guidance, leadTimeHours } of levels) {
    const numbered = guidance.map((line, i) => `${i + 1}.${line}；`).join('')
    const published = (name_: string, code: string, station: string, instruction = numbered): PublishedAlert =>
      aPublished({
        expiresAtMs: atMs('03:12') + Math.max(24, leadTimeHours ?? 0) * 3_600_000,
        weatherSignal: true,
        eventCode,
        eventName: type,
        colour: colour as Colour,
        askedToLeave: false,
        area: { codes: [code], polygons: [], circles: [] },
        info: {
          event: type,
          severity: severityOfColour(colour as Colour),
          responseType: ['Prepare'],
          senderName: station,
          headline: `${station}发布${name}`,
          description: `${station}7月1日3时12分发布${name}：${criterion.replace(/^(\d+小时内)/u, '预计未来$1')}`,
          instruction,
          area: [anArea({ areaDesc: name_ })],
        },
      })
    const places = [
      ['攀枝花市东区', '510402', '攀枝花市气象台', county, 'zh-CN'],
      ['攀枝花市东区', '510402', '攀枝花市气象台', county, 'en'],
      ['珲春市', '222404', '珲春市气象台', korean, 'ko'],
    ] as const
    const rows = places.flatMap(([where, code, station, at, language]): [string, string][] => {
      const told = (instruction?: string): [string, string][] => {
        const signal = published(where, code, station, instruction)
        return [
          sms(signal, language, 'inside', at),
          ...(language === 'zh-CN'
            ? [['subject', renderEmail(signal, at, language, siteUrl).subject ?? ''] as [string, string]]
            : []),
          ...onPaper(signal, language, at),
        ]
      }
      const own = told()
      const unnumbered = told(`${guidance.join('；')}。`)
      return [
        ...own,
        ...unnumbered
          .filter(([, text], i) => text !== own[i]?.[1])
          .map(([label, text]): [string, string] => ['no numbers', `${label} ${text}`]),
      ]
    })
    print(name, rows)
  }
}
