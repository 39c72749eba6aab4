import { describe, expect, it } from 'vitest'
import type { Alert } from '../../functions/alerts/alert.ts'
import { makeAlertStore } from '../../functions/alerts/alert-store.ts'
import { firstBreak } from '../../functions/alerts/audit.ts'
import { makePagesStore } from '../../functions/pages/pages-store.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { type Crash, CrashError, crashing } from '../fakes/crashing.ts'
import { openAlertsTable } from '../fakes/local-table.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { memoryPagesStore } from '../fakes/memory-pages-store.ts'
import { aDesk, bureau, bytesOf, idOf } from './a-desk.ts'
import { anAlert, anArea, anInfo, noise } from './an-alert.ts'
import { capDocument } from './cap-document.ts'

const first = anAlert({ identifier: 'first', sent: '2026-07-01T08:00:00+08:00' })
const referenceTo = ({ sender, identifier, sent }: Alert) => ({ sender, identifier, sent })
const following = (earlier: Alert[], overrides: Partial<Alert>): Alert =>
  anAlert({ references: earlier.map(referenceTo), ...overrides })
const update = following([first], {
  identifier: 'update',
  msgType: 'Update',
  info: [anInfo({ severity: 'Severe', headline: '山洪橙色预警' })],
})
const cancel = following([first], { identifier: 'cancel', msgType: 'Cancel', info: [] })

const post = (desk: ReturnType<typeof aDesk>, text: string, given: { sub?: string; mediaType?: string } = {}) =>
  desk.acceptAlert({
    bytes: new TextEncoder().encode(text),
    mediaType: given.mediaType,
    sub: given.sub ?? bureau,
    traceId: 'trace',
  })

