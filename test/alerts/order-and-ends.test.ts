/** What becomes of a message that ends, changes or overtakes another: X2, X3, X4, X5 of the lessons. */
import { describe, expect, it, vi } from 'vitest'
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import { logger } from '../../functions/platform/logger.ts'
import { type Crash, CrashError, crashing } from '../fakes/crashing.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { memoryPagesStore } from '../fakes/memory-pages-store.ts'
import { aDesk, idOf } from './a-desk.ts'
import { anAlert, anArea, anInfo } from './an-alert.ts'

const yinjiang = anArea({ areaDesc: '银江镇', geocode: [{ valueName: 'GB/T 2260', value: '510402100' }] })
const bingcaogang = anArea({ areaDesc: '炳草岗街道', geocode: [{ valueName: 'GB/T 2260', value: '510402002' }] })
const info = (overrides: Partial<Info> = {}): Info =>
  anInfo({
    effective: '2026-07-01T08:00:00+08:00',
    onset: '2026-07-01T08:00:00+08:00',
    headline: '山洪红色预警',
    instruction: '立即撤到高处。',
    area: [yinjiang],
    ...overrides,
  })
const yellow = { severity: 'Moderate', headline: '山洪黄色预警' } as const
const orange = { severity: 'Severe', headline: '山洪橙色预警' } as const
const at = (minute: number): string => `2026-07-01T08:${String(minute).padStart(2, '0')}:00+08:00`
const message = (identifier: string, minute: number, overrides: Partial<Alert> = {}): Alert =>
  anAlert({ identifier, sent: at(minute), info: [info()], ...overrides })
const followUp = (earlier: Alert, identifier: string, minute: number, overrides: Partial<Alert>): Alert =>
  message(identifier, minute, {
    references: [{ sender: earlier.sender, identifier: earlier.identifier, sent: earlier.sent }],
    ...overrides,
  })
const cancelOf = (earlier: Alert, identifier = 'cancel', overrides: Partial<Alert> = {}): Alert =>
  followUp(earlier, identifier, 20, {
    msgType: 'Cancel',
    info: [info({ responseType: ['AllClear'], headline: '解除山洪红色预警', instruction: '听村干部安排。', area: [] })],
    ...overrides,
  })
const stage = async (desk: ReturnType<typeof aDesk>, alert: Alert) => (await desk.alerts.head(idOf(alert)))?.stage
const announced = (desk: ReturnType<typeof aDesk>) => desk.outbox.announced.map(({ alertId }) => alertId)
const reject = (identifier: string) => ({
  identifier,
  decision: 'reject' as const,
  version: 1,
  reason: 'x',
  sub: 'leader',
})

const first = message('first', 10)
const both = message('both', 10, { info: [info({ area: [yinjiang, bingcaogang] })] })

