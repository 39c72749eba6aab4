/** Receipts on their whole way: provider, delivery log or topic, Lambda, report. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { capXml, type LocalProduct, sender, startProduct, until } from '../fakes/local-product.ts'

const patience = 240_000
const sent = '2026-07-01T10:00:00+08:00'
const first = { identifier: `${sender}_20260701100000`, sent, codes: ['510402'] }
const second = { ...first, identifier: `${sender}_20260701100001` }

let product: LocalProduct
beforeAll(async () => {
  product = await startProduct({ now: sent })
}, patience)
afterAll(() => product?.dispose())
beforeEach(async () => {
  await product.reset(sent)
  await product.populate(150, 7)
})

const reachOf = async (identifier: string) => (await product.report(identifier)).channels
const complete = (identifier: string) =>
  until(
    'everybody to be told',
    () => product.report(identifier),
    ({ complete: isComplete }) => isComplete,
  )

test('what arrived is delivered, by SMS and by e-mail; the web gives no receipts', { timeout: patience }, async () => {
  expect((await product.post(capXml(first))).status).toBe(202)
  await complete(first.identifier)
  const reach = await until(
    'receipts',
    () => reachOf(first.identifier),
    ({ sms, email }) => sms.delivered === sms.meant && email.delivered === email.meant,
  )
  expect(reach.sms).toMatchObject({ meant: expect.any(Number), pending: 0, failed: { total: 0 } })
  expect(reach.sms.delivered).toBe(reach.sms.handedOver)
  expect(reach.web.delivered).toBeNull()
  expect(reach.push.delivered).toBeNull()
})

test('whoever was thrown away for want of money is told once there is some', { timeout: patience }, async () => {
  await product.setFault({ channel: 'sms', mode: 'quota', count: 20 })
  expect((await product.post(capXml(first))).status).toBe(202)
  const spent = await until(
    'receipts of the thrown away',
    () => reachOf(first.identifier),
    ({ sms }) => sms.pending > 0 && sms.pending + sms.delivered! === sms.meant,
  )
  expect(spent.sms.handedOver).toBe(spent.sms.meant - spent.sms.pending)
  await product.moveClock((await product.now()) + 200_000)
  const told = await until(
    'everybody to be told',
    () => reachOf(first.identifier),
    ({ sms }) => sms.delivered === sms.meant,
  )
  const messages = await product.inbox({ channel: 'sms', alert: first.identifier })
  expect(messages).toHaveLength(told.sms.meant)
  expect(new Set(messages.map(({ to }) => to)).size).toBe(told.sms.meant)
})

test('a mailbox that sends back what it got gets nothing more', { timeout: patience }, async () => {
  await product.setFault({ channel: 'email', mode: 'bounce', count: 7 })
  expect((await product.post(capXml(first))).status).toBe(202)
  await until(
    'mailboxes to send back',
    () => reachOf(first.identifier),
    ({ email }) => email.failed.bounced === 7,
  )
  const there = await product.inbox({ channel: 'email', alert: first.identifier })
  expect((await product.post(capXml(second))).status).toBe(202)
  await complete(second.identifier)
  const { email } = await reachOf(second.identifier)
  expect(email).toMatchObject({ meant: there.length + 7, handedOver: there.length, skipped: { total: 7, bounced: 7 } })
  const again = await product.inbox({ channel: 'email', alert: second.identifier })
  expect(again.map(({ to }) => to).sort()).toEqual(there.map(({ to }) => to).sort())
})
