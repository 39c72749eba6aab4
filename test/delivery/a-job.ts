import { type Job, mainJob } from '../../functions/delivery/job.ts'

/** A red SMS job of alert `first`, as a planner makes it at instant 0, with what a test changes of it. */
export const aJob = (change: Partial<Job> = {}): Job => ({
  ...mainJob({ alertId: 'first', channel: 'sms', lane: 'red' }, 0, 0, 'trace'),
  ...change,
})
