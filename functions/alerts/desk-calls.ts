/**
 * Calls the duty desk: a red or orange alert waits for a person, or one that gave no end runs out. Until there is a roster the
 * phones of the profile are called in order, one more each time, and around. Texts say nothing of any person.
 */

import type { County } from '../platform/county.ts'
import { spokenTime } from '../platform/local-time.ts'
import { logger } from '../platform/logger.ts'
import type { MsgType } from './alert.ts'
import type { AlertHead } from './alert-head.ts'
import type { AlertStore } from './alert-store.ts'
import { colourEntry } from './colour.ts'
import type { HoldReason } from './hold-reason.ts'

export interface DeskCalls {
  /** False when it could not be handed over; never throws. */
  call(call: { mobile: string; text: string }): Promise<boolean>
}

/** Colours that call the desk. */
export const callsTheDesk = ({ colour, status }: Pick<AlertHead, 'colour' | 'status'>): boolean =>
  status === 'Actual' && (colour === 'red' || colour === 'orange')

/** A held alert calls again after this, until somebody decides. */
export const callAgainMs = 3 * 60_000
/** After a call that could not be handed over the next phone is tried at the next run. */
export const callNextMs = 60_000
/** How long before an end that nobody set the desk is called. */
const beforeEndMs = [30 * 60_000, 10 * 60_000] as const

/** `held`: it waits for a person; `ending`: nobody said until when it holds, and the county's default is near. */
export type Occasion = 'held' | 'ending'

/** `count` is the number of calls before this one; false when nobody was called. */
export type CallDesk = (occasion: Occasion, head: AlertHead, count: number) => Promise<boolean>

export function makeCallDesk({ county, calls }: { county: County; calls: DeskCalls }): CallDesk {
  return async (occasion, head, count) => {
    const { mobiles } = county.duty
    const mobile = mobiles[count % mobiles.length]
    if (mobile === undefined) return false
    const isCalled = await calls.call({ mobile, text: deskText(occasion, head, count, county) })
    // Without the number: logs are kept longer and read by more people than a duty list.
    if (!isCalled) logger.warn('a call to the desk failed', { alertId: head.id, occasion, count: count + 1 })
    return isCalled
  }
}

/** When a published alert is looked at next: before an end that nobody set, while it is red or orange; else at its end. */
export async function restUntilMs(alerts: Pick<AlertStore, 'body'>, head: AlertHead, nowMs: number): Promise<number> {
  const { expiresAtMs } = head
  const next = beforeEndMs.map((before) => expiresAtMs - before).find((callMs) => callMs > nowMs)
  return next !== undefined && (await isEndOurs(alerts, head)) ? next : expiresAtMs
}

/** True where the end is the county's default, and matters enough to call somebody about it. */
export const isEndOurs = async (alerts: Pick<AlertStore, 'body'>, head: AlertHead): Promise<boolean> =>
  callsTheDesk(head) && (await alerts.body(head.id))?.hasEnd === false

/** The call that is due now about an end that nobody set: 0, 1, or undefined before the first. */
export function endCallDue(expiresAtMs: number, nowMs: number): number | undefined {
  const due = beforeEndMs.filter((before) => nowMs >= expiresAtMs - before).length
  return due > 0 ? due - 1 : undefined
}

const kinds: Partial<Record<MsgType, string>> = { Update: '的更新', Cancel: '的解除' }

/** For somebody woken at night: what waits, why, and what to do. */
function deskText(occasion: Occasion, head: AlertHead, count: number, county: County): string {
  const { eventName, colour, msgType, reasons, expiresAtMs } = head
  const what = `${[...eventName].slice(0, 12).join('')}${colour ? colourEntry(colour).zh : ''}预警`
  const opening = `【${county.sms.signature}】值班提醒：一条${what}`
  if (occasion === 'ending') {
    return `${opening}没写到几时，${spokenTime(expiresAtMs)}就要到时间，到时间不等于解除。请马上登录，决定延长还是解除。`
  }
  const whyNot = (code: HoldReason['code']) =>
    code === 'authority' && msgType === 'Cancel' ? '没写明是哪个气象台解除的，要先问清' : whyHeld[code]
  const why = [...new Set(reasons.map(({ code }) => whyNot(code)))].join('，')
  return `${opening}${kinds[msgType] ?? ''}没有发出，等您决定（${why}）。请马上登录处理。第${count + 1}次。`
}

/** Why it waits, in the fewest words. */
const whyHeld: Record<HoldReason['code'], string> = {
  area: '范围超出发布单位的地方',
  signature: '签名没通过',
  references: '它说的上一条这里没有',
  statusSaysDrill: '写着演练，却按真的发',
  sentAhead: '发出时间比现在晚',
  nothingHere: '范围不在本地',
  infosDiffer: '几段内容说的不一样',
  succeeded: '上一条已被别的消息代替',
  authority: '发布单位不能发这类预警，可以转发或以政府名义发',
  textSaysOver: '文字像是解除',
  statusDeniesDrill: '按演练发，却写着不是演练',
  languagesDiffer: '几种语言说的不一样',
  textSaysDanger: '写着解除，却还叫人撤离',
  partialLift: '只解除一部分，分不清是哪一部分',
  overtaken: '它的解除先到了',
}