describe('a lifting that comes before its warning', () => {
  it('holds the warning, and both are named', async () => {
    const desk = aDesk()
    expect(await desk.accept(cancelOf(first))).toMatchObject({ outcome: 'held', reasons: [{ code: 'references' }] })
    const answer = await desk.accept(first)
    expect(answer).toMatchObject({ outcome: 'held', isUrgent: true, reasons: [{ code: 'overtaken' }] })
    expect(JSON.stringify(answer)).toContain('cancel')
    expect(announced(desk)).toEqual([])
  })
  it('lets it go when it is rejected', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first))
    await desk.accept(first)
    expect(await desk.decide(reject('cancel'))).toMatchObject({ outcome: 'decided', stage: 'rejected' })
    expect(await stage(desk, first)).toBe('published')
    expect(announced(desk)).toEqual([idOf(first)])
  })
  it('leaves what is held for more to a person when it is rejected', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first))
    const doubtful = { ...first, info: [info({ description: '防汛演练。' })] }
    expect(await desk.accept(doubtful)).toMatchObject({ outcome: 'held', reasons: [{ code: 'statusSaysDrill' }] })
    await desk.decide(reject('cancel'))
    expect(await stage(desk, doubtful)).toBe('held')
  })
  it('lets it go when nobody decided in its day', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first))
    const long = { ...first, info: [info({ expires: '2026-07-04T08:00:00+08:00' })] }
    await desk.accept(long)
    desk.clock.set('2026-07-02T08:32:00+08:00')
    await desk.sweep.all()
    expect(await stage(desk, long)).toBe('published')
  })
  it('sends it when a person releases the warning', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first))
    await desk.accept(first)
    const release = { identifier: 'first', decision: 'release' as const, reason: undefined, sub: 'leader' }
    const { version } = (await desk.alerts.head(idOf(first)))!
    expect(await desk.decide({ ...release, version })).toMatchObject({ outcome: 'decided', stage: 'published' })
  })
  it('ends the warning, which nobody was told, when it is released itself', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first))
    await desk.accept(first)
    const release = { identifier: 'cancel', decision: 'release' as const, reason: undefined, sub: 'leader', version: 1 }
    await desk.decide(release)
    expect(await desk.alerts.head(idOf(first))).toMatchObject({ stage: 'superseded', isUntold: true })
  })
  it('is also an Update that says AllClear', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first, 'clear', { msgType: 'Update' }))
    expect(await desk.accept(first)).toMatchObject({ outcome: 'held', reasons: [{ code: 'overtaken' }] })
  })
  it('silences nothing where it only downgrades, or is held for another reason, and both are named', async () => {
    const alarm = vi.spyOn(logger, 'critical')
    for (const overrides of [{ note: '山洪红色预警降级为橙色' }, { note: '演练' }]) {
      const desk = aDesk()
      expect(await desk.accept(cancelOf(first, 'cancel', overrides))).toMatchObject({ outcome: 'held' })
      expect(await desk.accept(first)).toMatchObject({ outcome: 'accepted', stage: 'published' })
      expect(alarm).toHaveBeenLastCalledWith(expect.any(String), { identifier: 'first', held: 'cancel' })
      alarm.mockClear()
    }
    alarm.mockRestore()
  })
  it('of a drill silences no real warning', async () => {
    const desk = aDesk()
    await desk.accept(cancelOf(first, 'cancel', { status: 'Exercise' }))
    expect(await desk.accept(first)).toMatchObject({ outcome: 'accepted', stage: 'published' })
  })
  it('that a person released before the warning came holds it all the same', async () => {
    const desk = aDesk()
    const cancel = cancelOf(first, 'cancel', {
      info: [info({ responseType: ['AllClear'], headline: '解除山洪红色预警' })],
    })
    await desk.accept(cancel)
    const release = { identifier: 'cancel', decision: 'release' as const, reason: undefined, sub: 'leader', version: 1 }
    await desk.decide(release)
    expect(await desk.accept(first)).toMatchObject({ outcome: 'held', reasons: [{ code: 'overtaken' }] })
  })
})

