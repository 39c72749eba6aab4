/** SMS in other languages, from the alert's own block in that language; order of the desk's English model text. */
import type { Info } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { adviceOf } from './advice.ts'
import { cleanText, cut, opening } from './clean-text.ts'
import { writtenSpan, writtenTime } from './local-time.ts'
import { formOf, isCalledOff, isReal, referencedAtMs, shownColour } from './message-form.ts'
import { placeOf } from './place-name.ts'
import { beginningsOf, sentencesOf } from './sentences.ts'
import { layOutSms } from './sms-layout.ts'
import { foreignWords } from './words-foreign.ts'

const shortForms: readonly [RegExp, string][] = [
  [/\bFlood Control and Drought Relief Headquarters\b/gi, 'Flood HQ'],
  [/\bHeadquarters\b/gi, 'HQ'],
  [/\bEmergency Management (?:Bureau|Administration)\b/gi, 'Emergency Bureau'],
  [/\bPeople['’]s Government\b/gi, 'Government'],
]

/** East District Flood Control and Drought Relief Headquarters → Flood HQ. */
export function shortForeignBody(name: string, county: County): string {
  const places = county.englishName
    .split(/,\s*/)
    .map((place) => place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  const here = new RegExp(`(?:,?\\s*\\bof\\b)?[,\\s]*\\b(?:${places})\\b[,\\s]*`, 'gi')
  let body = opening(cleanText(name), 300)
  for (const [long, short] of shortForms) body = body.replace(long, short)
  return cut(body.replace(here, ' ').trim() || body, 40)
}

/** Flash flood warning → FLASH FLOOD. */
const eventOf = (info: Info): string =>
  cut(
    cleanText(info.event)
      .replace(/\s*\b(?:warning|alert|signal|exercise|drill)s?\b\s*$/i, '')
      .toLocaleUpperCase('en'),
    30,
  )

const spaced = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ')

export function smsForeign(published: PublishedAlert, info: Info, county: County, language: string): string {
  const words = foreignWords(language)
  const form = formOf(published)
  const real = isReal(published)
  const over = isCalledOff(form)
  const colour = shownColour(published)
  const place = placeOf(info, published.area, county, language)
  const sender = shortForeignBody(info.senderName ?? county.englishName, county)
  const what = spaced(colour ? words.colours[colour] : '', eventOf(info))
  const was = published.previousColour ? `(${words.was} ${words.colours[published.previousColour]})` : ''
  const startMs = real ? published.sentAtMs : (published.onsetAtMs ?? published.sentAtMs)
  const span = over ? writtenTime(published.sentAtMs, language) : writtenSpan(startMs, published.expiresAtMs, language)
  const advice = adviceOf(published, info, county, language)

  const head = (where: string): string => {
    const signed = `【${county.sms.signature}】`
    if (!real) return `${signed}【演练】${words.drill}. ${spaced(what, where)}: `
    if (form === 'error') {
      const wasAtMs = referencedAtMs(published)
      const first = wasAtMs === null ? '' : writtenTime(wasAtMs, language, published.sentAtMs)
      return `${signed}${words.error[0]}: ${spaced(first, what, where)}, ${words.error[1]} `
    }
    if (form === 'lifted') return `${signed}${spaced(words.lifted, what, where)}: `
    if (form === 'downgraded') return `${signed}${spaced(words.downgraded, what, where)}: `
    if (form === 'updated') return `${signed}${words.updated}: ${spaced(what, where)}: `
    const changed = colour ? spaced(words.colours[colour], was, eventOf(info)) : what
    return `${signed}${spaced(changed, where)}: `
  }

  const desk = `${words.questions} ${cut(county.duty.phone, 20)}`
  const mark = real ? '' : '【演练】'
  const more = advice.goingHome === '' ? '' : `${advice.goingHome} `
  const last = real && !over ? words.help : desk
  const tails = [...new Set([more + last, last, ''])].map((end) => end + mark)

  const [one, ...rest] = sentencesOf(opening(cleanText(advice.doNow || (over ? '' : (info.headline ?? '')))), language)
  const beginnings = one ? beginningsOf([one], language).map((text) => text.trimEnd()) : []
  // The issuer's name gives way before the one thing to do is cut; it is cut only where it alone is too long.
  const budget = 67 * county.sms.maxParts - head(place.short).length - mark.length - 2
  const names = [`${sender} ${span}.`, `${cut(sender, 20)} ${span}.`]
  const who = names.find((name) => (beginnings[0]?.length ?? 0) + name.length <= budget) ?? names.at(-1) ?? ''
  const first = beginnings.map((text) => cut(text, Math.max(16, budget - who.length)))
  const whole = first.at(-1) ?? ''
  const later = beginningsOf(
    rest.map((sentence) => [sentence.join('')]),
    language,
  )
  return layOutSms({
    variants: [place.full, place.short].map((where) => ({ head: head(where), tails })),
    // The desk's English text names the sender after the first sentence, further ones follow.
    actions: [
      ...(first.length > 0 ? first : ['']).map((text) => spaced(text, who)),
      ...later.map((text) => spaced(whole, who, text.trimEnd())),
    ],
    glance: first[0] ?? '',
    gap: ' ',
    maxParts: county.sms.maxParts,
  })
}
