/** What a sender's headline and description say has happened, without what the frame around them says already. */
import type { Info } from '../alerts/alert.ts'
import { colourEntries } from '../alerts/colour.ts'
import { eventByCode } from '../alerts/event.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { forResidents, ordersToLeave, requestsIn } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { cleanText, opening, withoutMarks } from './clean-text.ts'
import { formOf, isCalledOff, mannerOf } from './message-form.ts'
import { placeOf } from './place-name.ts'
import { isChinese, sentencesOf } from './sentences.ts'

/** Words of every headline that say nothing by themselves. */
const filler =
  /(?:防汛抗旱|抗震救灾|森林草原防灭火|森林防火|地质灾害)?(?:应急)?指挥部(?:办公室)?|应急管理局|应急局|水利局|自然资源(?:和规划)?局|人民政府|政府|办公室|[市区县]防[指办]|预警信号|预警信息|预警|警报|信号|信息|消息|通知|通告|公告|紧急|关于|继续|发布|更新|升级|变更|降级|解除|撤销|取消|转发|提示|风险|灾害|事件|天气|气象台|气象局|[ⅠⅡⅢⅣ1-4一二三四]级|[IV]{1,3}级|特别重大|特别严重|重大|较大|一般|严重|较重|的|为|了|将|由|从|至|到|在|\b(?:warning|alert|signal|issued?|updated?|lifted|cancel(?:led|ed)?|all clear|for|of|by|the|a|in|has|been|level|red|orange|yellow|blue)\b|경보|주의보|발령|해제/giu
const times = /\d{2,4}年|\d{1,2}月|\d{1,2}[日号]|\d{1,2}[时点:：]\d{0,2}分?(?:\d{1,2}秒)?|今天|今日|今晚/gu

/** Units of names that a headline can repeat; each is looked for in it. */
const mostNames = 600

const without = (text: string, word: string): string => (word.length < 2 ? text : text.replaceAll(word, ' '))

/** True when a text only repeats event, colour, sender and place. */
function isEcho(text: string, published: PublishedAlert, info: Info, county: County, language: string): boolean {
  const registered = county.senders.find(({ sender }) => sender === published.alert.sender)?.name
  const { whole } = placeOf(info, published.area, county, language)
  const known = [
    ...opening(info.senderName ?? '', mostNames).split(/[、，,]/u),
    registered,
    county.province,
    county.city,
    county.fullName,
    county.name,
    county.englishName,
    ...opening(whole, mostNames).split(/、|, /u),
    ...published.area.codes.map((code) => county.names.get(code)),
    opening(info.event, mostNames),
    published.eventName,
    eventByCode(published.eventCode ?? '')?.name,
    ...colourEntries.map(({ zh }) => zh),
  ]
  const rest = known
    .map((word) => word?.trim().toLowerCase() ?? '')
    .toSorted((a, b) => b.length - a.length)
    .reduce(without, text.toLowerCase())
    .replace(times, ' ')
    .replace(filler, ' ')
  const manner = mannerOf(published, info)
  // What a notice or news is about may be one word more: 停电检修.
  const most = manner === 'notice' || manner === 'news' ? 0 : isChinese(language) ? 2 : 4
  return (rest.match(/[\p{L}\p{N}]/gu) ?? []).length <= most
}

/** The headline on one line; empty where it only repeats event, colour, sender and place, or orders people out of what ended. */
export function headlineOf(published: PublishedAlert, info: Info, county: County, language: string): string {
  const headline = cleanText(opening(withoutMarks(info.headline ?? '')))
  if (headline === '' || isEcho(headline, published, info, county, language)) return ''
  return isCalledOff(formOf(published)) && ordersToLeave(headline) ? '' : headline
}

/** 攀枝花市气象台7月1日发布暴雨红色预警信号： in front of what it says. */
const formula =
  /^[^：:。！，]{0,60}(?:发布|更新|变更|升级|继续|签发)[^：:。！，]{0,30}(?:预警|警报|信号|消息|通知)[^：:。！，]{0,12}[：:，]/u

/** What led up to it has no room before a long sentence that says what comes: 受持续强降雨影响，土壤趋于饱和，预计…. */
const background = /^(?:受|因|由于|据|根据|鉴于)[^。！]{2,60}?，(?=[^，。]{0,12}(?:预计|预报|将|可能|发生|出现|已))/u
const longSentence = 40
const withoutBackground = (sentence: string): string =>
  sentence.length <= longSentence ? sentence : sentence.replace(background, '')

const measures =
  /[（(][^（()）]{0,100}(?:北纬|东经|南纬|西经|经度|纬度)[^（()）]{0,100}[)）]|，?(?:北纬|东经)[\d.]+度?|，?震源深度\d+(?:千米|公里)(?:左右)?/gu

/** Without coordinates and depths, that a phone has no room for; pages and mails have them. */
export const withoutMeasures = (text: string): string => text.replace(measures, '')

/** Sentences of the description that say what happens: without orders, formulas and what addresses offices. */
export function happeningsOf(info: Info, language = 'zh-CN'): string[] {
  const text = cleanText(opening(withoutMarks(info.description ?? ''))).replace(formula, '')
  const orders = new Set(requestsIn(text).map((sentence) => sentence.trim()))
  return sentencesOf(forResidents(text), language)
    .map((sentence) => withoutBackground(sentence.join('').trim()))
    .filter(
      (sentence) =>
        /\p{L}/u.test(sentence) && !orders.has(sentence) && !/^请?[^，。]{0,10}注意防范|谅解|知悉/u.test(sentence),
    )
}
