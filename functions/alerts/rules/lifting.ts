/** When a message calls off what it follows, whatever its msgType, and what may not stand in it. Pure. */
import type { Alert, CancelReason, Info } from '../alert.ts'
import { cancelReasonOf } from './cancel-reason.ts'
import { ordersToLeave } from './orders.ts'

const saysAllClear = ({ responseType }: Pick<Info, 'responseType'>): boolean => responseType.includes('AllClear')
const takesCover = ({ responseType }: Pick<Info, 'responseType'>): boolean =>
  responseType.includes('Evacuate') || responseType.includes('Shelter')

/** Every info says AllClear, and none that people should leave or take shelter (CAP 1.2 §3.2.2 responseType). */
export const isAllClear = ({ info }: Pick<Alert, 'info'>): boolean =>
  info.length > 0 && info.every((each) => saysAllClear(each) && !takesCover(each))

/** Why it calls off what it follows; null on whatever warns. An AllClear that follows nothing is held, not told. */
export const endsAs = (alert: Alert): CancelReason | null =>
  alert.msgType === 'Cancel' || (alert.msgType === 'Update' && isAllClear(alert)) ? cancelReasonOf(alert) : null

const lift = '(?:解除|撤销|撤消|取消|终止|结束)'
const object = '(?:预警|警报|信号)'
/** 预警信号, 预警信息: the object in full. */
const objectTail = '(?:信号|信息|消息|通知)?'
/** 现已全部解除; when it was stands once among them (于7月1日). */
const manner = '(?:已经?|现|予以|正式|全部|全面|均)'
/** Not yet, only later, or only when: 预警未解除, 解除前, 等待解除. */
const notYet = new RegExp(
  `(?:未|尚未|没有|没|不|不得|不能|待|等|等待|直到|直至|至|到|听候|何时|如何)[^，。；！]{0,6}?${lift}|${lift}[^，。；！]{0,8}?(?:之?前|以前|之?后|以后|时(?!间)|条件|时间)`,
  'u',
)
const liftsObject = new RegExp(
  `${lift}(?![^，。；！]{0,4}(?:班车|航班|列车|课|活动))[^，。；！\\s]{0,30}?${object}`,
  'u',
)
const objectLifted = new RegExp(
  `${object}${objectTail}${manner}{0,6}(?:于[^，。；！]{1,16}?)?${manner}{0,6}${lift}(?:通知|公告|通告|消息|信息|令)?(?=$|[，。；！：:,.!\\s）)】（(])`,
  'u',
)
/** A colour that begins: 发布暴雨黄色预警, 升级为红色, 由红色降为橙色. Without it the headline only ends something. */
const issuesColour =
  /(?:发布|升级|提升|变更|更新|调整|降为|降至|降级为|升为|升至|改为|改发|转为|转发|继续)(?!解除|撤销|撤消|取消)[^，。；！解撤取]{0,16}?[红橙黄蓝]色/u
const englishLifts =
  /\b(?:warning|alert|signal)s?\b[^.;:!?]{0,40}\b(?:lifted|cancell?ed|withdrawn|ended|over)\b|\b(?:lift|cancel|withdraw|end)(?:s|ed|led|ing)?\b[^.;:!?]{0,40}\b(?:warning|alert|signal)s?\b|\ball[- ]?clear\b/iu
const englishNotYet = /\b(?:not|until|unless|before|when|once|after|will be|to be)\b/iu
const koreanLifts = /(?:경보|주의보|특보|신호)[^.,!]{0,12}해제(?!\s*(?:전|될|시까지|까지|되지))/u

/** True when a headline, by itself, says that a warning is over: 解除山洪红色预警, and not 取消全部班车. */
export function headlineLifts(headline: string): boolean {
  const isChineseLifting =
    (liftsObject.test(headline) || objectLifted.test(headline)) &&
    !issuesColour.test(headline) &&
    !notYet.test(headline)
  return (
    isChineseLifting || (englishLifts.test(headline) && !englishNotYet.test(headline)) || koreanLifts.test(headline)
  )
}