describe('a valid alert', () => {
  it('is published, shown, and every channel is woken', async () => {
    const desk = aDesk()
    expect(await desk.accept(first)).toEqual({
      outcome: 'accepted',
      identifier: 'first',
      stage: 'published',
      notes: [],
      alarms: [],
    })
    expect(await desk.published.get(idOf(first))).toMatchObject({
      id: idOf(first),
      county: '510402',
      version: 2,
      stage: 'published',
      colour: 'red',
      eventName: '山洪',
      area: { codes: ['510402100'] },
      predecessors: [],
      successor: null,
      acceptedAtMs: desk.clock.now(),
      traceId: 'trace',
    })
    expect(desk.outbox.announced).toEqual([
      { alertId: idOf(first), traceId: 'trace', lane: 'red', channels: ['sms', 'email', 'web'] },
    ])
    expect(desk.outbox.checks).toEqual([{ alertId: idOf(first), delaySeconds: 20 }])
    expect((await desk.ledger.entries()).map(({ alert }) => alert.id)).toEqual([idOf(first)])
    expect(await desk.ledger.state()).toMatchObject({ dirty: 1, clean: 0 })
  })

  it('keeps its bytes as received', async () => {
    const desk = aDesk()
    await desk.accept(first)
    expect(Buffer.from((await desk.shown.originalBytes(idOf(first)))!)).toEqual(Buffer.from(bytesOf(first)))
  })

  it('goes out without an enclosed file that is too large to keep, which its own document still has', async () => {
    const desk = aDesk()
    const resource = [{ resourceDesc: '淹没图', mimeType: 'image/jpeg', derefUri: 'A'.repeat(900_000) }]
    const alert = { ...first, info: [anInfo({ resource })] }
    expect(await desk.accept(alert)).toMatchObject({
      outcome: 'accepted',
      notes: [expect.stringMatching(/^alert\/info\[1\]\/resource\[1\]\/derefUri: dropped, 900000 characters/)],
    })
    expect((await desk.published.get(idOf(first)))!.alert.info[0]!.resource).toEqual([])
    expect(Buffer.from((await desk.shown.originalBytes(idOf(first)))!)).toEqual(Buffer.from(bytesOf(alert)))
  })

  it('is refused, with how large it is, when its words alone are more than can be kept', async () => {
    const desk = aDesk()
    const description = noise(65_536)
    const info = ['zh-CN', 'en', 'ko'].map((language) => anInfo({ language, description: noise(65_536) }))
    expect(await desk.accept({ ...first, info: [anInfo({ description }), ...info.slice(1)] })).toMatchObject({
      outcome: 'refused',
      because: 'tooLarge',
      problems: [{ path: 'alert', allowed: expect.stringContaining('at most 190000 bytes') }],
    })
    expect(await desk.alerts.raw(idOf(first))).toBeUndefined()
    const same = info.map((each) => ({ ...each, description }))
    expect(await desk.accept({ ...first, info: same })).toMatchObject({ outcome: 'accepted' })
  })

  it.each([
    ['Severe', '橙色', 'Immediate', 'Evacuate', 'red'],
    ['Severe', '橙色', 'Immediate', 'Shelter', 'red'],
    ['Severe', '橙色', 'Expected', 'Evacuate', 'normal'],
    ['Severe', '橙色', 'Immediate', 'Prepare', 'normal'],
    ['Moderate', '黄色', 'Immediate', 'Evacuate', 'normal'],
    ['Extreme', '红色', 'Future', 'Monitor', 'red'],
  ] as const)('in %s (%s), %s, %s goes in the lane %s', async (severity, colour, urgency, type, lane) => {
    const desk = aDesk()
    const info = anInfo({ severity, headline: `山洪${colour}预警`, urgency, responseType: [type] })
    expect(await desk.accept(anAlert({ info: [info] }))).toMatchObject({ outcome: 'accepted' })
    expect(desk.outbox.announced[0]!.lane).toBe(lane)
  })

  it('is told to the drill list when it is an Exercise, and named in a line on the web unless nobody may know', async () => {
    const desk = aDesk()
    await desk.accept(anAlert({ status: 'Exercise' }))
    expect(desk.outbox.announced[0]!.channels).toEqual(['sms', 'email', 'web'])
    expect((await desk.published.get(idOf(anAlert())))!.alert.info[0]!.headline).toMatch(/^【演练】/)
    const blind = aDesk()
    await blind.accept(anAlert({ status: 'Exercise', note: '双盲演练' }))
    expect(blind.outbox.announced[0]!.channels).toEqual(['sms', 'email'])
    expect(await blind.ledger.entries()).toEqual([])
    expect(await blind.ledger.state()).toMatchObject({ dirty: 0 })
  })

  it('is told to nobody when it is a Test', async () => {
    const desk = aDesk()
    expect(await desk.accept(anAlert({ status: 'Test' }))).toMatchObject({ outcome: 'accepted', stage: 'published' })
    expect([desk.outbox.announced, desk.outbox.checks, await desk.ledger.entries()]).toEqual([[], [], []])
    expect((await desk.alerts.head(idOf(anAlert())))!.dueAtMs).toBe(Date.parse('2026-07-01T20:00:00+08:00'))
  })

  it('is official even when nobody can be woken', async () => {
    const desk = aDesk()
    desk.outbox.fail = true
    expect(await desk.accept(first)).toMatchObject({ outcome: 'accepted', stage: 'published' })
    expect((await desk.alerts.head(idOf(first)))!.dueAtMs).toBeLessThan(desk.clock.now() + 20_000)
  })

  it('takes few calls to AWS', async () => {
    const table = await openAlertsTable()
    let calls = 0
    const send = table.client.send.bind(table.client)
    table.client.send = ((command: never) => {
      calls += 1
      return send(command)
    }) as typeof table.client.send
    const county = loadCounty('510402')
    const desk = aDesk({
      alerts: makeAlertStore(table.table, county.code, table.client),
      pages: makePagesStore(table.table, county.code, table.client),
    })
    await desk.accept(first)
    expect(calls + desk.outbox.announced.length + desk.outbox.checks.length).toBeLessThanOrEqual(13)
    await table.close()
  })
})

