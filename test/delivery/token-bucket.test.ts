import { describe, expect, test } from 'vitest'
import { type GrantRequest, makeTokenBucket } from '../../functions/delivery/token-bucket.ts'
import { setClock } from '../fakes/set-clock.ts'

/** A worker at a provider of 1 000 tokens a second, and what it asks of the shared bucket. */
function aWorker(answer: (request: GrantRequest) => number | false = ({ nowMs }) => nowMs) {
  const clock = setClock()
  const spans: number[] = []
  const store = {
    grant: async (request: GrantRequest) => {
      spans.push(request.spanMs)
      return answer(request)
    },
  }
  return { clock, spans, bucket: makeTokenBucket({ clock, store, lane: 'red', perSecond: 1_000 }) }
}

describe('the tokens of one worker', () => {
  test('are asked for seldom by whoever spends them fast, and never for more than half a second', async () => {
    const { bucket, spans } = aWorker()
    for (let batch = 0; batch < 30; batch++) await bucket.take(50)
    expect(spans).toEqual([400, 500, 500, 500])
    expect(bucket.burst).toBe(500)
  })

  test('are no more than it can still need', async () => {
    const { bucket, spans } = aWorker()
    expect(await bucket.take(50, 120)).toBe(true)
    expect(await bucket.take(50, 70)).toBe(true)
    expect(await bucket.take(20, 20)).toBe(true)
    expect(spans).toEqual([120])
  })

  test('are forfeited after a second, so that a slow lane sees red', async () => {
    const { bucket, clock, spans } = aWorker()
    await bucket.take(50)
    clock.pass(1_001)
    await bucket.take(50)
    expect(spans).toHaveLength(2)
  })

  test('are asked for in halves while they are refused', async () => {
    let refusals = 2
    const { bucket, spans } = aWorker(({ nowMs }) => (refusals-- > 0 ? false : nowMs))
    const got = [await bucket.take(50), await bucket.take(50), await bucket.take(50)]
    expect(got).toEqual([false, false, true])
    expect(spans).toEqual([400, 200, 100])
  })
})