describe('an Update that comes before what it updates', () => {
  it('in red or orange with something to do goes out as a first message, and the older is told to nobody', async () => {
    const desk = aDesk()
    const update = followUp(first, 'update', 20, { msgType: 'Update' })
    expect(await desk.accept(update)).toMatchObject({ outcome: 'accepted', stage: 'published' })
    expect(await desk.published.get(idOf(update))).toMatchObject({ isFirst: true, predecessors: [] })
    expect(await desk.accept(first)).toMatchObject({ outcome: 'accepted', stage: 'superseded' })
    expect(announced(desk)).toEqual([idOf(update)])
    expect(await desk.published.get(idOf(first))).toBeUndefined()
  })
  it('waits where it says nothing of what to do', async () => {
    const silent = info({ responseType: ['Monitor'], description: '沟水上涨。', instruction: '' })
    const desk = aDesk()
    expect(await desk.accept(followUp(first, 'update', 20, { msgType: 'Update', info: [silent] }))).toMatchObject({
      outcome: 'held',
      reasons: [{ code: 'references' }],
    })
  })
  it('in yellow waits, and goes out when the older comes, which is told to nobody', async () => {
    const desk = aDesk()
    const update = followUp(first, 'update', 20, { msgType: 'Update', info: [info(yellow)] })
    expect(await desk.accept(update)).toMatchObject({ outcome: 'held' })
    expect(await desk.accept(first)).toMatchObject({ stage: 'superseded' })
    expect(await stage(desk, update)).toBe('published')
    expect(announced(desk)).toEqual([idOf(update)])
  })
  it('is held where its title lifts', async () => {
    const desk = aDesk()
    const update = followUp(first, 'update', 20, { msgType: 'Update', info: [info({ headline: '解除山洪红色预警' })] })
    expect(await desk.accept(update)).toMatchObject({ outcome: 'held' })
  })
  it('comes in any order of three: only the newest is told', async () => {
    const second = followUp(first, 'second', 15, { msgType: 'Update', info: [info(orange)] })
    const third = followUp(second, 'third', 20, { msgType: 'Update' })
    for (const order of [
      [third, second, first],
      [second, third, first],
      [third, first, second],
    ]) {
      const desk = aDesk()
      for (const each of order) await desk.accept(each)
      expect(await stage(desk, third)).toBe('published')
      const told = await desk.published.get(idOf(first))
      expect(told === undefined || told.stage === 'superseded').toBe(true)
    }
  })
})

describe('a message sent before a newer one of the same event and place', () => {
  it('is told to nobody', async () => {
    const desk = aDesk()
    await desk.accept(message('newer', 20))
    expect(await desk.accept(message('older', 10, { info: [info(yellow)] }))).toMatchObject({ stage: 'superseded' })
    expect(announced(desk)).toHaveLength(1)
  })
  it('is held where the newer one lifts', async () => {
    const desk = aDesk()
    await desk.accept(first)
    await desk.accept(cancelOf(first))
    expect(await desk.accept(message('late', 15))).toMatchObject({ outcome: 'held', reasons: [{ code: 'overtaken' }] })
  })
  it('is no news either where the newer one is about this part of another', async () => {
    const desk = aDesk()
    await desk.accept(both)
    const lifted = info({
      responseType: ['AllClear'],
      headline: '解除山洪红色预警',
      instruction: '',
      area: [bingcaogang],
    })
    await desk.accept(cancelOf(both, 'part', { info: [lifted] }))
    const late = (identifier: string, area: Info['area']) => message(identifier, 15, { info: [info({ area })] })
    expect(await desk.accept(late('there', [bingcaogang]))).toMatchObject({ reasons: [{ code: 'overtaken' }] })
    expect(await desk.accept(late('here', [yinjiang]))).toMatchObject({ stage: 'published' })
  })
  it('is news for another place, event or sender', async () => {
    const desk = aDesk()
    await desk.accept(message('newer', 20))
    const elsewhere = message('elsewhere', 10, { info: [info({ area: [bingcaogang] })] })
    const wider = message('wider', 10, { info: [info({ area: [yinjiang, bingcaogang] })] })
    const other = message('other', 10, {
      info: [info({ event: '森林火灾', eventCode: [], headline: '森林火灾红色预警' })],
    })
    for (const each of [elsewhere, wider, other]) expect(await desk.accept(each)).toMatchObject({ stage: 'published' })
  })
})

