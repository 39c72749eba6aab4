/** Which request of which channel goes wrong, and how: evenly spread at the rate asked for, the same on every run. */

import { deliveryChannels } from '../../functions/platform/channel.ts'

/** `table` is the table of deliveries, `queue` every queue. */
export const faultChannels = [...deliveryChannels, 'api', 'table', 'queue'] as const
export type FaultChannel = (typeof faultChannels)[number]

/**
 * throttle: refused for going too fast · error: a failure on their side · timeout: never answers, every second request
 * is carried out · crash: the connection is reset, every second request is carried out · down: nobody listens ·
 * slow: carried out at once, answered after `seconds` · greylist: each recipient's first mail is to come again later ·
 * close: the server ends the line (SMTP 421) · refuse: everybody is refused, as by the account ·
 * duplicate: what is received is handed out twice at once · quota: taken, then thrown away, and the receipt says so ·
 * bounce: taken, then sent back · receipts: what is taken arrives, and its receipt comes `how`: late (after `seconds`),
 * twice, or not at all.
 */
export const faultModes = [
  'throttle',
  'error',
  'timeout',
  'crash',
  'down',
  'slow',
  'greylist',
  'close',
  'refuse',
  'duplicate',
  'quota',
  'bounce',
  'receipts',
] as const
export type FaultMode = (typeof faultModes)[number]

/** What goes wrong after a message was taken, one message at a time. */
export const laterModes = ['quota', 'bounce', 'receipts'] as const
export type LaterMode = (typeof laterModes)[number]
const isLater = (mode: FaultMode): mode is LaterMode => (laterModes as readonly FaultMode[]).includes(mode)

/** How receipts go wrong. */
export const receiptFaults = ['late', 'twice', 'lost'] as const

/** What can go wrong with each channel here. */
export const modesOf = (channel: FaultChannel): readonly FaultMode[] => {
  if (channel === 'table') return ['throttle', 'error']
  if (channel === 'queue') return ['duplicate']
  const notHere: FaultMode[] = ['duplicate']
  if (channel !== 'email') notHere.push('greylist', 'close', 'bounce')
  if (channel !== 'sms') notHere.push('quota')
  if (channel !== 'sms' && channel !== 'email') notHere.push('receipts', 'refuse')
  return faultModes.filter((mode) => !notHere.includes(mode))
}

export interface Fault {
  channel: FaultChannel
  mode: FaultMode
  /** Share of requests that go wrong. */
  rate: number
  /** How many go wrong before all is well again; null: until cleared. */
  count: number | null
  /** How long `slow` takes, and how late a receipt comes. */
  seconds?: number | undefined
  /** Of `receipts`. */
  how?: (typeof receiptFaults)[number] | undefined
}

export interface Faults {
  /** Replaces what the channel had. */
  set(fault: Fault): void
  clear(channel?: FaultChannel): void
  list(): Fault[]
  get(channel: FaultChannel): Fault | undefined
  /** The fault of the next request, counted; not what goes wrong later. */
  next(channel: FaultChannel): Exclude<FaultMode, LaterMode> | undefined
  /** What goes wrong later with the next message that is taken, counted. */
  nextLater(channel: FaultChannel): LaterMode | undefined
  /** How long a slow answer of this channel takes. */
  slownessMs(channel: FaultChannel): number
  /** For timeout and crash: is this one carried out before it goes wrong? */
  isCarriedOut(channel: FaultChannel): boolean
}

/** Longer than a hurried client waits. */
const usualSeconds = 6

export function makeFaults(): Faults {
  const active = new Map<FaultChannel, Fault & { due: number }>()
  const slowness = new Map<FaultChannel, number>()
  const lastCarriedOut = new Map<FaultChannel, boolean>()
  return {
    set(fault) {
      active.set(fault.channel, { ...fault, due: 0 })
      slowness.set(fault.channel, (fault.seconds ?? usualSeconds) * 1000)
    },
    clear(channel) {
      if (channel) active.delete(channel)
      else active.clear()
    },
    list: () => [...active.values()].map(({ due: _, ...fault }) => fault),
    get: (channel) => active.get(channel),
    next(channel) {
      const mode = active.get(channel)?.mode
      return mode && !isLater(mode) && isDue(channel) ? mode : undefined
    },
    nextLater(channel) {
      const mode = active.get(channel)?.mode
      return mode && isLater(mode) && isDue(channel) ? mode : undefined
    },
    slownessMs: (channel) => slowness.get(channel) ?? 0,
    isCarriedOut(channel) {
      const isCarriedOut = !lastCarriedOut.get(channel)
      lastCarriedOut.set(channel, isCarriedOut)
      return isCarriedOut
    },
  }

  /** Whether it is the next one's turn, counted. */
  function isDue(channel: FaultChannel): boolean {
    const fault = active.get(channel)
    if (!fault) return false
    fault.due += fault.rate
    // Sums of a rate such as 0.1 fall a hair short of 1.
    if (fault.due < 1 - 1e-9) return false
    fault.due -= 1
    if (fault.count !== null && --fault.count <= 0) active.delete(channel)
    return true
  }
}
