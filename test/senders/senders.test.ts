import { afterEach, describe, expect, test, vi } from 'vitest'
import { loadCounty } from '../../functions/platform/county.ts'
import { outcomeOfAwsError, requestTimeoutMs } from '../../functions/senders/aws-outcome.ts'
import { makeSesSender } from '../../functions/senders/send-email-ses.ts'
import { outcomeOfSmtpError } from '../../functions/senders/send-email-smtp.ts'
import { makeSnsSmsSender } from '../../functions/senders/send-sms-sns.ts'
import type { Recipient, RenderedMessage } from '../../functions/senders/sender.ts'
import { leavePlaceholder } from '../../functions/senders/sender.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { renderSms } from '../../functions/texts/render-sms.ts'
import { modelCases } from '../delivery/a-published.ts'
import { type Stub, sesStub, smtpStub, snsStub } from './provider-stubs.ts'

const county = loadCounty('510402')
const context = { alert: '51040205500000_20260701031200_0', alertId: 'Abc-123_x', tag: 'main.r1#3#12' }
const smsText = renderSms(modelCases.red(), county, 'zh-CN')
const emailText = renderEmail(modelCases.red(), county, 'zh-CN', 'https://yj.example.gov.cn')
const englishEmail = renderEmail(modelCases.english(), county, 'en', 'https://yj.example.gov.cn')

const leaveUrl = (n: number): string => `https://yj.example.gov.cn/api/unsubscribe/token${n}`
const people = (stub: Stub, count: number, message?: RenderedMessage): Recipient[] =>
  Array.from({ length: count }, (_, n) =>
    stub.name === 'SNS'
      ? { sub: `s${n}`, to: `+86100${String(n).padStart(8, '0')}`, message: message ?? smsText }
      : { sub: `s${n}`, to: `p${n}@example.cn`, leaveUrl: leaveUrl(n), message: message ?? emailText },
  )

const open: Stub[] = []
const started = async (start: () => Promise<Stub>): Promise<Stub> => {
  const stub = await start()
  open.push(stub)
  return stub
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((stub) => stub.close()))
})

const stubs = [
  ['SNS', snsStub],
  ['SES', () => sesStub()],
  ['SES refusing whole calls', () => sesStub(true)],
  ['SMTP', smtpStub],
] as const