describe('an all-clear', () => {
  it('by Update lifts as a Cancel does, also where it ends when it is sent', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const clear = cancelOf(first, 'clear', {
      msgType: 'Update',
      info: [
        info({
          responseType: ['AllClear'],
          severity: 'Minor',
          headline: '山洪灾害红色预警解除',
          instruction: '先看房屋有没有裂缝。',
          expires: at(20),
        }),
      ],
    })
    expect(await desk.accept(clear)).toMatchObject({ outcome: 'accepted', stage: 'published' })
    expect(await desk.published.get(idOf(clear))).toMatchObject({
      cancelReason: 'lifted',
      colour: 'blue',
      previousColour: 'red',
    })
    expect(await stage(desk, first)).toBe('cancelled')
  })
  it.each([
    ['an Alert that says AllClear', message('x', 10, { info: [info({ responseType: ['AllClear'] })] })],
    ['an Alert whose title lifts', message('x', 10, { info: [info({ headline: '解除山洪红色预警' })] })],
    ['an Update of nothing known', cancelOf(first, 'x', { msgType: 'Update' })],
  ])('%s is held', async (_what, alert) => {
    const desk = aDesk()
    expect(await desk.accept(alert)).toMatchObject({ outcome: 'held' })
    expect(announced(desk)).toEqual([])
  })
  it('that only its title says is held without the red alarm', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const update = followUp(first, 'update', 20, { msgType: 'Update', info: [info({ headline: '解除山洪红色预警' })] })
    expect(await desk.accept(update)).toMatchObject({ reasons: [{ code: 'textSaysOver' }], isUrgent: false })
  })
  it('that still orders people out is held, one that repeats the warning loses the repetition', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const orders = cancelOf(first, 'orders', {
      info: [info({ responseType: ['AllClear'], headline: '解除山洪红色预警', instruction: '请立即转移到学校。' })],
    })
    expect(await desk.accept(orders)).toMatchObject({ outcome: 'held', reasons: [{ code: 'textSaysDanger' }] })
    expect(await stage(desk, first)).toBe('published')
    const copied = cancelOf(first, 'copied', {
      info: [info({ responseType: ['AllClear'], headline: '解除山洪红色预警' })],
    })
    expect(await desk.accept(copied)).toMatchObject({ stage: 'published' })
    expect((await desk.published.get(idOf(copied)))!.alert.info[0]).not.toHaveProperty('instruction')
  })
  it('may say what to do where it only downgrades', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const instruction = '请马上往高处走，不要过河。'
    const milder = cancelOf(first, 'milder', {
      note: '山洪红色预警降级为橙色',
      info: [info({ headline: '山洪红色预警降级为橙色', instruction })],
    })
    expect(await desk.accept(milder)).toMatchObject({ stage: 'published' })
    const { cancelReason, alert } = (await desk.published.get(idOf(milder)))!
    expect([cancelReason, alert.info[0]!.instruction]).toEqual(['downgraded', instruction])
  })
  it('keeps an order under a condition that the warning gave too', async () => {
    const desk = aDesk()
    const instruction = '看见裂缝、塌方马上离开。'
    await desk.accept(message('first', 10, { info: [info({ instruction: `立即撤到高处。${instruction}` })] }))
    const cancel = cancelOf(first, 'cancel', {
      info: [info({ responseType: ['AllClear'], headline: '解除山洪红色预警', instruction })],
    })
    expect(await desk.accept(cancel)).toMatchObject({ stage: 'published' })
    expect((await desk.published.get(idOf(cancel)))!.alert.info[0]).toMatchObject({ instruction })
  })
})

describe('a person who releases', () => {
  const decide = async (desk: ReturnType<typeof aDesk>, alert: Alert, as: 'asIs' | 'lifted') => {
    const { version } = (await desk.alerts.head(idOf(alert)))!
    const { identifier } = alert
    return desk.decide({ identifier, decision: 'release', how: { as }, version, reason: undefined, sub: 'leader' })
  }
  it('makes an Alert whose title lifts the lifting of what holds of its event in its place', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const elsewhere = message('elsewhere', 11, { info: [info({ area: [bingcaogang] })] })
    await desk.accept(elsewhere)
    const over = message('over', 20, { info: [info({ headline: '解除山洪红色预警', instruction: '听干部安排。' })] })
    expect(await desk.accept(over)).toMatchObject({ outcome: 'held' })
    expect(await decide(desk, over, 'lifted')).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect([await stage(desk, first), await stage(desk, elsewhere)]).toEqual(['cancelled', 'published'])
    expect(await desk.published.get(idOf(over))).toMatchObject({ cancelReason: 'lifted', predecessors: [idOf(first)] })
  })
  it('lets languages out that seemed to contradict each other', async () => {
    const desk = aDesk()
    const english = info({
      language: 'en',
      severity: 'Moderate',
      event: 'Flash flood',
      headline: 'Flood',
      responseType: ['Shelter'],
    })
    const mild = message('mild', 10, { info: [info(yellow), english] })
    expect(await desk.accept(mild)).toMatchObject({ outcome: 'held' })
    await decide(desk, mild, 'asIs')
    expect((await desk.published.get(idOf(mild)))!.mutedLanguages).toEqual([])
  })
})

