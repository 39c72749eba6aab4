import { describe, expect, it } from 'vitest'
import { endsAs, headlineLifts, isAllClear, withoutRepeats } from '../../functions/alerts/rules/lifting.ts'
import { anAlert, anInfo } from './an-alert.ts'

describe('a headline that lifts', () => {
  it.each([
    '解除山洪红色预警',
    '警报解除：山洪',
    '山洪灾害红色预警解除',
    '攀枝花市气象台7月1日9时解除暴雨橙色预警信号',
    '关于解除炳草岗街道山洪红色预警的通知',
    '发布解除山洪红色预警的公告',
    '误发更正：撤销山洪红色预警',
    '暴雨红色预警信号已解除',
    '山洪红色预警现予以解除。',
    '防空警报解除',
    '取消暴雨蓝色预警',
    'Flash flood warning lifted',
    'Red alert cancelled for Yinjiang Town',
    'All clear',
    '산간 급류 적색 경보 해제',
  ])('%s', (headline) => expect(headlineLifts(headline)).toBe(true))
})

describe('a headline that lifts no warning', () => {
  it.each([
    '受山洪影响取消全部乡镇班车',
    '因暴雨红色预警取消班车',
    '暴雨红色预警期间取消户外活动',
    '取消航班通知（暴雨红色预警）',
    '尚未解除山洪红色预警',
    '等待解除预警信号',
    '解除预警前不要回家',
    '解除暴雨橙色预警信号，发布暴雨黄色预警信号',
    '撤销山洪橙色预警，升级为山洪红色预警',
    '山洪红色预警由红色降为橙色',
    '山洪红色预警未解除，请勿返回',
    '山洪红色预警解除前不要回家',
    '山洪红色预警何时解除另行通知',
    '攀枝花市东区应急管理局发布山洪灾害红色预警',
    '解除交通管制，山洪红色预警继续有效',
    'Red warning: do not return until the warning is lifted',
    '적색 경보 해제될 때까지 대피',
  ])('%s', (headline) => expect(headlineLifts(headline)).toBe(false))
})

describe('what calls off', () => {
  const clear = anInfo({ responseType: ['AllClear'], headline: '山洪红色预警解除' })
  it('is a Cancel, and an Update whose every info says AllClear', () => {
    expect(endsAs(anAlert({ msgType: 'Update', info: [clear, { ...clear, language: 'en' }] }))).toBe('lifted')
    expect(endsAs(anAlert({ msgType: 'Cancel', info: [] }))).toBe('lifted')
    expect(endsAs(anAlert({ msgType: 'Update', info: [{ ...clear, headline: '山洪红色预警系误发' }] }))).toBe('error')
  })
  it('is none where one language still warns, nor an Alert', () => {
    expect(endsAs(anAlert({ msgType: 'Update', info: [clear, anInfo({ language: 'en' })] }))).toBeNull()
    expect(endsAs(anAlert({ msgType: 'Alert', info: [clear] }))).toBeNull()
    expect(isAllClear({ info: [anInfo({ responseType: ['AllClear', 'Evacuate'] })] })).toBe(false)
  })
})

describe('a lifting that repeats its warning', () => {
  const warning = anAlert({
    info: [
      anInfo({ description: '未来3小时降雨量将达50毫米以上，请立即撤离。', instruction: '立即撤到高处。不要过河。' }),
    ],
  })
  const lifting = (info: Parameters<typeof anInfo>[0]) =>
    withoutRepeats(anAlert({ msgType: 'Cancel', info: [anInfo(info)] }), [warning]).alert.info[0]!
  it('loses the sentences that were copied, also retyped', () => {
    const kept = lifting({
      description: '未来 3 小时降雨量将达 60 毫米以上，请立即撤离！雨已经停了。',
      instruction: '立即撤到高处。',
    })
    expect(kept.description).toBe('雨已经停了。')
    expect(kept).not.toHaveProperty('instruction')
  })
  it('loses what is nearly a copy', () => {
    expect(lifting({ description: '预计未来3小时内降雨量将达50毫米以上，请立即撤离。雨停了。' }).description).toBe(
      '雨停了。',
    )
  })
  it('keeps its own words and orders under a condition', () => {
    const instruction = '村干部查完再回。看见裂缝马上离开。'
    expect(lifting({ description: '降雨已停止。', instruction }).instruction).toBe(instruction)
  })
})
