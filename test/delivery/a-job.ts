import { type Job, mainJob } from '../../functions/delivery/job.ts'
import type { LedgerItem } from '../../functions/delivery/job-machine.ts'

/** A red SMS job of alert `first`, as a planner makes it at instant 0, with what a test changes of it. */
export const aJob = (change: Partial<Job> = {}): Job => ({
  ...mainJob({ alertId: 'first', channel: 'sms', lane: 'red' }, 0, 0, 'trace'),
  ...change,
})

/** The first batch of a ledger, as its first worker writes it before it sends: two people. */
export const aBatch = (change: Partial<LedgerItem> = {}): LedgerItem => ({
  batch: 0,
  fence: 1,
  atMs: 5,
  keys: ['510402100#a', '510402#b'],
  preset: [null, null],
  cursor: '',
  previous: [],
  end: null,
  ...change,
})