describe('a lifting of a part', () => {
  const partOf = (overrides: Partial<Info> = {}, alert: Partial<Alert> = {}) =>
    cancelOf(both, 'part', {
      info: [
        info({
          responseType: ['AllClear'],
          headline: '解除炳草岗街道山洪红色预警',
          instruction: '听干部安排。',
          area: [bingcaogang],
          ...overrides,
        }),
      ],
      ...alert,
    })
  it('leaves the rest in force', async () => {
    const desk = aDesk()
    await desk.accept(both)
    expect(await desk.accept(partOf())).toMatchObject({ stage: 'published' })
    expect(await desk.published.get(idOf(partOf()))).toMatchObject({
      isPart: true,
      area: { codes: ['510402002'] },
      predecessors: [idOf(both)],
    })
    expect(await desk.published.get(idOf(both))).toMatchObject({
      stage: 'published',
      successor: null,
      except: { codes: ['510402002'] },
    })
  })
  it('is known by the names of its area, or of its title, where codes lack', async () => {
    const ways = [{ area: [] }, { headline: '解除山洪红色预警', area: [{ ...bingcaogang, geocode: [] }] }]
    for (const way of ways) {
      const desk = aDesk()
      await desk.accept(both)
      await desk.accept(partOf(way))
      expect(await desk.published.get(idOf(partOf()))).toMatchObject({ isPart: true, area: { codes: ['510402002'] } })
    }
  })
  it('is none where it names all of them', async () => {
    const desk = aDesk()
    await desk.accept(both)
    const area = [yinjiang, bingcaogang].map((each) => ({ ...each, geocode: [] }))
    await desk.accept(partOf({ headline: '解除山洪红色预警', area }))
    expect(await stage(desk, both)).toBe('cancelled')
  })
  it('and of the other lift all of it', async () => {
    const desk = aDesk()
    await desk.accept(both)
    await desk.accept(partOf())
    const rest = cancelOf(both, 'rest', {
      info: [
        info({
          responseType: ['AllClear'],
          headline: '解除银江镇山洪红色预警',
          instruction: '听干部安排。',
          area: [yinjiang],
        }),
      ],
    })
    await desk.accept(rest)
    expect(await stage(desk, both)).toBe('cancelled')
    expect((await desk.published.get(idOf(rest)))!.isPart).toBe(false)
  })
  it.each([
    [
      'words nobody can place',
      { headline: '解除山洪红色预警', area: [{ ...bingcaogang, areaDesc: '沙坝沟两岸', geocode: [] }] },
    ],
    [
      'words of which one can be placed',
      {
        headline: '解除山洪红色预警',
        area: ['炳草岗街道', '沙坝沟两岸'].map((areaDesc) => ({ ...bingcaogang, areaDesc, geocode: [] })),
      },
    ],
    ['a title that names a part, and codes of all', { area: [yinjiang, bingcaogang] }],
    [
      'a shape',
      { area: [{ ...bingcaogang, geocode: [], circle: [{ centre: [26.57, 101.72] as const, radiusKm: 1 }] }] },
    ],
    [
      'another place',
      {
        headline: '解除山洪红色预警',
        area: [{ ...bingcaogang, areaDesc: '大渡口街道', geocode: [{ valueName: 'x', value: '510402001' }] }],
      },
    ],
  ])('is held where it says so by %s', async (_what, overrides) => {
    const desk = aDesk()
    await desk.accept(both)
    expect(await desk.accept(partOf(overrides))).toMatchObject({
      outcome: 'held',
      isUrgent: true,
      reasons: [{ code: 'partialLift' }],
    })
    expect(await stage(desk, both)).toBe('published')
  })
})

