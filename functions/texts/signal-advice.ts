/** What a weather signal asks of residents: picked out of a guidance that speaks to offices, schools and ships as well. */
import { type Colour, type Info, languageOf } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { ordersToLeave } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { inTable, isSameLanguage } from '../platform/language.ts'
import { type SignalTable, signalOfEvent } from '../platform/weather-signal.ts'
import { cleanLines, cleanText, cut, opening } from './clean-text.ts'
import { eventNameIn, keepsAway, tipOf } from './event-words.ts'
import { formOf, isCalledOff, isReal, shownColour, speaksForItself } from './message-form.ts'
import { pageWords } from './page-words.ts'
import { isChinese, sentencesOf } from './sentences.ts'
import { foreignWords } from './words-foreign.ts'

export interface SignalAdvice {
  /** 暴雨橙色预警信号 */
  officialName: string
  /** Lines that speak to residents, in the words they were written in; empty where the guidance has none for them. */
  forResidents: string[]
  /** Everything the issuer wrote, unabridged. */
  whole: string
}

/**
 * Advice of a relayed signal, or null for anything else. The issuer's own instruction counts; without one the regulation's
 * guidance for event and colour, by the county's own table (`own`) where its province has published one.
 */
export function signalAdvice(
  published: PublishedAlert,
  info: Info,
  language = 'zh-CN',
  own?: SignalTable,
): SignalAdvice | null {
  const over = isCalledOff(formOf(published))
  if (!published.weatherSignal || !isReal(published) || (over && !speaksForItself(info))) return null
  const colour = shownColour(published)
  const level = levelOf(published.eventCode, colour, own)
  const instruction = info.instruction ?? ''
  const whole = [info.headline, info.description, instruction].map((text) => cleanLines(text ?? '')).filter(Boolean)
  return {
    officialName: officialNameOf(published, colour, level?.name, language),
    forResidents: over ? [] : residentsLines(published, info, level, language),
    whole: whole.join('\n'),
  }
}

export interface Digest {
  /** Heads the lines: 区应急局摘编. */
  label: string
  lines: string[]
}

/**
 * Residents' lines for the top of a page or mail; null where nothing is asked of residents, and where the station speaks
 * to nobody else: then its own words stand there.
 */
export function digestOf(published: PublishedAlert, info: Info, county: County, language: string): Digest | null {
  const lines = signalAdvice(published, info, language, county.signals)?.forResidents ?? []
  const label = isChinese(language)
    ? county.sms.ownLinePrefix.replace(/(?:提示)?[：:]?$/u, '摘编')
    : foreignWords(language).digest
  const instruction = info.instruction ?? ''
  const isOwn = instruction.trim() !== '' && speaks(info, language) && !isGuidance(instruction)
  const signalled = { eventCode: published.eventCode, colour: shownColour(published) }
  const told = isChinese(language) ? shownOf(lines, saidIn(published, info, county), signalled) : lines
  return told.length > 0 && !isOwn ? { label, lines: told } : null
}

/** What of a line the tip does not say already, in whole clauses, of a foreign line in whole sentences: 注意添衣保暖 after 添衣保暖. */
export function unsaidOf(line: string, tip: string): string {
  const kept = line.split(/(?<=[，。！]|[.!?] )/u).filter((clause) => {
    const bare = clause.replace(/^(?:请|并)?(?:注意|应当|要|尽量)?/u, '').replace(/[，。！.!? ]{1,2}$/u, '')
    return !tip.includes(bare) && !isLeaveSaid(clause, tip)
  })
  return kept.join('').trim().replace(/，$/u, '。')
}

const leavesWeakHouse =
  /危房[^，。]{0,40}(?:转移|转到|撤离|疏散|搬)|(?:转移|撤离|疏散)[^，。]{0,40}危房|\bweak(?: house)?, move\b|(?:위험한|약한) 집[^.]{0,20}(?:대피|떠나|옮기)/u

/** A guidance has people leave weak houses, and our tip does so too, and says until when. */
export const isLeaveSaid = (order: string, tip: string): boolean =>
  leavesWeakHouse.test(order) && keepsAway(tip) && /危房|\bweak\b|약한 집/u.test(tip)

/** What is left of the lines beside our own line; null where that says it all. */
export function withoutSaid({ label, lines }: Digest, tip: string): Digest | null {
  const left = lines.map((line) => unsaidOf(line, tip)).filter(Boolean)
  return left.length > 0 ? { label, lines: left } : null
}

type Signalled = Pick<PublishedAlert, 'eventCode' | 'colour'>

