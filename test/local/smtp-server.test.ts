import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { makeSmtpSender } from '../../functions/senders/send-email-smtp.ts'
import type { Recipient } from '../../functions/senders/sender.ts'
import { startChild } from '../../infra/local/child.ts'
import { makeMasterKey } from '../../infra/local/data-folder.ts'
import type { Fault } from '../../infra/local/faults.ts'
import type { Providers } from '../../infra/local/providers.ts'
import { smtpCertificate } from '../../infra/local/smtp-certificate.ts'
import { smtpUrlAt } from '../../infra/local/smtp-server.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

async function startServer(options: { rate?: number; url?: (url: string) => string } = {}) {
  const child = startChild<Providers>('./providers.ts', () => {})
  onTestFinished(() => child.stop())
  const dataDir = temporaryFolder()
  makeMasterKey(dataDir)
  const { email: port } = await child.calls.start({
    dataDir,
    bucketsPort: 1,
    siteBuckets: [],
    clockOffsetMs: 0,
    emailProvider: 'smtp',
    latencyMs: 0,
    rate: options.rate,
  })
  const sender = makeSmtpSender({
    url: (options.url ?? String)(smtpUrlAt(port)),
    from: 'warning@example.com',
    ca: smtpCertificate,
    patience: { afterTextMs: 1_500 },
  })
  const alert = '51040205500000_20260701083100'
  return {
    port,
    calls: child.calls,
    send: (count: number) => sender.send(people(count), { alert, tag: 'main#0#0' }),
    received: () => child.calls.inbox({ limit: 100, channel: 'email', alert, html: true }),
  }
}

const people = (count: number): Recipient[] =>
  Array.from({ length: count }, (_, i) => ({
    sub: `s${i}`,
    to: `p${i}@example.com`,
    leaveUrl: `https://x/${i}`,
    message: {
      language: 'zh-CN',
      parts: 1,
      subject: '预警',
      text: '马上走 {{leave}}',
      html: '<p>马上走 <a href="{{leave}}">x</a></p>',
      headers: { 'X-Alert-Identifier': '51040205500000_20260701083100' },
    },
  }))
const fault = (more: Partial<Fault>): Fault => ({ channel: 'email', mode: 'error', rate: 1, count: null, ...more })
const kinds = (outcomes: readonly { kind: string }[]): string[] => outcomes.map(({ kind }) => kind).toSorted()

test('a mail is in the inbox as it was sent, under TLS and with a password', async () => {
  const { send, received } = await startServer()
  expect(kinds(await send(2))).toEqual(['handedOver', 'handedOver'])
  const { messages } = await received()
  expect(messages.toSorted((a, b) => a.to.localeCompare(b.to))).toMatchObject(
    [0, 1].map((i) => ({
      to: `p${i}@example.com`,
      subject: '预警',
      body: `马上走 https://x/${i}\n`,
      html: `<p>马上走 <a href="https://x/${i}">x</a></p>\n`,
      headers: { 'List-Unsubscribe': `<https://x/${i}>` },
    })),
  )
})

test('another password is refused, and no mail is taken without one', async () => {
  const wrong = await startServer({ url: (url) => url.replace(':local@', ':other@') })
  expect(kinds(await wrong.send(1))).toEqual(['stop'])
  const none = await startServer({ url: (url) => url.replace('fengsui:local@', '') })
  expect(kinds(await none.send(1))).toEqual(['stop'])
  expect((await none.received()).total).toBe(0)
})

test.each([
  ['throttle', { kind: 'retry', cause: 'throttled' }],
  ['greylist', { kind: 'retry', cause: 'unavailable' }],
  ['close', { kind: 'retry', cause: 'unavailable' }],
  ['error', { kind: 'retry', cause: 'unavailable' }],
  ['timeout', { kind: 'unknown', cause: 'timeout' }],
  ['crash', { kind: 'unknown', cause: 'connection' }],
  ['down', { kind: 'stop', cause: 'unreachable' }],
] as const)('%s looks like the real thing, and is over when it is cleared', async (mode, outcome) => {
  const { send, calls } = await startServer()
  await calls.setFault(fault({ mode }))
  expect(await send(1)).toEqual([outcome])
  await calls.clearFaults()
  expect(kinds(await send(1))).toEqual(['handedOver'])
})

test('greylisted, each recipient’s second try is taken while the fault lasts', async () => {
  const { send, calls, received } = await startServer()
  await calls.setFault(fault({ mode: 'greylist' }))
  expect(kinds(await send(3))).toEqual(['retry', 'retry', 'retry'])
  expect(kinds(await send(3))).toEqual(['handedOver', 'handedOver', 'handedOver'])
  expect((await received()).total).toBe(3)
})

test('slow, it has the mail at once and says so as late as it was told to', async () => {
  const { send, calls, received } = await startServer()
  // Later than the sender waits.
  await calls.setFault(fault({ mode: 'slow', seconds: 3_600 }))
  expect(kinds(await send(2))).toEqual(['unknown', 'unknown'])
  expect((await received()).total).toBe(2)
  await calls.setFault(fault({ mode: 'slow', seconds: 0.2 }))
  expect(kinds(await send(2))).toEqual(['handedOver', 'handedOver'])
})

test('without an answer every second mail is taken all the same', async () => {
  const { send, calls, received } = await startServer()
  await calls.setFault(fault({ mode: 'crash', count: 4 }))
  expect(kinds(await send(6))).toEqual(['handedOver', 'handedOver', 'unknown', 'unknown', 'unknown', 'unknown'])
  expect((await received()).total).toBe(4)
})

test('a rate is kept', async () => {
  const { send } = await startServer({ rate: 3 })
  expect(kinds(await send(4))).toEqual(['handedOver', 'handedOver', 'handedOver', 'retry'])
})

test('nobody beyond this machine reaches it', async () => {
  const { port } = await startServer()
  const other = await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.2')
    socket.once('connect', () => resolve('answered'))
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
  })
  expect(other).toBe('ECONNREFUSED')
})
