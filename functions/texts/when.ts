/** From when to when a warning holds, in the sender's terms: an end that is only the county's default is not told. */
import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { localTime, spokenTime, writtenSpan, writtenTime } from '../platform/local-time.ts'
import { isReal } from './message-form.ts'
import type { PageWords } from './page-words-shape.ts'

type Times = Pick<PublishedAlert, 'hasEnd' | 'onsetAtMs' | 'sentAtMs' | 'expiresAtMs'>

/**
 * The end of such a notice is only when its sender will say more: read as an end, people would drink the water then, or
 * take the road. Of a planned outage it is when there is power again.
 */
export const endInvites = ({ hasEnd, onsetAtMs, eventName }: Times & Pick<PublishedAlert, 'eventName'>, told: string) =>
  hasEnd && onsetAtMs === null && !/停[电水气]|检修|施工/u.test(eventName + told)

/** `7月1日3:12—9:00`; `7月3日6:00起，至18:00` of what begins later. */
export function writtenWhen(published: Times & Pick<PublishedAlert, 'alert'>, words: PageWords): string {
  const { hasEnd, onsetAtMs, sentAtMs, expiresAtMs } = published
  const startMs = onsetAtMs ?? sentAtMs
  const from = writtenTime(startMs, words.language)
  if (!hasEnd) return words.web.fromOn(from) + words.comma + words.web.noEnd
  return onsetAtMs !== null && isReal(published as PublishedAlert)
    ? words.web.fromTo(from, writtenTime(expiresAtMs, words.language, startMs))
    : writtenSpan(startMs, expiresAtMs, words.language)
}

/** `9时前有效`; `7月3日6时起，至18时` of what begins later; where the sender gave no end, fullest first. */
export function spokenWhen({ hasEnd, onsetAtMs, sentAtMs, expiresAtMs }: Times): string[] {
  const from = onsetAtMs === null ? '' : `${spokenTime(onsetAtMs, sentAtMs)}起，`
  if (!hasEnd) return [`${from}没写到几时，以解除通知为准`, `${from}以解除通知为准`]
  if (onsetAtMs !== null) return [`${from}至${spokenTime(expiresAtMs, onsetAtMs)}`]
  return [`${spokenTime(expiresAtMs, sentAtMs)}前有效`]
}

const begin = /(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?(\d{1,2})[时点](?:(\d{1,2})分)?(?:起|开始)/u

export interface Begin {
  /** 7月1日9时起, as the sender says it. */
  said: string
  atMs: number
}

/** When a notice says that it begins, where nothing codes it; undefined unless that is still to come when it is sent. */
export function beginSaid(
  { onsetAtMs, sentAtMs }: Pick<Times, 'onsetAtMs' | 'sentAtMs'>,
  text: string,
): Begin | undefined {
  const found = begin.exec(text)
  if (onsetAtMs !== null || found === null) return undefined
  const sent = localTime(sentAtMs)
  const [month = sent.month, day = sent.day, hour = 0, minute = 0] = found
    .slice(1)
    .map((n) => (n ? Number(n) : undefined))
  const atMs = Date.UTC(sent.year, month - 1, day, hour - 8, minute)
  return atMs > sentAtMs ? { said: found[0], atMs } : undefined
}

/** 7月1日9时起渡口桥双向封闭: what is told without an hour gets the one its sender says elsewhere. */
export const withBegin = (told: string, begins: Begin | undefined): string =>
  begins && !/\d[时点:：]/u.test(told) ? begins.said + told : told

/** Whose words are followed, their times are: those of muted words are no part of what holds. */
export function timedBy(published: PublishedAlert, { onset, expires }: Info): PublishedAlert {
  const onsetMs = onset === undefined ? null : Date.parse(onset)
  return {
    ...published,
    onsetAtMs: onsetMs !== null && onsetMs > published.sentAtMs ? onsetMs : null,
    expiresAtMs: expires === undefined ? published.expiresAtMs : Date.parse(expires),
  }
}