describe('the same alert again', () => {
  it('is a duplicate and nothing is repeated', async () => {
    const desk = aDesk()
    await desk.accept(first)
    expect(await desk.accept(first)).toEqual({ outcome: 'duplicate', identifier: 'first', stage: 'published' })
    expect(desk.outbox.announced).toHaveLength(1)
    expect(await desk.ledger.state()).toMatchObject({ dirty: 1 })
  })

  it('is one in another encoding, or after its time', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const utf16 = Buffer.from(
      `\uFEFF${Buffer.from(bytesOf(first)).toString('utf8').replace('UTF-8', 'UTF-16')}`,
      'utf16le',
    )
    const again = { mediaType: 'text/xml', sub: bureau, traceId: 'x' }
    expect(await desk.acceptAlert({ ...again, bytes: utf16 })).toMatchObject({ outcome: 'duplicate' })
    desk.clock.set('2026-07-02T00:00:00+08:00')
    expect(await desk.accept(first)).toMatchObject({ outcome: 'duplicate' })
  })

  it('is told apart from other content under the same identifier', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const other = { ...first, info: [anInfo({ description: '另一段话' })] }
    expect(await desk.accept(other)).toEqual({ outcome: 'conflict', identifier: 'first', because: 'content' })
    expect((await desk.published.get(idOf(first)))!.alert.info[0]!.description).not.toBe('另一段话')
  })

  it('posted twice at once is published once', async () => {
    const desk = aDesk()
    const outcomes = await Promise.all([desk.accept(first), desk.accept(first), desk.accept(first)])
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'duplicate', 'duplicate'])
    expect(desk.outbox.announced).toHaveLength(1)
  })
})

describe('an identifier that another sender has', () => {
  const station = { ...first, sender: '51040241600000' }
  const taken = { outcome: 'conflict', identifier: 'first', because: 'sender' }
  it.each([
    ['published', first],
    ['held', { ...first, sent: '2026-07-01T09:00:00+08:00' }],
  ])('is refused, and the %s alert stands', async (stage, earlier) => {
    const desk = aDesk()
    await desk.accept(earlier)
    desk.clock.pass(1)
    expect(await desk.accept(station)).toEqual(taken)
    expect(await desk.findAlert('first')).toMatchObject({ sender: bureau, stage })
    expect(await desk.findAlert('first', station.sender)).toBeUndefined()
    expect(await desk.alerts.raw(idOf(station))).toBeUndefined()
    expect(await desk.accept(earlier)).toMatchObject({ outcome: 'duplicate' })
  })
  it('is one sender’s even when both come in the same instant', async () => {
    const desk = aDesk()
    const outcomes = await Promise.all([first, station, first, station].map(desk.accept))
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'conflict')).toEqual([taken, taken])
    expect(desk.outbox.announced).toHaveLength(1)
  })
  it('is free when the other’s was refused, and still the own after a crash', async () => {
    const desk = aDesk()
    await desk.accept({ ...station, status: 'Draft' })
    const dying = aDesk({ alerts: crashing(desk.alerts, { afterWrites: 1, writes: 0 }) })
    await expect(dying.accept(first)).rejects.toThrow(CrashError)
    expect(await desk.accept(station)).toEqual(taken)
    expect(await desk.accept(first)).toMatchObject({ outcome: 'accepted' })
  })
})

