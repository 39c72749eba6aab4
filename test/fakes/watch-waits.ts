import { onTestFinished, vi } from 'vitest'

/** Every wait that is asked for from now on, in milliseconds; none is waited for, and chance is in the middle. */
export function watchWaits(): number[] {
  const waitsMs: number[] = []
  const chance = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((done: () => void, ms: number) => {
    waitsMs.push(ms)
    queueMicrotask(done)
  }) as unknown as typeof setTimeout)
  onTestFinished(() => {
    chance.mockRestore()
    timers.mockRestore()
  })
  return waitsMs
}