/** The words a reader takes for the title: the headline, else the event. */
const titleOf = ({ headline, event }: Pick<Info, 'headline' | 'event'>): string => headline?.trim() || event

/** Some title says that it is over. */
export const titleLifts = ({ info }: Pick<Alert, 'info'>): boolean => info.some((each) => headlineLifts(titleOf(each)))

const sentences = (text: string): string[] => text.match(/[^。！？!?；;\n]+[。！？!?；;\n]*/gu) ?? []

/** What a sentence says, without the signs, digits and spaces that a second typing changes. */
const core = (sentence: string): string =>
  sentence
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')

/** Sørensen–Dice over pairs of letters: 1 is the same, 0 nothing in common. */
function likeness(a: string, b: string): number {
  if (a === b) return 1
  if (a.length < 2 || b.length < 2) return 0
  const pairs = new Map<string, number>()
  for (let i = 1; i < a.length; i++) pairs.set(a.slice(i - 1, i + 1), (pairs.get(a.slice(i - 1, i + 1)) ?? 0) + 1)
  let common = 0
  for (let i = 1; i < b.length; i++) {
    const pair = b.slice(i - 1, i + 1)
    const left = pairs.get(pair) ?? 0
    if (left > 0) common += 1
    pairs.set(pair, left - 1)
  }
  return (2 * common) / (a.length + b.length - 2)
}

/** From here on a sentence counts as the same one typed again. */
const nearlyEqual = 0.8
/** Sentences compared, and letters of each: a hostile text must not cost more than an honest one. */
const mostSentences = 60
const mostLetters = 200

/**
 * The lifting without whatever it repeats of the warnings it ends (forms copy the old block and change the title).
 * An order under a condition stays: 看见裂缝、塌方马上离开 is right in a lifting too.
 */
export function withoutRepeats(lifting: Alert, ended: readonly Alert[]): { alert: Alert; notes: string[] } {
  const said = new Set(
    ended
      .flatMap(({ info }) => info.flatMap(({ description, instruction }) => [description ?? '', instruction ?? '']))
      .flatMap((text) => sentences(text).slice(0, mostSentences))
      .map((sentence) => core(sentence).slice(0, mostLetters))
      .filter((sentence) => sentence.length > 3),
  )
  const notes = new Set<string>()
  const isRepeated = (sentence: string): boolean => {
    if (isConditional.test(sentence)) return false
    const own = core(sentence).slice(0, mostLetters)
    return said.has(own) || [...said].some((each) => likeness(each, own) >= nearlyEqual)
  }
  const without = (text: string, path: string): string => {
    const parts = sentences(text)
    const kept = parts.filter((sentence, i) => i >= mostSentences || !isRepeated(sentence))
    if (kept.length === parts.length) return text
    notes.add(`${path}: sentences of the warning it ends left out`)
    return kept.join('').trim()
  }
  const info = lifting.info.map((each, i) => {
    const { description, instruction, ...rest } = each
    const path = `alert/info[${i + 1}]`
    const keptDescription = description && without(description, `${path}/description`)
    const keptInstruction = instruction && without(instruction, `${path}/instruction`)
    return {
      ...rest,
      ...(keptDescription && { description: keptDescription }),
      ...(keptInstruction && { instruction: keptInstruction }),
    }
  })
  return { alert: { ...lifting, info }, notes: [...notes] }
}

const isConditional = /如|若|一旦|万一|遇|看见|看到|发现|听到|感到|要是|\bif\b|\bwhen\b|\bin case\b/iu

/** True when a lifting still orders people out, or in: nobody can follow both. */
export const stillOrders = ({ info }: Pick<Alert, 'info'>): boolean =>
  info.some(({ headline, description, instruction }) =>
    [headline, description, instruction].some((text) => text !== undefined && ordersToLeave(text)),
  )