describe('authority', () => {
  const fine = new TextDecoder().decode(bytesOf(first))
  it('is for registered senders of the county only', async () => {
    expect(await post(aDesk(), fine, { sub: '11010100000000' })).toMatchObject({ outcome: 'forbidden' })
  })
  it('is for the alerts of the token’s own sender', async () => {
    expect(await post(aDesk(), fine, { sub: '51040241600000' })).toMatchObject({ outcome: 'forbidden' })
  })
  it('comes before form, as far as the sender can be seen', async () => {
    const desk = aDesk()
    const broken = fine.replace('</alert>', '')
    expect(await post(desk, broken, { sub: '51040241600000' })).toMatchObject({ outcome: 'forbidden' })
    expect(await post(desk, broken)).toMatchObject({ outcome: 'refused', because: 'malformed' })
    expect(await post(desk, fine, { mediaType: 'image/png', sub: '51040241600000' })).toMatchObject({
      outcome: 'forbidden',
    })
    expect(await post(desk, fine, { mediaType: 'image/png' })).toMatchObject({
      outcome: 'refused',
      because: 'mediaType',
    })
    const large = `${fine}${' '.repeat(1_048_576)}`
    expect(await post(desk, large)).toMatchObject({ outcome: 'refused', because: 'tooLarge' })
  })
  it('takes every media type of CAP, and none', async () => {
    for (const mediaType of [undefined, 'application/cap+xml', 'Application/XML; charset=utf-8', 'text/xml']) {
      const given = mediaType === undefined ? {} : { mediaType }
      expect(await post(aDesk(), fine, given)).toMatchObject({ outcome: 'accepted' })
    }
  })
  it('reads the charset that the media type names, and refuses one that nobody here reads', async () => {
    const gbk: Record<string, string> = {
      ...{ 山: 'c9bd', 洪: 'bae9', 灾: 'd4d6', 害: 'baa6', 红: 'baec', 色: 'c9ab', 预: 'd4a4', 警: 'beaf' },
      ...{ 银: 'd2f8', 江: 'bdad', 镇: 'd5f2' },
    }
    const text = capDocument({ identifier: 'first' }).replace(/^<\?.*\?>\n/, '')
    const bytes = Buffer.concat(
      [...text].map((each) => (gbk[each] ? Buffer.from(gbk[each], 'hex') : Buffer.from(each))),
    )
    const desk = aDesk()
    const given = { bytes, sub: bureau, traceId: 'trace' }
    expect(await desk.acceptAlert({ ...given, mediaType: 'text/xml' })).toMatchObject({ because: 'malformed' })
    expect(await desk.acceptAlert({ ...given, mediaType: 'text/xml; charset="Shift_JIS"' })).toMatchObject({
      because: 'mediaType',
      problems: [{ path: 'content-type', allowed: expect.stringContaining('GB18030') }],
    })
    expect(await desk.acceptAlert({ ...given, mediaType: 'text/xml;charset="GBK"' })).toMatchObject({
      outcome: 'accepted',
      notes: [expect.stringContaining('gb18030')],
    })
    expect((await desk.alerts.body(idOf(first)))!.alert.info[0]).toMatchObject({
      event: '山洪灾害',
      headline: '山洪红色预警',
    })
  })
  it('stores nothing of what it refuses', async () => {
    const desk = aDesk()
    await desk.accept({ ...first, status: 'Draft' })
    expect(await desk.alerts.head(idOf(first))).toBeUndefined()
    expect(await desk.alerts.raw(idOf(first))).toBeUndefined()
  })
})

describe('a held alert', () => {
  const ahead = { ...first, sent: '2026-07-01T09:00:00+08:00' }
  it('is kept with its reasons and told to nobody', async () => {
    const desk = aDesk()
    expect(await desk.accept(ahead)).toMatchObject({
      outcome: 'held',
      stage: 'held',
      reasons: [{ code: 'sentAhead' }],
      isUrgent: true,
    })
    expect([desk.outbox.announced, await desk.ledger.entries()]).toEqual([[], []])
    expect(await desk.published.get(idOf(ahead))).toBeUndefined()
  })
  it('is looked at by the sweeper at once when it is red or orange', async () => {
    const desk = aDesk()
    await desk.accept(ahead)
    expect((await desk.alerts.head(idOf(ahead)))!.dueAtMs).toBe(desk.clock.now())
    expect(desk.outbox.checks).toEqual([{ alertId: idOf(ahead), delaySeconds: 0 }])
  })
  it('is held all the same when the sweeper cannot be woken', async () => {
    const desk = aDesk()
    desk.outbox.fail = true
    expect(await desk.accept(ahead)).toMatchObject({ outcome: 'held' })
  })
})