describe.each(stubs)('a sender: %s', (name, start) => {
  test('hands over to everybody, one outcome each, in order', async () => {
    const stub = await started(start)
    const recipients = people(stub, 50)
    const outcomes = await stub.sender.send(recipients, context)
    expect(outcomes.map(({ kind }) => kind)).toEqual(recipients.map(() => 'handedOver'))
    const ids = outcomes.map((outcome) => (outcome.kind === 'handedOver' ? outcome.messageId : ''))
    expect(new Set(ids).size).toBe(50)
    expect(stub.arrived.map(({ to }) => to).toSorted()).toEqual(recipients.map(({ to }) => to).toSorted())
    for (const { text } of stub.arrived) expect(text).toContain('往两侧高处走')
  })

  test('works on several people at once', async () => {
    const stub = await started(start)
    await stub.sender.send(people(stub, 50), context)
    // SES takes a whole batch in one call.
    expect(stub.most()).toBeGreaterThanOrEqual(name.startsWith('SES') ? 1 : 5)
    expect(stub.most()).toBeLessThanOrEqual(50)
  })

  test('throttled: nothing was sent, everybody may be tried again', async () => {
    const stub = await started(start)
    stub.trouble = 'throttle'
    expect(await stub.sender.send(people(stub, 3), context)).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'retry', cause: 'throttled' })),
    )
    expect(stub.arrived).toEqual([])
  })

  test('a failure on their side may be tried again', async () => {
    const stub = await started(start)
    stub.trouble = 'broken'
    expect(await stub.sender.send(people(stub, 2), context)).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'retry', cause: 'unavailable' })),
    )
  })

  test('no answer in time leaves it open, and is waited for no longer', async () => {
    const stub = await started(start)
    stub.trouble = 'silent'
    expect(await stub.sender.send(people(stub, 2), context)).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'unknown', cause: 'timeout' })),
    )
  })

  test('a connection torn down after the text was given leaves it open', async () => {
    const stub = await started(start)
    stub.trouble = 'reset'
    expect(await stub.sender.send(people(stub, 1), context)).toEqual([{ kind: 'unknown', cause: 'connection' }])
  })

  test('nobody listening: nothing was sent', async () => {
    const stub = await started(start)
    await stub.close()
    open.length = 0
    // AWS comes back by itself; at a relay's address somebody must look.
    const nothing = name === 'SMTP' ? { kind: 'stop', cause: 'unreachable' } : { kind: 'retry', cause: 'unavailable' }
    expect(await stub.sender.send(people(stub, 2), context)).toEqual([nothing, nothing])
  })

  test('one bad address fails alone', async () => {
    const stub = await started(start)
    const recipients = people(stub, 5)
    stub.badAddress = recipients[2]!.to
    const outcomes = await stub.sender.send(recipients, context)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['handedOver', 'handedOver', 'failed', 'handedOver', 'handedOver'])
    expect(outcomes[2]).toEqual({ kind: 'failed', cause: name === 'SNS' ? 'invalidNumber' : 'invalidAddress' })
    expect(stub.arrived).toHaveLength(4)
  })

  test('not allowed to send: the channel stops', async () => {
    const stub = await started(start)
    stub.trouble = 'locked'
    const outcomes = await stub.sender.send(people(stub, 2), context)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stop', 'stop'])
  })

  test('nobody to send to is no call', async () => {
    const stub = await started(start)
    expect(await stub.sender.send([], context)).toEqual([])
    expect(stub.most()).toBe(0)
  })

  test('no cause could break the ledger’s folding', async () => {
    const stub = await started(start)
    stub.badAddress = people(stub, 1)[0]!.to
    const [outcome] = await stub.sender.send(people(stub, 1), context)
    expect(outcome?.kind === 'failed' && outcome.cause).toMatch(/^[A-Za-z]+$/)
  })
})

describe('an SMS by SNS', () => {
  test('is transactional and carries the CAP identifier', async () => {
    const stub = await started(snsStub)
    await stub.sender.send(people(stub, 1), context)
    expect(stub.arrived[0]).toEqual({
      to: '+8610000000000',
      text: smsText.text,
      headers: { 'AWS.SNS.SMS.SMSType': 'Transactional', alert: context.alert },
    })
  })

  test('goes to the endpoint given, with the settings of the environment', async () => {
    const stub = await snsStub()
    open.push(stub)
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    const sender = makeSnsSmsSender({ endpoint: `http://127.0.0.1:${stub.port}` })
    expect((await sender.send(people(stub, 1), context))[0]?.kind).toBe('handedOver')
    stub.trouble = 'silent'
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const sending = sender.send(people(stub, 1), context)
    await vi.waitUntil(() => stub.arrived.length === 2)
    await vi.advanceTimersByTimeAsync(requestTimeoutMs)
    expect(await sending).toEqual([{ kind: 'unknown', cause: 'timeout' }])
    vi.useRealTimers()
    vi.unstubAllEnvs()
  })
})

