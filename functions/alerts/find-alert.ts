/** A CAP identifier → the alert meant: several senders may use the same one. */
import type { County } from '../platform/county.ts'
import { alertKey } from '../platform/ids.ts'
import type { AlertHead, AlertStore } from './alert-store.ts'

/** With `onlySender` that sender's own; otherwise the one accepted last. */
export type FindAlert = (identifier: string, onlySender?: string) => Promise<AlertHead | undefined>

/** Registered senders' alerts are found from the moment they are accepted, those of former senders some moments later. */
export function makeFindAlert({ alerts, county }: { alerts: AlertStore; county: County }): FindAlert {
  return async (identifier, onlySender) => {
    const senders = onlySender ? [onlySender] : county.senders.map(({ sender }) => sender)
    const keys = senders.map((sender) => alertKey(sender, identifier))
    let heads = await alerts.heads(keys)
    if (heads.length === 0 && !onlySender) heads = await alerts.heads(await alerts.withIdentifier(identifier))
    return heads.sort((a, b) => b.acceptedAtMs - a.acceptedAtMs)[0]
  }
}