describe('an Update of another area', () => {
  it('names what fell out where it is not worse', async () => {
    const desk = aDesk()
    await desk.accept(both)
    const update = followUp(both, 'update', 20, { msgType: 'Update' })
    await desk.accept(update)
    expect(await desk.published.get(idOf(update))).toMatchObject({
      isPart: false,
      dropped: { codes: ['510402002'], outside: 'tell' },
    })
    expect(await stage(desk, both)).toBe('superseded')
  })
  it('tells nobody of it where the county wants it so', async () => {
    const { county } = aDesk()
    const desk = aDesk({ county: { ...county, rules: { ...county.rules, tellDropped: false } } })
    await desk.accept(both)
    const update = followUp(both, 'update', 20, { msgType: 'Update' })
    await desk.accept(update)
    expect(await desk.published.get(idOf(update))).toMatchObject({ dropped: { outside: 'silent' } })
  })
  it('that is worse for a part leaves the older one to the rest', async () => {
    const desk = aDesk()
    const mild = message('mild', 10, { info: [info({ ...yellow, area: [yinjiang, bingcaogang] })] })
    await desk.accept(mild)
    const update = followUp(mild, 'update', 20, { msgType: 'Update' })
    await desk.accept(update)
    expect(await desk.published.get(idOf(update))).toMatchObject({
      isPart: true,
      dropped: null,
      previousColour: 'yellow',
    })
    expect(await desk.published.get(idOf(mild))).toMatchObject({ stage: 'published', except: { codes: ['510402100'] } })
  })
  it('that is as wide drops nothing', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const update = followUp(first, 'update', 20, {
      msgType: 'Update',
      info: [info({ ...orange, area: [yinjiang, bingcaogang] })],
    })
    await desk.accept(update)
    expect(await desk.published.get(idOf(update))).toMatchObject({ dropped: null, isPart: false })
  })
})

describe('the same said again', () => {
  it('is a reissue, and lifting one lifts them all', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const again = message('again', 15, { info: [info({ headline: '继续发布山洪红色预警' })] })
    await desk.accept(again)
    expect(await desk.published.get(idOf(first))).toMatchObject({ stage: 'published', isReissue: false })
    expect(await desk.published.get(idOf(again))).toMatchObject({ isReissue: true })
    const wider = message('wider', 16, { info: [info({ area: [yinjiang, bingcaogang] })] })
    await desk.accept(wider)
    await desk.accept(cancelOf(again))
    expect(await desk.published.get(idOf(wider))).toMatchObject({ stage: 'published', except: { codes: [] } })
    expect([await stage(desk, first), await stage(desk, again)]).toEqual(['cancelled', 'cancelled'])
    expect((await desk.published.get(idOf(cancelOf(again))))!.predecessors.toSorted()).toEqual(
      [idOf(first), idOf(again)].toSorted(),
    )
  })
  it('is none with another colour, another thing to do or for another place', async () => {
    const desk = aDesk()
    await desk.accept(first)
    const news = [
      message('a', 15, { info: [info(orange)] }),
      message('b', 16, { info: [info({ instruction: '马上离开河边。' })] }),
      message('c', 17, { info: [info({ area: [bingcaogang] })] }),
    ]
    for (const each of news) {
      await desk.accept(each)
      expect((await desk.published.get(idOf(each)))!.isReissue).toBe(false)
    }
  })
  it('by a station in another colour stands for its older signal', async () => {
    const desk = aDesk()
    const signal = (identifier: string, minute: number, overrides: Partial<Info>): Alert =>
      message(identifier, minute, {
        sender: '51040241600000',
        info: [
          info({
            event: '暴雨',
            eventCode: [{ valueName: 'x', value: '11B03' }],
            senderName: '攀枝花市气象台',
            ...overrides,
          }),
        ],
      })
    const older = signal('older', 10, { severity: 'Moderate', headline: '攀枝花市气象台发布暴雨黄色预警信号' })
    const newer = signal('newer', 20, { severity: 'Severe', headline: '攀枝花市气象台发布暴雨橙色预警信号' })
    const there = signal('there', 12, {
      severity: 'Moderate',
      headline: '攀枝花市气象台发布暴雨黄色预警信号',
      area: [bingcaogang],
    })
    for (const each of [older, there, newer]) await desk.accept(each)
    expect([await stage(desk, older), await stage(desk, there)]).toEqual(['superseded', 'published'])
    expect(await desk.published.get(idOf(newer))).toMatchObject({
      predecessors: [idOf(older)],
      previousColour: 'yellow',
    })
  })
})

