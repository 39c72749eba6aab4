export interface Growth {
  firstMs: number
  /** By how much each wait is longer than the one before. */
  factor: number
  mostMs: number
}

/** How long to wait after so many tries. */
export const backoffMs = (tries: number, { firstMs, factor, mostMs }: Growth): number =>
  Math.round(Math.min(firstMs * factor ** tries, mostMs))

/** How long to leave a throttled table alone before its next request, after `tries` of them; never two callers in step. */
export const throttledWaitMs = (tries: number): number =>
  backoffMs(tries, { firstMs: 25, factor: 2, mostMs: 1_000 }) * (0.5 + Math.random())