describe.each([
  ['SES', () => sesStub()],
  ['SMTP', smtpStub],
] as const)('an e-mail by %s', (name, start) => {
  test('has each person’s own leaving link, in the text, the HTML and the one-click headers', async () => {
    const stub = await started(start)
    await stub.sender.send(people(stub, 3), context)
    for (const { to, text, html, headers } of stub.arrived) {
      const own = leaveUrl(Number(/\d/.exec(to)?.[0]))
      expect(text).toContain(own)
      expect(html).toContain(`href="${own}"`)
      expect(`${text}${html}`).not.toContain('{{')
      expect(headers['List-Unsubscribe']).toBe(`<${own}>`)
      expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    }
  })

  test('keeps subject, threading and identifier', async () => {
    const stub = await started(start)
    await stub.sender.send(people(stub, 1), context)
    const { subject, headers } = stub.arrived[0]!
    expect(subject).toBe(emailText.subject)
    // Their names mean the same in either case; the mail library writes some in its own.
    const named = (all: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value]))
    expect(named(headers)).toMatchObject(named(emailText.headers!))
    expect(named(headers)).toMatchObject({
      'auto-submitted': 'auto-generated',
      'list-id': expect.stringMatching(/^<.+>$/),
    })
  })

  test('comes to each in their own language within one batch, by SES in one call', async () => {
    const stub = await started(start)
    const third = { ...emailText, language: 'ko', subject: '경보', text: `경보\n${leavePlaceholder}\n`, html: '경보' }
    const [a, b, c, d] = people(stub, 4)
    const messages = [emailText, englishEmail, third, emailText]
    const outcomes = await stub.sender.send(
      [a!, b!, c!, d!].map((person, i) => ({ ...person, message: messages[i]! })),
      context,
    )
    expect(outcomes.map(({ kind }) => kind)).toEqual(messages.map(() => 'handedOver'))
    if (name === 'SES') expect(stub.most()).toBe(1)
    const got = Object.fromEntries(stub.arrived.map(({ to, subject, text }) => [to, [subject, text.trim()]]))
    const expected = messages.map(({ subject, text }, i) => {
      return [`p${i}@example.cn`, [subject, text.replace(leavePlaceholder, leaveUrl(i)).trim()]]
    })
    expect(got).toEqual(Object.fromEntries(expected))
  })

  test('without a leaving link has neither header nor placeholder', async () => {
    const stub = await started(start)
    const [{ leaveUrl: _, ...person }] = people(stub, 1) as [Recipient]
    await stub.sender.send([person], context)
    expect(stub.arrived[0]!.headers).not.toHaveProperty('List-Unsubscribe')
    expect(stub.arrived[0]!.text).not.toContain('{{')
  })

  test(`is tagged for receipts`, async () => {
    const stub = await started(start)
    await stub.sender.send(people(stub, 2), context)
    const tags =
      name === 'SES'
        ? { alert: context.alert, id: context.alertId, job: 'main_r1-3', batch: '12', index: '1' }
        : { 'X-Delivery-Batch': context.tag }
    expect(stub.arrived[1]!.headers).toMatchObject(tags)
  })
})

describe('SES, entry by entry', () => {
  test.each([
    ['ACCOUNT_THROTTLED', { kind: 'retry', cause: 'throttled' }],
    ['TRANSIENT_FAILURE', { kind: 'retry', cause: 'unavailable' }],
    ['FAILED', { kind: 'retry', cause: 'unavailable' }],
    ['MESSAGE_REJECTED', { kind: 'failed', cause: 'refused' }],
    ['INVALID_PARAMETER', { kind: 'failed', cause: 'invalidAddress' }],
    ['ACCOUNT_SUSPENDED', { kind: 'stop', cause: 'suspended' }],
    ['ACCOUNT_SENDING_PAUSED', { kind: 'stop', cause: 'suspended' }],
    ['CONFIGURATION_SET_SENDING_PAUSED', { kind: 'stop', cause: 'suspended' }],
    ['ACCOUNT_DAILY_QUOTA_EXCEEDED', { kind: 'stop', cause: 'quota' }],
    ['MAIL_FROM_DOMAIN_NOT_VERIFIED', { kind: 'stop', cause: 'identity' }],
    ['TEMPLATE_NOT_FOUND', { kind: 'stop', cause: 'configuration' }],
  ] as const)('%s', async (Status, outcome) => {
    const client = { send: async () => ({ BulkEmailEntryResults: [{ Status }] }) }
    const sender = makeSesSender({ from: 'a@b.cn', client: client as never })
    const person: Recipient = { sub: 's', to: 'p@example.cn', message: emailText }
    // The second has no result: nobody knows what became of it.
    expect(await sender.send([person, person], context)).toEqual([outcome, { kind: 'unknown', cause: 'connection' }])
  })

  test('a text that everybody is refused for stops the channel and gives nobody up', async () => {
    const refuse = async () => {
      throw Object.assign(new Error('bad template'), {
        name: 'BadRequestException',
        $metadata: { httpStatusCode: 400 },
      })
    }
    const sender = makeSesSender({ from: 'a@b.cn', client: { send: refuse } as never })
    const person: Recipient = { sub: 's', to: 'p@example.cn', message: emailText }
    expect(await sender.send([person, person], context)).toEqual([
      { kind: 'stop', cause: 'refused' },
      { kind: 'stop', cause: 'refused' },
    ])
  })

  test('an identifier that is no tag goes by header only', async () => {
    const stub = await started(() => sesStub())
    await stub.sender.send(people(stub, 1), { ...context, alert: 'urn:oid:2.49.0.1' })
    expect(stub.arrived[0]!.headers).not.toHaveProperty('alert')
  })
})

