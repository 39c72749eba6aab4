/** Why a warning is called off, from what its sender says. "There was no danger" is told only where that is said clearly. */
import type { Alert, CancelReason } from '../alert.ts'

/** Between the warning and the word that it was a mistake nothing else may stand: 预警期间雨量站误报 is no mistaken warning. */
const mistakenWarning = [
  /(?:预警|警报)(?:信息|信号|消息|短信)?[）)”"]?[，,：:（(]?(?:此前|已|经|核实|确认|是|为|系|属于?|因|由于?|人员|工作|操作|系统|平台|设备|技术|软件|测试|调试|原因|失误|故障)*(?:误发|误报|错发|错误发布|发布有误|发布错误)/u,
  /(?:误发|错发|错误发布|误报[的了])(?:(?!发布|导致|引发|造成|触发|解除|取消)[^，,。；;！!？?\n]){0,30}(?:预警|警报)/u,
  /\b(?:warning|alert|message)\b(?:[^.,:;!?\n]|[.:]\d){0,60}\b(?:issued|sent|published) (?:in error|by mistake)\b/iu,
  /\b(?:warning|alert) (?:was|is) a false alarm\b/iu,
]
/** A note or headline is about its own message and needs no subject: 误发，特此更正. */
const mistakenMessage =
  /^(?:【?更正[】：:，,]*)?(?:(?:此|该|本)(?:条|次)?(?:信息|消息)?)?(?:是|为|系|属于?|因|由于?|人员|操作|系统|测试|失误|故障)*(?:误发|误报|错发|错误发布|发布有误|发布错误)|^(?:this was )?(?:issued|sent) (?:in error|by mistake)\b|^false alarm\b/iu
/** Denied, doubted, hearsay, or a warning that should have had another colour: no reason to tell people to go home. */
const notSoClear =
  /(?:不是|并非|不属于?|不存在|没有|避免|防止|是否|疑似|可能|或为|如有|怀疑)[^，,。；;\n]{0,6}(?:误[发报]|错发|错误发布)|网传|流传|传言|传闻|应为|改为|更正为|\bnot (?:been )?(?:issued|sent|a false)|\b(?:may|might) have been\b|rumou?r/iu

/** It sinks, but not to nothing: said of the warning or its colour, not of a water level or of the authorities' own response. */
const sinks = /降级|降为|降至|降低为|降低至|下调|downgrad/iu
const ofWarning = /预警|警报|级别|等级|[红橙黄蓝]色|warning|alert|\b(?:red|orange|yellow|blue)\b/iu
const ofSomethingElse = /响应|水位|流量|雨量|response|water level/iu
const sinksItself = /^(?:现|已|今|予以|将)*(?:降级|下调)|^downgraded\b/iu
const isDowngrade = (text: string): boolean =>
  text
    .split(/[，,。；;！!\n]|\.\s/u)
    .map((clause) => clause.trim())
    .some(
      (clause) =>
        sinks.test(clause) && !ofSomethingElse.test(clause) && (ofWarning.test(clause) || sinksItself.test(clause)),
    )

const isLifting = /解除|取消|\blift|\bcancel|\ball clear\b/iu

const isMistake = (text: string): boolean => !notSoClear.test(text) && mistakenWarning.some((words) => words.test(text))

/** What some texts say; a danger that only sinks is told before one that never was. */
function saidIn(texts: readonly string[], isAboutMessage: boolean): CancelReason | undefined {
  if (texts.some(isDowngrade)) return 'downgraded'
  const says = (text: string) =>
    isMistake(text) || (isAboutMessage && mistakenMessage.test(text.trim()) && !notSoClear.test(text))
  if (texts.some(says)) return 'error'
  return texts.some((text) => isLifting.test(text)) ? 'lifted' : undefined
}

const isText = (text: string | undefined): text is string => text !== undefined

/** By the parameter `cancelReason`, else by headline and note, by the description only where these say nothing; else lifted. */
export function cancelReasonOf({ note, info }: Alert): CancelReason {
  const told = info
    .flatMap(({ parameter }) => parameter)
    .find(({ valueName }) => valueName === 'cancelReason')
    ?.value.trim()
  if (told === 'lifted' || told === 'downgraded' || told === 'error') return told
  return (
    saidIn([note, ...info.map(({ headline }) => headline)].filter(isText), true) ??
    saidIn(info.map(({ description }) => description).filter(isText), false) ??
    'lifted'
  )
}
