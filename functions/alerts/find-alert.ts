/** A CAP identifier → the alert meant. Its sender is not said, and only one of the county has it. */
import type { County } from '../platform/county.ts'
import { alertKey } from '../platform/ids.ts'
import type { AlertHead } from './alert-head.ts'
import type { AlertStore } from './alert-store.ts'

/** With `onlySender` only when it is that sender's own. */
export type FindAlert = (identifier: string, onlySender?: string) => Promise<AlertHead | undefined>

/** Registered senders' alerts are found from the moment they are accepted, those of former senders some moments later. */
export function makeFindAlert({ alerts, county }: { alerts: AlertStore; county: County }): FindAlert {
  return async (identifier, onlySender) => {
    const senders = onlySender ? [onlySender] : county.senders.map(({ sender }) => sender)
    const keys = senders.map((sender) => alertKey(sender, identifier))
    const [head] = await alerts.heads(keys)
    if (head || onlySender) return head
    return (await alerts.heads(await alerts.withIdentifier(identifier)))[0]
  }
}
