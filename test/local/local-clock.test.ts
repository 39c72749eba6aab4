import { expect, onTestFinished, test } from 'vitest'
import { startClock } from '../../infra/local/local-clock.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

const july = Date.parse('2026-07-01T08:31:00+08:00')

function startAt(folder: string, nowMs: number | undefined, realMs: () => number) {
  const clock = startClock(folder, nowMs, realMs)
  onTestFinished(() => clock.stop())
  return clock
}

test('the clock starts where it is told and runs on', () => {
  let realMs = 1000
  const clock = startAt(temporaryFolder(), july, () => realMs)
  expect(clock.now()).toBe(july)
  realMs += 5000
  expect(clock.now()).toBe(july + 5000)
})

test('a folder with state goes on from the later of NOW and the last instant kept', () => {
  const folder = temporaryFolder()
  startClock(folder, july, () => 0).stop()
  expect(startAt(folder, july - 60_000, () => 0).now()).toBe(july)
  expect(startAt(folder, july + 60_000, () => 0).now()).toBe(july + 60_000)
})

test('after a kill no instant comes twice', () => {
  const folder = temporaryFolder()
  let realMs = 0
  const killed = startAt(folder, july, () => realMs)
  realMs = 900
  const lastTold = killed.now()
  expect(startAt(folder, undefined, () => realMs).now()).toBeGreaterThanOrEqual(lastTold)
})

test('a clock that was never moved follows real time over a stop', () => {
  const folder = temporaryFolder()
  startClock(folder, undefined, () => july).stop()
  expect(startAt(folder, undefined, () => july + 3_600_000).now()).toBe(july + 3_600_000)
})

test('a clock that was moved stands still while stopped', () => {
  const folder = temporaryFolder()
  const clock = startClock(folder, undefined, () => 0)
  clock.move(july)
  clock.stop()
  expect(startAt(folder, undefined, () => 3_600_000).now()).toBe(july)
})
