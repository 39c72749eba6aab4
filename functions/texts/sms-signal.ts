/** SMS of a weather station's signal: relayed in the station's own words, our advice apart below (practice: 只转发, 不改字). */
import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { asksToLeave, ordersToLeave } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { localTime, spokenTime } from '../platform/local-time.ts'
import { cleanLines, cleanText, cut, opening } from './clean-text.ts'
import { mayHaveLeft, tipOf } from './event-words.ts'
import { makesLeave } from './leaving.ts'
import { formOf, isCalledOff, referencedAtMs, shownColour, speaksForItself } from './message-form.ts'
import { whoAllowsReturn } from './place-name.ts'
import { sentencesOf } from './sentences.ts'
import { instructionsOf, isGuidance, isLeaveSaid, residentsOf, unsaidOf } from './signal-advice.ts'
import { firstGlance, layOutSms } from './sms-layout.ts'
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

/** Our own line below: what to do under our own name, and whom to ask, or who cannot walk to call. */
const ownLine = (tip: string, leaves: boolean, county: County): string =>
  `\n${tip && county.sms.ownLinePrefix}${tip}${leaves ? '走不动打' : '疑问打'}${county.duty.phone}。`

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

/**
 * What the station itself asks of residents, by what it orders first. Of a guidance our tip says as much in fewer words, but
 * for an order to leave that the tip has not: that stands under its own name.
 */
function askedOf(info: Info, tip: string): { ordered: string | undefined; more: string[]; isOwn: boolean } {
  const instruction = opening(info.instruction ?? '')
  const lines = residentsOf(instructionsOf(instruction))
  if (!isGuidance(instruction)) {
    const first = lines.find(ordersToLeave) ?? lines[0]
    return { ordered: first, more: lines.filter((line) => line !== first), isOwn: first !== undefined }
  }
  const leaves = lines.find((line) => asksToLeave({ responseType: [], instruction: line }))
  const order = leaves === undefined ? '' : orderIn(leaves)
  const isSaid = order === '' || isLeaveSaid(order, tip)
  return { ordered: isSaid ? undefined : `防御指南：${order}`, more: [], isOwn: false }
}

const coming = /预计|预报|未来\d+|今天|今晚|明天/u
/** What is said ends here, or another case of it begins. */
const caseEnds = /(?<=[；;。])|(?=[，,]或者?)/u
const clauseEnds = /(?<=[，,；;：:])/u

/**
 * Shorter ways to say one endless sentence, fullest first: up to where one of its cases ends, else up to a clause, then …;
 * what is coming is kept rather than what has been. None where nothing of it would be left but its beginning.
 */
function shorterWays(sentence: string): string[] {
  if (sentence.length > longestSentence) return []
  return [...new Set([...upTo(sentence, caseEnds), ...atClauses(sentence)])].filter((text) => !saysNothing.test(text))
}

/** 预计未来3小时…: when, and not what. */
const saysNothing = /(?:预计|预报|未来|今天|今晚|明天)[^，,；;：:。]{0,10}…$/u

const openEnd = (text: string): string => `${text.replace(/(?<![，,；;：:。])[，,；;：:。]+$/u, '')}…`

function upTo(sentence: string, ends: RegExp): string[] {
  const parts = sentence.split(ends)
  return parts
    .slice(1)
    .map((_, i) => parts.slice(0, parts.length - 1 - i).join(''))
    .filter((text) => coming.test(text) || !coming.test(sentence))
    .map(openEnd)
}

function atClauses(sentence: string): string[] {
  const [lead = '', ...others] = sentence.split(clauseEnds)
  const from = others.findIndex((clause) => coming.test(clause))
  const forward = others.map((_, i) => [lead, ...others.slice(0, others.length - 1 - i)])
  const skipping =
    from < 1 ? [] : others.slice(from).map((_, i) => [`${lead}…`, ...others.slice(from, others.length - i)])
  return [
    ...skipping.map((parts, i) => (i === 0 ? parts.join('') : openEnd(parts.join('')))),
    ...forward
      .filter((parts) => parts.length > 1 && (from < 1 || parts.length > from + 1))
      .map((parts) => openEnd(parts.join(''))),
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
  const tip = tipFor(published, info, county)
  const { ordered, more, isOwn } = own ? askedOf(info, tip) : { ordered: undefined, more: [], isOwn: false }
  const texts = [
    ...(tellsAll(description[0] ?? '', published) ? [description] : []),
    [...headline, ...description],
    [fixedForm(published, station)],
  ].filter((sentences) => sentences.length > 0)

  // Beside what the station itself orders our tip may go; the number never does.
  const isOrder = !isCalledOff(form) && [tip, ordered ?? ''].some(makesLeave)
  const lines = [ownLine(tip, isOrder, county), ...(isOwn ? [ownLine('', isOrder, county)] : [])]
  for (const [whole = '', ...rest] of texts) {
    for (const first of [whole.trimEnd(), ...shorterWays(whole.trimEnd())]) {
      if (first.length > firstGlance * county.sms.maxParts) continue
      const dated = (text: string): string => signed + withIssueTime(published, text, first, station)
      let text = joined(first, ordered ?? '')
      const line = lines.find((each) => fits(dated(text) + each))
      if (line === undefined) continue
      for (const next of [...(first === whole.trimEnd() ? rest : []), ...more.map((each) => unsaidOf(each, line))]) {
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
        tails: [...lines, ...(tip === '' ? [] : [`\n${county.sms.ownLinePrefix}${tip}`]), ''],
      },
    ],
    actions: [ordered ?? ''],
    gap: '',
    maxParts: county.sms.maxParts,
  })
}
