import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Handset, openHandset } from '../../infra/local/handset.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

const atMs = Date.UTC(2026, 6, 1, 0, 31)
const as = (text: string) => text

function open(folder = temporaryFolder()): { handset: Handset; path: string; again(): Handset } {
  const path = join(folder, 'handset.jsonl')
  const handset = openHandset(path)
  onTestFinished(() => handset.close())
  return { handset, path, again: () => openHandset(path) }
}

/** Resolves when the message is on disk. */
const sms = (handset: Handset, to: string, text: string, alert = 'A1'): Promise<void> =>
  new Promise((resolve) => handset.text('sms', to, handset.intern(text, as), alert, atMs, resolve))

const template = JSON.stringify({
  subject: '山洪预警 {{name}}',
  text: '离开 {{leave}}',
  html: '<p>{{leave}}</p>',
  headers: { References: '<event@example>' },
  data: '{"name":"全体"}',
})
const mails = (handset: Handset, count: number, alert = 'A1'): Promise<void> =>
  new Promise((resolve) => {
    const entries = Array.from({ length: count }, (_, i) => ({
      to: `p${i}@example.com`,
      data: JSON.stringify({ leave: `https://x/${i}` }),
      headers: { 'List-Unsubscribe': `<https://x/${i}>` },
    }))
    handset.mails(handset.intern(template, as), entries, alert, atMs, resolve)
  })

test('an SMS shows as it was sent', async () => {
  const { handset } = open()
  await sms(handset, '+8612000000001', '马上往高处走')
  expect(handset.page({ limit: 10 })).toEqual({
    messages: [
      {
        channel: 'sms',
        to: '+8612000000001',
        subject: null,
        body: '马上往高处走',
        headers: {},
        alert: 'A1',
        at: '2026-07-01T00:31:00.000Z',
      },
    ],
    total: 1,
    next: null,
  })
})

test('a text of another channel is kept and counted under its own', async () => {
  const { handset, again } = open()
  await sms(handset, '+8612000000001', '马上往高处走')
  await new Promise<void>((written) =>
    handset.text('push', 'https://push.example/1', handset.intern('马上往高处走', as), 'A1', atMs, written),
  )
  for (const each of [handset, again()]) {
    expect(each.page({ channel: 'push', limit: 10 })).toMatchObject({
      messages: [{ channel: 'push', to: 'https://push.example/1', subject: null, body: '马上往高处走' }],
      total: 1,
    })
    expect(each.page({ limit: 10 }).total).toBe(2)
  }
})

test('an e-mail is put together for its reader: shared text, own values, own headers', async () => {
  const { handset } = open()
  await mails(handset, 3)
  const [message] = handset.page({ to: 'p2@example.com', limit: 10, html: true }).messages
  expect(message).toMatchObject({
    subject: '山洪预警 全体',
    body: '离开 https://x/2',
    html: '<p>https://x/2</p>',
    headers: { References: '<event@example>', 'List-Unsubscribe': '<https://x/2>' },
  })
})

test('pages follow each other without a gap, and total counts what matches', async () => {
  const { handset } = open()
  for (let i = 0; i < 5; i++) {
    await sms(handset, `+86120000000${i}`, 'one', 'A1')
    await sms(handset, `+86120000000${i}`, 'two', 'A2')
  }
  await mails(handset, 4, 'A2')
  const seen: string[] = []
  for (let after: string | null = '0'; after !== null; ) {
    const page = handset.page({ channel: 'sms', alert: 'A2', limit: 2, after: Number(after) })
    expect(page.total).toBe(5)
    seen.push(...page.messages.map(({ to }) => to))
    after = page.next
  }
  expect(seen).toEqual(Array.from({ length: 5 }, (_, i) => `+86120000000${i}`))
  expect(handset.page({ limit: 1 }).total).toBe(14)
  expect(handset.page({ limit: 1, to: '+861200000003' }).total).toBe(2)
  expect(handset.page({ limit: 1, to: '+86120000000' }).total).toBe(0)
  expect(handset.page({ limit: 1, alert: 'never sent' })).toEqual({ messages: [], total: 0, next: null })
})

test('everything is there after a kill, but for a line that was never finished', async () => {
  const { handset, path, again } = open()
  await sms(handset, '+8612000000001', 'kept')
  await mails(handset, 2)
  appendFileSync(path, '["sms","+8612000')
  const reopened = again()
  onTestFinished(() => reopened.close())
  expect(reopened.page({ limit: 10 })).toEqual(handset.page({ limit: 10 }))
  await sms(reopened, '+8612000000002', 'new')
  expect(reopened.page({ limit: 10 }).messages.at(-1)?.body).toBe('new')
  expect(again().page({ limit: 10 }).total).toBe(4)
})

test('emptied means empty, here and at the next start', async () => {
  const { handset, again } = open()
  await sms(handset, '+8612000000001', 'old')
  handset.empty()
  await sms(handset, '+8612000000002', 'new')
  expect(handset.page({ limit: 10 }).messages.map(({ body }) => body)).toEqual(['new'])
  expect(
    again()
      .page({ limit: 10 })
      .messages.map(({ body }) => body),
  ).toEqual(['new'])
})
