import { type ContactChannel, channels } from '../../functions/subscribers/subscriber.ts'
import type { Vault } from '../../functions/subscribers/vault.ts'

/** A vault that hides nothing, for tests that read what was stored. */
export const plainVault: Vault = {
  ready: async () => {},
  seal: (address) => `sealed-${address}`,
  open(contact) {
    if (!contact.startsWith('sealed-')) throw new Error('not a sealed contact')
    return contact.slice('sealed-'.length)
  },
  lookup: (channel, address) => `${channel}-${address.toLowerCase()}`,
  leaveToken: (sub, channel) => `${channel}.${sub}`,
  readLeaveToken(token) {
    const [name = '', sub] = token.split('.')
    const channel = channels.find((known: ContactChannel) => known === name)
    return channel && sub ? { sub, channel } : undefined
  },
}
