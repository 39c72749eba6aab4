/** What calls itself a drill, and what must. Pure. */
import type { Info } from '../alert.ts'

/** Said of a drill that is stopped or denied: 演练停止，这是真的. */
const notADrill =
  /(?:不是|并非|不属于|非)演[练习]|演[练习](?:停止|中止|终止|取消|结束)|(?:停止|中止|终止|取消|暂停)(?:一切|所有|各类|正在进行的)?演[练习]|\bnot an? (?:drill|exercise)\b/giu
const drillWords =
  /演[练习]|\bdrills?\b|\bexercises?\b(?!\s+(?:\w+\s+)?(?:caution|care|vigilance|restraint|judge?ment|patience|control))/iu

/** Whether the text calls itself a drill; "exercise caution" does not. */
export const saysDrill = (text: string): boolean => drillWords.test(text.replace(notADrill, ''))

const drillMark = '【演练】'

/** An Exercise must not be taken for real wherever its headline goes alone. */
export const markedAsDrill = (info: Info): Info =>
  info.headline?.startsWith(drillMark) ? info : { ...info, headline: `${drillMark}${info.headline ?? info.event}` }
