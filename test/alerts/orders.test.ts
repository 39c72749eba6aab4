import { describe, expect, it } from 'vitest'
import {
  actionSourceOf,
  asksToLeave,
  hasOwnAction,
  ordersToLeave,
  requestsIn,
} from '../../functions/alerts/rules/orders.ts'
import { expectInProportion } from '../fakes/count-work.ts'

const asked = (instruction: string): boolean => asksToLeave({ responseType: ['Prepare'], instruction })

describe('who is asked to leave', () => {
  it.each([
    '沟边河边住户马上往两侧高处走，不要过河！',
    '立即撤到高处。',
    '立即撤离。',
    '沿岸群众立即向高处转移，听从转移责任人安排，不要返回取财物。',
    '危房人员及时转移',
    '低洼地带居民请尽快转移到安置点。',
    '请大家听从村干部安排立即转移到学校。',
    '不要贪恋财物立即撤离',
    '银江镇沙坝村五组村民马上撤',
    '下游群众马上疏散。',
    '住户迅速撤离、帮助老人。',
    '住户撤离时间不等人，马上走，往高处跑',
    '往上风方向走',
    '如果您住在沟边，马上往高处走。',
    '发现险情及时报告，沟边住户马上往高处走。',
    '游客立即撤出景区',
    '马上离开危房',
    '各村沟边住户马上转移',
    '老人小孩先走，全家到村委会集合',
    '政府正在组织抢险。沟边住户立即转移。',
    '投亲靠友或到安置点去',
    '停止户外作业，立即转移到安全地带',
    '撤离带上老人小孩',
    'Leave now for higher ground.',
    'Go uphill now.',
    'Evacuate immediately.',
    'If you live near the stream, move to higher ground now.',
    'Residents along the river must leave at once',
    '즉시 높은 곳으로 대피하세요.',
    '강가 주민은 대피하시기 바랍니다.',
  ])('%s', (instruction) => {
    expect(asked(instruction)).toBe(true)
  })

  it.each([
    '多喝水，做好转移准备。',
    '切断低洼地带有危险的室外电源，暂停在空旷地方的户外作业，转移危险地带人员和危房居民到安全场所避雨',
    '转移危险地带人员和危房居民到安全场所避雨。',
    '户外人员停止作业，转移危险地带人员',
    '组织低洼地带群众转移',
    '政府及相关部门按照职责做好防暴雨应急工作，及时转移危险地带群众',
    '各乡镇要提前组织受威胁群众转移避险',
    '村干部要将沟边住户转移到安全处',
    '做好人员转移安置工作',
    '不要往高处走，远离大树',
    '无需转移',
    '暂不撤离，在家待命',
    '随时准备撤离',
    '必要时转移',
    '一旦发现裂缝，立即撤离',
    '听到响声马上往高处跑',
    '接到通知后立即转移',
    '抢险人员立即撤离',
    '施工人员撤出隧洞',
    '停在低洼处的车辆尽快转移到高处',
    '贵重物品往高处搬',
    '已转移的人不要回家',
    '预警撤销后再出门',
    '远离沟边河边，不要过漫水路。',
    '停止高空作业',
    '不要外出，留在室内',
    '马上进屋躲避',
    'Be ready to evacuate.',
    'If you hear a roar, go uphill.',
    'Do not leave your home.',
    'Stay indoors.',
    'The evacuation route is closed.',
    'Rescuers will evacuate the elderly',
    '대피 준비를 하세요.',
    '산에서 소리가 나면 즉시 대피하세요.',
    '대피소 위치를 확인하세요.',
    '실내로 대피하세요.',
    '',
  ])('not by: %s', (instruction) => {
    expect(asked(instruction)).toBe(false)
  })

  it('goes by the code too, and by the description where the instruction says nothing', () => {
    expect(asksToLeave({ responseType: ['Evacuate'], instruction: '' })).toBe(true)
    const description = '沟水猛涨，请沟边住户立即撤离。'
    expect(asksToLeave({ responseType: [], instruction: '', description })).toBe(true)
    expect(asksToLeave({ responseType: [], instruction: '关好门窗。', description })).toBe(false)
  })
})

