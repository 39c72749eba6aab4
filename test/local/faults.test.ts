import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../../infra/local/child.ts'
import type { Emulators } from '../../infra/local/emulators.ts'
import { makeFaults, modesOf } from '../../infra/local/faults.ts'
import { readTemplates } from '../../infra/local/template.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'
import { smallApp } from './small-app.ts'

test('a rate is kept exactly and spread evenly', () => {
  const faults = makeFaults()
  faults.set({ channel: 'sms', mode: 'error', rate: 0.1, count: null })
  const modes = Array.from({ length: 1000 }, () => faults.next('sms'))
  expect(modes.filter(Boolean)).toHaveLength(100)
  expect(modes.slice(0, 20).filter(Boolean)).toHaveLength(2)
})

test('a count ends the fault', () => {
  const faults = makeFaults()
  faults.set({ channel: 'email', mode: 'timeout', rate: 1, count: 3 })
  expect(Array.from({ length: 5 }, () => faults.next('email'))).toEqual([
    'timeout',
    'timeout',
    'timeout',
    undefined,
    undefined,
  ])
  expect(faults.list()).toEqual([])
})

test('every second request that gets no answer is carried out, from the first on', () => {
  const faults = makeFaults()
  expect(Array.from({ length: 4 }, () => faults.isCarriedOut('sms'))).toEqual([true, false, true, false])
})

test('channels do not touch each other, and clearing ends all', () => {
  const faults = makeFaults()
  faults.set({ channel: 'sms', mode: 'crash', rate: 1, count: null })
  expect(faults.next('email')).toBeUndefined()
  faults.clear()
  expect(faults.next('sms')).toBeUndefined()
})

test('a table can be throttled, a queue can only repeat itself', () => {
  expect(modesOf('table')).toEqual(['throttle', 'error'])
  expect(modesOf('queue')).toEqual(['duplicate'])
  expect(modesOf('sms')).not.toContain('duplicate')
  expect(modesOf('sms')).toContain('refuse')
  expect(modesOf('web')).not.toContain('refuse')
})

test('what goes wrong later is no fault of the request, and the other way round', () => {
  const faults = makeFaults()
  faults.set({ channel: 'sms', mode: 'quota', rate: 0.5, count: 1 })
  expect(faults.next('sms')).toBeUndefined()
  expect([1, 2, 3, 4].map(() => faults.nextLater('sms'))).toEqual([undefined, 'quota', undefined, undefined])
  faults.set({ channel: 'email', mode: 'error', rate: 1, count: null })
  expect(faults.nextLater('email')).toBeUndefined()
  expect(faults.next('email')).toBe('error')
  expect(modesOf('sms')).toEqual(expect.arrayContaining(['quota', 'receipts']))
  expect(modesOf('sms')).not.toContain('bounce')
  expect(modesOf('email')).toEqual(expect.arrayContaining(['bounce', 'receipts']))
  expect(modesOf('email')).not.toContain('quota')
  expect(modesOf('web')).not.toContain('receipts')
})

test('a faulty table refuses what it is asked, the others answer, and cleared it answers again', async () => {
  const plan = readTemplates(smallApp(), 'http://127.0.0.1:1')
  const [alerts] = plan.tables
  const other = { ...alerts!, name: 'other' }
  const child = startChild<Emulators>('./emulators.ts', () => {})
  onTestFinished(() => child.stop())
  const { tablesPort } = await child.calls.start(temporaryFolder())
  await child.calls.open([alerts!, other], plan)
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${tablesPort}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  const read = (TableName: string) =>
    client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { S: 'b' } } }))
  await child.calls.setTableFault(alerts!.name, { channel: 'table', mode: 'throttle', rate: 1, count: null })
  await expect(read(alerts!.name)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' })
  await expect(read('other')).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } })
  await child.calls.clearFaults()
  await expect(read(alerts!.name)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } })
})
