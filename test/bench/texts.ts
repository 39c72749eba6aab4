/**
 * What people read, to be read: our SMS beside the duty desk's model texts, the kinds of warning that are easily told
 * wrongly, and the weather signals. `node test/bench/texts.ts [words of a title …]` prints only what has these words.
 */
import signalTable from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Colour } from '../../functions/alerts/alert.ts'
import { severityOfColour } from '../../functions/alerts/colour.ts'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { type Brief, briefOf } from '../../functions/delivery/texts/brief.ts'
import { isCalledOff, type Reader } from '../../functions/delivery/texts/message-form.ts'
import { renderEmail } from '../../functions/delivery/texts/render-email.ts'
import { renderSms } from '../../functions/delivery/texts/render-sms.ts'
import { countSms } from '../../functions/delivery/texts/sms-length.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { anArea } from '../alerts/an-alert.ts'
import { aPublished, modelCases, modelTexts } from '../delivery/a-published.ts'
import { type ToldCase, toldCases } from '../delivery/told-cases.ts'

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
/** As the page's title has it: what is called off says so first. */
const pageHead = ({ words, form, title, doLabel, doNow }: Brief): string =>
  (isCalledOff(form) ? words.tagged(words.standing[form], title) : title) +
  (doNow === '' ? '' : `｜${doLabel}：${doNow}`)
const sms = (published: PublishedAlert, language: string, reader: Reader = 'inside', at = county): [string, string] => {
  const { text, language: saidIn } = renderSms(published, at, language, reader)
  if (saidIn.slice(0, 2) !== language.slice(0, 2)) return [`sms ${language.slice(0, 2)}`, `as in ${saidIn}`]
  return [`sms ${language.slice(0, 2)}`, `${text}  (${measured(text)})`]
}

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
    ['mail', first],
  ])
}

console.log('# Kinds that are easily told wrongly\n')
for (const [title, told] of Object.entries<ToldCase>(toldCases)) {
  const { published, language = 'zh-CN', reader = 'inside' } = told
  const { subject = '', text } = renderEmail(published, county, language, siteUrl, reader)
  const head = briefOf(published, county, language)
  print(title, [
    sms(published, language, reader),
    ['subject', subject],
    ...(reader === 'inside' ? [['page', pageHead(head)] as const] : []),
    [
      'mail',
      text.slice(0, text.indexOf('\n\n您收到') === -1 ? text.indexOf('\n\nYou get') : text.indexOf('\n\n您收到')),
    ],
  ])
}

console.log('# Weather signals, as a station issues them\n')
for (const { type, eventCode, levels } of signalTable.signals) {
  for (const { colour, name, criterion, guidance } of levels) {
    const published = (name_: string, code: string, station: string): PublishedAlert =>
      aPublished({
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
          instruction: guidance.map((line, i) => `${i + 1}.${line}；`).join(''),
          area: [anArea({ areaDesc: name_ })],
        },
      })
    const here = published('攀枝花市东区', '510402', '攀枝花市气象台')
    const { subject = '' } = renderEmail(here, county, 'zh-CN', siteUrl)
    const brief = briefOf(here, county, 'zh-CN')
    print(name, [
      sms(here, 'zh-CN'),
      sms(here, 'en'),
      sms(published('珲春市', '222404', '珲春市气象台'), 'ko', 'inside', korean),
      ['subject', subject],
      ['page', `${brief.title}｜${(brief.digest?.lines ?? [brief.doNow]).join('｜')}`],
    ])
  }
}