/** What of these lines a reader at home is shown; `said` is all of the guidance they were taken out of. */
const shownOf = (lines: readonly string[], said: string, { eventCode, colour }: Signalled): string[] =>
  withClosing(followable(lines, tipOf(eventCode, colour, 'zh-CN')), said)

function saidIn(published: PublishedAlert, info: Info, county: County): string {
  const guidance = levelOf(published.eventCode, shownColour(published), county.signals)?.guidance ?? []
  return cleanText(info.instruction ?? '') || guidance.join('；')
}

/** That schools and offices may close is never all that is said, and never ours to decide. */
const withClosing = (lines: readonly string[], said: string): string[] =>
  lines.length > 0 && /停[课业]|推迟上学/u.test(said) ? [...lines, '上课、上班听学校和单位的通知。'] : [...lines]

/** Chinese leaves them out for counties without a harbour; whoever is aboard and reads no Chinese has nobody to ask. */
const aboard = /船/u

/** What the regulation asks of residents at this colour, in another language: what of it a Chinese reader is shown, no more. */
function rowsOf(level: Level | undefined, signalled: Signalled): NonNullable<Level['residents']> {
  const guidance = level?.guidance ?? []
  const shown = shownOf(residentsOf(guidance), guidance.join('；'), signalled).join('')
  return (level?.residents ?? []).filter(({ zh }) => shown.includes(zh) || aboard.test(zh))
}

/** What nobody does who reads this at home: switches and structures, ships, fields and herds, gatherings and schools. */
const notForHomes =
  /电源|加固|拆除|安排人员|减少损失|冻害|防霜|加强防护|集会|集体活动|停课|停业|学校|校车|幼儿园|港口|回港|船|航行|锚|渔|水产|鱼塘|排水|排涝|农田|灌溉|作物|育种|蔬菜|水果|果树|饲料|牲畜|家禽|家畜|禽畜|棚圈|牧|种养殖|农业|林业|霜冻预警|建筑物资|高空|耗水|用水|供水|企业|工地/u
/** Sends people out of the house: nobody does it whom our tip has leave, or stay in. */
const choreOutside = /室外物品/u
const keepsIn = /(?:别|少)出门|待在屋里|进[^，。；]{0,4}屋/u
/** Dangerous work in the open is somebody's own work; what stands beside it on heights is not. */
const ownWork = /户外(?:露天)?作业/u
/** Whoever the clause begins with, it is for them. */
const byName = /^(?:驾驶(?:人员|员|人)|行人|户外人员)/u
/** Gatherings and other doings in the open stop for everybody. */
const inTheOpen = /停止(?:露天|户外|室内外)[^，。]{0,4}(?:活动|集会)/u
/** 停止室内外大型集会、停课、停业（除特殊行业外）: is said by `withClosing`. */
const closing = /、停[课业](?:、停[课业])?(?:（[^（）]{0,20}）)?/u
const movedBySomebody = /^(?:并|及时|立即)?转移([^，。]{0,60}?(?:人员|居民|群众|住户)[^，。到]{0,60})到([^，。]+)/u
const oneself = /转移|撤离|疏散|危房|危险地带/u
const outdoors = /人员|行人|户外|外出|出门|避雨|暂避|驾驶|逗留|躲/u

/**
 * What a resident can follow of these lines, people who are to move first, then whoever is outdoors. 转移危房居民到… is said to
 * those who go: 危房居民转移到…. Beside a `tip` that has people leave or stay in nothing sends them out.
 */
export function followable(lines: readonly string[], tip = ''): string[] {
  const isBound = keepsAway(tip) || keepsIn.test(tip)
  const clauses = lines.flatMap((line) => {
    const kept = sentencesOf(line, 'zh-CN')
      .flat()
      .filter((clause) => [ownWork, byName, inTheOpen].some((kept) => kept.test(clause)) || !notForHomes.test(clause))
      .filter((clause) => !isBound || !choreOutside.test(clause))
      .map((clause) => clause.replace(movedBySomebody, '$1转移到$2').replace(closing, ''))
    const moved = kept.filter((clause) => oneself.test(clause))
    return [moved, kept.filter((clause) => !moved.includes(clause))].filter((part) => part.length > 0)
  })
  const rank = (line: string): number => (oneself.test(line) ? 0 : outdoors.test(line) ? 1 : 2)
  return clauses
    .map((part) =>
      `${part.join('').replace(/(?<![，,；;。\s])[，,；;。\s]+$/u, '')}。`.replace(/([！!？?…])。$/u, '$1'),
    )
    .toSorted((a, b) => rank(a) - rank(b))
}

/** The regulation's own text, that speaks to offices too, and not what a station asks of people here and now. */
export function isGuidance(instruction: string): boolean {
  const all = instructionsOf(instruction)
  return all.length > 2 || (/\p{Script=Han}/u.test(instruction) && residentsOf(all).length < all.length)
}

