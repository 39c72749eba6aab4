/** Alerts in every state that pages tell apart, in 510402 on 1 July 2026. */
import type { Info } from '../../functions/alerts/alert.ts'
import type { AudienceArea, PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { anArea } from '../alerts/an-alert.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'

export const sender = '51040205500000'
const idOf = (clock: string, n = 0): string => `${sender}_20260701${clock.replace(':', '')}00_${n}`
export const codes = (...all: string[]): AudienceArea => ({ codes: all, polygons: [], circles: [] })
export const yinjiang = '510402100'
export const bingcaogang = '510402002'
export const areaOf = (name: string, code: string) =>
  anArea({ areaDesc: name, geocode: [{ valueName: 'GB/T 2260', value: code }] })

type Fields = Parameters<typeof aPublished>[0]
export const floodHq = '攀枝花市东区防汛抗旱指挥部'

/** An alert sent at `clock`, with what the state adds. */
export const sentAt = (clock: string, { alert, info, ...rest }: NonNullable<Fields> = {}, n = 0): PublishedAlert =>
  aPublished({
    alert: { identifier: idOf(clock, n), sent: at(clock), ...alert },
    info: {
      effective: at(clock),
      expires: at('20:00'),
      senderName: floodHq,
      ...info,
    } as Partial<Info>,
    ...rest,
  })

/** A power cut in two days. */
export const upcoming = (): PublishedAlert =>
  sentAt('07:00', {
    colour: 'blue',
    eventCode: null,
    eventName: '停电',
    onsetAtMs: atMs('06:00', 3),
    expiresAtMs: atMs('18:00', 3),
    area: codes('510402010'),
    info: {
      event: '停电',
      category: ['Infra'],
      responseType: ['Prepare'],
      severity: 'Minor',
      onset: at('06:00', 3),
      expires: at('18:00', 3),
      senderName: '国网攀枝花供电公司',
      headline: '7月3日6时至18时东华街道停电检修',
      description: '因线路检修停电。',
      instruction: '用呼吸机等设备的家庭请提前联系供电所。',
      contact: '0812-2220000',
      web: 'https://yj.panzhihua.gov.cn/route',
      area: [areaOf('东华街道', '510402010')],
    },
  })

const twoTowns = (): PublishedAlert =>
  sentAt('08:10', {
    area: codes(yinjiang, bingcaogang),
    info: {
      headline: '攀枝花市东区防汛抗旱指挥部发布山洪红色预警',
      instruction: '沟边河边住户马上往两侧高处走，不要过河！叫醒老人邻居。',
      area: [areaOf('银江镇', yinjiang), areaOf('炳草岗街道', bingcaogang)],
    },
  })

/** Lifted for one of two towns. */
export const partlyLifted = (): PublishedAlert[] => {
  const whole = twoTowns()
  const part = sentAt('08:50', {
    alert: { msgType: 'Cancel' },
    colour: 'red',
    previousColour: 'red',
    cancelReason: 'lifted',
    isPart: true,
    askedToLeave: true,
    predecessors: [whole.id],
    area: codes(bingcaogang),
    info: {
      responseType: ['AllClear'],
      urgency: 'Past',
      headline: '解除炳草岗街道山洪红色预警',
      description: '炳草岗街道沟水已退。',
      instruction: '先别急着回家，社区干部查完房屋山坡、叫你回再回。',
      area: [areaOf('炳草岗街道', bingcaogang)],
    },
  })
  return [{ ...whole, except: codes(bingcaogang) }, part]
}

/** An Update that says AllClear. */
export const liftedByUpdate = (): PublishedAlert[] => {
  const red = sentAt('08:00', {
    info: { instruction: '沟边河边住户马上往两侧高处走，不要过河！', area: [areaOf('银江镇', yinjiang)] },
  })
  const end = sentAt('10:30', {
    alert: { msgType: 'Update' },
    colour: 'blue',
    previousColour: 'red',
    cancelReason: 'lifted',
    askedToLeave: true,
    predecessors: [red.id],
    info: {
      responseType: ['AllClear'],
      urgency: 'Past',
      severity: 'Minor',
      headline: '山洪灾害红色预警解除',
      description: '沟水已经退了，请立即撤到高处。',
      instruction: '可以回家，先看房屋有没有裂缝。',
      expires: at('10:30'),
      area: [areaOf('银江镇', yinjiang)],
    },
  })
  return [{ ...red, stage: 'cancelled', successor: end.id }, end]
}

/** A station's yellow rainstorm signal with the national guidance. */
export const rainstorm = (): PublishedAlert =>
  sentAt('08:20', {
    colour: 'yellow',
    eventCode: '11B03',
    eventName: '暴雨',
    weatherSignal: true,
    area: codes('510402'),
    info: {
      event: '暴雨',
      senderName: '攀枝花市气象台',
      severity: 'Moderate',
      responseType: ['Prepare'],
      headline: '攀枝花市气象台发布暴雨黄色预警信号',
      description: '预计未来6小时东区降雨量将达50毫米以上。',
      instruction:
        '1.政府及相关部门按照职责做好防暴雨工作；2.交通管理部门应当根据路况在强降雨路段采取交通管制措施；3.切断低洼地带有危险的室外电源，暂停在空旷地方的户外作业，转移危险地带人员和危房居民到安全场所避雨；4.检查城市、农田、鱼塘排水系统，采取必要的排涝措施。',
      area: [areaOf('攀枝花市东区', '510402')],
    },
  })

/** Red in one town, orange in another. */
export const twoColours = (): PublishedAlert[] => [
  sentAt('08:00', {
    info: {
      headline: '攀枝花市东区防汛抗旱指挥部发布山洪红色预警',
      instruction: '沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。',
      area: [areaOf('银江镇', yinjiang)],
    },
  }),
  sentAt(
    '08:05',
    {
      colour: 'orange',
      area: codes(bingcaogang),
      info: {
        severity: 'Severe',
        instruction: '住在沟边的人收拾好东西，听到通知马上走。',
        area: [areaOf('炳草岗街道', bingcaogang)],
      },
    },
    1,
  ),
]

/** A signal that a person relayed, and an order in the government's own name. */
export const relayed = (): PublishedAlert[] => [
  sentAt('03:20', {
    colour: 'red',
    eventCode: '11B03',
    eventName: '暴雨',
    weatherSignal: true,
    channelled: { as: 'relay', station: '攀枝花市气象台', issued: at('03:12') as never },
    info: {
      event: '暴雨',
      responseType: ['Avoid'],
      senderName: '攀枝花市气象台',
      headline: '攀枝花市气象台发布暴雨红色预警信号',
      description: '未来3小时银江镇降雨量将达100毫米以上。',
      instruction: '离开沟边河边和低洼处，不要过漫水路。',
      area: [areaOf('银江镇', yinjiang)],
    },
  }),
  sentAt(
    '03:21',
    {
      colour: 'red',
      channelled: { as: 'own', body: floodHq, issued: at('03:21') },
      info: {
        headline: '攀枝花市东区防汛抗旱指挥部发布山洪紧急通知',
        description: '沟水猛涨。',
        instruction: '银江镇沟边河边住户马上往两侧高处走，不要过河！叫醒老人邻居。',
        area: [areaOf('银江镇', yinjiang)],
      },
    },
    1,
  ),
]

/** A drill of 8 July; the note says whether people may know. */
export const drill = (note = '公开预告：7月8日10时演练'): PublishedAlert => {
  const { alert, ...rest } = modelCases.drill()
  const sent = at('09:00')
  return { ...rest, alert: { ...alert, sent, note }, sentAtMs: atMs('09:00'), onsetAtMs: atMs('10:00', 8) }
}

/** Without an end: 12379 has none at times. */
export const endless = (): PublishedAlert =>
  sentAt('08:30', {
    hasEnd: false,
    expiresAtMs: atMs('20:30'),
    info: { expires: undefined, instruction: '立即撤到高处。', area: [areaOf('银江镇', yinjiang)] } as Partial<Info>,
  })

/** The same heat of the same station for the third time; only the last refers to what was before. */
export const reissued = (): PublishedAlert[] => {
  const heat = (clock: string, end: string, n: number, more: NonNullable<Fields> = {}): PublishedAlert =>
    sentAt(
      clock,
      {
        colour: 'orange',
        eventCode: '11B09',
        eventName: '高温',
        weatherSignal: true,
        area: codes('510402'),
        ...more,
        info: {
          event: '高温',
          senderName: '攀枝花市气象台',
          severity: 'Severe',
          responseType: ['Prepare'],
          expires: at(end),
          headline: '攀枝花市气象台继续发布高温橙色预警信号',
          instruction: '中午少出门，多喝水。',
          area: [areaOf('攀枝花市东区', '510402')],
        },
      },
      n,
    )
  return [heat('08:00', '09:00', 1), heat('08:55', '12:00', 2), heat('09:30', '18:00', 3, { isReissue: true })]
}
