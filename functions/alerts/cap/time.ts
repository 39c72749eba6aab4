/** Instants and the local times people and CAP use. Source: CAP 1.2 §3.3.2. */
import type { CapDateTime } from '../alert.ts'

/** China keeps one offset all year. */
const offsetMs = 8 * 3_600_000

/** Milliseconds since the epoch; the reader has checked the form. */
export const instantOf = (dateTime: CapDateTime): number => Date.parse(dateTime)

/** `2026-07-01T08:30:00+08:00`, whole seconds. */
export const capDateTime = (ms: number): CapDateTime => `${new Date(ms + offsetMs).toISOString().slice(0, 19)}+08:00`

/** `2026-07`, the local month. */
export const monthOf = (ms: number): string => new Date(ms + offsetMs).toISOString().slice(0, 7)

/** The month before `2026-01` is `2025-12`. */
export const monthBefore = (month: string): string => monthOf(Date.parse(`${month}-01T00:00:00+08:00`) - 1)