describe('an alert that begins later', () => {
  it('begins at its onset, else when it takes effect', async () => {
    const desk = aDesk()
    const { onset: _, ...effective } = info({ effective: '2026-07-01T10:00:00+08:00' })
    const late = message('late', 10, { info: [effective] })
    await desk.accept(late)
    expect(await desk.published.get(idOf(late))).toMatchObject({ onsetAtMs: Date.parse('2026-07-01T10:00:00+08:00') })
    const { onset: __, ...now } = info({ effective: at(5) })
    const held = message('held', 11, { info: [now] })
    await desk.accept(held)
    expect(await desk.published.get(idOf(held))).toMatchObject({ onsetAtMs: null })
  })
})

describe('an alert without an end', () => {
  it('ends by the default of the county, and says so', async () => {
    const desk = aDesk()
    const { expires: _, ...endless } = info({ onset: at(0) })
    const alert = message('endless', 10, { info: [endless] })
    expect(await desk.accept(alert)).toMatchObject({
      stage: 'published',
      notes: [expect.stringContaining('no end given')],
    })
    expect(await desk.published.get(idOf(alert))).toMatchObject({
      hasEnd: false,
      expiresAtMs: Date.parse(at(10)) + 12 * 3_600_000,
    })
  })
  it('ends after a day as a signal of a station', async () => {
    const desk = aDesk()
    const { expires: _, ...endless } = info({
      onset: at(0),
      event: '暴雨',
      eventCode: [{ valueName: 'x', value: '11B03' }],
      senderName: '攀枝花市气象台',
      headline: '攀枝花市气象台发布暴雨红色预警信号',
    })
    const signal = message('endless', 10, { sender: '51040241600000', info: [endless] })
    await desk.accept(signal)
    expect(await desk.published.get(idOf(signal))).toMatchObject({
      hasEnd: false,
      expiresAtMs: Date.parse(at(10)) + 24 * 3_600_000,
    })
  })
  it('is refused where that is over', async () => {
    const desk = aDesk()
    const { expires: _, ...endless } = info({
      effective: '2026-06-30T08:00:00+08:00',
      onset: '2026-06-30T08:00:00+08:00',
    })
    expect(
      await desk.accept(message('endless', 10, { sent: '2026-06-30T08:00:00+08:00', info: [endless] })),
    ).toMatchObject({ outcome: 'refused' })
  })
})