describe('an order that may not stand in a lifting', () => {
  it.each([
    '立即撤到高处',
    '未来3小时降雨量将达50毫米以上，请立即撤离。',
    '马上上楼',
    '请待在家中，紧闭门窗',
    '马上进屋躲避。',
    '立即撤离，遇险打110',
    '看见裂缝及时报告，沟边住户马上往高处走。',
    'Leave now.',
    'Go upstairs at once',
    'Take shelter now.',
    '실내로 대피하세요',
  ])('%s', (text) => {
    expect(ordersToLeave(text)).toBe(true)
  })

  it.each([
    '看见裂缝、塌方马上离开。',
    '看见涨水马上往高处走',
    '如遇险情，立即撤离',
    '先别急着回家，村干部查完房屋山坡、叫你回再回。',
    '请有序离开安置点回家',
    '转移群众可以返回',
    '已转移的人等通知',
    '预警已解除，不用再撤离',
    '此前要求沿沟住户立即转移',
    '撤销红色预警',
    '不要急着离开安置点',
    'If you see cracks, leave at once.',
    'Evacuated people may return.',
    'You no longer need to stay indoors.',
    '균열이 보이면 즉시 대피하세요.',
    '대피한 주민은 안내를 기다리세요.',
  ])('not: %s', (text) => {
    expect(ordersToLeave(text)).toBe(false)
  })
})

describe('where the first words of what to do come from', () => {
  const source = (
    instruction: string,
    description = '未来3小时降雨量将达50毫米以上。',
    responseType = ['Avoid' as const],
  ) => actionSourceOf({ instruction, description, responseType })

  it.each([
    ['立即撤到高处。', undefined, 'instruction'],
    ['住户注意', undefined, 'instruction'],
    ['用呼吸机等设备的家庭请提前联系供电所。', undefined, 'instruction'],
    ['疑问请联系供电所。', undefined, 'responseType'],
    ['', '炳草岗大桥因支座受损双向封闭，请绕行渡口大桥。', 'description'],
    ['', '下着大雨，不要过河。', 'description'],
    ['https://yj.gov.cn/a', undefined, 'responseType'],
    ['详见 12379.cn 。', undefined, 'responseType'],
    ['请注意防范。', undefined, 'responseType'],
    ['各有关部门按职责做好防御工作。', undefined, 'responseType'],
    ['', '请有关部门做好防范工作，请注意防范。', 'responseType'],
    ['', '如有疑问请拨打12345。给您带来不便敬请谅解。', 'responseType'],
    ['', '区防指立即启动四级应急响应。', 'responseType'],
  ])('%s %s: %s', (instruction, description, expected) => {
    expect(source(instruction, description)).toBe(expected)
    expect(hasOwnAction({ instruction, description: description ?? '' })).toBe(expected !== 'responseType')
  })

  it('is the county where the sender says nothing, by words or by code', () => {
    expect(actionSourceOf({ instruction: '', description: '', responseType: ['None'] })).toBe('county')
    expect(actionSourceOf({ instruction: '', description: '', responseType: [] })).toBe('county')
  })

  it('takes only the sentences that ask for something', () => {
    expect(requestsIn('大桥封闭。请绕行渡口大桥！给您带来不便敬请谅解。')).toEqual(['请绕行渡口大桥！'])
  })
})

it('endless texts take no more work than they are long', async () => {
  for (const bit of ['撤', '如果', '立即转移', '组织', '，', 'leave ', 'if ', '대피', '不要', '请']) {
    const read = (size: number): void => {
      const text = bit.repeat(size / bit.length)
      ordersToLeave(text)
      actionSourceOf({ instruction: '', description: text, responseType: [] })
    }
    await expectInProportion(read, 30_000, bit)
  }
})

it.each(['户外行人立即到安全的地方暂避冰雹。', '在外面的人到安全地带躲雨。', '认好往高处的路，随时能走。'])(
  'nobody leaves home who only waits under a roof, or learns the way: %s',
  (instruction) => {
    expect(asksToLeave({ responseType: [], instruction })).toBe(false)
  },
)

it.each(['到高处躲避洪水。', '立即转移到安全地带避雨。', '危房居民撤到学校避雨。'])(
  'who moves away leaves, be it under a roof: %s',
  (instruction) => {
    expect(asksToLeave({ responseType: [], instruction })).toBe(true)
  },
)
