import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { ActionSource } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'

export interface Advice {
  /** Whole sentences on lines as the sender wrote them; empty when there is nothing to say. */
  doNow: string
  /** Whose words come first in `doNow`; of what is called off they are ours. */
  source: ActionSource
  /** Who lets people go home, or that nobody goes home unasked; empty where nobody leaves home, and where `doNow` says it. */
  goingHome: string
  /** True when people leave home over this, or left over what it follows. */
  leaves: boolean
  /** Residents are told to leave by this very message. */
  asks: boolean
  /** `doNow` in a few words, where its first clause is not. */
  inShort?: string
}

/** What advice is made of, in any language. */
export interface About {
  published: PublishedAlert
  info: Info
  county: County
  language: string
  /** The sender's instruction, as far as it may be told. */
  said: string
  /** What to do in a warning: the sender's words, else the code in words, else the county's. */
  action: string
  base: Omit<Advice, 'doNow' | 'inShort'>
}
