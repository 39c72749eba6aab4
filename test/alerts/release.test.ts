import { describe, expect, it } from 'vitest'
import type { Alert } from '../../functions/alerts/alert.ts'
import type { ReleaseRequest } from '../../functions/alerts/rules/ways-of-release.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { aDesk, idOf } from './a-desk.ts'
import { anAlert, anInfo } from './an-alert.ts'

const rain: Alert = anAlert({
  identifier: 'rain',
  info: [
    anInfo({
      event: '暴雨',
      eventCode: [{ valueName: 'GB/T 35561', value: '11B03' }],
      headline: '东区应急局发布暴雨红色预警信号',
      description: '据气象台预报，未来3小时有大暴雨，沟水猛涨，山洪已漫路。',
      instruction: '暴雨红色预警信号生效，听从气象部门提醒，沟边河边住户马上往两侧高处走。',
      web: 'http://www.cma.gov.cn/signal',
      contact: '市气象台 0812-1',
      parameter: [{ valueName: '预警信号', value: '暴雨红色' }],
      resource: [{ resourceDesc: '图标', mimeType: 'image/png', derefUri: 'iVBORw0KGgo=' }],
    }),
    anInfo({
      language: 'en',
      event: 'Rainstorm',
      headline: 'Red rainstorm signal',
      description: 'x',
      instruction: 'Go uphill now.',
    }),
  ],
})
const id = idOf(rain)
const relay = {
  as: 'relay',
  station: '攀枝花市气象台',
  issued: '2026-07-01T08:20:00+08:00',
  words: '未来3小时银江镇降雨量将达100毫米以上。',
  received: '电话',
  receivedBy: '李值班',
} as const satisfies ReleaseRequest
const authorisedBy = {
  post: '副区长',
  phone: '13900000001',
  at: '2026-07-01T08:29:00+08:00',
  said: '电话同意',
} as const
const own = {
  as: 'own',
  event: '山洪',
  body: '攀枝花市东区防汛抗旱指挥部',
  authorisedBy,
} as const satisfies ReleaseRequest

async function deskHolding(alert: Alert = rain) {
  const desk = aDesk({ alerts: memoryAlertStore() })
  await desk.accept(alert)
  const release = (how?: ReleaseRequest, version = 1) =>
    desk.decide({
      identifier: alert.identifier,
      decision: 'release',
      version,
      reason: undefined,
      sub: 'zhao.leader',
      ...(how && { how }),
    })
  return { ...desk, release, published_: () => desk.published.get(idOf(alert)) }
}

