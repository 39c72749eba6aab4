/** SMS of a weather station's signal: relayed in the station's own words, our advice apart below (practice: 只转发, 不改字). */
import type { Info } from '../../alerts/alert.ts'
import { ordersToLeave } from '../../alerts/orders.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { cleanLines, cleanText, cut, opening } from './clean-text.ts'
import { mayHaveLeft, tipOf } from './event-words.ts'
import { localTime, spokenTime } from './local-time.ts'
import { formOf, isCalledOff, referencedAtMs, shownColour, speaksForItself } from './message-form.ts'
import { whoAllowsReturn } from './place-name.ts'
import { beginningsOf, sentencesOf } from './sentences.ts'
import { followable, instructionsOf, isGuidance, residentsOf, unsaidOf } from './signal-advice.ts'
import { layOutSms } from './sms-layout.ts'
import { countSms } from './sms-length.ts'
import { colourZh, zhAction } from './words-zh.ts'

/** The station's sentences, whole and in order; a semicolon ends none. */
function wholeSentences(text: string): string[] {
  const whole: string[] = []
  let current = ''
  const oneLine = opening(cleanLines(text)).replace(/\n+/g, '')
  for (const sentence of sentencesOf(oneLine, 'zh-CN')) {
    current += sentence.join('')
    if (/[；;]\s*$/u.test(current)) continue
    whole.push(current)
    current = ''
  }
  if (current !== '') whole.push(current)
  return whole
}

const stationOf = (published: PublishedAlert, info: Info, county: County): string => {
  const registered = county.senders.find(({ sender }) => sender === published.alert.sender)?.name
  return cut(cleanText(info.senderName ?? registered ?? county.fullName), 30)
}

/** The station's words in CAP's own fields, for a signal whose text cannot be relayed whole (12379 headline form). */
function fixedForm(published: PublishedAlert, station: string): string {
  const form = formOf(published)
  const signal = `${cut(cleanText(published.eventName), 12)}${colourZh(shownColour(published))}预警信号`
  const issued = station + spokenTime(published.sentAtMs)
  if (form === 'downgraded') return `${issued}将${signal}降级，不是解除。`
  if (form === 'error') {
    const wasAtMs = referencedAtMs(published)
    return `${issued}撤销${wasAtMs === null ? '先前' : spokenTime(wasAtMs, published.sentAtMs)}${signal}（误发）。`
  }
  return `${issued}${isCalledOff(form) ? '解除' : '发布'}${signal}。`
}

/** True when the text alone says what it is about: the event, and the colour where there is one. */
const tellsAll = (text: string, published: PublishedAlert): boolean => {
  // A Cancel's own severity is no longer the colour its text speaks of.
  const colour = isCalledOff(formOf(published)) ? null : shownColour(published)
  return text.includes(cleanText(published.eventName)) && text.includes(colourZh(colour))
}

const acts = '发布|签发|发出|更新|变更|解除|撤销|升级|降级|升为|降为|升至|降至|调整'
/** 7月1日16时55分发布, and the form of a record. A time that the weather is meant for (2日20时将有大雨) is none. */
const issueTime = new RegExp(
  `\\d{1,2}[日号]\\s*\\d{1,2}\\s*(?:时|点|[:：])\\s*\\d{0,2}\\s*分?(?:继续|联合|再次|重新|将[^，。；]{0,20}(?:由[^，。；]{0,8})?)?(?:${acts})|\\d{4}-\\d{1,2}-\\d{1,2}[ T]\\d{1,2}:\\d{2}`,
  'u',
)

/** 1日16时55分, 1日16:55 */
const writtenHour = /(?<!\d)(\d{1,2})[日号]\s*(\d{1,2})(?:时|点|[:：])(\d{0,2})/gu

/** True when the words say, with the date, when they were issued: a phone switched on hours later shows that they are old. */
function holdsIssueTime(text: string, sentAtMs: number): boolean {
  const { day, hour, minute } = localTime(sentAtMs)
  const isSent = ([, ...written]: string[]): boolean => {
    const [onDay, atHour, atMinute] = written.map(Number)
    return onDay === day && atHour === hour && (minute === 0 || atMinute === minute)
  }
  return issueTime.test(text) || [...text.matchAll(writtenHour)].some(isSent)
}

