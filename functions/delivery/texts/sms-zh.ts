/** Chinese SMS of warnings the county issues itself; wording and order follow the duty desk's model texts. */
import type { Info } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { type Advice, adviceOf, withoutMarks } from './advice.ts'
import { cleanText, cut, hasLink, opening } from './clean-text.ts'
import { spokenTime } from './local-time.ts'
import { formOf, isCalledOff, isReal, type MessageForm, referencedAtMs, shownColour } from './message-form.ts'
import { type PlaceName, placeOf, senderOf, shorterBody, unitOf } from './place-name.ts'
import { beginningsOf, sentencesOf } from './sentences.ts'
import { layOutSms, type SmsVariant } from './sms-layout.ts'
import { colourZh } from './words-zh.ts'

/** Everything the forms say, already short. */
interface Facts {
  published: PublishedAlert
  form: MessageForm
  sender: string
  /** 7月1日3时12分; of a drill, when it begins. */
  time: string
  event: string
  colour: string
  place: PlaceName
  /** Number of the duty desk. */
  phone: string
  /** 区值班0812-… */
  desk: string
  advice: Advice
  /** What to do, as texts of growing length. */
  actions: string[]
}

interface ZhLayout {
  variants: SmsVariant[]
  actions: string[]
}

export function smsZh(published: PublishedAlert, info: Info, county: County): string {
  const facts = factsOf(published, info, county)
  const { variants, actions } = layoutOf(facts, info)
  return layOutSms({
    variants: variants.map(({ head, tails }) => ({ head: `【${county.sms.signature}】${head}`, tails })),
    actions,
    gap: '',
    maxParts: county.sms.maxParts,
  })
}

function factsOf(published: PublishedAlert, info: Info, county: County): Facts {
  const startMs = isReal(published) ? published.sentAtMs : (published.onsetAtMs ?? published.sentAtMs)
  const advice = adviceOf(published, info, county, 'zh-CN')
  const phone = cut(county.duty.phone, 20)
  return {
    published,
    form: formOf(published),
    sender: senderOf(published, info, county),
    time: spokenTime(startMs),
    event: cut(cleanText(published.eventName), 12),
    colour: colourZh(shownColour(published)),
    place: placeOf(info, published.area, county, 'zh-CN'),
    phone,
    desk: `${unitOf(county)}值班${phone}`,
    advice,
    actions: forResidents(advice.doNow || (isCalledOff(formOf(published)) ? '' : withoutMarks(info.description ?? ''))),
  }
}

/** Addressed to offices: nothing a resident can do. */
const forOffices = /^(?:政府及|各级|各有关|有关部门|有关单位|相关部门|各部门|各单位|各乡镇|各镇|各街道)/u

/** Sentences without links, those for residents where there are any. */
function forResidents(text: string): string[] {
  const all = sentencesOf(opening(cleanText(text)), 'zh-CN').filter((sentence) => !hasLink(sentence.join('')))
  const residents = all.filter((sentence) => !forOffices.test(sentence.join('')))
  return beginningsOf(residents.length > 0 ? residents : all, 'zh-CN')
}

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

/** 银江镇 + 沟边河边住户… runs on; before a verb a comma makes it a call. */
const runsOn = /^(?:沟|河|沿|低|山|坡|地|住|群|居|村|危|库|下游|上游|岸|江|湖|户|人|老|学|各|全体|所有|附近|周边|参演)/u

function inForce(facts: Facts): ZhLayout {
  const { published, form, event, colour, place, time, desk, advice, actions } = facts
  const first = actions[0] ?? ''
  const stop = first === '' ? '。' : '：'
  const head = (sender: string, issued: string, where: string): string => {
    if (form === 'raised' || form === 'lowered') {
      const turn = `${colourZh(published.previousColour)}${form === 'raised' ? '升为' : '降为'}${colour}`
      return `${sender}${issued}将${where}${event}预警由${turn}${stop}`
    }
    const act = form === 'updated' ? '更新' : '发布'
    if (first === '') return `${sender}${issued}${act}${where}${event}${colour}预警。`
    const called = first.includes(where) ? '' : where + (runsOn.test(first) ? '' : '，')
    return `${sender}${issued}${act}${event}${colour}预警：${called}`
  }
  const until = `${spokenTime(published.expiresAtMs, published.sentAtMs)}前有效`
  const home = advice.goingHome === '' ? '' : `，${advice.goingHome}`
  const ask = home !== '' && form !== 'lowered' ? '走不动打' : '疑问打'
  const tails = [`${until}${home}。${ask}${desk}。`, `${until}${home}。`, `${until}。`]
  const late = {
    head: head(shorterBody(facts.sender), '', place.short),
    tails: tails.map((tail) => `${time}发，${tail}`),
  }
  return { variants: [...variantsOf(facts, head, tails), late], actions }
}

function lifted(facts: Facts): ZhLayout {
  const { event, colour, desk, actions } = facts
  const stop = actions.length === 0 ? '。' : '：'
  const head = (sender: string, time: string, place: string): string =>
    `${sender}${time}解除${place}${event}${colour}预警${stop}`
  return { variants: variantsOf(facts, head, [`疑问打${desk}。`, '']), actions }
}

function downgraded(facts: Facts): ZhLayout {
  const { event, colour, desk, advice, actions } = facts
  const head = (sender: string, time: string, place: string): string =>
    `${sender}${time}将${place}${event}${colour}预警降级，不是解除：`
  const home = advice.goingHome === '' ? '' : `${advice.goingHome}。`
  return { variants: variantsOf(facts, head, [`${home}疑问打${desk}。`, home]), actions }
}

function issuedInError(facts: Facts): ZhLayout {
  const { published, event, colour, desk, advice, actions } = facts
  const wasAtMs = referencedAtMs(published)
  const was = wasAtMs === null ? '先前' : spokenTime(wasAtMs, published.sentAtMs)
  const head = (sender: string, time: string, place: string): string =>
    `【更正】${sender}${time}：${was}${place}${event}${colour}预警是误发，现撤销，`
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
      : `在${place}${word}${event}${colour}预警`
    return `${mark}不是真的。${sender}${time}${what}${stop}`
  }
  const calm = /照常/u.test(info.instruction ?? '') ? '' : '其他人照常生活。'
  const until = `${word}到${spokenTime(published.expiresAtMs, published.onsetAtMs ?? published.sentAtMs)}。`
  const ask = `疑问打${phone}。`
  const tails = over
    ? [`${ask}${mark}`, mark]
    : [`${calm}${until}${ask}${mark}`, `${until}${ask}${mark}`, `${until}${mark}`, mark]
  return { variants: variantsOf(facts, head, tails), actions }
}