describe('an Update', () => {
  it('supersedes what it refers to and knows the whole chain, nearest first', async () => {
    const desk = aDesk()
    await desk.accept(first)
    await desk.accept(update)
    const second = following([first, update], { identifier: 'second', msgType: 'Update' })
    expect(await desk.accept(second)).toMatchObject({ outcome: 'accepted' })
    expect(await desk.published.get(idOf(first))).toMatchObject({ stage: 'superseded', successor: idOf(update) })
    expect(await desk.published.get(idOf(update))).toMatchObject({ stage: 'superseded', successor: idOf(second) })
    expect(await desk.published.get(idOf(second))).toMatchObject({
      predecessors: [idOf(update), idOf(first)],
      previousColour: 'orange',
      colour: 'red',
    })
  })
  it('keeps the red lane of what it follows', async () => {
    const desk = aDesk()
    await desk.accept(first)
    await desk.accept(update)
    expect(await desk.published.get(idOf(update))).toMatchObject({ colour: 'orange', previousColour: 'red' })
    expect(desk.outbox.announced[1]!.lane).toBe('red')
  })
  it('in yellow or blue is held when it refers to nothing known', async () => {
    const desk = aDesk()
    const yellow = { ...update, info: [anInfo({ severity: 'Moderate', headline: '山洪黄色预警' })] }
    expect(await desk.accept(yellow)).toMatchObject({ outcome: 'held', reasons: [{ code: 'references' }] })
  })
  it('that comes second is held, and the first one stands', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const rival = { ...update, identifier: 'rival' }
    const outcomes = [await desk.accept(update), await desk.accept(rival)]
    expect(outcomes).toMatchObject([{ outcome: 'accepted' }, { outcome: 'held', reasons: [{ code: 'succeeded' }] }])
    expect((await desk.published.gate(idOf(first)))!.successor).toBe(idOf(update))
  })
  it('that loses a race is held though it was fine when it came', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const rivals = ['a', 'b', 'c', 'd'].map((identifier) => ({ ...update, identifier }))
    const outcomes = await Promise.all(rivals.map(desk.accept))
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'held', 'held', 'held'])
    expect(desk.outbox.announced).toHaveLength(2)
    const { successor } = (await desk.published.gate(idOf(first)))!
    const winner = rivals[outcomes.findIndex(({ outcome }) => outcome === 'accepted')]!
    expect(successor).toBe(idOf(winner))
  })
  it('waits for what it refers to when that is still being published', async () => {
    const crash: Crash = { afterWrites: 4, writes: 0 }
    const alerts = memoryAlertStore()
    const dying = aDesk({ alerts: crashing(alerts, crash) })
    await expect(dying.accept(first)).rejects.toThrow(CrashError)
    expect((await alerts.head(idOf(first)))!.stage).toBe('signed')
    const desk = aDesk({ alerts })
    expect(await desk.accept(update)).toMatchObject({ outcome: 'accepted' })
    expect(desk.outbox.announced.map(({ alertId }) => alertId)).toEqual([idOf(first), idOf(update)])
  })
  it('and another that refer to each other do not wait for each other', async () => {
    const alerts = memoryAlertStore()
    const info = [anInfo({ severity: 'Moderate', headline: '山洪黄色预警' })]
    const a = following([], {
      identifier: 'a',
      msgType: 'Update',
      info,
      references: [{ ...referenceTo(first), identifier: 'b' }],
    })
    const b = { ...a, identifier: 'b', references: [{ ...referenceTo(first), identifier: 'a' }] }
    const desk = aDesk({ alerts })
    await desk.accept(a)
    await desk.accept(b)
    for (const { id } of [{ id: idOf(a) }, { id: idOf(b) }]) expect((await alerts.head(id))!.stage).toBe('held')
  })
})

describe('a Cancel', () => {
  it('without info inherits area, colour and event, but not the advice', async () => {
    const desk = aDesk()
    await desk.accept(first)
    expect(await desk.accept(cancel)).toMatchObject({ outcome: 'accepted' })
    const published = (await desk.published.get(idOf(cancel)))!
    expect(published).toMatchObject({
      colour: 'red',
      previousColour: null,
      eventCode: '11A51',
      eventName: '山洪',
      cancelReason: 'lifted',
      area: { codes: ['510402100'] },
      predecessors: [idOf(first)],
    })
    const [info] = published.alert.info
    expect(info!.headline).toBe('攀枝花市东区应急管理局解除山洪红色预警')
    expect(info).not.toHaveProperty('instruction')
    expect(await desk.published.get(idOf(first))).toMatchObject({ stage: 'cancelled', successor: idOf(cancel) })
  })
  it('with info but no area inherits the area', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const lifted = { ...cancel, info: [anInfo({ area: [], severity: 'Unknown', headline: '解除山洪红色预警' })] }
    await desk.accept(lifted)
    expect(await desk.published.get(idOf(cancel))).toMatchObject({
      area: { codes: ['510402100'] },
      alert: { info: [{ headline: '解除山洪红色预警', area: [anArea()] }] },
      colour: 'red',
    })
  })
  it('of an expired alert still goes out: expired is not all-clear', async () => {
    const desk = aDesk()
    await desk.accept(first)
    desk.clock.set('2026-07-01T20:00:00+08:00')
    await desk.sweep.all()
    expect((await desk.published.get(idOf(first)))!.stage).toBe('expired')
    expect(await desk.accept(cancel)).toMatchObject({ outcome: 'accepted' })
    expect((await desk.published.get(idOf(first)))!.stage).toBe('cancelled')
  })
  it('of an alert issued in error takes the red lane whatever the colour', async () => {
    const desk = aDesk()
    const blue = { ...first, info: [anInfo({ severity: 'Minor', headline: '山洪蓝色预警' })] }
    await desk.accept(blue)
    await desk.accept({ ...cancel, note: '误发，特此更正' })
    expect(desk.outbox.announced.map(({ lane }) => lane)).toEqual(['normal', 'red'])
    expect((await desk.published.get(idOf(cancel)))!.alert.info[0]!.headline).toContain('撤销误发的山洪蓝色预警')
  })
  it('of one live and one old alert ends the live one', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const references = [...cancel.references, { ...referenceTo(first), identifier: 'OLD-CANCELLED' }]
    expect(await desk.accept({ ...cancel, references })).toMatchObject({ outcome: 'accepted' })
    expect((await desk.published.gate(idOf(first)))!.stage).toBe('cancelled')
  })
  it('of a drill never ends a real warning', async () => {
    const desk = aDesk()
    await desk.accept(first)
    expect(await desk.accept({ ...cancel, status: 'Exercise' })).toMatchObject({ outcome: 'held' })
    expect((await desk.published.gate(idOf(first)))!.stage).toBe('published')
  })
})

