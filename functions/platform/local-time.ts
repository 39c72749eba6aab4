/** Instants as people in China read them: the whole country keeps UTC+8, without summer time. */
import { languageRow } from './language.ts'

const offsetMs = 8 * 3_600_000
const two = (n: number): string => String(n).padStart(2, '0')

export interface LocalTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

export function localTime(ms: number): LocalTime {
  const date = new Date(ms + offsetMs)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

/** Midnight of the local day this instant lies in. */
export const startOfLocalDay = (ms: number): number => Math.floor((ms + offsetMs) / 86_400_000) * 86_400_000 - offsetMs

export const isSameLocalDay = (a: number, b: number): boolean => startOfLocalDay(a) === startOfLocalDay(b)

/** `2026-07-01T03:12:00+08:00` (CAP 1.2 §3.3.2, RFC 3339). */
export function isoTime(ms: number): string {
  const t = localTime(ms)
  return `${t.year}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}:${two(t.second)}+08:00`
}

/** `7月1日3时12分`; the minutes only when there are any, the date only when `other` is on another day. */
export function spokenTime(ms: number, other?: number): string {
  const t = localTime(ms)
  const date = other !== undefined && isSameLocalDay(ms, other) ? '' : `${t.month}月${t.day}日`
  return `${date}${t.hour}时${t.minute === 0 ? '' : `${t.minute}分`}`
}

/** A date as the language writes it, without the year. */
const writtenDate = ({ month, day }: LocalTime, language: string): string =>
  languageRow(language)?.date(month, day) ?? `${two(month)}-${two(day)} `

/** `7月1日3:12`, `1 Jul 03:12`, `7월 1일 03:12`; the date only when `other` is on another day. */
export function writtenTime(ms: number, language: string, other?: number): string {
  const t = localTime(ms)
  return `${other !== undefined && isSameLocalDay(ms, other) ? '' : writtenDate(t, language)}${clock(t, language)}`
}

const clock = (t: LocalTime, language: string): string =>
  `${languageRow(language)?.hour(t.hour) ?? two(t.hour)}:${two(t.minute)}`

/** `7月1日3:12—9:00`, `1 Jul 03:12-09:00`; the second date only when it is another day. */
export function writtenSpan(from: number, to: number, language: string): string {
  return `${writtenTime(from, language)}${languageRow(language)?.dash ?? '-'}${writtenTime(to, language, from)}`
}

/** `202607010312`: an instant, to the minute, short enough for a key. */
export function minuteStamp(ms: number): string {
  const t = localTime(ms)
  return `${t.year}${two(t.month)}${two(t.day)}${two(t.hour)}${two(t.minute)}`
}

/** The instant a minute stamp names. */
export function ofMinuteStamp(stamp: string): number {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(stamp) ?? []
  if (!minute) throw new Error(`${stamp} is no minute`)
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00+08:00`)
}
