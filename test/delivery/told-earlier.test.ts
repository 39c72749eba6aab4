import { beforeEach, expect, test } from 'vitest'
import { inTown, peopleOf, phonesOf } from '../subscribers/a-subscriber.ts'
import { aChannel, aFirst } from './a-channel.ts'

let channel: ReturnType<typeof aChannel>
beforeEach(() => {
  channel = aChannel()
})
const numbersOf = (id: string): string[] =>
  channel.sent
    .filter(({ alert }) => alert === id)
    .map(({ to }) => to)
    .sort()

test('tells of an update whoever got the first and whoever matches now, and of a cancel whoever got either', async () => {
  const first = inTown(40)
  const later = peopleOf(5, '510402001')
  channel.directory.fill([...first, ...later])
  channel.publish(aFirst())
  await channel.rest()
  channel.published.set('first', aFirst({ stage: 'superseded', successor: 'second' }))
  const second = aFirst({
    id: 'second',
    alert: { msgType: 'Update', identifier: 'second' },
    colour: 'orange',
    area: { codes: ['510402001'], polygons: [], circles: [] },
    predecessors: ['first'],
  })
  channel.publish(second)
  await channel.rest()
  expect(numbersOf('second')).toEqual(phonesOf([...first, ...later]))
  channel.directory.fill(inTown(7))
  channel.published.set('second', { ...second, stage: 'cancelled', successor: 'third' })
  channel.publish(
    aFirst({
      id: 'third',
      alert: { msgType: 'Cancel', identifier: 'third' },
      predecessors: ['second', 'first'],
    }),
  )
  await channel.rest()
  expect(numbersOf('third')).toEqual(phonesOf([...first, ...later]))
  expect((await channel.report('third')).complete).toBe(true)
})

test('sends nothing more of an alert that was cancelled while people were waiting', async () => {
  channel.directory.fill(inTown(200))
  let handed = 0
  channel.answers(() =>
    ++handed % 3 === 0 ? { kind: 'retry', cause: 'throttled' } : { kind: 'handedOver', messageId: 'm' },
  )
  channel.publish(aFirst())
  await channel.drain()
  const told = channel.sent.length
  channel.published.set('first', aFirst({ stage: 'cancelled', successor: 'stop' }))
  channel.publish(aFirst({ id: 'stop', alert: { msgType: 'Cancel', identifier: 'stop' }, predecessors: ['first'] }))
  channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
  await channel.rest()
  expect(channel.sent.filter(({ alert }) => alert !== 'stop')).toHaveLength(told)
  expect(channel.sent.filter(({ alert }) => alert === 'stop')).toHaveLength(told)
  const report = await channel.report('first')
  expect(report.complete).toBe(true)
  expect(report.channels.sms.skipped).toMatchObject({ total: 200 - told, cancelled: 200 - told })
})
