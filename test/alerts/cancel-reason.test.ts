import { describe, expect, it } from 'vitest'
import type { Alert, Info } from '../../functions/alerts/alert.ts'
import { cancelReasonOf } from '../../functions/alerts/rules/cancel-reason.ts'
import { anAlert, anInfo } from './an-alert.ts'

const cancel = (overrides: Partial<Alert>): Alert =>
  anAlert({ msgType: 'Cancel', references: [{ sender: 's', identifier: 'i', sent: 't' }], ...overrides })
const reasonOf = (info: Partial<Info>) => cancelReasonOf(cancel({ info: [anInfo(info)] }))
const parameter = (value: string) => [{ valueName: 'cancelReason', value }]

const lifting = '攀枝花市东区应急管理局解除山洪灾害红色预警'
const bare = '攀枝花市东区应急管理局山洪灾害红色预警'

describe('why a warning is called off', () => {
  it('is what the parameter says', () => {
    expect(reasonOf({ headline: '误发', parameter: parameter('lifted') })).toBe('lifted')
    expect(reasonOf({ headline: lifting, parameter: parameter(' error ') })).toBe('error')
    expect(reasonOf({ headline: lifting, parameter: parameter('over') })).toBe('lifted')
  })

  it.each([
    '网传上游水库溃坝系误报，请勿传播。山体仍可能滑坡。',
    '降雨已停，应急响应下调，山洪灾害红色预警解除。',
    '水位已降为正常，现解除预警。',
    '此前的橙色预警系误发。',
    '由红色降为橙色',
  ])('is lifted when the headline says so, though the description says: %s', (description) => {
    expect(reasonOf({ headline: lifting, description })).toBe('lifted')
  })

  it.each([
    ['误发，特此更正'],
    ['【更正】系统测试误发'],
    ['此条信息系误发'],
    ['8时30分山洪红色预警是误发'],
    ['山洪红色预警信号发布有误，特此撤销'],
    ['山洪红色预警，因操作失误误发'],
    ['撤销误发的山洪红色预警'],
    ['撤销误报的山洪红色预警'],
    ['The flash flood warning of 08:30 was issued in error'],
    ['Issued in error'],
    ['Flash flood warning was a false alarm'],
  ])('is an error when note or headline says that the warning was one: %s', (text) => {
    expect(cancelReasonOf(cancel({ note: text }))).toBe('error')
    expect(reasonOf({ headline: text })).toBe('error')
    expect(cancelReasonOf(cancel({ note: text, info: [anInfo({ headline: lifting })] }))).toBe('error')
  })

  it.each([
    '网传上游水库溃坝系误报',
    '网传红色预警系误报',
    '水库溃坝系误报，山洪预警取消',
    '预警期间雨量站误报',
    '因雨量站误报发布的红色预警',
    '山洪红色预警不是误报，请勿返回',
    '山洪红色预警疑似误发',
    '山洪红色预警发布有误，应为橙色预警',
    'Reports of a dam failure were a false alarm; the flood warning ends',
    'The flood warning was not issued in error',
    'The flood warning may have been issued in error',
  ])('is no error for anything less clear: %s', (text) => {
    expect(cancelReasonOf(cancel({ note: text, info: [] }))).toBe('lifted')
    expect(reasonOf({ headline: bare, description: text })).toBe('lifted')
  })

  it.each([
    '山洪红色预警降级',
    '由红色降为橙色',
    '预警级别下调',
    '解除山洪红色预警，降为橙色预警',
    '红色预警系误发，现降为橙色预警',
    'Flood warning downgraded to orange',
  ])('is a downgrade when the warning or its colour sinks: %s', (text) => {
    expect(reasonOf({ headline: text })).toBe('downgraded')
    expect(cancelReasonOf(cancel({ note: text }))).toBe('downgraded')
    expect(reasonOf({ headline: bare, description: text })).toBe('downgraded')
  })

  it.each(['应急响应由一级降为三级，预警解除', '水位已降至警戒线以下，解除预警', '河道流量下调'])(
    'is no downgrade when something else sinks: %s',
    (text) => {
      expect(reasonOf({ headline: text })).toBe('lifted')
      expect(reasonOf({ headline: bare, description: text })).toBe('lifted')
    },
  )

  it('is sought in the description where the headline says nothing', () => {
    expect(reasonOf({ headline: bare, description: '8时30分发布的山洪红色预警系误发。' })).toBe('error')
    expect(reasonOf({ headline: `撤销${bare}`, description: '此前的红色预警为误发，特此更正。' })).toBe('error')
    expect(reasonOf({ headline: bare, description: '误报，已派人核实。' })).toBe('lifted')
  })

  it('is lifted where nothing is said', () => {
    expect(cancelReasonOf(cancel({ info: [] }))).toBe('lifted')
    expect(reasonOf({})).toBe('lifted')
  })
})
