import type { Context, SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeDeliver, timeUpOf } from '../../functions/delivery/channel-handler.ts'
import { metrics } from '../../functions/platform/metrics.ts'
import type { Sender } from '../../functions/senders/sender.ts'
import { setClock } from '../fakes/set-clock.ts'

const sender: Sender = { send: async () => [] }
const aRun = (remainingMs: () => number): Context => ({ getRemainingTimeInMillis: remainingMs }) as Context

describe('the time of a run', () => {
  test.each([
    ['a short run keeps back what a batch may take', 60_000, 10_000, 15_000],
    ['a long run keeps back a fifth', 600_000, 10_000, 120_000],
    ['a slow sender has more kept back', 180_000, 85_000, 90_000],
  ])('%s', (_, runMs, worstBatchMs, reserveMs) => {
    let leftMs = runMs
    const isTimeUp = timeUpOf(
      aRun(() => leftMs),
      { ...sender, worstBatchMs },
    )
    leftMs = reserveMs
    expect(isTimeUp()).toBe(false)
    leftMs = reserveMs - 1
    expect(isTimeUp()).toBe(true)
  })
})

describe('wakes that fail', () => {
  // Nobody listens there: every call to AWS fails.
  beforeAll(() => {
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_MAX_ATTEMPTS: '1',
    }))
      vi.stubEnv(name, value)
  })
  afterAll(() => vi.unstubAllEnvs())

  const aHandler = () =>
    makeDeliver(
      {
        channel: 'sms',
        queueUrl: 'http://127.0.0.1:9/queue',
        sender,
        provider: 'sms',
        tokensPerSecond: 10,
        render: () => ({ language: 'zh-CN', text: '快走', parts: 1 }),
        hasLeaveLink: false,
      },
      {
        COUNTY: '510402',
        SITE_URL: 'https://warnings.example.cn',
        LANE: 'red',
        ALERTS_TABLE: 'alerts',
        DELIVERY_TABLE: 'deliveries',
        SUBSCRIBERS_TABLE: 'subscribers',
        CONTACT_KEY_ID: 'key',
      },
      { clock: setClock() },
    )
  const anEvent = (...bodies: string[]): SQSEvent =>
    ({ Records: bodies.map((body, i) => ({ messageId: `message ${i}`, body })) }) as SQSEvent

  test('are handed back one by one, so that each comes again, whatever was wrong with it', async () => {
    const plan = JSON.stringify({ kind: 'plan', alertId: 'first', traceId: 'trace' })
    const job = JSON.stringify({ kind: 'job', alertId: 'first', job: 'main#0', traceId: 'trace' })
    const counted = vi.spyOn(metrics, 'addMetric')
    const { batchItemFailures } = await aHandler()(
      anEvent(plan, 'no JSON', '{"kind":"other"}', job),
      aRun(() => 60_000),
    )
    expect(batchItemFailures).toEqual([0, 1, 2, 3].map((i) => ({ itemIdentifier: `message ${i}` })))
    // For Lambda it is no error: only this is heard.
    expect(counted.mock.calls).toEqual(Array.from({ length: 4 }, () => ['WakeFailed', 'Count', 1]))
  })

  test('none of them, and nothing comes again', async () => {
    expect(
      await aHandler()(
        anEvent(),
        aRun(() => 60_000),
      ),
    ).toEqual({ batchItemFailures: [] })
  })
})
