import type { Colour, ResponseType } from '../alerts/alert.ts'
import { colourEntry } from '../alerts/colour.ts'

/** 红色, or nothing for an unknown colour. */
export const colourZh = (colour: Colour | null): string => (colour ? colourEntry(colour).zh : '')

const actions: readonly [ResponseType, string][] = [
  ['Evacuate', '马上离开危险的地方，往安全处转移。'],
  ['Shelter', '马上进屋躲避，不要外出。'],
  ['Execute', '马上按预案行动。'],
  ['Avoid', '不要靠近，绕开走。'],
  ['Prepare', '马上做好准备。'],
  ['Monitor', '留意后续消息。'],
  ['Assess', '留意后续消息。'],
]

/** The sender's responseType in plain words, for a warning without an instruction (CAP 1.2 §3.2.2 responseType). */
export const zhAction = (responseTypes: readonly ResponseType[]): string | undefined =>
  actions.find(([type]) => responseTypes.includes(type))?.[1]
