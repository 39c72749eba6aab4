import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { reserveOf } from '../../functions/delivery/channel-handler.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { escapeHtml } from '../../functions/platform/html.ts'
import { composeMail } from '../../functions/senders/compose-mail.ts'
import { makeSmtpSender } from '../../functions/senders/send-email-smtp.ts'
import { leavePlaceholder, type Recipient, type RenderedMessage } from '../../functions/senders/sender.ts'
import { renderEmail } from '../../functions/texts/render-email.ts'
import { smtpCertificate } from '../../infra/local/smtp-certificate.ts'
import { smtpWorkerTimeoutSeconds } from '../../infra/smtp.ts'
import { modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'
import { startRelay } from './a-relay.ts'

const from = 'yj@example.gov.cn'
const context = { alert: '51040205500000_20260701031200_0', tag: 'main#0#0' }
const message = renderEmail(modelCases.red(), loadCounty('510402'), 'zh-CN', 'https://yj.example.gov.cn')
const leaveUrl = 'https://yj.example.gov.cn/api/unsubscribe/AQIc9o8S59qrMV-BCkIvPGYFcDEtMDAwMA'
const people = (count: number): Recipient[] =>
  Array.from({ length: count }, (_, n) => ({ sub: `s${n}`, to: `p${n}@example.cn`, leaveUrl, message }))
const kinds = (outcomes: readonly { kind: string }[]): string[] => outcomes.map(({ kind }) => kind)
const all = (kind: string, count: number): string[] => Array.from({ length: count }, () => kind)

describe('a mail has one identity', () => {
  test('for one alert and person, whoever sends it and however often', async () => {
    const relay = await startRelay()
    const [first, again] = [relay.sender(), relay.sender({ connections: 1 })]
    const before = await first.send(people(2), context)
    const after = await again.send(people(2), { ...context, tag: 'main.r1#0#7' })
    expect(after).toEqual(before)
    const ids = relay.taken.map(({ to, mail }) => `${to} ${mail.messageId}`)
    expect(new Set(ids).size).toBe(2)
    expect(before).toEqual(
      ['p0@example.cn', 'p1@example.cn'].map((to) => ({
        kind: 'handedOver',
        messageId: relay.taken.find((taken) => taken.to === to)!.mail.messageId,
      })),
    )
  })

  test('that another alert does not have', async () => {
    const relay = await startRelay()
    const sender = relay.sender()
    await sender.send(people(1), context)
    await sender.send(people(1), { ...context, alert: 'another' })
    expect(new Set(relay.taken.map(({ mail }) => mail.messageId)).size).toBe(2)
  })

  test('that tells nobody who it is for', async () => {
    const bytes = await composeMail(people(1)[0]!, from, context)
    const [, id = ''] = /^Message-ID: (.*)$/m.exec(bytes.toString()) ?? []
    expect(id).toMatch(/^<[0-9a-f]{40}@example\.gov\.cn>$/)
  })
})

describe('a relay that takes its time', () => {
  test('over the last dot is waited for, longer than for anything else', async () => {
    const relay = await startRelay({ slow: { dot: 900 } })
    const sender = relay.sender({ patience: { beginsWithinMs: 400, beforeTextMs: 400, afterTextMs: 5_000 } })
    expect(kinds(await sender.send(people(3), context))).toEqual(all('handedOver', 3))
    expect(relay.taken).toHaveLength(3)
  })

  test('stops new mails, and none that is on its way', async () => {
    const relay = await startRelay({ slow: { dot: 500 } })
    const sender = relay.sender({ connections: 1, patience: { beginsWithinMs: 800 } })
    expect(await sender.send(people(3), context)).toEqual([
      expect.objectContaining({ kind: 'handedOver' }),
      expect.objectContaining({ kind: 'handedOver' }),
      { kind: 'retry', cause: 'unavailable' },
    ])
    expect(relay.taken.map(({ to }) => to)).toEqual(['p0@example.cn', 'p1@example.cn'])
  })

  test('beyond that leaves in doubt who may have it', async () => {
    const relay = await startRelay({ slow: { dot: 3_000 } })
    const sender = relay.sender({ patience: { afterTextMs: 300 } })
    expect(await sender.send(people(1), context)).toEqual([{ kind: 'unknown', cause: 'timeout' }])
  })

  test('before it asks for the text has nothing, and may be asked again', async () => {
    const relay = await startRelay({ slow: { to: 3_000 } })
    const sender = relay.sender({ patience: { beforeTextMs: 300 } })
    expect(await sender.send(people(1), context)).toEqual([{ kind: 'retry', cause: 'unavailable' }])
    expect(relay.taken).toEqual([])
  })

  test('never holds a batch longer than the sender says', async () => {
    const relay = await startRelay({ slow: { to: 250, dot: 3_000 } })
    const sender = relay.sender({
      connections: 2,
      patience: { beginsWithinMs: 700, beforeTextMs: 400, afterTextMs: 500 },
    })
    const outcomes = kinds(await sender.send(people(20), context))
    // What has begun is seen to its end, which may come late; nothing begins beside it or after it.
    expect(outcomes.filter((kind) => kind === 'unknown').length).toBeLessThanOrEqual(2)
    expect(new Set(outcomes)).toEqual(new Set(['unknown', 'retry']))
    expect(relay.taken.length).toBeLessThanOrEqual(2)
    // Each patience once, and what timers are late.
    expect(sender.worstBatchMs).toBeGreaterThan(700 + 400 + 500)
    expect(sender.worstBatchMs).toBeLessThan(4_000)
  })
})

describe('lines', () => {
  test.each([1, 3, 10])('are no more than %d where the setting says so', async (connections) => {
    const relay = await startRelay({ slow: { dot: 30 } })
    expect(kinds(await relay.sender({ connections }).send(people(30), context))).toEqual(all('handedOver', 30))
    expect(relay.most).toBe(connections)
  })

  test('are shared by batches that run at once', async () => {
    const relay = await startRelay({ slow: { dot: 20 } })
    const sender = relay.sender({ connections: 3 })
    const batches = await Promise.all([sender.send(people(20), context), sender.send(people(20), context)])
    for (const batch of batches) expect(kinds(batch)).toEqual(all('handedOver', 20))
    expect(relay.most).toBe(3)
  })

  test('are held open from batch to batch', async () => {
    const relay = await startRelay()
    const sender = relay.sender({ connections: 1 })
    for (let batch = 0; batch < 3; batch++) await sender.send(people(2), context)
    expect(new Set(relay.taken.map(({ line }) => line)).size).toBe(1)
  })

  test('that the server has closed in between cost nobody anything', async () => {
    const relay = await startRelay()
    const sender = relay.sender({ connections: 2 })
    await sender.send(people(2), context)
    relay.hangUp()
    expect(kinds(await sender.send(people(4), context))).toEqual(all('handedOver', 4))
    expect(relay.taken).toHaveLength(6)
  })

  test('that the server ends with 421 after some mails are opened anew', async () => {
    const relay = await startRelay({
      refuses: (step, nth) => (step === 'from' && nth === 2 ? [421, 'bye'] : undefined),
    })
    const sender = relay.sender({ connections: 1 })
    expect(kinds(await sender.send(people(4), context))).toEqual(all('handedOver', 4))
    expect(relay.taken).toHaveLength(4)
    expect(new Set(relay.taken.map(({ line }) => line)).size).toBe(2)
  })

  test('that break once the text is given are not opened anew for it: the person may have it', async () => {
    const relay = await startRelay({ breaksAt: 1 })
    expect(kinds(await relay.sender({ connections: 1 }).send(people(3), context))).toEqual([
      'handedOver',
      'unknown',
      'handedOver',
    ])
    expect(relay.taken.map(({ to }) => to)).toEqual(['p0@example.cn', 'p1@example.cn', 'p2@example.cn'])
  })

  test('that the server does not bear are done without', async () => {
    const relay = await startRelay({ maxLines: 2, slow: { dot: 20 } })
    expect(kinds(await relay.sender().send(people(20), context))).toEqual(all('handedOver', 20))
    expect(relay.taken).toHaveLength(20)
  })

  test('go on after a mail that was refused', async () => {
    const relay = await startRelay({
      refuses: (step, _, to) => (step === 'to' && to === 'p1@example.cn' ? [550, '5.1.1 no such user'] : undefined),
    })
    const outcomes = await relay.sender({ connections: 1 }).send(people(3), context)
    expect(kinds(outcomes)).toEqual(['handedOver', 'failed', 'handedOver'])
    expect(new Set(relay.taken.map(({ line }) => line)).size).toBe(1)
  })
})

describe('a relay says no', () => {
  test('for now, and each first try is to come again (greylisting)', async () => {
    const seen = new Set<string>()
    const relay = await startRelay({
      refuses(step, _, to) {
        if (step !== 'to' || seen.has(to)) return undefined
        seen.add(to)
        return [451, '4.7.1 greylisted']
      },
    })
    const sender = relay.sender()
    expect(await sender.send(people(3), context)).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'retry', cause: 'unavailable' })),
    )
    expect(kinds(await sender.send(people(3), context))).toEqual(all('handedOver', 3))
  })

  test('to carry our mail to anybody: the channel stops, and nobody is given up', async () => {
    const relay = await startRelay({
      refuses: (step) => (step === 'to' ? [554, '5.7.1 Relay access denied'] : undefined),
    })
    expect(await relay.sender({ connections: 1 }).send(people(3), context)).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'stop', cause: 'authorisation' })),
    )
  })

  test('because it is out of step: nobody is given up', async () => {
    const relay = await startRelay({
      refuses: (step) => (step === 'to' ? [503, '5.5.1 first things first'] : undefined),
    })
    expect(await relay.sender().send(people(1), context)).toEqual([{ kind: 'retry', cause: 'unavailable' }])
  })

  test('to our password: it is not tried for everybody', async () => {
    const relay = await startRelay({ password: 'right' })
    const outcomes = await relay.sender({ password: 'wrong', connections: 2 }).send(people(50), context)
    expect(outcomes).toEqual(Array.from({ length: 50 }, () => ({ kind: 'stop', cause: 'authorisation' })))
    expect(relay.logins).toBeLessThanOrEqual(2)
    expect(relay.taken).toEqual([])
  })

  test('to a text after the dot: it fails for this person', async () => {
    const relay = await startRelay({ refuses: (step) => (step === 'dot' ? [554, '5.7.1 spam'] : undefined) })
    expect(await relay.sender().send(people(1), context)).toEqual([{ kind: 'failed', cause: 'refused' }])
  })
})

