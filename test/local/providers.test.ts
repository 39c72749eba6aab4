import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { SESv2Client, SendBulkEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../../infra/local/child.ts'
import { makeMasterKey, masterKeyName } from '../../infra/local/data-folder.ts'
import type { Fault } from '../../infra/local/faults.ts'
import type { Providers } from '../../infra/local/providers.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

async function startProviders(folder = temporaryFolder(), rate?: number) {
  const child = startChild<Providers>('./providers.ts', () => {})
  onTestFinished(() => child.stop())
  if (!existsSync(join(folder, masterKeyName))) makeMasterKey(folder)
  const settings = { dataDir: folder, bucketsPort: 1, siteBuckets: ['site'], clockOffsetMs: 0, latencyMs: 0, rate }
  const ports = await child.calls.start(settings)
  const common = (port: number) => ({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  })
  return {
    calls: child.calls,
    stop: child.stop,
    sns: new SNSClient(common(ports.sms)),
    ses: new SESv2Client(common(ports.email)),
    kms: new KMSClient(common(ports.kms)),
  }
}

const anSms = (to = '+8612000000001', Message = '山洪 & 100% + 快走') =>
  new PublishCommand({ PhoneNumber: to, Message })
const aBulk = (count: number) =>
  new SendBulkEmailCommand({
    FromEmailAddress: 'warning@example.com',
    DefaultContent: {
      Template: { TemplateContent: { Subject: '预警', Text: '{{leave}}', Html: '<p/>' }, TemplateData: '{}' },
    },
    BulkEmailEntries: Array.from({ length: count }, (_, i) => ({
      Destination: { ToAddresses: [`p${i}@example.com`] },
      ReplacementEmailContent: {
        ReplacementTemplate: { ReplacementTemplateData: JSON.stringify({ leave: `https://x/${i}` }) },
      },
    })),
  })
const fault = (more: Partial<Fault>): Fault => ({ channel: 'sms', mode: 'error', rate: 1, count: null, ...more })

test('an SMS through the SDK is in the inbox, text and number as sent', async () => {
  const { sns, calls } = await startProviders()
  expect((await sns.send(anSms())).MessageId).toMatch(/^[0-9a-f-]{36}$/)
  const { messages } = await calls.inbox({ limit: 10 })
  expect(messages).toMatchObject([{ channel: 'sms', to: '+8612000000001', body: '山洪 & 100% + 快走' }])
})

test('a rate is of parts: a text of two counts twice', async () => {
  const { sns } = await startProviders(undefined, 3)
  const ofTwoParts = anSms('+8612000000001', '快走'.repeat(60))
  await sns.send(ofTwoParts)
  await expect(sns.send(ofTwoParts)).rejects.toMatchObject({ name: 'Throttling' })
  await sns.send(anSms())
})

test('fifty e-mails in one call are fifty entries; SES takes no more', async () => {
  const { ses, calls } = await startProviders()
  const { BulkEmailEntryResults: results = [] } = await ses.send(aBulk(50))
  expect(results.map(({ Status }) => Status)).toEqual(Array(50).fill('SUCCESS'))
  await expect(ses.send(aBulk(51))).rejects.toMatchObject({ name: 'BadRequestException' })
  const page = await calls.inbox({ limit: 1, to: 'p49@example.com' })
  expect(page).toMatchObject({ total: 1, messages: [{ subject: '预警', body: 'https://x/49' }] })
})

test.each([
  ['throttle', { name: 'Throttling', $fault: 'client' }],
  ['refuse', { name: 'InvalidParameterException', $metadata: { httpStatusCode: 400 } }],
  ['error', { $metadata: { httpStatusCode: 500 } }],
  ['timeout', { name: 'TimeoutError' }],
  ['crash', { code: 'ECONNRESET' }],
  ['down', { code: 'ECONNREFUSED' }],
] as const)('SMS %s looks to the SDK like the real thing', async (mode, error) => {
  const { sns, calls } = await startProviders()
  await calls.setFault(fault({ mode }))
  await expect(sns.send(anSms())).rejects.toMatchObject(error)
  await calls.clearFaults()
  await expect(sns.send(anSms())).resolves.toBeDefined()
})

test('without an answer every second message is taken all the same, and is counted', async () => {
  const { sns, calls } = await startProviders()
  await calls.setFault(fault({ mode: 'crash', count: 4 }))
  const sent = await Promise.allSettled(Array.from({ length: 6 }, () => sns.send(anSms())))
  expect(sent.filter(({ status }) => status === 'rejected')).toHaveLength(4)
  expect((await calls.inbox({ limit: 1 })).total).toBe(4)
})

test('throttled in part, an e-mail call answers for each entry; throttled wholly, for all at once', async () => {
  const { ses, calls } = await startProviders()
  await calls.setFault(fault({ channel: 'email', mode: 'throttle', rate: 0.5 }))
  const { BulkEmailEntryResults: results = [] } = await ses.send(aBulk(10))
  expect(results.filter(({ Status }) => Status === 'ACCOUNT_THROTTLED')).toHaveLength(5)
  expect((await calls.inbox({ limit: 1 })).total).toBe(5)
  await calls.setFault(fault({ channel: 'email', mode: 'throttle' }))
  await expect(ses.send(aBulk(1))).rejects.toMatchObject({ name: 'TooManyRequestsException' })
})

test('a data key opens with its own context only, also after a restart', async () => {
  const folder = temporaryFolder()
  const first = await startProviders(folder)
  const context = { county: '510402' }
  const made = await first.kms.send(
    new GenerateDataKeyCommand({ KeyId: 'Key', KeySpec: 'AES_256', EncryptionContext: context }),
  )
  await first.stop()
  const { kms } = await startProviders(folder)
  const open = (EncryptionContext: Record<string, string>) =>
    kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext }))
  expect((await open(context)).Plaintext).toEqual(made.Plaintext)
  await expect(open({ county: '530302' })).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
  const sealed = await kms.send(new EncryptCommand({ KeyId: 'Key', Plaintext: Buffer.from('x') }))
  expect(Buffer.from(sealed.CiphertextBlob ?? []).includes(readFileSync(join(folder, masterKeyName)))).toBe(false)
})

