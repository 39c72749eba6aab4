/** What a sender's words ask people to do. Pure; rules, texts and pages all go by it. */

import type { Info } from '../alert.ts'
import { withoutAddresses } from './addresses.ts'

/** Longer clauses are no sentence of anybody's; taken apart so that a hostile text is soon done. */
const longestClause = 200
const pieces = new RegExp(`[^，,：:]{1,${longestClause}}`, 'gu')

/** Sentences as their clauses: a condition holds for the clauses after it. */
const sentences = (text: string): string[][] =>
  text
    .split(/[。！!？?\n…]+|[；;]|\.(?=\s|$)/u)
    .map((sentence) => (sentence.match(pieces) ?? []).filter((clause) => clause.trim() !== ''))
    .filter((clauses) => clauses.length > 0)

const has = (pattern: RegExp, text: string): boolean => pattern.test(text)

// --- Chinese -----------------------------------------------------------------------------------------------------------

/** Residents, all or a part of them. */
const residents =
  /住户|群众|村民|居民|市民|人员|民众|公众|乡亲|家人|老人|小孩|儿童|老小|老幼|妇孺|孕妇|游客|旅客|师生|学生|租户|租客|业主|农户|牧民|渔民|商户|大家|全家|各家|各户|农家|人家|的人|所有人|每个人|您|你们/gu
/** Who does a duty of theirs. */
const offices =
  /政府|部门|单位|指挥部|街道办|村委|社区干部|村干部|村社干部|干部|责任人|巡查员|网格员|民警|消防|救援|抢险|施工队|作业队|值守|值班|工作人员|工作组|队伍|队员|党员|医务|志愿者|各级|各地|各乡镇|各镇|各街道|各村|各社区|各有关|学校|企业|工地|矿山/gu
/** Moved by people, or by themselves. */
const goods = /车辆|机动车|车主|船只|船舶|渔船|牲畜|家畜|家禽|畜禽|物资|物品|粮食|财物|财产|家具|电器|设备|贵重|禾苗/gu

const goesOut =
  /转移|撤离|撤出|撤到|撤往|撤至|撤下|撤走|疏散|(?:往|向|到|去|上)[^，。！？；]{0,8}高[处地](?!作业|停|堆|存|悬|坠|抛|(?:走)?的(?:路|方向))|离开[^，。！？；]{0,6}(?:家|屋|房|楼|住处|住所|住地|棚|院|危险区|危险地带|危险区域|危险地段|隐患点|警戒区|现场)|撤(?![销回除换并防军市县])|(?:往|向|朝)[^，。！？；]{0,4}上风|搬(?:到|去|往|离|出)|投亲靠友|(?:前往|赶往|赶到|转到|到|去)[^，。！？；]{0,10}(?:安置点|避难场?所|避险点|集合|安全地带|安全区|安全处|安全的?地方)/gu
const goesUp = /上楼|上[二三四五2-5]楼|往楼上|到楼上|向楼上|上楼顶|到屋顶/gu
const takesShelter =
  /进屋|躲避|躲进|躲到|就地避险|就近避险|就近避让|避险|(?:留|待|呆|躲)在[^，。！？；]{0,4}(?:屋|室|家|楼)|进入?(?:室内|屋内|地下室|坚固)/gu

/** Under a roof for as long as it lasts: who waits there for the hail to stop needs nobody's word to go home. */
const waitsOut = /暂避|暂时躲|进屋|避让|避雨|躲雨|避雹|躲避?冰雹|避雷|躲雷/u
const isForWeather = (clause: string, order: string): boolean =>
  has(waitsOut, clause) && !has(/转移|撤|疏散|离开|搬|高[处地]/u, order)

