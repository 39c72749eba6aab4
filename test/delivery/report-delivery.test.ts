import { describe, expect, test } from 'vitest'
import type { Job } from '../../functions/delivery/job.ts'
import { emptyBlock, type ReceiptTally } from '../../functions/delivery/receipts/receipt.ts'
import { makeReportDelivery } from '../../functions/delivery/report-delivery.ts'
import { emptyTally } from '../../functions/delivery/tally.ts'
import { aJob } from './a-job.ts'

const doneJob = (change: Pick<Job, 'channel' | 'summary'>): Job =>
  aJob({ state: 'done', fence: 1, dueAtMs: null, ...change })

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

test('is complete only once every way it goes is planned', async () => {
  const jobs = [doneJob({ channel: 'sms', summary: { '510402100': { ...emptyTally(), meant: 1, handedOver: 1 } } })]
  const store = { listJobs: async () => jobs }
  const makeReport = makeReportDelivery({ store, receipts: { listBlocks: async () => [] }, withReceipts: [] })
  const alert = { id: 'first', identifier: 'first' }
  expect((await makeReport(alert, ['sms'], false)).complete).toBe(false)
  expect((await makeReport(alert, ['sms'], true)).complete).toBe(true)
})

describe('receipts', () => {
  const told = { ...emptyTally(), meant: 10, handedOver: 6, failed: { refused: 1 }, seconds: { '1': 2, '3': 4 } }
  const jobs = [doneJob({ channel: 'sms', summary: { '510402100': told } })]
  const report = async (change: Partial<ReceiptTally>) => {
    const tally = { delivered: 0, thrown: 0, failed: {}, ...change }
    const blocks = [{ ...emptyBlock('main', 0, 0), towns: { '510402100': tally } }]
    const store = { listJobs: async () => jobs }
    const receipts = { listBlocks: async () => blocks }
    return makeReportDelivery({ store, receipts, withReceipts: ['sms'] })(
      { id: 'first', identifier: 'first' },
      ['sms'],
      true,
    )
  }

  test('move whoever did not get it out of those handed over', async () => {
    const { channels, towns } = await report({ delivered: 2, thrown: 1, failed: { blocked: 2, refused: 1 } })
    expect(channels.sms).toMatchObject({
      meant: 10,
      handedOver: 2,
      delivered: 2,
      pending: 4,
      failed: { total: 4, refused: 2, blocked: 2 },
    })
    expect(towns[0]!.channels.sms).toEqual(channels.sms)
    // Nobody knows how fast the four were: the rest is told no better than it was.
    expect(channels.sms.secondsTo['50']).toBe(3)
  })

  test('that are ahead of the tally of their job wait for it', async () => {
    const { channels } = await report({ delivered: 9, thrown: 4, failed: { blocked: 7 } })
    expect(channels.sms).toMatchObject({ handedOver: 0, delivered: 0, pending: 7, failed: { total: 3, blocked: 2 } })
  })

  test('are null where the route gives none', async () => {
    const { channels } = await report({})
    expect([channels.email.delivered, channels.push.delivered, channels.web.delivered]).toEqual([null, null, null])
    expect(channels.sms.delivered).toBe(0)
  })
})
