import { describe, expect, it } from 'vitest'
import { makeSmsDeskCalls } from '../../functions/alerts/send-desk-calls.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import type { SendOutcome } from '../../functions/senders/sender.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { aDesk, idOf } from './a-desk.ts'
import { anAlert, anInfo } from './an-alert.ts'

const minute = 60_000
const held = anAlert({ identifier: 'held', sent: '2026-07-01T09:00:00+08:00' })
const id = idOf(held)
const { mobiles } = loadCounty('510402').duty

/** Minutes after acceptance at which the sweeper called, run every half minute. */
async function callsOf(desk: ReturnType<typeof aDesk>, minutes: number): Promise<number[]> {
  const at: number[] = []
  const start = desk.clock.now()
  for (let half = 0; half <= minutes * 2; half++) {
    desk.clock.set(start + (half * minute) / 2)
    const before = desk.calls.made.length
    await Promise.all([desk.sweep.all(), desk.sweep.one(id)])
    if (desk.calls.made.length > before) at.push(half / 2)
    expect(desk.calls.made.length - before).toBeLessThan(2)
  }
  return at
}

describe('a held red or orange', () => {
  it('calls at once and every three minutes, one phone after the other and around', async () => {
    const desk = aDesk()
    await desk.accept(held)
    expect(await callsOf(desk, 10)).toEqual([0, 3, 6, 9])
    expect(desk.calls.made.map(({ mobile }) => mobile)).toEqual([...mobiles, mobiles[0]])
    expect(desk.outbox.checks).toContainEqual({ alertId: id, delaySeconds: 180 })
  })

  it('says in plain words what waits, why, and how often it called', async () => {
    const desk = aDesk()
    const event = { event: '暴雨', eventCode: [], headline: '暴雨橙色预警信号', severity: 'Severe' as const }
    await desk.accept({ ...held, info: [anInfo(event)] })
    await callsOf(desk, 3)
    expect(desk.calls.made.map(({ text }) => text)).toEqual(
      [1, 2].map(
        (count) =>
          `【攀枝花东区预警】值班提醒：一条暴雨橙色预警没有发出，等您决定（发出时间比现在晚，发布单位不能发这类预警，可以转发或以政府名义发）。请马上登录处理。第${count}次。`,
      ),
    )
  })

  it('asks who lifts a station’s signal', async () => {
    const desk = aDesk()
    const eventCode = [{ valueName: 'GB/T 35561', value: '11B03' }]
    const rain = { event: '暴雨', eventCode, severity: 'Severe' as const }
    const relayed = anInfo({ ...rain, senderName: '攀枝花市气象台', headline: '暴雨橙色预警信号' })
    const first = anAlert({ identifier: 'first', info: [relayed] })
    await desk.accept(first)
    const references = [{ sender: first.sender, identifier: 'first', sent: first.sent }]
    const over = anInfo({ ...rain, headline: '解除暴雨橙色预警信号', responseType: ['AllClear'] })
    await desk.accept({ ...first, identifier: 'held', msgType: 'Cancel', references, info: [over] })
    await callsOf(desk, 1)
    expect(desk.calls.made[0]?.text).toContain('的解除没有发出，等您决定（没写明是哪个气象台解除的，要先问清）')
  })

  it.each(['release', 'reject'] as const)('calls nobody after the %s', async (decision) => {
    const desk = aDesk()
    await desk.accept(held)
    await callsOf(desk, 1)
    await desk.decide({ identifier: 'held', version: 1, reason: 'x', sub: 'zhao.leader', decision })
    expect(await callsOf(desk, 10)).toEqual([])
  })

  it('calls nobody after its end', async () => {
    const desk = aDesk()
    await desk.accept(held)
    desk.clock.set('2026-07-01T20:00:00+08:00')
    expect(await callsOf(desk, 10)).toEqual([])
  })

  it('goes on to the next phone a minute after a call that failed', async () => {
    const desk = aDesk()
    await desk.accept(held)
    desk.calls.fail = true
    await desk.sweep.all()
    desk.calls.fail = false
    expect(await callsOf(desk, 4)).toEqual([1, 4])
    expect(desk.calls.made.map(({ mobile }) => mobile)).toEqual([mobiles[1], mobiles[2]])
  })

  it('is only an alarm where the county has no phones', async () => {
    const home = loadCounty('510402')
    const desk = aDesk({ county: { ...home, duty: { ...home.duty, mobiles: [] } } })
    await desk.accept(held)
    expect(await desk.sweep.all()).toMatchObject({ urgentHeld: 1, failed: 0 })
    expect(desk.calls.made).toEqual([])
  })

  it.each([
    ['yellow', { info: [anInfo({ severity: 'Moderate', headline: '山洪黄色预警' })] }],
    ['a drill', { status: 'Exercise' as const }],
  ])('is not %s', async (_, change) => {
    const desk = aDesk()
    await desk.accept({ ...held, ...change })
    expect(await callsOf(desk, 5)).toEqual([])
  })
})

describe('the end of a warning that gave none', () => {
  const alert = anAlert({ identifier: 'endless' })
  const endsAtMs = Date.parse('2026-07-01T20:00:00+08:00')

  async function deskWith(hasEnd: boolean, severity: 'Extreme' | 'Moderate' = 'Extreme') {
    const alerts = memoryAlertStore()
    const { keepBody } = alerts
    alerts.keepBody = (key, body) => keepBody(key, { ...body, hasEnd })
    const desk = aDesk({ alerts })
    await desk.accept({ ...alert, info: [anInfo({ severity, headline: '山洪预警' })] })
    for (const channel of ['sms', 'email', 'web'] as const) await desk.published.markPlanned(idOf(alert), channel)
    const called: number[] = []
    for (let left = 60; left >= -5; left--) {
      desk.clock.set(endsAtMs - left * minute)
      const before = desk.calls.made.length
      await Promise.all([desk.sweep.all(), desk.sweep.one(idOf(alert))])
      if (desk.calls.made.length > before) called.push(left)
    }
    return { called, ...desk }
  }

  it('calls the desk thirty and ten minutes before, and comes then', async () => {
    const desk = await deskWith(false)
    expect(desk.called).toEqual([30, 10])
    expect(desk.calls.made).toMatchObject([{ mobile: mobiles[0] }, { mobile: mobiles[1] }])
    expect(desk.calls.made[0]!.text).toBe(
      '【攀枝花东区预警】值班提醒：一条山洪红色预警没写到几时，7月1日20时就要到时间，到时间不等于解除。请马上登录，决定延长还是解除。',
    )
    expect((await desk.published.gate(idOf(alert)))!.stage).toBe('expired')
  })

  it('calls nobody where the sender set it, or over yellow', async () => {
    expect((await deskWith(true)).called).toEqual([])
    expect((await deskWith(false, 'Moderate')).called).toEqual([])
  })
})

describe('a call by SMS', () => {
  const call = { mobile: '+8612015104021', text: '值班提醒' }
  it('belongs to no alert, and is made only when it was handed over', async () => {
    const outcomes: SendOutcome[] = [
      { kind: 'handedOver', messageId: '1' },
      { kind: 'retry', cause: 'throttled' },
    ]
    const sent: unknown[] = []
    const calls = makeSmsDeskCalls({
      sender: {
        async send(recipients, context) {
          sent.push([recipients[0]!.to, recipients[0]!.message.text, context.alert])
          return [outcomes.shift()!]
        },
      },
    })
    expect([await calls.call(call), await calls.call(call)]).toEqual([true, false])
    expect(sent[0]).toEqual([call.mobile, call.text, ''])
  })
})