/** Nobody goes: names of things (转移路线), what was (已转移), readiness, no, and what somebody else does to people. */
const noOrder = [
  /(?:转移|撤离|疏散|避险|躲避)(?:安置|责任|路线|线路|方案|预案|演练|准备|工作|情况|到位|信号|通知|命令|指令|名单|场所|点|地点|对象|措施|要求|时)/u,
  /已(?:经)?(?:[^，。]{0,8})?(?:转移|撤|疏散|离开|避险|躲避)|(?:转移|撤离|撤出|疏散|离开)(?:后|了|的|出来的|过的)|(?:被|刚|曾)(?:转移|疏散)|(?:转移|撤离|疏散|避险)(?:群众|人员|村民|居民|住户|户|对象)(?:可|请|先|不|暂|要|在|返|回|仍|的|有|应|须|待|听|$)/u,
  /(?:做好|随时|准备|预备|待命|抓紧准备|提前谋划|必要时|视情况?|适时|如需|若需)[^，。！？；]{0,10}(?:转移|撤|疏散|避险|离开|躲避|高处)/u,
  /(?:不要|不用|不必|无需|无须|不需要?|暂不|勿|别|不得|不能|不宜|切忌|禁止|严禁|避免|停止|取消|解除|结束|防止)(?:(?!立即|立刻|马上|迅速|尽快|赶快|赶紧)[^，。！？；]){0,6}(?:转移|撤|疏散|离开|避险|躲避|上楼|进屋|进入|高处|高地|[留待呆躲]在)/u,
  /(?:组织|协助|帮助|引导|指导|动员|督促|劝导|劝|负责|安排|开展|实施|落实|加强|强化|确保|保障|做好|迅速将|及时将|立即将|要求|通知)[^，。！？；]{0,20}(?:转移|撤|疏散|避险|离开|躲避)/u,
  /(?:把|将|对)[^，。！？；]{1,20}(?:转移|撤|疏散|搬|高处|高地)/u,
  /(?:转移|疏散|撤离|撤出|撤走)(?:(?!带[上着好])[^，。！？；、和并往到至向出]){0,12}(?:人员|群众|居民|村民|住户|市民|民众|游客|学生|师生|老人|小孩|妇孺|老弱|家畜|牲畜|财产|财物|物资|物品|船只|车辆)/u,
  /(?:离开|撤离|撤出)[^，。！？；]{0,4}(?:安置点|避难场?所|避险点|集中点|集合点)/u,
  /(?:此前|当时|先前|曾|昨[日天]|之前)[^，。！？；]{0,12}(?:要求|通知|组织|发布|转移|撤|疏散)/u,
] as const

/** Only under a condition, which may also stand in a clause before: 看见裂缝，马上离开. */
const condition =
  /如果|如(?:您|你)?(?:发现|遇|有|听|看|感|需|出现|发生|接|收|水|沟|雨|房|山|住的|门|身)|[倘假]若|若|一旦|万一|假如|要是|遇(?:到|有|险|见|上|紧急|强)|(?:看|听|闻|发)(?:见|到|现|得)|感(?:觉|到)|察觉|出现[^，。]{0,10}(?:时|的|后|征兆|险情|裂缝|异常)|(?:接到|收到|听到|得到)[^，。]{0,12}(?:后|时|通知|指令|信号|预警)|(?:必要|危险|来临|到来|发生|涨水|降雨|下雨|打雷|雷雨|险情|紧急情况|来不及|晃动)(?:时|的时候)|险情[^，。]{0,4}(?:就|便)/u
/** Whom it is about, no condition: 如果您住在沟边. */
const whereabouts = /(?:如果?|若|要是)(?:您|你)?(?:家|们)?(?:[正还]?住|[正还]?在|位于|处于|靠近)[^，。]{0,16}/gu
/** A clause that names its own doer starts without the condition of the one before, where that had its say. */
const consequence = /立即|立刻|马上|及时|尽快|赶快|赶紧|就|应|要|请|打|报告|撤|离开/u

type Doer = 'residents' | 'offices' | 'goods'
const doers: readonly (readonly [Doer, RegExp])[] = [
  ['residents', residents],
  ['offices', offices],
  ['goods', goods],
]

/** What stays behind is no doer: 不要贪恋财物. */
const leftBehind = /(?:不要|切勿|别|勿|放弃|丢下)[^，。！？；]{0,6}(?:财物|财产|物品|物资|家具|电器|粮食|牲畜|贵重)/gu