/** True when a station's words order people out or in and the regulation, whose lines we have in other languages, does not. */
export function ordersMoreThanTable(published: PublishedAlert, info: Info): boolean {
  const known = residentsOf(levelOf(published.eventCode, shownColour(published))?.guidance ?? [])
  const asked = residentsOf(instructionsOf(info.instruction ?? ''))
  return [info.description ?? '', ...asked.filter((line) => !known.includes(line))].some(ordersToLeave)
}

const speaks = (info: Info, language: string): boolean => isSameLanguage(languageOf(info), language)

type Level = NonNullable<ReturnType<typeof signalOfEvent>>['levels'][number]

const levelOf = (code: string | null, colour: Colour | null, own?: SignalTable): Level | undefined =>
  signalOfEvent(code, own)?.levels.find((level) => level.colour === colour)

function officialNameOf(published: PublishedAlert, colour: Colour | null, name: string | undefined, language: string) {
  const words = pageWords(language)
  const shade = colour ? words.colours[colour] : ''
  const event = cut(cleanText(published.eventName), 24)
  if (isChinese(language)) return name ?? words.signal(event, shade)
  return words.signal(eventNameIn(language, published.eventCode) ?? event, shade)
}

function residentsLines(published: PublishedAlert, info: Info, level: Level | undefined, language: string): string[] {
  const instruction = info.instruction ?? ''
  if (isChinese(language)) {
    const said = residentsOf(instructionsOf(instruction))
    return instruction.trim() === '' ? residentsOf(level?.guidance ?? []) : said
  }
  if (speaks(info, language) && instruction.trim() !== '') return cleanText(instruction).split(/(?<=[.!?])\s+/u)
  const signalled = { eventCode: published.eventCode, colour: shownColour(published) }
  return rowsOf(level, signalled).map((row) => inTable<string>(row, language) ?? row.en)
}

/** What the regulation asks of residents at this colour, in another language; empty where nobody has translated it. */
export const residentsLinesIn = (eventCode: string | null, colour: Colour | null, language: string): string[] =>
  rowsOf(levelOf(eventCode, colour), { eventCode, colour }).flatMap((row) => inTable<string>(row, language) ?? [])

/** Ways to number a list, outermost first: each says which number a mark is. */
const numberings: readonly { mark: RegExp; numberOf: (mark: string) => number }[] = [
  { mark: /[一二三四五六七八九十]{1,2}[、是]|第[一二三四五六七八九十]{1,2}[，、：:]/gu, numberOf: chineseNumber },
  { mark: /[(（][一二三四五六七八九十]{1,2}[)）]/gu, numberOf: chineseNumber },
  { mark: /(?<![\d.])\d{1,2}[.．、](?!\d)/gu, numberOf: (mark) => Number.parseInt(mark, 10) },
  { mark: /[(（]?(?<!\d)\d{1,2}[)）]/gu, numberOf: (mark) => Number.parseInt(mark.replace(/\D/g, ''), 10) },
  { mark: /[①-⑳]/gu, numberOf: (mark) => mark.charCodeAt(0) - 0x245f },
]

function chineseNumber(mark: string): number {
  const digits = mark.replace(/[^一二三四五六七八九十]/gu, '')
  const [tens, ones] = digits.includes('十') ? digits.split('十') : ['', digits]
  const value = (digit: string | undefined): number => '一二三四五六七八九'.indexOf(digit || '?') + 1
  return digits.includes('十') ? (value(tens) || 1) * 10 + value(ones) : value(ones)
}

/** Marks that count on from 1; others of the same look (气温降到2、3度) are words. */
function marksIn(text: string, { mark, numberOf }: (typeof numberings)[number]): { from: number; to: number }[] {
  const marks: { from: number; to: number }[] = []
  for (const found of text.matchAll(mark)) {
    if (numberOf(found[0]) === marks.length + 1) marks.push({ from: found.index, to: found.index + found[0].length })
  }
  return marks.length > 1 ? marks : []
}

/** Heads the guidance and is none itself. */
const label = /^(?:【[^】]{2,8}】|(?:防御|防范|防灾|避险)?(?:指南|措施|建议|提示|要求)[：:])\s*/u