describe('TLS', () => {
  test('carries everything where the server offers it, under an authority of its own', async () => {
    const relay = await startRelay({ tls: true, password: '口令 p@ss' })
    expect(kinds(await relay.sender({ ca: smtpCertificate }).send(people(2), context))).toEqual(all('handedOver', 2))
    expect(relay.taken.every(({ isSecure }) => isSecure)).toBe(true)
  })

  test('under an authority that nobody knows stops the channel', async () => {
    const relay = await startRelay({ tls: true })
    expect(await relay.sender().send(people(2), context)).toEqual([
      { kind: 'stop', cause: 'configuration' },
      { kind: 'stop', cause: 'configuration' },
    ])
    expect(relay.taken).toEqual([])
  })

  test('is a must for a password, but to this machine', async () => {
    const relay = await startRelay({ password: 'right' })
    expect(kinds(await relay.sender().send(people(1), context))).toEqual(['handedOver'])
    // The same machine by an address that does not say so.
    const outcomes = await relay.sender({ host: '[::ffff:127.0.0.1]' }).send(people(1), context)
    expect(outcomes).toEqual([{ kind: 'stop', cause: 'configuration' }])
    expect(relay.logins).toBe(1)
  })
})

describe('never throws', () => {
  test('for an address that would write headers or commands of its own', async () => {
    const relay = await startRelay()
    const [person] = people(1)
    for (const to of ['a@b.cn\r\nBcc: c@d.cn', 'a@b.cn>\r\nDATA', '<>', '']) {
      expect(await relay.sender().send([{ ...person!, to }], context)).toEqual([
        { kind: 'failed', cause: 'invalidAddress' },
      ])
    }
    expect(relay.taken).toEqual([])
  })

  test('for a text that no mail can be made of: nobody is given up for it', async () => {
    const relay = await startRelay()
    const broken = { ...message, text: undefined as unknown as string }
    const outcomes = await relay.sender().send([{ ...people(1)[0]!, message: broken }], context)
    expect(outcomes).toEqual([{ kind: 'stop', cause: 'configuration' }])
  })
})