/** What the words before an order say of who is to follow it; the nearest counts. */
function doerOf(before: string): Doer | undefined {
  let found: Doer | undefined
  let nearest = -1
  for (const [doer, pattern] of doers) {
    for (const match of before.matchAll(pattern)) {
      if (match.index < nearest) continue
      nearest = match.index
      found = doer
    }
  }
  return found
}

/** Who follows somebody is no object of theirs: 听从村干部安排马上转移. */
const heeding =
  /(?:听从|服从|配合|遵照|按照?|跟着?|跟随|在)[^，。！？；]{0,12}(?:组织|安排|引导|指挥|要求|带领|指引|疏导)下?/gu
/** 抢险人员 and 施工人员 are no residents, however they end. */
const onDuty = /(?:抢险|救援|施工|作业|值守|值班|工作|巡查|巡护|执勤|应急|管理|有关|相关|责任)人员/gu

type Verb = 'leave' | 'up' | 'shelter'
const verbs: readonly (readonly [Verb, RegExp])[] = [
  ['leave', goesOut],
  ['up', goesUp],
  ['shelter', takesShelter],
]

interface Order {
  verb: Verb
  isConditional: boolean
}

/** More in one clause are none of a person's writing. */
const mostOrders = 8

function ordersZh(clauses: readonly string[]): Order[] {
  const found: Order[] = []
  let isConditional = false
  let hadItsSay = false
  let subject: Doer | undefined
  for (const raw of clauses) {
    const clause = raw.replace(heeding, '').replace(leftBehind, '').replace(onDuty, '抢险队')
    const own = clause.replace(whereabouts, '')
    const named = doerOf(clause)
    if (isConditional && hadItsSay && named === 'residents') isConditional = false
    const conditionAt = own.search(condition)
    const isNone = noOrder.some((words) => has(words, clause))
    for (const [verb, pattern] of isNone ? [] : verbs) {
      for (const match of [...clause.matchAll(pattern)].slice(0, mostOrders)) {
        const doer = doerOf(clause.slice(0, match.index)) ?? subject
        if (doer === 'offices' || doer === 'goods') continue
        const isUnder = isConditional || (conditionAt !== -1 && conditionAt < match.index)
        found.push({ verb: isForWeather(clause, match[0]) ? 'shelter' : verb, isConditional: isUnder })
      }
    }
    if (conditionAt !== -1) {
      isConditional = true
      hadItsSay = has(consequence, own.slice(conditionAt))
    } else if (isConditional) hadItsSay ||= has(consequence, own)
    subject = named ?? subject
  }
  return found
}

// --- English and Korean ------------------------------------------------------------------------------------------------

const goesOutEn =
  /\b(?:evacuate|leave|get out|move out|go uphill|move uphill|head uphill|climb uphill|(?:go|move|get|head|climb|run)\s+(?:up\s+)?to\s+(?:\w+\s+)?(?:high(?:er)?\s+(?:ground|places?)|safe(?:r|ty)?(?:\s+(?:ground|places?))?|a safe place)|seek high(?:er)? ground)\b/giu
const goesUpEn = /\b(?:go|move|get|climb)\s+(?:upstairs|to (?:an? |the )?(?:upper|higher) floors?)\b/giu
const sheltersEn =
  /\b(?:take (?:shelter|cover)|seek (?:shelter|cover)|shelter (?:in place|indoors|now)|(?:stay|remain|go|get|keep) (?:inside|indoors))\b/giu