describe('what contradicts itself', () => {
  it('is held: an Exercise that denies it', async () => {
    const alert = message('x', 10, { status: 'Exercise', info: [info({ instruction: '马上躲避，这不是演练。' })] })
    expect(await aDesk().accept(alert)).toMatchObject({ outcome: 'held', reasons: [{ code: 'statusDeniesDrill' }] })
  })
  it('goes out in Chinese in red, with an alarm, and is held in yellow', async () => {
    const english = info({
      language: 'en',
      event: 'Flash flood',
      headline: 'Red',
      responseType: ['Shelter'],
      instruction: 'Stay indoors.',
    })
    const desk = aDesk()
    expect(await desk.accept(message('red', 10, { info: [info(), english] }))).toMatchObject({
      stage: 'published',
      alarms: [expect.stringContaining('en')],
    })
    expect((await desk.published.get(idOf(message('red', 10))))!.mutedLanguages).toEqual(['en'])
    const mild = message('mild', 10, { info: [info(yellow), { ...english, severity: 'Moderate' }] })
    expect(await desk.accept(mild)).toMatchObject({ outcome: 'held', reasons: [{ code: 'languagesDiffer' }] })
  })
  it('goes out with an alarm in red where title and code name two events', async () => {
    const fire = message('fire', 10, { info: [info({ headline: '森林火灾红色预警' })] })
    expect(await aDesk().accept(fire)).toMatchObject({
      stage: 'published',
      alarms: [expect.stringContaining('the headline says 森林')],
    })
  })
  it('tells both places in red where one is named and another coded, and notes it in yellow', async () => {
    const other = [{ ...yinjiang, areaDesc: '炳草岗街道' }]
    const desk = aDesk()
    expect(await desk.accept(message('red', 10, { info: [info({ area: other })] }))).toMatchObject({
      alarms: [expect.stringContaining('炳草岗街道')],
    })
    expect((await desk.published.get(idOf(message('red', 10))))!.area.codes).toEqual(['510402002', '510402100'])
    expect(await desk.accept(message('mild', 11, { info: [info({ ...yellow, area: other })] }))).toMatchObject({
      alarms: [],
      notes: [expect.stringContaining('炳草岗街道')],
    })
  })
})

describe('a crash before any write', () => {
  const part = cancelOf(both, 'part', {
    info: [
      info({
        responseType: ['AllClear'],
        headline: '解除炳草岗街道山洪红色预警',
        instruction: '',
        area: [bingcaogang],
      }),
    ],
  })
  const mild = message('mild', 10, { info: [info({ ...yellow, area: [yinjiang, bingcaogang] })] })
  const again = message('again', 12)
  const stories: [string, Alert[], Alert, Record<string, object>][] = [
    [
      'of a lifting of a part',
      [both],
      part,
      {
        part: { stage: 'published', isPart: true },
        both: { stage: 'published', except: { codes: ['510402002'] }, successor: null },
      },
    ],
    [
      'of an Update that is worse for a part',
      [mild],
      followUp(mild, 'update', 20, { msgType: 'Update' }),
      { update: { stage: 'published', isPart: true }, mild: { stage: 'published', except: { codes: ['510402100'] } } },
    ],
    [
      'of a lifting of what was said twice',
      [first, again],
      cancelOf(again),
      { cancel: { stage: 'published' }, first: { stage: 'cancelled' }, again: { stage: 'cancelled' } },
    ],
    [
      'of an older alert whose Update waits',
      [followUp(first, 'update', 20, { msgType: 'Update', info: [info(yellow)] })],
      first,
      { update: { stage: 'published', isFirst: true }, first: { stage: 'superseded', isUntold: true } },
    ],
    [
      'of an older alert whose lifting waits',
      [cancelOf(first)],
      first,
      { first: { stage: 'held' }, cancel: { stage: 'held' } },
    ],
  ]
  it.each(stories)(
    '%s is made good by the sender’s next try and the sweeper',
    async (_what, before, last, expected) => {
      for (let afterWrites = 0; ; afterWrites++) {
        const alerts = memoryAlertStore()
        const pages = memoryPagesStore()
        const calm = aDesk({ alerts, pages })
        for (const alert of before) await calm.accept(alert)
        const crash: Crash = { afterWrites, writes: 0 }
        const dying = aDesk({ alerts: crashing(alerts, crash), pages: crashing(pages, crash) })
        await dying.accept(last).catch((error) => {
          if (!(error instanceof CrashError)) throw error
        })
        const desk = aDesk({ alerts, pages })
        await desk.accept(last)
        desk.clock.pass(60_000)
        await desk.sweep.all()
        for (const [identifier, head] of Object.entries(expected)) {
          expect(
            await alerts.head(idOf({ ...last, identifier })),
            `${identifier} after ${afterWrites} writes`,
          ).toMatchObject(head)
        }
        if (crash.writes <= afterWrites) break
      }
    },
  )
})