describe('the bytes of a mail', () => {
  test('are composed once for all who get the text', async () => {
    const [a, b] = await Promise.all(people(2).map((person) => composeMail(person, from, context)))
    const boundary = (bytes: Buffer | undefined) => /boundary="(.*)"/.exec(bytes!.toString())![1]
    expect(boundary(a)).toBe(boundary(b))
    const other = await composeMail({ ...people(1)[0]!, message: { ...message } }, from, context)
    expect(boundary(other)).not.toBe(boundary(a))
  })

  test('reach an address under a domain in letters of its own', async () => {
    const relay = await startRelay()
    await relay.sender().send([{ ...people(1)[0]!, to: 'li@例子.测试' }], context)
    expect(relay.taken[0]!.to).toBe('li@例子.测试')
    expect(relay.taken[0]!.bytes.toString()).toContain('To: li@xn--fsqu00a.xn--0zwm56d\r\n')
  })

  const line = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 90 }), fc.constantFrom('.', '..', '=', 'a=', ' ', '{'))
  const text = fc.array(line, { maxLength: 12 }).map((lines) =>
    lines
      .join('\n')
      .replaceAll('{{', '')
      .replace(/[\r\0]/g, ''),
  )
  const anUrl = fc.webUrl({ withQueryParameters: true, withFragments: true })

  test('say the same to every reader, whatever the text and the link', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.option(anUrl, { nil: '' }), async (before, after, link) => {
        const mail: RenderedMessage = {
          language: 'zh-CN',
          parts: 1,
          subject: '【红色】山洪预警',
          text: `${before}${leavePlaceholder}${after}.`,
          html: `<p>${escapeHtml(before)}</p><a href="${leavePlaceholder}">x</a><p>${escapeHtml(after)}</p>`,
          headers: { References: '<root@example.gov.cn>' },
        }
        const bytes = await composeMail({ sub: 's', to: 'p@example.cn', leaveUrl: link, message: mail }, from, context)
        const wire = bytes.toString('latin1')
        expect(wire).not.toMatch(/[^\t\r\n\x20-\x7e]|(?<!\r)\n|\r(?!\n)/)
        expect(
          Math.max(
            ...wire
              .split('\r\n')
              .filter((row) => !row.includes('<http'))
              .map((row) => row.length),
          ),
        ).toBeLessThanOrEqual(76)
        const read = await PostalMime.parse(bytes)
        expect(read.text?.trimEnd()).toBe(mail.text.replace(leavePlaceholder, () => link).trimEnd())
        expect(read.html?.trimEnd()).toBe(mail.html!.replace(leavePlaceholder, () => escapeHtml(link)).trimEnd())
        expect(read.subject).toBe(mail.subject)
        expect(read.references).toBe('<root@example.gov.cn>')
      }),
      { numRuns: 60 },
    )
  })
})

test('a run keeps so much of its time in reserve that it is not killed with a batch in hand', () => {
  const { worstBatchMs = 0 } = makeSmtpSender({ url: 'smtp://127.0.0.1:1', from })
  const runMs = smtpWorkerTimeoutSeconds * 1000
  expect(reserveOf(runMs, { worstBatchMs, send: async () => [] })).toBeGreaterThanOrEqual(worstBatchMs + 5_000)
  expect(reserveOf(runMs, { worstBatchMs, send: async () => [] })).toBeLessThan(runMs / 2)
  expect(reserveOf(90_000, { send: async () => [] })).toBe(18_000)
})

test('a relay has a minute after the last dot, and a batch that and no more besides', () => {
  expect(makeSmtpSender({ url: 'smtp://127.0.0.1:1', from }).worstBatchMs).toBe(8_000 + 15_000 + 60_000 + 2_000)
})
