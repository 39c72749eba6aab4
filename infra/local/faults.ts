/** Which request of which channel goes wrong, and how: evenly spread at the rate asked for, the same on every run. */

/** `table` is the table of deliveries, `queue` every queue. */
export const faultChannels = ['sms', 'email', 'push', 'web', 'api', 'table', 'queue'] as const
export type FaultChannel = (typeof faultChannels)[number]

/**
 * throttle: refused for going too fast · error: a failure on their side · timeout: never answers, every second request
 * is carried out · crash: the connection is reset, every second request is carried out · down: nobody listens ·
 * duplicate: what is received is handed out twice at once.
 */
export const faultModes = ['throttle', 'error', 'timeout', 'crash', 'down', 'duplicate'] as const
export type FaultMode = (typeof faultModes)[number]

/** What can go wrong with each channel here. */
export const modesOf = (channel: FaultChannel): readonly FaultMode[] => {
  if (channel === 'table') return ['throttle', 'error']
  return channel === 'queue' ? ['duplicate'] : faultModes.filter((mode) => mode !== 'duplicate')
}

export interface Fault {
  channel: FaultChannel
  mode: FaultMode
  /** Share of requests that go wrong. */
  rate: number
  /** How many go wrong before all is well again; null: until cleared. */
  count: number | null
}

export interface Faults {
  /** Replaces what the channel had. */
  set(fault: Fault): void
  clear(channel?: FaultChannel): void
  list(): Fault[]
  get(channel: FaultChannel): Fault | undefined
  /** The fault of the next request, counted. */
  next(channel: FaultChannel): FaultMode | undefined
  /** For timeout and crash: is this one carried out before it goes wrong? */
  isCarriedOut(channel: FaultChannel): boolean
}

export function makeFaults(): Faults {
  const active = new Map<FaultChannel, Fault & { due: number }>()
  const lastCarriedOut = new Map<FaultChannel, boolean>()
  return {
    set: (fault) => void active.set(fault.channel, { ...fault, due: 0 }),
    clear(channel) {
      if (channel) active.delete(channel)
      else active.clear()
    },
    list: () => [...active.values()].map(({ channel, mode, rate, count }) => ({ channel, mode, rate, count })),
    get: (channel) => active.get(channel),
    next(channel) {
      const fault = active.get(channel)
      if (!fault) return undefined
      fault.due += fault.rate
      // Sums of a rate such as 0.1 fall a hair short of 1.
      if (fault.due < 1 - 1e-9) return undefined
      fault.due -= 1
      if (fault.count !== null && --fault.count <= 0) active.delete(channel)
      return fault.mode
    },
    isCarriedOut(channel) {
      const isCarriedOut = !lastCarriedOut.get(channel)
      lastCarriedOut.set(channel, isCarriedOut)
      return isCarriedOut
    },
  }
}
