/** The one source of "now"; use-cases receive it, nobody calls `new Date()` themselves. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Resolves after `ms` of real time, whatever the clock in use says. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
