/** Chinese SMS of warnings the county issues itself; wording and order follow the duty desk's model texts. */
import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { forResidents } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { spokenTime } from '../platform/local-time.ts'
import { adviceOf, restStays, signsOfDanger } from './advice.ts'
import type { Advice } from './advice-shape.ts'
import { cleanText, cut, opening } from './clean-text.ts'
import { happeningsOf, headlineOf, withoutMeasures } from './headline.ts'
import {
  formOf,
  isCalledOff,
  isReal,
  type Manner,
  type MessageForm,
  mannerOf,
  referencedAtMs,
  shownColour,
} from './message-form.ts'
import { isAnothers, type PlaceName, placeOf, relayerOf, runsOn, senderOf, shorterBody, unitOf } from './place-name.ts'
import { beginningsOf, sentencesOf } from './sentences.ts'
import { layOutSms, type SmsVariant } from './sms-layout.ts'
import { endInvites, spokenWhen } from './when.ts'
import { colourZh } from './words-zh.ts'

/** Everything the forms say, already short. */
interface Facts {
  published: PublishedAlert
  form: MessageForm
  manner: Manner
  sender: string
  /** Who posted it, where that is another body than `sender` of another place: 转发四川地震台网消息. */
  relayer: string
  /** A station's signal, or the words of such a body. */
  isAnothers: boolean
  /** 7月1日3时12分; of a drill, when it begins. */
  time: string
  event: string
  colour: string
  place: PlaceName
  /** Names of the county's towns. */
  towns: string[]
  /** Number of the duty desk. */
  phone: string
  /** 区值班0812-… */
  desk: string
  advice: Advice
  /** The sender's headline, where it says more than the frame. */
  headline: string
  /** What happens, in the sender's sentences. */
  happenings: string[]
  /** What to do, as texts of growing length. */
  actions: string[]
}

interface ZhLayout {
  variants: SmsVariant[]
  actions: string[]
}

export function smsZh(published: PublishedAlert, info: Info, county: County): string {
  const facts = factsOf(published, info, county)
  const whole = facts.place.whole === facts.place.full ? undefined : withWholePlace(facts)
  const text = whole && laidOut(layoutOf(whole, info), county)
  return text?.includes(facts.place.whole) && text.includes(layoutOf(facts, info).actions[0] ?? '')
    ? text
    : laidOut(layoutOf(facts, info), county)
}

/** A place that has room is not cut, be it long: whoever lives at its end must know. */
const withWholePlace = (facts: Facts): Facts => ({
  ...facts,
  sender: shorterBody(facts.sender),
  place: { ...facts.place, full: facts.place.whole, short: facts.place.whole },
})

const laidOut = ({ variants, actions }: ZhLayout, county: County): string =>
  layOutSms({
    variants: variants.map(({ head, tails }) => ({ head: `【${county.sms.signature}】${head}`, tails })),
    actions,
    gap: '',
    maxParts: county.sms.maxParts,
  })

const longestPhone = 24

function factsOf(published: PublishedAlert, info: Info, county: County): Facts {
  const startMs = isReal(published) ? published.sentAtMs : (published.onsetAtMs ?? published.sentAtMs)
  const advice = adviceOf(published, info, county, 'zh-CN')
  const phone = cut(county.duty.phone, longestPhone)
  return {
    published,
    form: formOf(published),
    manner: mannerOf(published, info),
    sender: senderOf(published, info, county),
    relayer: relayerOf(published, info, county),
    isAnothers: isAnothers(published, county),
    time: spokenTime(startMs),
    event: cut(cleanText(published.eventName), 12),
    colour: colourZh(shownColour(published)),
    place: placeOf(info, published.area, county, 'zh-CN'),
    towns: county.towns.map(({ name }) => name),
    phone,
    desk: `${unitOf(county)}值班${phone}`,
    advice,
    headline: withoutMeasures(headlineOf(published, info, county, 'zh-CN')),
    happenings: happeningsOf(info).map(withoutMeasures),
    actions: beginnings(forResidents(cleanText(opening(advice.doNow)))),
  }
}

