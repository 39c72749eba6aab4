/** Warnings that are easily told wrongly, one of each kind: what they say is tested and printed by `npm run texts`. */
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import { nowhere, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { asksToLeave } from '../../functions/alerts/rules/orders.ts'
import type { Reader } from '../../functions/texts/message-form.ts'
import { anArea, anInfo } from '../alerts/an-alert.ts'
import { aPublished, at, atMs } from '../delivery/a-published.ts'
import {
  bingcaogang,
  endless,
  floodHq,
  codes as here,
  liftedByUpdate,
  partlyLifted,
  relayed,
  areaOf as town,
  upcoming,
  yinjiang,
} from './told-scenes.ts'

export interface ToldCase {
  published: PublishedAlert
  language?: string
  reader?: Reader
  /** What its page and a screen know beside it. */
  history?: readonly PublishedAlert[]
}

type Fields = Partial<Omit<PublishedAlert, 'alert'>> & { alert?: Partial<Alert>; info?: Partial<Info> }

/** Of a flood, by the flood headquarters, unless the fields say otherwise. */
const told = ({ info = {}, ...fields }: Fields): PublishedAlert =>
  aPublished({ info: { senderName: floodHq, headline: '', description: '', instruction: '', ...info }, ...fields })

/** Of something that is no flood: its own event, by the emergency bureau, for the whole county. */
const other = ({ info = {}, eventName = '', eventCode = null, ...fields }: Fields): PublishedAlert => {
  const district = town('攀枝花市东区', '510402')
  const own = { event: eventName, eventCode: [], senderName: '攀枝花市东区应急管理局', area: [district], ...info }
  const published = told({ eventName, eventCode, area: here('510402'), info: own, ...fields })
  return { ...published, askedToLeave: fields.askedToLeave ?? published.alert.info.some(asksToLeave) }
}

const fromStation = { senderName: '攀枝花市气象台' }

const lifting = (info: Partial<Info>, fields: Fields = {}): PublishedAlert =>
  told({
    cancelReason: 'lifted',
    previousColour: 'red',
    askedToLeave: true,
    ...fields,
    info: { responseType: ['AllClear'], urgency: 'Past', effective: at('10:30'), ...info },
  })
const atTen = { sentAtMs: atMs('10:30') }

export const toldCases = {
  'an address in the action': {
    published: told({
      info: { instruction: '马上撤到沟两侧高处（路线见https://yj.example.gov.cn/lx），不要过河！查12379.cn。' },
    }),
  },
  'a red that says nothing of what to do': {
    published: told({
      info: {
        responseType: ['None'],
        headline: '东区防指发布山洪红色预警',
        description: '银江沟上游3小时降雨82毫米，沟水正在猛涨。',
      },
    }),
  },
  'a red that only codes what to do': {
    published: told({ info: { description: '银江沟上游3小时降雨82毫米，沟水正在猛涨。' } }),
  },
  'what to do stands in the description': {
    published: told({
      info: { responseType: ['None'], description: '银江沟水猛涨，请沟边住户马上往两侧高处走。上游水库正在泄洪。' },
    }),
  },
  'what happened beside what to do': {
    published: told({ info: { headline: '银江沟上游塘坝出现管涌', instruction: '沟边住户马上往两侧高处走。' } }),
  },
  'an outage in two days': { published: upcoming() },
  'a closed bridge': {
    published: other({
      eventName: '道路交通',
      colour: 'yellow',
      info: {
        category: ['Transport'],
        responseType: ['Avoid'],
        certainty: 'Observed',
        headline: '渡口桥双向封闭',
        description: '渡口桥因支座受损，7月1日9时起双向封闭，请绕行新渡口桥。',
      },
    }),
  },
  'buses that do not go': {
    published: other({
      eventName: '道路交通',
      colour: 'red',
      info: {
        category: ['Transport'],
        responseType: ['Avoid'],
        certainty: 'Observed',
        headline: '受山洪影响取消全部乡镇班车',
        description: '沿江公路多处过水。',
        instruction: '不要开车走沿江公路。',
      },
    }),
  },
  'water nobody may drink': {
    published: other({
      eventName: '供水突发事件',
      colour: 'orange',
      info: {
        category: ['Infra'],
        responseType: ['Execute'],
        certainty: 'Observed',
        headline: '瓜子坪片区自来水受污染',
        instruction: '水煮开也不要喝，不要给婴儿用。',
      },
    }),
  },
  'a dam in danger': {
    published: other({
      eventName: '水库险情',
      eventCode: '11A03',
      colour: 'red',
      area: here(yinjiang),
      info: {
        category: ['Infra'],
        senderName: floodHq,
        instruction: '大河沟水库下游沟边住户马上往两侧高处走，不要过沟。',
        area: [town('银江镇', yinjiang)],
      },
    }),
  },
  'a felt earthquake': {
    published: other({
      eventName: '地震',
      eventCode: '11C01',
      colour: 'yellow',
      info: {
        category: ['Geo'],
        responseType: ['None'],
        urgency: 'Past',
        certainty: 'Observed',
        senderName: '中国地震台网中心',
        headline: '7月1日03时05分攀枝花市仁和区发生3.9级地震，东区有感',
      },
    }),
  },
  'an earthquake another body reports': {
    published: other({
      eventName: '地震',
      eventCode: '11C01',
      colour: 'blue',
      info: {
        category: ['Geo'],
        responseType: ['None'],
        urgency: 'Past',
        certainty: 'Observed',
        senderName: '四川地震台网',
        description: '7月1日03时10分在凉山州会理市（北纬26.5度，东经102.2度）发生4.1级地震，震源深度10千米。',
      },
    }),
  },
  'a place in many words': {
    published: told({
      area: {
        codes: [],
        polygons: [
          [
            [26.58, 101.74],
            [26.58, 101.8],
            [26.63, 101.8],
            [26.58, 101.74],
          ],
        ],
        circles: [],
      },
      info: {
        instruction: '立即转移。',
        area: [
          anArea({
            geocode: [],
            areaDesc: '银江镇阿署达村一组二组三组沿沟两侧五十米范围内以及沙坝村五组六组河边低洼地带',
          }),
        ],
      },
    }),
  },
  'no end given': { published: endless() },
  'said again': {
    published: told({ isReissue: true, info: { instruction: '沟边河边住户马上往两侧高处走，不要过河！' } }),
  },
  'lifted, by an Update that says all clear': { published: liftedByUpdate()[1]!, history: liftedByUpdate() },
  'lifted in a subdistrict': {
    published: lifting(
      { headline: '解除山洪红色预警', area: [town('炳草岗街道', bingcaogang)] },
      { ...atTen, area: here(bingcaogang) },
    ),
  },
  'lifted for a part': { published: partlyLifted()[1]!, history: partlyLifted() },
  'lifted, with the old orders left in the form': {
    published: lifting(
      { headline: '解除山洪红色预警', description: '沟水猛涨，请立即撤离。', instruction: '立即撤到高处。' },
      atTen,
    ),
  },
  'lifted where nobody left': {
    published: other({
      weatherSignal: true,
      eventName: '高温',
      eventCode: '11B09',
      cancelReason: 'lifted',
      previousColour: 'orange',
      askedToLeave: false,
      sentAtMs: atMs('18:00'),
      info: {
        ...fromStation,
        responseType: ['AllClear'],
        urgency: 'Past',
        headline: '攀枝花市气象台解除高温橙色预警信号',
      },
    }),
  },
  'outside now': {
    reader: 'outside',
    published: told({
      sentAtMs: atMs('08:50'),
      previousColour: 'red',
      dropped: { codes: [bingcaogang], outside: 'tell', from: nowhere },
      alert: { msgType: 'Update' } as Partial<Alert>,
      info: { description: '沟水猛涨，立即撤到高处。', instruction: '立即撤到高处。' },
    }),
  },
  'outside now, of a shape': {
    reader: 'outside',
    published: told({
      sentAtMs: atMs('08:50'),
      area: { codes: [], polygons: [], circles: [{ centre: [26.6, 101.78], radiusKm: 1 }] },
      eventCode: '11D01',
      eventName: '滑坡',
      dropped: { codes: [], outside: 'tell', from: nowhere },
      info: { senderName: '攀枝花市自然资源和规划局东区分局', instruction: '立即撤离。' },
    }),
  },
  'outside now, of heat': {
    reader: 'outside',
    published: other({
      eventName: '高温',
      eventCode: '11B09',
      colour: 'orange',
      askedToLeave: false,
      area: here(yinjiang),
      dropped: { codes: [bingcaogang], outside: 'tell', from: nowhere },
      weatherSignal: true,
      info: {
        ...fromStation,
        responseType: ['Prepare'],
        instruction: '中午前后少出门。',
        area: [town('银江镇', yinjiang)],
      },
    }),
  },
  'a signal passed on by the desk': { published: relayed()[0]! },
  'an order in the government’s own name': { published: relayed()[1]! },
  'a leak, the English words muted': {
    language: 'en',
    published: (() => {
      const chinese = anInfo({
        event: '危险化学品泄漏',
        headline: '攀枝花市东区应急管理局发布危险化学品泄漏红色预警',
        description: '银江镇一辆槽车泄漏，气味刺鼻。',
        instruction: '立即撤离。',
        expires: at('09:00'),
        onset: at('03:00'),
      })
      const english = anInfo({
        language: 'en',
        event: 'Chemical leak',
        headline: '',
        description: '',
        responseType: ['Shelter'],
        instruction: 'Stay indoors.',
        area: [anArea({ areaDesc: 'Yinjiang Town' })],
      })
      return aPublished({
        eventCode: '12D02',
        eventName: '危险化学品泄漏',
        mutedLanguages: ['en'],
        alert: { info: [english, chinese] },
      })
    })(),
  },
} as const satisfies Record<string, ToldCase>
