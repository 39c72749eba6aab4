/** Prints our SMS beside the duty desk's model texts, and our e-mail subjects: `node test/bench/texts.ts`. */
import { renderEmail } from '../../functions/delivery/texts/render-email.ts'
import { renderSms } from '../../functions/delivery/texts/render-sms.ts'
import { countSms } from '../../functions/delivery/texts/sms-length.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { modelCases, modelTexts } from '../delivery/a-published.ts'

const county = loadCounty('510402')
const line = (label: string, text: string): string => {
  const { units, parts } = countSms(text)
  return `${label} ${String(units).padStart(3)} units, ${parts} parts: ${text}`
}

for (const name of Object.keys(modelCases) as (keyof typeof modelCases)[]) {
  const language = name === 'english' ? 'en' : 'zh-CN'
  const { text } = renderSms(modelCases[name](), county, language)
  const { subject } = renderEmail(modelCases[name](), county, language, 'https://yj.example.gov.cn')
  console.log(
    `${name}\n${line('model', modelTexts[name])}\n${line('ours ', text)}\n      first 70: ${text.slice(0, 70)}\n      subject: ${subject}\n`,
  )
}