describe('a refusal that is our fault stops the channel, however it comes', () => {
  const verified =
    'Email address is not verified. The following identities failed the check in region US-EAST-1: a@b.cn'

  test.each([
    ['AuthorizationErrorException', 403, '', 'authorisation'],
    ['OptInRequired', 403, '', 'authorisation'],
    ['KMSDisabledException', 400, '', 'configuration'],
    ['InvalidParameterException', 400, 'the account is in the SMS sandbox', 'sandbox'],
    ['InvalidParameterException', 400, 'SMS is not supported in this region', 'region'],
    ['ThrottlingException', 400, 'Daily message quota exceeded', 'quota'],
    ['MonthlySpendLimitReachedException', 400, '', 'quota'],
    ['InvalidParameterException', 400, 'spending limit reached', 'quota'],
  ])('SNS %s %d %s', async (name, httpStatusCode, message, cause) => {
    const client = {
      send: async () => {
        throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })
      },
    }
    const sender = makeSnsSmsSender({ client: client as never })
    expect(await sender.send([{ sub: 's', to: '+8610000000000', message: smsText }], context)).toEqual([
      { kind: 'stop', cause },
    ])
  })

  test.each([
    ['AccountSuspendedException', '', 'suspended'],
    ['SendingPausedException', '', 'suspended'],
    ['MailFromDomainNotVerifiedException', '', 'identity'],
    ['MessageRejected', verified, 'identity'],
    ['LimitExceededException', 'Daily message quota exceeded', 'quota'],
    ['UnknownException', 'new in this service', 'refused'],
  ])('SES %s %s', async (name, message, cause) => {
    const client = {
      send: async () => {
        throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } })
      },
    }
    const sender = makeSesSender({ from: 'a@b.cn', client: client as never })
    const person: Recipient = { sub: 's', to: 'p@example.cn', message: emailText }
    const stop = { kind: 'stop', cause }
    expect(await sender.send([person, person], context)).toEqual([stop, stop])
  })

  test('SES, an entry in the sandbox', async () => {
    const client = { send: async () => ({ BulkEmailEntryResults: [{ Status: 'MESSAGE_REJECTED', Error: verified }] }) }
    const sender = makeSesSender({ from: 'a@b.cn', client: client as never })
    expect(await sender.send([{ sub: 's', to: 'p@example.cn', message: emailText }], context)).toEqual([
      { kind: 'stop', cause: 'identity' },
    ])
  })

  test.each([
    ['DATA', 554, `Message rejected: ${verified}`, 'identity'],
    [
      'DATA',
      554,
      'Access denied: User arn:aws:iam::1:user/x is not authorized to perform ses:SendRawEmail',
      'authorisation',
    ],
    ['MAIL FROM', 454, 'Throttling failure: Daily message quota exceeded.', 'quota'],
    ['DATA', 550, '5.4.5 Daily user sending limit exceeded', 'quota'],
    ['RCPT TO', 554, '5.7.1 relay access denied', 'authorisation'],
    ['RCPT TO', 554, '5.7.1 Client host rejected: Access denied', 'authorisation'],
    ['RCPT TO', 550, 'Sender verify failed', 'identity'],
    ['RCPT TO', 550, '5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.example', 'blocked'],
  ])('SMTP %s %d %s', (command, responseCode, response, cause) => {
    expect(
      outcomeOfSmtpError({ code: 'EMESSAGE', command, responseCode, response: `${responseCode} ${response}` }),
    ).toEqual({
      kind: 'stop',
      cause,
    })
  })

  test.each([
    ['550 5.1.1 no such user', 'invalidAddress'],
    ['550 5.2.1 The email account that you tried to reach is disabled', 'invalidAddress'],
    ['552 5.2.2 over quota: the mailbox is full', 'invalidAddress'],
    ['550 5.4.1 Recipient address rejected: Access denied', 'invalidAddress'],
    ['550 5.1.1 Recipient address rejected: unverified address', 'invalidAddress'],
  ])('a dead mailbox is none of ours: %s', (response, cause) => {
    const error = { code: 'EENVELOPE', command: 'RCPT TO', responseCode: Number(response.slice(0, 3)), response }
    expect(outcomeOfSmtpError(error)).toEqual({ kind: 'failed', cause })
  })
})

