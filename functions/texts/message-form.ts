/** What a message does, whatever the channel and language. */
import { type CancelReason, type Colour, colours, type Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { emptiesHomes } from './event-words.ts'

export type MessageForm = 'issued' | 'updated' | 'raised' | 'lowered' | 'lifted' | 'downgraded' | 'error'

/**
 * Who reads: somebody the message is meant for, or somebody who got an earlier message of its chain and lies outside of
 * what its Update covers now (`PublishedAlert.dropped`).
 */
export type Reader = 'inside' | 'outside'

export function formOf({ alert, colour, previousColour, cancelReason, isFirst }: PublishedAlert): MessageForm {
  if (cancelReason) return cancelReason
  if (alert.msgType !== 'Update' || isFirst) return 'issued'
  if (!colour || !previousColour || colour === previousColour) return 'updated'
  return colours.indexOf(colour) < colours.indexOf(previousColour) ? 'raised' : 'lowered'
}

/**
 * What kind of telling it is: `warning`; `notice` of an outage or a closed road; `news` of what is over; and what a
 * person at the desk made of it, `relay` and `own`.
 */
export type Manner = 'warning' | 'notice' | 'news' | 'relay' | 'own'

const plainCategories = new Set(['Infra', 'Transport', 'Other'])

export function mannerOf(published: PublishedAlert, info: Info): Manner {
  const { channelled, weatherSignal, eventCode } = published
  if (channelled && published.cancelReason === null) return channelled.as
  if (weatherSignal || !isReal(published)) return 'warning'
  const headline = info.headline ?? ''
  if (info.urgency === 'Past' && published.cancelReason === null) return 'news'
  const isPlain =
    info.category.some((category) => category === 'Infra' || category === 'Transport') &&
    info.category.every((category) => plainCategories.has(category))
  // A failing dam is Infra too, and a warning.
  const isDanger =
    info.responseType.some((type) => type === 'Evacuate' || type === 'Shelter') ||
    /^11/.test(eventCode ?? '') ||
    emptiesHomes(published)
  return isPlain && !isDanger && !/预警|警报|\bwarning\b|경보/iu.test(headline) ? 'notice' : 'warning'
}

export const isCalledOff = (form: MessageForm): form is CancelReason =>
  form === 'lifted' || form === 'downgraded' || form === 'error'

/** Anything but Actual must say first and last that it is not real. */
export const isReal = ({ alert }: PublishedAlert): boolean => alert.status === 'Actual'

/** A lifting often carries a mild severity of its own; people know the warning by the colour it had. */
export const shownColour = ({ cancelReason, colour, previousColour }: PublishedAlert): Colour | null =>
  cancelReason ? (previousColour ?? colour) : colour

/**
 * True when a Cancel's words are its own. A Cancel without info inherits the block of the warning it ends, and "go
 * uphill now" must never stand in a lifting.
 */
export const speaksForItself = (info: Info): boolean =>
  info.responseType.includes('AllClear') ||
  info.urgency === 'Past' ||
  /解除|撤销|撤下|撤回|取消|误发|更正|lift|cancel|withdraw|all clear|error|해제|취소/i.test(info.headline ?? '')

/** When the message this one calls off was issued, by the newest of its references. */
export function referencedAtMs({ alert }: PublishedAlert): number | null {
  const times = alert.references.map(({ sent }) => Date.parse(sent)).filter(Number.isFinite)
  return times.length === 0 ? null : Math.max(...times)
}

/** Key of the first alert of the chain: what threads, histories and feeds hang on. */
export const rootOf = ({ id, predecessors }: PublishedAlert): string => predecessors.at(-1) ?? id