describe('a signal that its sender may not issue', () => {
  it('does not go out as it is; the answer says what to do', async () => {
    const desk = await deskHolding()
    for (const how of [undefined, { as: 'asIs' }, { as: 'lifted' }] as const) {
      expect(await desk.release(how)).toMatchObject({
        outcome: 'conflict',
        because: expect.stringMatching(/release|words/),
      })
    }
    expect(await desk.published_()).toBeUndefined()
  })

  it('is relayed in the name of the station, with its words and its time, and ours beside them', async () => {
    const desk = await deskHolding()
    expect(await desk.release(relay)).toMatchObject({ outcome: 'decided', stage: 'published' })
    const published = (await desk.published_())!
    expect(published).toMatchObject({
      channelled: { as: 'relay', station: '攀枝花市气象台', issued: relay.issued },
      weatherSignal: true,
      eventCode: '11B03',
    })
    expect(published.alert.info[0]).toMatchObject({
      senderName: '攀枝花市气象台',
      headline: '攀枝花市气象台发布暴雨红色预警信号',
      description: relay.words,
      instruction: rain.info[0]!.instruction,
    })
    expect(published.alert.info[1]!.headline).toBeUndefined()
    expect((await desk.alerts.head(id))!.headline).toBe('攀枝花市气象台发布暴雨红色预警信号')
    expect((await desk.alerts.audit(id)).find(({ act }) => act === 'release')!.detail).toEqual({
      as: 'relay',
      station: '攀枝花市气象台',
      issued: relay.issued,
      received: '电话',
      receivedBy: '李值班',
    })
  })

  it('is relayed by the code of the station too, and with the words as they came', async () => {
    const desk = await deskHolding()
    const { words: _words, ...wordless } = relay
    await desk.release({ ...wordless, station: '51040241600000' })
    expect((await desk.published_())!.alert.info[0]).toMatchObject({
      senderName: '攀枝花市气象台',
      description: rain.info[0]!.description,
    })
  })

  it('is an event of the government’s own, in which nothing looks like a signal and what to do stays', async () => {
    const desk = await deskHolding()
    expect(await desk.release(own)).toMatchObject({ outcome: 'decided', stage: 'published' })
    const published = (await desk.published_())!
    expect(published).toMatchObject({
      channelled: { as: 'own', body: own.body, issued: '2026-07-01T08:31:00+08:00' },
      weatherSignal: false,
      eventCode: '11A51',
      eventName: '山洪',
      colour: 'red',
    })
    const [zh, en] = published.alert.info
    expect(zh).toMatchObject({
      event: '山洪',
      category: ['Geo'],
      senderName: own.body,
      headline: '攀枝花市东区防汛抗旱指挥部发布山洪紧急通知',
      description: '沟水猛涨，山洪已漫路。',
      instruction: '险情生效，听从有关部门提醒，沟边河边住户马上往两侧高处走。',
      parameter: [],
      resource: [],
    })
    expect(en).toMatchObject({ event: 'Flash flood', instruction: 'Go uphill now.' })
    expect(JSON.stringify(published.alert.info)).not.toMatch(/气象|预警信号|暴雨|cma|signal|11B/)
  })

  it('is the government’s own by somebody’s decision, which the audit log keeps and nothing published shows', async () => {
    const desk = await deskHolding()
    const late = { ...own, authorisedBy: { ...authorisedBy, at: '2026-07-01T09:00:00+08:00' } }
    expect(await desk.release(late)).toMatchObject({
      outcome: 'invalid',
      problems: [{ path: 'body/authorisedBy/at' }],
    })
    await desk.release(own)
    expect((await desk.alerts.audit(id)).find(({ act }) => act === 'release')!.detail).toEqual({
      as: 'own',
      event: '山洪',
      body: own.body,
      post: '副区长',
      phone: '13900000001',
      authorisedAt: authorisedBy.at,
      said: '电话同意',
    })
    const kept = JSON.stringify([await desk.published_(), await desk.alerts.head(id), await desk.alerts.body(id)])
    expect(kept).not.toMatch(/副区长|13900000001|电话同意/)
  })

  it('takes the words of the person for what happened', async () => {
    const desk = await deskHolding()
    await desk.release({ ...own, event: '紧急避险转移', words: '沟水\u202E猛涨，见 http://evil.example' })
    expect((await desk.published_())!).toMatchObject({ eventCode: null, eventName: '紧急避险转移' })
    expect((await desk.published_())!.alert.info[0]).toMatchObject({
      eventCode: [],
      description: expect.stringMatching(/^沟水猛涨[。，]?$/u),
    })
  })

  it.each([
    ['body/station', { ...relay, station: '攀枝花市东区应急管理局' }],
    ['body/station', { ...relay, station: '51040205500000' }],
    ['body/issued', { ...relay, issued: '2026-07-01T09:00:00+08:00' }],
    ['body/event', { ...own, event: '暴雨' }],
    ['body/body', { ...own, body: '攀枝花市气象台' }],
    ['body/body', { ...own, event: '地质灾害' }],
    ['body/words', { ...own, words: '气象台说有大雨' }],
  ] as const)('is not released with a wrong %s', async (path, how) => {
    const desk = await deskHolding()
    expect(await desk.release(how)).toMatchObject({ outcome: 'invalid', problems: [{ path }] })
    expect((await desk.alerts.head(id))!.stage).toBe('held')
  })

  it('under the code of something else is relayed under its own', async () => {
    const [info] = rain.info
    const desk = await deskHolding({
      ...rain,
      info: [{ ...info!, eventCode: [{ valueName: 'GB/T 35561', value: '11A51' }] }],
    })
    await desk.release(relay)
    expect(await desk.published_()).toMatchObject({ eventCode: '11B03', eventName: '暴雨', weatherSignal: true })
  })

  it('stands in cap.xml in the words that were released', async () => {
    const desk = await deskHolding()
    await desk.release(own)
    expect(await desk.shown.originalBytes(id)).toBeUndefined()
    const other = await deskHolding(anAlert({ identifier: 'other', sent: '2026-07-01T09:00:00+08:00' }))
    await other.release()
    expect(await other.shown.originalBytes(idOf({ ...rain, identifier: 'other' }))).toBeDefined()
  })

  it('goes out once in the words of one of two people', async () => {
    const desk = await deskHolding()
    const outcomes = await Promise.all([desk.release(relay), desk.release(own)])
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['conflict', 'decided'])
    const { release } = (await desk.alerts.head(id))!
    expect((await desk.published_())!.channelled!.as).toBe(release!.as)
  })

  it.each(['replaceBody', 'after replaceBody', 'publishing'])('survives a crash in %s', async (where) => {
    const desk = await deskHolding()
    const { replaceBody } = desk.alerts
    const { show } = desk.pages
    if (where === 'publishing') {
      desk.pages.show = async () => {
        throw new Error('crash')
      }
    } else {
      desk.alerts.replaceBody = async (key, body) => {
        if (where === 'after replaceBody') await replaceBody(key, body)
        throw new Error('crash')
      }
    }
    await expect(desk.release(own)).rejects.toThrow('crash')
    expect(await desk.published_()).toBeUndefined()
    Object.assign(desk.alerts, { replaceBody })
    Object.assign(desk.pages, { show })
    desk.clock.pass(60_000)
    await desk.sweep.all()
    const published = (await desk.published_())!
    expect(published.alert.info[0]!.description).toBe('沟水猛涨，山洪已漫路。')
    expect(published.alert.info[0]!.headline).toBe('攀枝花市东区防汛抗旱指挥部发布山洪紧急通知')
  })
})

describe('an alert held for another reason', () => {
  const ahead = anAlert({ identifier: 'ahead', sent: '2026-07-01T09:00:00+08:00' })
  it('goes out as it is, and in nobody else’s name', async () => {
    const desk = await deskHolding(ahead)
    for (const how of [relay, own, { as: 'lifted' }] as const) {
      expect(await desk.release(how)).toMatchObject({ outcome: 'conflict' })
    }
    expect(await desk.release()).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect((await desk.published_())!.channelled).toBeNull()
  })

  it('because its words lift goes out as a lifting', async () => {
    const desk = await deskHolding(ahead)
    const head = (await desk.alerts.head(idOf(ahead)))!
    const heads = desk.alerts.head
    const says = { ...head, reasons: [{ code: 'textSaysOver' as const, text: 'x' }] }
    desk.alerts.heads = async () => [says]
    desk.alerts.head = heads
    expect(await desk.release({ as: 'lifted' })).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect((await desk.alerts.body(idOf(ahead)))!.cancelReason).toBe('lifted')
  })
})