/** The single instructions of a guidance: between its numbers, else at ； and 。 */
export function instructionsOf(guidance: string): string[] {
  const text = cleanLines(opening(guidance, 4_000)).replace(label, '').trim()
  for (const numbering of numberings) {
    const marks = marksIn(text, numbering)
    if (marks.length === 0) continue
    const items = marks.map(({ to }, index) => text.slice(to, marks[index + 1]?.from).trim())
    // A later sentence of an item goes on about whoever the item began with: only numbers inside it begin anew.
    const single = items.flatMap((item) => (isNumbered(item) ? instructionsOf(item) : [item]))
    return [...instructionsOf(text.slice(0, marks[0]?.from)), ...single]
  }
  return sentencesOf(cleanText(text), 'zh-CN').map((sentence) => sentence.join(''))
}

const isNumbered = (text: string): boolean => numberings.some((numbering) => marksIn(text, numbering).length > 0)

const people =
  /居民|群众|住户|村民|市民|公众|民众|人员|(?<!进)行人|路人|驾驶员|驾驶人|司机|车主|车辆|学生|师生|老人|老年人|老、弱|儿童|小孩|孩子|家长|患者|病人|孕妇|游客|旅客|乘客|农户|农民|果农|菜农|养殖户|种植户|种养殖业|渔民|渔船|船舶|船只|船员|大家|人群|人们|您|农业/u
const offices =
  /政府|部门|单位|机构|企业|厂矿|学校|幼儿园|托儿所|机场|铁路|高速公路|轮渡|码头|医院|基层组织|指挥部|公安|交警|气象台|电力|通信|景区|乡镇|街道办|村委会|居委会|飞机|火车|责任人|干部|值班|救援队/u
/** Before one of these a noun is who does it, after it to whom it is done. */
const deeds =
  /转移|组织|疏散|安排|安置|保护|保障|保证|保持|做好|通知|劝|动员|发动|加强|采取|提供|确保|照顾|停止|切断|对|向|引导|指导|启用|启动|检查|加固|减少|注意|避免|防范|防止|关闭|关好|暂停|应当|应|要|必须|须/u
/** Nobody is named, but no resident does it. */
const duties =
  /抢险|救灾|救济|救援工作|人工(?:增雨|防雹|增雪|影响)|应急备用水源|调度|巡查|压减|优先(?:保障|经济)|排放|发动|值班|值守|应急预案|应急响应|做好[^，]{0,30}工作|落实[^，]{0,12}措施|提供[^，]{0,8}(?:指导|服务)/u
/** Whoever the sentence began with, this speaks to the reader. */
const order = /^(?:请|不要|切勿|切忌|严禁|禁止|勿|别|提醒|注意)/u
const condition = /^(?:如|若|当|一旦|遇|在[^，]{0,12}(?:时|情况下)|必要时)/u

type Addressee = 'residents' | 'offices'

/** Whom a clause names as its doer; undefined where it names nobody. */
function doerOf(clause: string): Addressee | undefined {
  if (order.test(clause)) return 'residents'
  const subject = clause.replace(/^(?:因此|同时|并且|此外|另外|各地|所有|全体)/u, '').split(deeds)[0] ?? ''
  if (people.test(subject)) return 'residents'
  if (offices.test(subject)) return 'offices'
  return undefined
}

/** Whoever does it, the people who are to be moved must hear of it. */
const movesPeople = (clause: string): boolean =>
  /转移|撤离|疏散|撤出/u.test(clause) && people.test(clause) && !duties.test(clause)

/** The clauses of one instruction that speak to residents; in doubt a clause does. */
function residentsPart(instruction: string): string {
  let doer = 'residents' as Addressee
  let text = ''
  for (const sentence of sentencesOf(cleanText(instruction), 'zh-CN')) {
    let current = doer
    let waiting = ''
    for (const clause of sentence) {
      const named = doerOf(clause)
      if (!named && condition.test(clause) && clause !== sentence.at(-1)) {
        waiting += clause
        continue
      }
      if (named) doer = named
      current = named ?? (duties.test(clause) ? 'offices' : current)
      if (movesPeople(clause)) current = 'residents'
      if (current === 'residents') text += waiting + clause
      waiting = ''
    }
  }
  return text.replace(/^(?:并|同时)/u, '')
}

/** Offices guard against what comes with the rain, and so does everybody else. */
const comesWithRain = /^做好([^，。；]{0,40}山洪[^，。；]{0,40}?)的(?:防御|防范)(?:和抢险)?工作/u

/** The lines among these instructions that speak to residents, whole and closed. */
export const residentsOf = (instructions: readonly string[]): string[] =>
  instructions
    .map((instruction) => residentsPart(instruction.replace(comesWithRain, '注意防范$1')))
    .filter((text) => /\p{Script=Han}/u.test(text))
    .map((text) => `${text.replace(/(?<![，,；;。\s])[，,；;。\s]+$/u, '')}。`.replace(/([！!？?…])。$/u, '$1'))
