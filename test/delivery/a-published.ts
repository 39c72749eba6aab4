/** Factories of published alerts for tests: county 510402, the desk's flash-flood case of 1 July 2026. */
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import { beforePublication, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { asksToLeave } from '../../functions/alerts/rules/orders.ts'
import { alertKey } from '../../functions/platform/ids.ts'
import { anAlert, anArea, anInfo } from '../alerts/an-alert.ts'

/** A time of 1 July 2026 in +08:00, or of another day of that July. */
export const at = (clock: string, day = 1): string => `2026-07-${String(day).padStart(2, '0')}T${clock}:00+08:00`
export const atMs = (clock: string, day = 1): number => Date.parse(at(clock, day))

type Overrides = Partial<Omit<PublishedAlert, 'alert'>> & { alert?: Partial<Alert>; info?: Partial<Info> }

export function aPublished({ alert: alertFields = {}, info = {}, ...overrides }: Overrides = {}): PublishedAlert {
  const alert = anAlert({
    identifier: '51040205500000_20260701031200_0',
    sent: at('03:12'),
    info: [anInfo({ effective: at('03:12'), onset: undefined, expires: at('09:00'), ...info } as Partial<Info>)],
    ...alertFields,
  })
  const expires = alert.info[0]?.expires
  const onset = alert.info[0]?.onset
  return {
    id: alertKey(alert.sender, alert.identifier),
    county: '510402',
    version: 1,
    stage: 'published',
    alert,
    colour: 'red',
    previousColour: null,
    eventCode: '11A51',
    eventName: '山洪',
    weatherSignal: false,
    cancelReason: alert.msgType === 'Cancel' ? 'lifted' : null,
    area: { codes: ['510402100'], polygons: [], circles: [] },
    ...beforePublication,
    hasEnd: true,
    askedToLeave: alert.info.some(asksToLeave),
    mutedLanguages: [],
    channelled: null,
    predecessors: [],
    successor: null,
    sentAtMs: Date.parse(alert.sent),
    acceptedAtMs: Date.parse(alert.sent) + 1_000,
    onsetAtMs: onset && onset > alert.sent ? Date.parse(onset) : null,
    expiresAtMs: expires ? Date.parse(expires) : Date.parse(alert.sent) + 86_400_000,
    traceId: 'trace',
    ...overrides,
  }
}

const floodHq = '攀枝花市东区防汛抗旱指挥部'
const sender = '51040205500000'
const identifier = (clock: string, day = 1): string =>
  `${sender}_202607${String(day).padStart(2, '0')}${clock.replace(':', '')}00_0`
const reference = (clock: string) => ({ sender, identifier: identifier(clock), sent: at(clock) })

/** Without the later onset that `anInfo` has: these hold from when they are sent. */
const aModelInfo = (fields: Partial<Info>): Info => anInfo({ onset: undefined, ...fields } as Partial<Info>)

/** The cases of the duty desk's model texts, as the desk would enter them. */
export const modelCases = {
  red: () =>
    aPublished({
      alert: { identifier: identifier('03:12') },
      info: {
        senderName: floodHq,
        headline: '攀枝花市东区防汛抗旱指挥部发布山洪红色预警',
        description: '银江镇上游3小时降雨80毫米，沟水正在猛涨。',
        instruction: '沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。',
      },
    }),
  orange: () =>
    aPublished({
      alert: {
        identifier: identifier('06:40'),
        sent: at('06:40'),
        msgType: 'Update',
        references: [reference('03:12')],
        info: [
          aModelInfo({
            senderName: floodHq,
            severity: 'Severe',
            effective: at('06:40'),
            expires: at('12:00'),
            headline: '攀枝花市东区防汛抗旱指挥部将山洪预警由红色降为橙色',
            description: '银江镇上游雨小了，沟水还没退。',
            instruction: '已转移的人不要回家，不要下沟过河！',
          }),
        ],
      },
      colour: 'orange',
      previousColour: 'red',
      predecessors: [alertKey(sender, identifier('03:12'))],
    }),
  lifted: () =>
    aPublished({
      alert: {
        identifier: identifier('10:30'),
        sent: at('10:30'),
        msgType: 'Cancel',
        references: [reference('03:12'), reference('06:40')],
        info: [
          aModelInfo({
            senderName: floodHq,
            responseType: ['AllClear'],
            urgency: 'Past',
            severity: 'Severe',
            effective: at('10:30'),
            expires: at('11:30'),
            headline: '攀枝花市东区防汛抗旱指挥部解除山洪橙色预警',
            instruction: '房屋山坡没查完不要进！可以回家的等村干部通知。',
          }),
        ],
      },
      colour: 'orange',
      cancelReason: 'lifted',
      predecessors: [alertKey(sender, identifier('06:40')), alertKey(sender, identifier('03:12'))],
    }),
  drill: () =>
    aPublished({
      alert: {
        identifier: identifier('10:00', 8),
        sent: at('10:00', 8),
        status: 'Exercise',
        info: [
          aModelInfo({
            senderName: floodHq,
            effective: at('10:00', 8),
            onset: at('10:00', 8),
            expires: at('11:00', 8),
            instruction: '参演住户请按路线走到集合点，其他人照常生活。',
          }),
        ],
      },
    }),
  error: () =>
    aPublished({
      alert: {
        identifier: identifier('03:20'),
        sent: at('03:20'),
        msgType: 'Cancel',
        references: [reference('03:12')],
        note: '误发',
        info: [
          aModelInfo({
            senderName: floodHq,
            effective: at('03:12'),
            expires: at('09:00'),
            headline: '攀枝花市东区防汛抗旱指挥部更正：山洪红色预警是误发',
            description: '',
            instruction: '目前没有险情，不用转移，已出门的慢慢回家。',
          }),
        ],
      },
      cancelReason: 'error',
      predecessors: [alertKey(sender, identifier('03:12'))],
    }),
  english: () =>
    aPublished({
      onsetAtMs: null,
      alert: {
        identifier: identifier('03:12'),
        info: [
          aModelInfo({ senderName: floodHq, effective: at('03:12'), expires: at('09:00') }),
          aModelInfo({
            language: 'en',
            event: 'Flash flood',
            senderName: 'East District Flood Control and Drought Relief Headquarters',
            effective: at('03:12'),
            expires: at('09:00'),
            headline: 'Flash flood RED warning for Yinjiang Town',
            description: '80 mm of rain fell upstream in 3 hours; the streams are rising fast.',
            instruction: "Go UPHILL NOW, don't cross water. Wake others.",
            area: [anArea({ areaDesc: 'Yinjiang Town' })],
          }),
        ],
      },
    }),
} as const satisfies Record<string, () => PublishedAlert>

/** The duty desk's model texts; X stands for the town's number. */
export const modelTexts: Record<keyof typeof modelCases, string> = {
  red: '【攀枝花东区预警】区防汛抗旱指挥部7月1日3时12分发布山洪红色预警：银江镇沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。9时前有效，没通知不要回家。走不动打镇值班0812-XXXXXXX。',
  orange:
    '【攀枝花东区预警】区防汛抗旱指挥部7月1日6时40分将银江镇山洪预警由红色降为橙色：仍有危险，已转移的人不要回家，不要下沟过河！有效到12时，回家时间等村干部通知。镇值班0812-XXXXXXX。',
  lifted:
    '【攀枝花东区预警】区防汛抗旱指挥部7月1日10时30分解除银江镇山洪橙色预警：先别急着回家，村干部查完房屋山坡、叫你回再回。看见裂缝、塌方马上离开，打镇值班0812-XXXXXXX。',
  drill:
    '【攀枝花东区预警】【演练】不是真的。区防汛抗旱指挥部7月8日10时在银江镇演练山洪红色预警：参演住户请按路线走到集合点，其他人照常生活。演练到11时。疑问打0812-XXXXXXX。【演练】',
  error:
    '【攀枝花东区预警】【更正】区防汛抗旱指挥部3时20分：3时12分银江镇山洪红色预警是误发，现撤销，目前没有险情，不用转移，已出门的慢慢回家。向大家道歉。查询0812-XXXXXXX。',
  english:
    "【攀枝花东区预警】RED FLASH FLOOD Yinjiang Town: go UPHILL NOW, don't cross water. Flood HQ 1 Jul 03:12-09:00. Wake others. Help 110",
}
