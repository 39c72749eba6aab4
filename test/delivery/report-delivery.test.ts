import { expect, test } from 'vitest'
import type { Job } from '../../functions/delivery/job.ts'
import { makeReportDelivery } from '../../functions/delivery/report-delivery.ts'
import { emptyTally } from '../../functions/delivery/tally.ts'

const doneJob = (change: Pick<Job, 'channel' | 'summary'>): Job => ({
  alertId: 'first',
  kind: 'main',
  shard: 0,
  lane: 'red',
  state: 'done',
  fence: 1,
  leaseEndMs: 0,
  notBeforeMs: 0,
  dueAtMs: null,
  attempts: 0,
  except: '',
  tail: null,
  takenAtMs: null,
  traceId: 'trace',
  ...change,
})

test('towns add up to the channel on every channel, the web included', async () => {
  const told = (count: number) => ({ ...emptyTally(), meant: count, handedOver: count })
  const jobs = [
    doneJob({ channel: 'sms', summary: { '510402100': told(7), '510402001': told(2) } }),
    doneJob({ channel: 'web', summary: { '510402': told(1) } }),
  ]
  const store = { listJobs: async (_: string, channel: string) => jobs.filter((job) => job.channel === channel) }
  const receipts = { listBlocks: async () => [] }
  const report = await makeReportDelivery({ store, receipts, withReceipts: ['sms'] })(
    { id: 'first', identifier: 'first' },
    ['sms', 'email', 'web'],
    true,
  )
  for (const channel of ['sms', 'email', 'push', 'web'] as const) {
    const ofTowns = report.towns.reduce((sum, town) => sum + town.channels[channel].handedOver, 0)
    expect({ channel, ofTowns }).toEqual({ channel, ofTowns: report.channels[channel].handedOver })
  }
  expect(report.towns.map(({ code }) => code)).toEqual(['510402', '510402001', '510402100'])
})
