/** The desk of county 510402 on 2026-07-01 at 08:31, in memory, as `bad/` of the corpus expects it. */
import { makeAcceptAlert } from '../../functions/alerts/accept-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { memoryPagesStore } from '../fakes/memory-pages-store.ts'

const sender = '51040205500000'

export interface Desk {
  /** Posts with the token of the county's own sender; `why` is the first reason, where there is one. */
  post: (bytes: Uint8Array) => Promise<{
    outcome: 'accept' | 'hold' | 'refuse' | 'duplicate'
    why: string
  }>
  /** Plans handed to delivery so far. */
  told: () => number
}

/** `prior` was accepted at 08:00; now it is 08:31. */
export async function openDesk(prior: Uint8Array): Promise<Desk> {
  let nowMs = Date.parse('2026-07-01T08:00:00+08:00')
  let told = 0
  const accept = makeAcceptAlert({
    county: loadCounty('510402'),
    alerts: memoryAlertStore(),
    pages: memoryPagesStore(),
    clock: { now: () => nowMs },
    outbox: {
      announce: async () => {
        told += 1
      },
      checkLater: async () => {},
    },
  })
  const post: Desk['post'] = async (bytes) => {
    const answer = await accept({ bytes, mediaType: 'application/cap+xml', sub: sender, traceId: 'corpus' })
    switch (answer.outcome) {
      case 'accepted':
        return { outcome: 'accept', why: answer.notes[0] ?? '' }
      case 'duplicate':
        return { outcome: 'duplicate', why: '' }
      case 'held':
        return { outcome: 'hold', why: JSON.stringify(answer.reasons[0]) }
      case 'refused': {
        const problem = answer.problems[0]
        return { outcome: 'refuse', why: `${problem?.path}, found ${problem?.found}` }
      }
      case 'forbidden':
        return { outcome: 'refuse', why: answer.because }
      case 'conflict':
        return { outcome: 'refuse', why: `identifier is taken by other ${answer.because}` }
    }
  }
  const first = await post(prior)
  if (first.outcome !== 'accept')
    throw new Error(`prior.xml must be accepted, the others follow it; it was: ${first.why}`)
  nowMs = Date.parse('2026-07-01T08:31:00+08:00')
  return { post, told: () => told }
}