describe('errors by name', () => {
  const answered = (name: string, status = 400, message = '') =>
    outcomeOfAwsError(
      Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } }),
      () => undefined,
    )

  test.each([
    ['ThrottledException', 400, { kind: 'retry', cause: 'throttled' }],
    ['AnyOther', 429, { kind: 'retry', cause: 'throttled' }],
    ['ServiceUnavailable', 503, { kind: 'retry', cause: 'unavailable' }],
    ['ExpiredToken', 400, { kind: 'stop', cause: 'authorisation' }],
    ['AnyOther', 403, { kind: 'stop', cause: 'authorisation' }],
    ['NotFound', 404, { kind: 'stop', cause: 'configuration' }],
    ['AnyOther', 400, { kind: 'failed', cause: 'refused' }],
    ['SyntaxError', 200, { kind: 'unknown', cause: 'connection' }],
  ] as const)('%s %d', (name, status, outcome) => {
    expect(answered(name, status)).toEqual(outcome)
  })

  test('whatever is thrown has an outcome', () => {
    for (const thrown of [undefined, null, 'text', 7, {}, new Error('x')]) {
      expect(outcomeOfAwsError(thrown, () => undefined)).toEqual({ kind: 'unknown', cause: 'connection' })
      expect(outcomeOfSmtpError(thrown)).toEqual({ kind: 'unknown', cause: 'connection' })
    }
    const noKeys = Object.assign(new Error('x'), { name: 'CredentialsProviderError' })
    expect(outcomeOfAwsError(noKeys, () => undefined)).toEqual({ kind: 'stop', cause: 'authorisation' })
  })

  test.each([
    [
      { code: 'EAUTH', responseCode: 535 },
      { kind: 'stop', cause: 'authorisation' },
    ],
    [
      { code: 'EENVELOPE', responseCode: 530, command: 'MAIL FROM' },
      { kind: 'stop', cause: 'authorisation' },
    ],
    [
      { code: 'EMESSAGE', responseCode: 554, command: 'DATA' },
      { kind: 'failed', cause: 'refused' },
    ],
    [
      { code: 'ECONNECTION', responseCode: 421, command: 'CONN' },
      { kind: 'retry', cause: 'unavailable' },
    ],
    [
      { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' },
      { kind: 'retry', cause: 'unavailable' },
    ],
    [
      { code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', command: 'CONN' },
      { kind: 'unknown', cause: 'timeout' },
    ],
    [{ code: 'EDNS' }, { kind: 'retry', cause: 'unavailable' }],
    [{ code: 'ETLS' }, { kind: 'stop', cause: 'configuration' }],
  ] as const)('SMTP %j', (error, outcome) => {
    expect(outcomeOfSmtpError(error)).toEqual(outcome)
  })
})
