/** What a sender's words ask people to do. Pure; rules, texts and pages all go by it. */
import type { Info } from './alert.ts'

const leaving =
  /转移|撤离|撤出|疏散|往[^，。！？；]{0,8}高处|向[^，。！？；]{0,8}高处|evacuat|uphill|high(?:er)? ground|대피/i
const onlyReady =
  /(?:做好|随时)[^，。！？；]{0,6}(?:转移|撤离|疏散)(?:的?准备)?|准备(?:转移|撤离|疏散)|prepare to evacuate/gi

/** True when the message makes people leave home, so that it must also say they do not go back by themselves. */
export const asksToLeave = (info: Pick<Info, 'responseType' | 'instruction'>): boolean =>
  info.responseType.includes('Evacuate') || leaving.test((info.instruction ?? '').replace(onlyReady, ''))

/** A clause that starts under a condition: 看见裂缝马上离开 holds in a lifting too. */
const condition = /如|若|一旦|万一|遇|看见|发现|听到|感觉|要是|\bif\b|\bwhen\b|\bin case\b/iu
const orderToLeave =
  /(?:立即|立刻|马上|迅速|尽快|赶快|赶紧|请)[^，。！？；]{0,10}(?:转移|撤离|撤到|撤往|撤出|疏散|离开|上楼|高处)|\b(?:evacuate|leave|go uphill)\b[^.;!?]{0,20}\b(?:now|at once|immediately)\b/iu

/** True when a text orders people out without a condition. Nothing that says so may stand in a lifting. */
export const ordersToLeave = (text: string): boolean =>
  text.split(/[。！!？?；;\n]|\.\s/u).some((sentence) => orderToLeave.test(sentence) && !condition.test(sentence))

/** The sender says itself what to do: by its instruction, or by an order in the description (请绕行…). */
export const hasOwnAction = (info: Pick<Info, 'instruction' | 'description'>): boolean =>
  (info.instruction ?? '').trim() !== '' || /(?:请|不要|切勿|严禁|立即|马上)[^，。！？；]/u.test(info.description ?? '')