/**
 * The station's words with when it issued them: in its headline (攀枝花市气象台7月1日3时12分发布…), else in brackets right
 * behind what it says, with who it is where its words do not name it.
 */
function withIssueTime(published: PublishedAlert, relayed: string, first: string, station: string): string {
  if (holdsIssueTime(relayed, published.sentAtMs)) return relayed
  const time = spokenTime(published.sentAtMs)
  const opens = new RegExp(
    `^${station.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=发布|签发|发出|继续发布|更新|变更|解除|撤销)`,
    'u',
  )
  if (opens.test(relayed)) return relayed.replace(opens, (name) => name + time)
  const act = formOf(published) === 'lifted' ? '解除' : '发布'
  const note = `（${relayed.includes(station) ? '' : station}${time}${act}）`
  const [, said = '', stop = ''] = /^(.*?)((?<![。！!？?])[。！!？?]*)$/su.exec(first) ?? []
  return relayed.startsWith(first)
    ? said + note + (stop || (relayed === first ? '' : '。')) + relayed.slice(first.length).replace(/^。/u, '')
    : note + relayed
}

/** Our own line below, fullest first; what to do is never left out of it. */
function ownLines(
  published: PublishedAlert,
  info: Info,
  county: County,
  asked: { ordered: string | undefined; more: readonly string[] },
): string[] {
  const open = `\n${county.sms.ownLinePrefix}`
  const ask = `疑问打${county.duty.phone}。`
  const tip = tipFor(published, info, county)
  const hasAction = asked.ordered !== undefined
  // What else the station asks of residents, as much of it as there is room for; our own line may be cut, its words not.
  const news = asked.more.map((line) => unsaidOf(line, tip + (asked.ordered ?? ''))).filter(Boolean)
  const picked = beginningsOf(sentencesOf(news.join(''), 'zh-CN'), 'zh-CN').toReversed()
  // Who is to move hears of it before anybody hears whom to ask.
  const moves = asked.ordered === undefined && /转移|撤离/u.test(news[0] ?? '')
  const mayGo = tip === '' || hasAction
  return [
    ...new Set([
      ...picked.map((more) => open + tip + more + ask),
      ...(moves ? picked.map((more) => open + tip + more) : []),
      open + tip + ask,
      open + (tip || ask),
      ...(mayGo ? [open + ask, ''] : []),
    ]),
  ]
}

function tipFor(published: PublishedAlert, info: Info, county: County): string {
  const form = formOf(published)
  if (form === 'error') return ''
  if (isCalledOff(form)) {
    const still = form === 'downgraded' ? '仍有危险。' : ''
    return (
      still + (mayHaveLeft(published) ? `已转移的人先不要回家，听${whoAllowsReturn(published.area, county)}安排。` : '')
    )
  }
  const ordered = info.responseType.filter((type) => type === 'Evacuate' || type === 'Shelter')
  const tip = tipOf(published.eventCode, shownColour(published), 'zh-CN')
  return zhAction(ordered) ?? tip ?? zhAction(info.responseType) ?? '听当地干部安排，有危险打110、119。'
}

/** 危房人员及时转移, out of a line that says much else; the whole line where the order does not name who goes. */
function orderIn(line: string): string {
  const clause = line.split('，').find((part) => /人员|居民|群众|住户/u.test(part) && ordersToLeave(part))
  return clause ? `${clause.replace(/[。！]$/u, '')}。` : line
}

/** What the station itself asks of residents: first what it orders, then what stands in its guidance. */
function askedOf(info: Info): { ordered: string | undefined; more: string[] } {
  const instruction = opening(info.instruction ?? '')
  const lines = residentsOf(instructionsOf(instruction))
  // Of a guidance our tip says more in fewer words.
  const isGiven = isGuidance(instruction)
  const line = lines.find(ordersToLeave) ?? (isGiven ? undefined : lines[0])
  const others = lines.filter((other) => other !== line)
  return { ordered: isGiven && line ? orderIn(line) : line, more: isGiven ? followable(others) : others }
}