async function receiptsIn(calls: Awaited<ReturnType<typeof startProviders>>['calls'], count: number) {
  const all = await calls.takeReceipts()
  for (const end = Date.now() + 20_000; all.lines.length + all.events.length < count && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const more = await calls.takeReceipts()
    all.lines.push(...more.lines)
    all.events.push(...more.events)
  }
  return all
}

test('an SMS has its line in the delivery log of SNS, which names it by its id', async () => {
  const { sns, calls } = await startProviders()
  const { MessageId } = await sns.send(anSms())
  const { lines } = await receiptsIn(calls, 1)
  expect(lines.map(({ logGroup }) => logGroup)).toEqual(['sns/us-east-1/000000000000/DirectPublishToPhoneNumber'])
  expect(JSON.parse(lines[0]!.message)).toMatchObject({
    notification: { messageId: MessageId, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/) },
    delivery: { destination: '+8612000000001', smsType: 'Transactional' },
    status: 'SUCCESS',
  })
})

test('a spent account takes an SMS, throws it away and says so in the log of failures', async () => {
  const { sns, calls } = await startProviders()
  await calls.setFault(fault({ mode: 'quota' }))
  expect((await sns.send(anSms())).MessageId).toMatch(/^[0-9a-f-]{36}$/)
  const { lines } = await receiptsIn(calls, 1)
  expect(lines[0]!.logGroup).toMatch(/\/Failure$/)
  expect(JSON.parse(lines[0]!.message)).toMatchObject({
    delivery: { providerResponse: 'No quota left for account' },
    status: 'FAILURE',
  })
  expect((await calls.inbox({ limit: 10 })).total).toBe(0)
})

test('receipts are lost, come twice and come late as asked', async () => {
  const { sns, calls } = await startProviders()
  await calls.setFault(fault({ mode: 'receipts', how: 'lost', count: 1 }))
  await sns.send(anSms())
  await calls.setFault(fault({ mode: 'receipts', how: 'late', seconds: 600, count: 1 }))
  await sns.send(anSms())
  await calls.setFault(fault({ mode: 'receipts', how: 'twice', count: 1 }))
  const { MessageId } = await sns.send(anSms())
  const ids = (lines: { message: string }[]) => lines.map(({ message }) => JSON.parse(message).notification.messageId)
  expect(ids((await receiptsIn(calls, 2)).lines)).toEqual([MessageId, MessageId])
  expect((await calls.inbox({ limit: 10 })).total).toBe(3)
  await calls.setClock(600_000)
  expect((await receiptsIn(calls, 1)).lines).toHaveLength(1)
})

test('an e-mail has its event where the call names a configuration set, with the tags it was sent with', async () => {
  const { ses, calls } = await startProviders()
  await ses.send(aBulk(1))
  await calls.setFault(fault({ channel: 'email', mode: 'bounce', count: 1 }))
  const bulk = aBulk(2)
  Object.assign(bulk.input, { ConfigurationSetName: 'county', DefaultEmailTags: [{ Name: 'id', Value: 'first' }] })
  const { BulkEmailEntryResults: results } = await ses.send(bulk)
  expect(results!.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS'])
  const { events } = await receiptsIn(calls, 2)
  expect(events.map(({ configurationSet }) => configurationSet)).toEqual(['county', 'county'])
  const [bounced, delivered] = events.map(({ message }) => JSON.parse(message))
  expect(bounced).toMatchObject({ eventType: 'Bounce', bounce: { bounceType: 'Permanent' } })
  expect(bounced.mail.tags).toEqual({ 'ses:configuration-set': ['county'], id: ['first'] })
  expect(delivered).toMatchObject({ eventType: 'Delivery', mail: { destination: ['p1@example.com'] } })
  expect((await calls.inbox({ channel: 'email', limit: 10 })).total).toBe(2)
})
