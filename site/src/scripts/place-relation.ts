/** Knows no browser, so that tests can try it. */

/** Whether a warning is meant for a place: for all of it, for others, or nobody here can tell. */
export type Relation = 'here' | 'elsewhere' | 'unclear'

/**
 * `place` is the code of a town; `codes` are those of the warning, each with all below it. A shape may reach anywhere, and
 * one village of a town is not the town: only what is certain is called elsewhere.
 */
export function relationTo(place: string, codes: readonly string[], hasShapes: boolean): Relation {
  if (codes.some((code) => place.startsWith(code))) return 'here'
  return hasShapes || codes.length === 0 || codes.some((code) => code.startsWith(place)) ? 'unclear' : 'elsewhere'
}
