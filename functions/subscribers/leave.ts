/** Leaving by link, as easily as joining (PIPL art. 15): nothing is asked, nothing is kept of the contact. */
import type { ContactChannel } from './subscriber.ts'
import type { Subscribers } from './subscriber-store.ts'
import type { Vault } from './vault.ts'

/** The link in every e-mail (RFC 8058); short, because folded List-Unsubscribe headers broke DKIM elsewhere. Sync, after `vault.ready()`. */
export const leaveUrl = (siteUrl: string, vault: Pick<Vault, 'leaveToken'>, sub: string, channel: ContactChannel) =>
  `${siteUrl}/api/unsubscribe/${vault.leaveToken(sub, channel)}`

export interface LeavePorts {
  subscribers: Pick<Subscribers, 'remove'>
  vault: Pick<Vault, 'ready' | 'readLeaveToken'>
}

/** `left` also when they had left before; `forged`: not a link of ours. */
export type LeaveOutcome = { kind: 'left' | 'asked'; channel: ContactChannel } | { kind: 'forged' }

/** Makes `(token, sure)`: `asked` changes nothing until somebody is sure, because mail scanners follow links. */
export function makeLeave({ subscribers, vault }: LeavePorts) {
  return async (token: string, isSure: boolean): Promise<LeaveOutcome> => {
    await vault.ready()
    const named = vault.readLeaveToken(token)
    if (!named) return { kind: 'forged' }
    if (!isSure) return { kind: 'asked', channel: named.channel }
    await subscribers.remove(named.sub, named.channel)
    return { kind: 'left', channel: named.channel }
  }
}