const noOrderEn =
  /\b(?:prepare|ready|plan|begin planning|should|unless|in case|before you|do not|don['’]t|never|no need|not need|need not|no longer|without|may|can|has|have|had|was|were|been|being|authorities|officials|rescuers|teams?|vehicles?|boats?)\b[^.;!?]{0,60}$/iu
const onlyWhoEn = /\bif you (?:live|are|stay|sleep|work|camp|park)\b[^,.;!?]*/giu
const routeEn = /^(?:\s*(?:route|plan|order|centre|center|warning|zone|area is|orders)\b|d\b)/iu
const laterCondition = /\b(?:if|when|(?<!at )once|in case|should)\b(?! you (?:live|are|stay|sleep|work|camp)\b)/iu

function ordersEn(clauses: readonly string[]): Order[] {
  const sentence = clauses.join(', ').replace(onlyWhoEn, '')
  const patterns = [
    ['leave', goesOutEn],
    ['up', goesUpEn],
    ['shelter', sheltersEn],
  ] as const
  return patterns.flatMap(([verb, pattern]) =>
    [...sentence.matchAll(pattern)].flatMap((match): Order[] => {
      const end = match.index + match[0].length
      const [before, after] = [
        sentence.slice(Math.max(0, match.index - longestClause), match.index),
        sentence.slice(end, end + 60),
      ]
      if (has(routeEn, after)) return []
      if (has(/\b(?:if|when|(?<!at )once|should|unless|in case)\b/iu, before) || has(laterCondition, after))
        return [{ verb, isConditional: true }]
      return has(noOrderEn, before) ? [] : [{ verb, isConditional: false }]
    }),
  )
}

const goesOutKo = /대피|높은 (?:곳|지대)(?:으로|로)|떠나(?:세요|십시오|시기)|벗어나(?:세요|십시오|시기)/u
const noOrderKo =
  /대피(?:소|로|\s*(?:장소|경로|준비|안내|명령|할 준비|한|하신|하지|했|시설))|하지\s*마|마세요|마십시오|준비/u
const conditionKo = /(?:으면|하면|되면|이면|들리면|보이면|나면|오면|느끼면|경우|시에는|때에?는?)(?=\s|,|$)/u
const insideKo = /실내|집\s*안|건물\s*안/u

function ordersKo(clauses: readonly string[]): Order[] {
  let isConditional = false
  return clauses.flatMap((clause): Order[] => {
    isConditional ||= has(conditionKo, clause)
    if (!has(goesOutKo, clause) || has(noOrderKo, clause)) return []
    return [{ verb: has(insideKo, clause) ? 'shelter' : 'leave', isConditional }]
  })
}

const ordersIn = (text: string): Order[] =>
  sentences(text).flatMap((clauses) => [...ordersZh(clauses), ...ordersEn(clauses), ...ordersKo(clauses)])

// --- what the parts ask ------------------------------------------------------------------------------------------------

/** Asks for something, wherever it stands. */
const imperative =
  /(?<![申邀聘恳敬呈报提])请(?![示求假愿教战问])|不要|不得|切勿|切忌|严禁|禁止|务必|避免|远离|绕行|绕道|(?:应当?|要)(?:立即|尽量|及时|避免|停止|离开|远离|关闭)|(?:立即|立刻|马上|迅速|尽快|赶快|赶紧|尽量)(?!启动|组织|派|开展|赶赴|抢修|处置|响应)|\b(?:please|do not|don['’]t|never|avoid|stay|keep|leave|evacuate|boil|move|go)\b|세요|십시오|바랍니다/iu
/** Says nothing that could be done. */
const empty =
  /(?:注意(?:防范|安全|查收)|(?:加强|做好|切实做好)[^，。！？；]{0,12}(?:防范|防御|准备|工作)|(?:密切|持续|继续)?(?:关注|留意)[^，。！？；]{0,16}(?:消息|信息|预警|变化|天气|通知|预报)|知悉|周知|谅解|理解|放心|(?<!提前|事先|预先)(?:拨打|致电|咨询|联系|询问)[^，。！？；]{0,24})/u
/** Addressed to offices: nothing a resident can do. */
const forOffices =
  /^\s*(?:请)?(?:政府及|各级|各有关|各相关|有关部门|有关单位|相关部门|相关单位|各部门|各单位|各成员单位|各(?:乡镇|镇|街道|村|社区)(?:[、和及（(，：]|要|应|须|务必|做好|加强|继续|切实|严格|进一步|组织))/u

const sentenceEnd = /(?<=[。！!？?；;\n][”』」）)]{0,3})(?![”』」）)。！!？?；;\n])|(?<=\.\s{1,3})(?=\S)/u
/** Sentences as they stand; joined they are the text. */
const lines = (text: string): string[] => text.split(sentenceEnd).filter(Boolean)

/** The sentences that address residents; all of them where none does. */
export function forResidents(text: string): string {
  const sentencesHere = lines(text)
  const own = sentencesHere.filter((sentence) => !forOffices.test(sentence))
  return own.length === 0 ? text : own.join('')
}

const asks = (clause: string): boolean => has(imperative, clause) && !has(empty, clause)
const isForOffices = (sentence: string): boolean => has(forOffices, sentence)

/** The sentences of a text that tell residents to do something. */
export const requestsIn = (text: string): string[] =>
  lines(text).filter((sentence) => !isForOffices(sentence) && sentence.split(/[，,]/u).some((clause) => asks(clause)))

/** 无, 详见附件: a field that was filled in because the form wants it. */
const filler =
  /^[\s（(]*(?:无|暂无|没有|略|同上|空|不详|待定|none|nil|null|n\/?a|tbd)[\s）)。.]*$|^\s*(?:请|具体|内容|详情|详细内容|相关内容)*(?:详?见|参见|参看|参阅|查看|请看|看)(?:附件|附图|附表|正文|原文|全文|通知|公告|文件|上文|下文|描述|网站|网页|链接|说明|图片?)[^，。！？；]{0,6}[。.]?\s*$/iu

const isSaid = (instruction: string): boolean =>
  lines(withoutAddresses(instruction)).some(
    (sentence) =>
      !filler.test(sentence) &&
      /[\p{L}\p{N}]/u.test(sentence) &&
      !isForOffices(sentence) &&
      !sentence.split(/[，,]/u).every((clause) => has(empty, clause) || !/[\p{L}]/u.test(clause)),
  )

/**
 * Where a warning's first words of what to do come from: the sender's instruction, an order in its description (请绕行…),
 * its responseType, or the county, because the sender says nothing.
 */
export type ActionSource = 'instruction' | 'description' | 'responseType' | 'county'

export function actionSourceOf(info: Pick<Info, 'responseType' | 'instruction' | 'description'>): ActionSource {
  if (isSaid(info.instruction ?? '')) return 'instruction'
  if (requestsIn(withoutAddresses(info.description ?? '')).length > 0) return 'description'
  return info.responseType.some((type) => type !== 'None' && type !== 'AllClear') ? 'responseType' : 'county'
}

/** The sender says in its own words what to do. */
export function hasOwnAction(info: Pick<Info, 'instruction' | 'description'>): boolean {
  const source = actionSourceOf({ ...info, responseType: [] })
  return source !== 'county'
}

/**
 * True when the message makes residents, all or a part, leave where they are: then it also says that they do not go back by
 * themselves.
 */
export function asksToLeave(
  info: Pick<Info, 'responseType' | 'instruction'> & Partial<Pick<Info, 'description'>>,
): boolean {
  if (info.responseType.includes('Evacuate')) return true
  const said = isSaid(info.instruction ?? '') ? info.instruction : info.description
  return ordersIn(said ?? '').some(({ verb, isConditional }) => verb === 'leave' && !isConditional)
}

/** Coded as "leave, or get under cover, at once" (CAP 1.2 §3.2.2: urgency, responseType): it waits behind nothing. */
export const isToLeaveNow = ({ urgency, responseType }: Pick<Info, 'urgency' | 'responseType'>): boolean =>
  urgency === 'Immediate' && (responseType.includes('Evacuate') || responseType.includes('Shelter'))

/** True when a text orders people out, up or into shelter without a condition. Nothing that says so may stand in a lifting. */
export const ordersToLeave = (text: string): boolean => ordersIn(text).some(({ isConditional }) => !isConditional)

/** Lines without the sentences that order people out: what a lifting may say of what it carries over. */
export const withoutOrders = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      (line.match(/[^。！？!?；;]+[。！？!?；;]*[”』」）)]*/gu) ?? [])
        .filter((sentence) => !ordersToLeave(sentence))
        .join(''),
    )
    .filter((line) => line.trim() !== '')
    .join('\n')
