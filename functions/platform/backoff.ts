export interface Growth {
  firstMs: number
  /** By how much each wait is longer than the one before. */
  factor: number
  mostMs: number
}

/** How long to wait after so many tries. */
export const backoffMs = (tries: number, { firstMs, factor, mostMs }: Growth): number =>
  Math.round(Math.min(firstMs * factor ** tries, mostMs))
