/** Factories of valid alerts for tests: county 510402, a red flood warning for Yinjiang town, as of 2026-07-01 08:31. */
import type { Alert, Area, Info } from '../../functions/alerts/alert.ts'

/** Yinjiang town (银江镇) by its statistical code, without shapes. */
export const anArea = (overrides: Partial<Area> = {}): Area => ({
  areaDesc: '攀枝花市东区银江镇',
  polygon: [],
  circle: [],
  geocode: [{ valueName: 'GB/T 2260', value: '510402100' }],
  ...overrides,
})

/** Chinese text, Extreme (red), one area, in force until 20:00. */
export const anInfo = (overrides: Partial<Info> = {}): Info => ({
  language: 'zh-CN',
  category: ['Met'],
  event: '山洪灾害',
  responseType: ['Evacuate'],
  urgency: 'Immediate',
  severity: 'Extreme',
  certainty: 'Likely',
  eventCode: [{ valueName: 'GB/T 35561-2017', value: '11A51' }],
  effective: '2026-07-01T08:30:00+08:00',
  onset: '2026-07-01T09:00:00+08:00',
  expires: '2026-07-01T20:00:00+08:00',
  senderName: '攀枝花市东区应急管理局',
  headline: '攀枝花市东区应急管理局发布山洪灾害红色预警',
  description: '受上游强降雨影响，银江镇金沙江沿岸今日9时至20时可能发生山洪。',
  instruction: '沿岸群众立即向高处转移，听从村（社区）转移责任人安排，不要返回取财物。',
  contact: '12379',
  parameter: [],
  resource: [],
  area: [anArea()],
  ...overrides,
})

/** An Actual, Public, first Alert of the county's emergency bureau; every override is a CAP field. */
export const anAlert = (overrides: Partial<Alert> = {}): Alert => ({
  identifier: '51040205500000_20260701083000_0',
  sender: '51040205500000',
  sent: '2026-07-01T08:30:00+08:00',
  status: 'Actual',
  msgType: 'Alert',
  scope: 'Public',
  addresses: [],
  code: [],
  references: [],
  incidents: [],
  info: [anInfo()],
  ...overrides,
})

let seed = 1
/** The next of a row of numbers that looks like chance and is the same in every run. */
export const nextNumber = (): number => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed
}

/** As far from compressible as Chinese can be. */
export const noise = (characters: number): string =>
  Array.from({ length: characters }, () => String.fromCharCode(0x4e00 + (nextNumber() % 20_902))).join('')
