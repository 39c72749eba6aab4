/** Who may read alerts, and whose. */
import type { Caller } from '../platform/http.ts'

const staff = ['publisher', 'approver', 'chief', 'auditor'] as const

export const alertReaders = [...staff, 'sender'] as const

/** The one sender whose alerts the caller may see; undefined: all. */
export const onlySenderOf = ({ sub, groups }: Caller): string | undefined =>
  staff.some((group) => groups.has(group)) ? undefined : sub
