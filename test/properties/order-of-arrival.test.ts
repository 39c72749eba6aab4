/** Whatever order the messages of one chain come in, and however often: nobody is told an older one after a newer one. */
import { expect, it } from 'vitest'
import type { Alert } from '../../functions/alerts/alert.ts'
import { aDesk, idOf } from '../alerts/a-desk.ts'
import { anAlert, anInfo } from '../alerts/an-alert.ts'
import * as fc from './fast-check.ts'

const severities = { red: 'Extreme', orange: 'Severe', yellow: 'Moderate' } as const
const times = [
  '2026-07-01T08:10:00+08:00',
  '2026-07-01T08:15:00+08:00',
  '2026-07-01T08:20:00+08:00',
  '2026-07-01T08:25:00+08:00',
]

/** An Alert, some Updates, each of the one before, and perhaps its lifting, by Cancel or by Update. */
const chain = fc
  .record({
    colours: fc.array(fc.constantFrom('red', 'orange', 'yellow'), { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom('none', 'Cancel', 'Update'),
  })
  .map(({ colours, end }): Alert[] => {
    const messages: Alert[] = []
    const add = (alert: Partial<Alert>): void => {
      const before = messages.at(-1)
      messages.push(
        anAlert({
          identifier: `m${messages.length}`,
          sent: times[messages.length]!,
          msgType: before ? 'Update' : 'Alert',
          references: before ? [{ sender: before.sender, identifier: before.identifier, sent: before.sent }] : [],
          ...alert,
        }),
      )
    }
    for (const colour of colours) {
      add({
        info: [anInfo({ severity: severities[colour], headline: '山洪预警', effective: times[0]!, onset: times[0]! })],
      })
    }
    if (end === 'Cancel') add({ msgType: 'Cancel', info: [] })
    if (end === 'Update') {
      const info = anInfo({
        responseType: ['AllClear'],
        urgency: 'Past',
        headline: '解除山洪预警',
        instruction: '听干部安排。',
      })
      add({ msgType: 'Update', info: [info] })
    }
    return messages
  })

const arrivals = chain.chain((messages) =>
  fc.record({
    messages: fc.constant(messages),
    order: fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 }),
  }),
)

it('never tells an older message after a newer one, nor leaves a chain with nothing told and nothing held', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ messages, order }) => {
      const desk = aDesk()
      for (const each of order) await desk.accept(each)
      const places = new Map(messages.map((each, i) => [idOf(each), i]))
      const told = desk.outbox.announced.map(({ alertId }) => places.get(alertId)!)
      expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b))
      const heads = await desk.alerts.heads(messages.map(idOf))
      const open = heads.filter(({ stage }) => stage === 'published')
      const isWaiting = heads.some(({ stage }) => stage === 'held')
      expect(open.length, JSON.stringify(heads.map(({ stage }) => stage))).toBeLessThanOrEqual(1)
      expect(open.length === 1 || isWaiting).toBe(true)
      if (!isWaiting) expect(open[0]!.id).toBe(idOf(messages.at(-1)!))
    }),
  )
})