const coming = /预计|预报|未来\d+|今天|今晚|明天/u

/**
 * Shorter ways to say one endless sentence, fullest first: its clauses up to a comma, then …; what is coming is kept rather
 * than what has been. None where nothing of it would be left but its beginning.
 */
function atClauses(sentence: string): string[] {
  if (sentence.length > longestSentence) return []
  const clauses = sentence.match(/[^，,；;：:]+[，,；;：:]*/gu) ?? []
  const [lead = '', ...others] = clauses
  const from = others.findIndex((clause) => coming.test(clause))
  const cutAt = (parts: readonly string[]): string => `${parts.join('').replace(/(?<![，,；;：:])[，,；;：:]+$/u, '')}…`
  const forward = others.map((_, i) => [lead, ...others.slice(0, others.length - 1 - i)])
  const skipping =
    from < 1 ? [] : others.slice(from).map((_, i) => [`${lead}…`, ...others.slice(from, others.length - i)])
  return [
    ...skipping.map((parts, i) => (i === 0 ? parts.join('') : cutAt(parts))),
    ...forward.filter((parts) => parts.length > 1 && (from < 1 || parts.length > from + 1)).map(cutAt),
  ]
}

/** Nobody's sentence is longer. */
const longestSentence = 600

/** One after the other; a headline without a stop gets one before the next. */
const joined = (text: string, next: string): string =>
  text === '' || next === '' || /[。.!！?？；;…]["”』]?$/u.test(text) ? text + next : `${text}。${next}`

/**
 * The description word for word (the headline where the description does not name the signal) with what it orders, as many
 * whole sentences as fit, then our line. Where not even that fits: the headline, then the fixed form of a headline.
 */
export function smsSignal(published: PublishedAlert, info: Info, county: County): string {
  const signed = `【${county.sms.signature}】`
  const station = stationOf(published, info, county)
  const fits = (text: string): boolean => countSms(text).parts <= county.sms.maxParts
  const form = formOf(published)
  const own = form !== 'error' && (!isCalledOff(form) || speaksForItself(info))
  const headline = own ? wholeSentences(info.headline ?? '') : []
  const description = own ? wholeSentences(info.description ?? '') : []
  const { ordered, more } = own ? askedOf(info) : { ordered: undefined, more: [] }
  const isOwnGuidance = !isCalledOff(formOf(published)) && isGuidance(opening(info.instruction ?? ''))
  const texts = [
    ...(tellsAll(description[0] ?? '', published) ? [description] : []),
    [...headline, ...description],
    [fixedForm(published, station)],
  ].filter((sentences) => sentences.length > 0)

  const lines = ownLines(published, info, county, { ordered, more: isOwnGuidance ? more : [] })
  for (const [whole = '', ...rest] of texts) {
    for (const first of [whole.trimEnd(), ...atClauses(whole.trimEnd())]) {
      const dated = (text: string): string => signed + withIssueTime(published, text, first, station)
      const base = joined(first, ordered ?? '')
      // What the weather does comes before whom to ask.
      const told = joined(base, rest[0]?.trimEnd() ?? '')
      const fitting = (text: string): string | undefined => lines.find((candidate) => fits(dated(text) + candidate))
      const line = (first === whole.trimEnd() ? fitting(told) : undefined) ?? fitting(base)
      if (line === undefined) continue
      let text = base
      for (const next of [...(first === whole.trimEnd() ? rest : []), ...(isOwnGuidance ? [] : more)]) {
        const longer = joined(text, next.trimEnd())
        if (!fits(dated(longer) + line)) break
        text = longer
      }
      return dated(text) + line
    }
  }
  return layOutSms({
    variants: [
      {
        head: signed + fixedForm(published, station),
        tails: [`\n${county.sms.ownLinePrefix}${tipFor(published, info, county)}`, ''],
      },
    ],
    actions: [ordered ?? ''],
    gap: '',
    maxParts: county.sms.maxParts,
  })
}
