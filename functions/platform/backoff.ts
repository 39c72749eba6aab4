/** How long to leave a throttled table alone before its next request, after `tries` of them; never two callers in step. */
export const throttledWaitMs = (tries: number): number => Math.min(25 * 2 ** tries, 1_000) * (0.5 + Math.random())