describe('a crash before any write', () => {
  const stories: [string, Alert[], Alert][] = [
    ['of a first alert', [], first],
    ['of an update', [first], update],
    ['of a cancel without info', [first], cancel],
  ]
  it.each(stories)('%s is made good by the sender’s next try', async (_what, before, last) => {
    for (let afterWrites = 0; ; afterWrites++) {
      const { desk, crashed } = await crashedAfter(afterWrites, before, last)
      expect((await desk.accept(last)).outcome).toMatch(crashed ? /accepted|duplicate/ : /duplicate/)
      await desk.sweep.all()
      await expectPublished(desk, before, last)
      if (!crashed) break
    }
  })
  it.each(stories)('%s, once it is signed, is made good by the sweeper alone', async (_what, before, last) => {
    for (let afterWrites = 0; ; afterWrites++) {
      const { desk, crashed } = await crashedAfter(afterWrites, before, last)
      if (await desk.alerts.head(idOf(last))) {
        desk.clock.pass(60_000)
        await desk.sweep.all()
        await expectPublished(desk, before, last)
      }
      if (!crashed) break
    }
  })

  async function crashedAfter(afterWrites: number, before: Alert[], last: Alert) {
    const alerts = memoryAlertStore()
    const pages = memoryPagesStore()
    const calm = aDesk({ alerts, pages })
    for (const alert of before) {
      await calm.accept(alert)
      for (const channel of ['sms', 'email', 'web'] as const) await calm.published.markPlanned(idOf(alert), channel)
    }
    const crash: Crash = { afterWrites, writes: 0 }
    const dying = aDesk({ alerts: crashing(alerts, crash), pages: crashing(pages, crash) })
    const crashed = await dying.accept(last).then(
      () => false,
      (error) => {
        if (!(error instanceof CrashError)) throw error
        return true
      },
    )
    const wakes = dying.outbox.announced
    const desk = aDesk({ alerts, pages })
    desk.outbox.announced.push(...wakes)
    // A touch of the files that failed is the sweeper's to repeat, so the sender got an answer all the same.
    return { desk, crashed: crashed || crash.writes > afterWrites }
  }

  async function expectPublished(desk: ReturnType<typeof aDesk>, before: Alert[], last: Alert) {
    const head = (await desk.alerts.head(idOf(last)))!
    expect(head).toMatchObject({ stage: 'published', predecessors: before.map(idOf), eventName: '山洪' })
    for (const each of before) expect((await desk.published.gate(idOf(each)))!.successor).toBe(head.id)
    expect((await desk.ledger.entries()).map(({ alert }) => alert.id)).toContain(head.id)
    for (const alert of [...before, last]) {
      expect(firstBreak(idOf(alert), await desk.alerts.audit(idOf(alert)))).toBeNull()
    }
    // Whoever was not woken yet will be: the alert stays due until every channel is planned.
    desk.clock.pass(60_000)
    await desk.sweep.all()
    expect(desk.outbox.announced.filter(({ alertId }) => alertId === head.id)).not.toEqual([])
    expect((await desk.ledger.state()).dirty).toBeGreaterThan(0)
  }
})
