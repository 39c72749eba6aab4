/** Runs the scheduled Lambdas on the local clock: once at the start, then when due; a jump over many instants runs once. */
import { randomUUID } from 'node:crypto'
import { Cron } from 'croner'
import { account, region, type SchedulePlan } from './cloud-plan.ts'
import type { LocalClock } from './local-clock.ts'

/** setTimeout takes no more than 24.8 days. */
const longestWaitMs = 3_600_000

const rateUnits: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

export interface Schedules {
  /** Everything is due now, as at the start. */
  restart(): void
  stop(): void
}

export function startSchedules(
  plans: readonly SchedulePlan[],
  clock: LocalClock,
  invoke: (functionName: string, event: unknown) => Promise<unknown>,
): Schedules {
  const running = plans.map((plan) => startOne(plan))
  clock.onMove(() => {
    for (const { moved } of running) moved()
  })
  return {
    restart() {
      for (const { dueNow } of running) dueNow()
    },
    stop() {
      for (const { stop } of running) stop()
    },
  }

  function startOne(plan: SchedulePlan): { dueNow(): void; moved(): void; stop(): void } {
    const nextAfter = readSchedule(plan.expression)
    let dueMs = Number.NEGATIVE_INFINITY
    let timer: NodeJS.Timeout | undefined
    let isRunning = false
    let isStopped = false
    check()
    return {
      dueNow() {
        dueMs = Number.NEGATIVE_INFINITY
        check()
      },
      moved() {
        // Back in time: what was due then lies too far ahead now.
        dueMs = Math.min(dueMs, nextAfter(clock.now()))
        check()
      },
      stop() {
        isStopped = true
        clearTimeout(timer)
      },
    }

    function check(): void {
      clearTimeout(timer)
      if (isStopped || isRunning) return
      const nowMs = clock.now()
      if (nowMs >= dueMs) {
        dueMs = nextAfter(nowMs)
        void run(nowMs)
        return
      }
      timer = setTimeout(check, Math.min(dueMs - nowMs, longestWaitMs))
    }

    /** A run that takes longer than its schedule is followed by the next when it ends. */
    async function run(nowMs: number): Promise<void> {
      isRunning = true
      try {
        await invoke(plan.functionName, plan.input ?? scheduledEvent(plan, nowMs))
      } catch {
        // The function's own log says what went wrong; the next run is due all the same.
      } finally {
        isRunning = false
        check()
      }
    }
  }
}

/** The first instant of a schedule after another, in milliseconds. */
export function readSchedule(expression: string): (afterMs: number) => number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  if (rate) {
    const everyMs = Number(rate[1]) * (rateUnits[rate[2]!] ?? Number.NaN)
    return (afterMs) => afterMs + everyMs
  }
  const cron = /^cron\((.+)\)$/.exec(expression)
  if (!cron) throw new Error(`no schedule: ${expression}; allowed: rate(…) and cron(…)`)
  // EventBridge counts weekdays from 1 = Sunday and has a year but no seconds.
  const schedule = new Cron(`0 ${cron[1]}`, {
    timezone: 'UTC',
    paused: true,
    alternativeWeekdays: true,
    sloppyRanges: true,
  })
  return (afterMs) => schedule.nextRun(new Date(afterMs))?.getTime() ?? Number.POSITIVE_INFINITY
}

const scheduledEvent = (plan: SchedulePlan, nowMs: number): Record<string, unknown> => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: new Date(nowMs).toISOString(),
  region,
  resources: [plan.ruleArn],
  detail: {},
})