const beginnings = (text: string): string[] => beginningsOf(sentencesOf(opening(text), 'zh-CN'), 'zh-CN')

function layoutOf(facts: Facts, info: Info): ZhLayout {
  if (!isReal(facts.published)) return drill(facts, info)
  switch (facts.form) {
    case 'error':
      return issuedInError(facts)
    case 'downgraded':
      return downgraded(facts)
    case 'lifted':
      return lifted(facts)
    default:
      return inForce(facts)
  }
}

/** Heads from full to short: every place, the first and a count, the sender's short name. */
function variantsOf(
  { sender, time, place }: Facts,
  head: (sender: string, time: string, place: string) => string,
  tails: readonly string[],
): SmsVariant[] {
  const shorter = shorterBody(sender)
  return [
    { head: head(sender, time, place.full), tails },
    { head: head(sender, time, place.short), tails },
    { head: head(shorter, time, place.full), tails },
    { head: head(shorter, time, place.short), tails },
  ]
}

/** What happened in front of what to do: short enough that both are seen at a glance. */
const longestLead = 40

const closed = (text: string): string =>
  /[。！？!?…]["”』」）)]*$/u.test(text) ? text : `${text.replace(/[，；,;、]$/u, '')}。`

/** Texts of growing length: what must be said, then sentence by sentence what else there is room for. */
function growing(least: readonly string[], more: readonly string[]): string[] {
  const texts = least.length > 0 ? [...least] : []
  let text = texts.at(-1) ?? ''
  for (const sentence of more) {
    if (sentence === '' || text.includes(sentence.replace(/[。！!]$/u, ''))) continue
    text += closed(sentence)
    texts.push(text)
  }
  return texts
}

interface Content {
  actions: string[]
  /** Our own words, where the sender has none for what to do: they stand at the end, and never fall out. */
  stock: string
}

/** The sender's own action first, with what happened beside it; without one what happened, then a phrase of ours. */
function contentOf({ manner, advice, headline, happenings, actions }: Facts): Content {
  const isOurs = advice.source === 'responseType' || advice.source === 'county'
  const [first = '', ...others] = happenings
  if (isOurs) {
    // A lead of its own is read before the description, which often says it again.
    const said = headline === '' ? happenings : [headline, ...happenings.filter((each) => !repeats(each, headline))]
    return { actions: growing(beginnings(closedOrNone(said[0] ?? '')), said.slice(1)), stock: advice.doNow }
  }
  const lead = leadOf(manner, advice, headline || (manner === 'warning' ? '' : first))
  if (lead !== '') {
    const led = actions.map((text) => withLead(lead, text))
    return {
      actions: growing(
        led,
        [first, ...others].filter((each) => !repeats(each, lead)),
      ),
      stock: '',
    }
  }
  return { actions: growing(actions, [headline === '' ? first : headline]), stock: '' }
}

const closedOrNone = (text: string): string => (text === '' ? '' : closed(text))

/** Of an outage or a closed road, and where the action stands in the description, what happened comes first. */
function leadOf(manner: Manner, { source }: Advice, headline: string): string {
  const isFirst = manner === 'notice' || manner === 'news' || source === 'description'
  return isFirst && headline.length <= longestLead ? headline : ''
}

const hour = /\d{1,2}[时点:：]/u

/** 炳草岗大桥双向封闭 + 炳草岗大桥因支座受损双向封闭，请绕行渡口大桥 → 炳草岗大桥双向封闭，请绕行渡口大桥 */
function withLead(lead: string, action: string): string {
  const at = action.search(/(?:^|[，。！；])(?:请|不要|切勿|严禁|禁止|马上|立即|立刻|尽量)/u)
  const before = action.slice(0, Math.max(0, at))
  // From when a road is closed is no detail.
  if (hour.test(before) && !hour.test(lead)) return action
  const asked = repeats(before, lead) ? action.slice(at + 1) : action
  return lead.replace(/[。！!，,]$/u, '') + (asked.startsWith('请') ? '，' : '。') + asked
}

/** Nearly the same said again: most pairs of characters of the shorter stand in the other. */
function repeats(text: string, other: string): boolean {
  const pairs = (of: string): string[] => {
    const plain = of.replace(/[^\p{L}\p{N}]/gu, '')
    return Array.from({ length: Math.max(0, plain.length - 1) }, (_, i) => plain.slice(i, i + 2))
  }
  const [short, long] = text.length <= other.length ? [text, other] : [other, text]
  const all = pairs(short)
  return all.length > 0 && all.filter((pair) => long.includes(pair)).length / all.length >= 0.7
}

function inForce(facts: Facts): ZhLayout {
  const { published, form, manner, event, colour, place, time, desk, advice } = facts
  const { actions, stock } = contentOf(facts)
  const first = actions[0] ?? stock
  const isSaid = first !== ''
  const stop = isSaid ? '：' : '。'
  const called = (where: string): string =>
    where === '' || tellsPlace(where) ? '' : where + (runsOn.test(first) ? '' : '，')
  const head = (sender: string, issued: string, where: string): string => {
    if (manner !== 'warning') {
      const isTold = first.includes(event) || manner === 'news' || facts.headline !== '' || facts.happenings.length > 0
      const about = isTold ? '' : `${tellsPlace(where) ? '' : where}${event}。`
      return plainHead(facts, sender, issued) + (about || called(where))
    }
    if (form === 'raised' || form === 'lowered') {
      const turn = `${colourZh(published.previousColour)}${form === 'raised' ? '升为' : '降为'}${colour}`
      return `${sender}${issued}将${where}${event}预警由${turn}${stop}`
    }
    const act = published.isReissue ? '继续发布' : form === 'updated' ? '更新' : '发布'
    return isSaid
      ? `${sender}${issued}${act}${event}${colour}预警：${called(where)}`
      : `${sender}${issued}${act}${where}${event}${colour}预警。`
  }
  const ours = stock === '' || actions.length === 0 ? '' : closed(stock)
  const tails = tailsOf(facts).map((tail) => ours + tail)
  const late = {
    head: head(shorterBody(facts.sender), '', place.short),
    tails: tails.map((tail) => `${time}发布，${tail}`),
  }
  return {
    variants: [...variantsOf(facts, head, tails), late],
    actions: actions.length === 0 && stock !== '' ? beginnings(stock) : actions,
  }

  /** What is said names its own place, or is no warning: the whole county in front of it would widen it. */
  function tellsPlace(where: string): boolean {
    if (first.includes(where)) return true
    const isCounty = published.area.codes.some((code) => code.length <= 6) && where === place.full
    return isCounty && (manner !== 'warning' || facts.towns.some((town) => first.includes(town)))
  }

  function tailsOf({ manner: how }: Facts): string[] {
    const home = advice.goingHome
    const ask = advice.asks && form !== 'lowered' ? '走不动打' : '疑问打'
    if (how === 'news') return [`${ask}${desk}。`, '']
    // A notice whose words hold the hour says it once.
    const isTold = how === 'notice' && published.hasEnd && hour.test(facts.headline + first)
    const isOpen = how === 'notice' && endInvites(published, facts.headline)
    const [until = '', shorter = until] = isTold || isOpen ? [] : spokenWhen(published)
    const sentence = (...parts: readonly string[]): string => closedOrNone(parts.filter(Boolean).join('，'))
    return [
      `${sentence(until, home)}${ask}${desk}。`,
      `${sentence(shorter, home)}${ask}${desk}。`,
      sentence(shorter, home),
      sentence(shorter),
    ]
  }
}

/** 区应急局7月1日8时30分通知：; 区应急局…转发四川地震台网消息： of what is over and another body says. */
function plainHead({ manner, form, relayer, headline, happenings }: Facts, sender: string, issued: string): string {
  if (manner === 'news') {
    // What happened says when itself.
    const time = /\d{1,2}[日号]\d{1,2}[时点:：]/u.test(headline || (happenings[0] ?? '')) ? '' : issued
    return relayer === '' ? `${sender}${time}通报：` : `${relayer}${time}转发${sender}消息：`
  }
  return `${sender}${issued}${form === 'issued' ? '' : '更新'}通知：`
}

/** What is called off, as it was told: a warning of a colour, or a notice. */
const calledOffName = ({ manner, event, colour }: Facts): string =>
  manner === 'notice' ? `${event}通知` : `${event}${colour}预警`

function lifted(facts: Facts): ZhLayout {
  const { published, desk, advice } = facts
  const part = published.isPart ? restStays : ''
  const signs = advice.doNow.includes(`${signsOfDanger}。`) ? signsOfDanger : ''
  // The signs of danger and the number are one sentence; what a part does not lift never falls out.
  const said = advice.doNow.replace(`${signsOfDanger}。`, '').replace(restStays, '')
  const actions = beginnings(forResidents(cleanText(opening(said))))
  const stop = actions.length === 0 && signs === '' ? '。' : '：'
  const head = (sender: string, time: string, place: string): string =>
    `${sender}${time}解除${place}${calledOffName(facts)}${stop}`
  const tails = signs ? [`${part}${signs}，打${desk}。`, `${part}${signs}。`, part] : [`${part}疑问打${desk}。`, part]
  return { variants: variantsOf(facts, head, tails), actions }
}

function downgraded(facts: Facts): ZhLayout {
  const { desk, advice, actions } = facts
  const head = (sender: string, time: string, place: string): string =>
    `${sender}${time}将${place}${calledOffName(facts)}降级，不是解除：`
  const home = advice.goingHome === '' ? '' : `${advice.goingHome}。`
  return { variants: variantsOf(facts, head, [`${home}疑问打${desk}。`, home]), actions }
}

function issuedInError(facts: Facts): ZhLayout {
  const { published, desk, advice, actions } = facts
  const wasAtMs = referencedAtMs(published)
  const was = wasAtMs === null ? '先前' : spokenTime(wasAtMs, published.sentAtMs)
  if (facts.isAnothers) {
    const head = (sender: string, time: string, place: string): string =>
      `${sender}${time}撤销${was}${place}${calledOffName(facts)}（误发）。`
    return { variants: variantsOf(facts, head, [`疑问打${desk}。`, '']), actions }
  }
  const head = (sender: string, time: string, place: string): string =>
    `【更正】${sender}${time}：${was}${place}${calledOffName(facts)}是误发，现撤销，`
  const sorry = /道歉|致歉|抱歉/u.test(advice.doNow) ? '' : '向大家道歉。'
  return { variants: variantsOf(facts, head, [`${sorry}查询${desk}。`, sorry]), actions }
}

function drill(facts: Facts, info: Info): ZhLayout {
  const { published, form, event, colour, phone, actions } = facts
  const word = published.alert.status === 'Exercise' ? '演练' : '测试'
  const mark = `【${word}】`
  const over = isCalledOff(form)
  const stop = actions.length === 0 ? '。' : '：'
  const head = (sender: string, time: string, place: string): string => {
    const what = over
      ? `${form === 'error' ? '撤销误发的' : '结束'}${place}${event}${word}`
      : `在${place}${word}${published.weatherSignal ? '（模拟）' : ''}${event}${colour}预警${published.weatherSignal ? '信号' : ''}`
    return `${mark}不是真的。${sender}${time}${what}${stop}`
  }
  const calm = [info.instruction ?? '', ...actions].some((text) => text.includes('照常')) ? '' : '其他人照常生活。'
  const until = `${word}到${spokenTime(published.expiresAtMs, published.onsetAtMs ?? published.sentAtMs)}。`
  const ask = `疑问打${phone}。`
  const tails = over
    ? [`${ask}${mark}`, mark]
    : [`${calm}${until}${ask}${mark}`, `${until}${ask}${mark}`, `${until}${mark}`, mark]
  return { variants: variantsOf(facts, head, tails), actions }
}
