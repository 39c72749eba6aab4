/**
 * Takes web and mail addresses out of a text and leaves what the text says: phones make them links, carriers filter
 * these, and people are taught not to tap them. What only points to an address goes with it (路线见…, `[地图](…)`, an empty
 * bracket); whatever else stands in the clause stays, because it may be what to do. Pure.
 */

const gap = '\uFFFC'
const keptMark = '\uFFFB'
/** Brackets and quotation marks end an address, and so does whatever is not ASCII: Chinese goes on without a space. */
const path = String.raw`[\w%~@#$&=+*/?:.|^-]`
const zones =
  'com|cn|net|org|gov|edu|mil|info|biz|xyz|vip|cc|ltd|wang|ren|icu|hk|mo|tw|jp|kr|asia|mobi|gl|ly|co|io|xn--[a-z0-9-]{2,40}'
/** Also words of a sentence: a host only with a path. */
const wordyZones = 'top|app|site|online|shop|club|link|live|tech|store|fun|me|tv|us|uk|de|fr|ru|eu'
const host = `(?:[a-z0-9-]{1,63}[.．]){1,6}`
const address = new RegExp(
  [
    String.raw`\b[a-z][a-z0-9+-]{1,15}(?::|：)//${path}*`,
    String.raw`\bwww[.．]${path}+`,
    String.raw`(?<![\w.@-])(?:[\w.+-]{1,64}@)?${host}(?:${zones})(?![\w-])(?::\d+)?(?:/${path}*)?`,
    String.raw`(?<![\w.@-])${host}(?:${wordyZones})(?::\d+)?/${path}*`,
    String.raw`(?<![\w.@-])\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/)${path}*`,
  ].join('|'),
  'giu',
)

/** Whoever reads it is told to do something: never left out with what points to an address. */
const order =
  /立即|立刻|马上|迅速|尽快|赶快|赶紧|不要|不得|不能|切勿|严禁|禁止|务必|[撤躲逃]|转移|疏散|离开|高处|避让|绕行|远离|关闭|关好|停止|叫醒|上楼|进屋|集合|集中|报到|\b(?:leave|go|move|evacuate|stay|do not|don['’]t|never|keep|avoid|turn|climb|shelter)\b|대피|마세요|마십시오/iu
const urgent = '立即|立刻|马上|迅速|尽快|赶快|赶紧|及时|往|向'

/** 撤离路线 names a thing; after 马上 or 到村委会 the verb is an order that ran on. */
const verb = `(?<!(?:${urgent}|[到请带沿])[^，。；]{0,12})(?:撤离|转移|疏散|逃生|绕行|集合|集中)`
const kind = `(?:${verb}|(?:避险|避难|安置|防御|防范|应急|停水|停电|封路|管制|交通|天气|气象|预警|灾害|自救|具体|详细|更多|相关|最新|完整|全部|有关|以下|下列|下方|下面|附近|官方|临时|各村|各地|受影响))`
const thing =
  '(?:路线图?|线路图?|地图|示意图|平面图|图片|位置|地点|场所|名单|详情|详细|信息|情况|内容|说明|通知|公告|通告|指南|手册|网址|网站|网页|页面|链接|官网|地址|公众号|平台|二维码|范围|方案|要求|须知|知识|常识|视频|消息|动态|小区|乡镇|时段|时间|电话|这里|此处|附件|全文|原文)'
const named = `(?:${kind}{0,3}${thing}|${kind}{1,3}[点图表网])`
const things = `(?<!${urgent})(?:${named}(?:[和及与或、]${named})*)`
const look =
  '(?:参见|参看|参阅|参考|请见|详见|可见|另见|查看|查阅|查询|查找|点击|点开|登录|登陆|访问|打开|浏览|进入|扫码|了解|获取|下载|登记|报名|申请|预约|反馈|关注|转到|联系|发(?:邮件)?[到至]|(?<![看意常听])见|(?<![检调排审巡抽])查|(?<![观收照])看|(?<=^|[请可以，：])[点戳上])'
const may = '(?:请|可以?|也可|还可|均可|另|应|自行|随时|先|欢迎|建议|大家|市民|您|你)'
const joint = '[：:—–=→>\\-~|·\\s]*'
/** After these a noun is where to go, no pointer: 转移到安置点. */
const goal = '([到至在往去向进]?)'

/** What points to an address at the end of a text; the first two groups of `looking` and `named` are a goal and its noun. */
const before = {
  /** 路线见, 更多避险知识请登录, 点击下方链接 */
  looking: new RegExp(
    `${goal}((?:${things}的?)?)(?:${may}){0,3}${look}(?:[或和、]${look})?(?:${things})?${joint}$`,
    'u',
  ),
  /** 路线：, 网址 */
  named: new RegExp(`${goal}(${things})(?:是|为|在)?${joint}$`, 'u'),
  conjunction: new RegExp(`(?:和|或者?|以及|及)${joint}$`, 'u'),
  english:
    /(?:\b(?:and|then|or)\s+)?(?:\b(?:follow|using|along|take)\s+)?(?:\b(?:for|more|further|all|the|a|full|latest|other|your|evacuation|safe)\s+){0,4}(?:\b(?:details?|information|info|routes?|maps?|lists?|guidance|instructions|updates?|news|links?|website|page|shelters?)\s*)?(?:(?:is|are|can be found|available|posted|shown|published)\s+)?(?:please\s+)?(?:\b(?:see|visit|check|at|on|via|click|tap|open|go to|log ?in to|read|from|under|here|more)\s*){0,3}(?:(?:the|this)\s+(?:link|page|website|map)(?:\s+below)?)?[:\s—–-]*$/iu,
  korean:
    /(?:자세한 (?:내용|사항|정보)[은는]?|상세(?: 내용)?[은는]?|(?:대피 ?)?(?:경로|장소)[는은]?|지도|홈페이지|누리집|링크)(?:\s*[:：])?\s*$/u,
} as const
/** 在…上查看, 沿…所示路线: a preposition goes only where what it governs went. */
const preposition =
  /(?:请|可以?|也可){0,3}(?:(?<![撤移走退躲搬])[在到至于]|上|去|通过|使用|从|沿着?|按照?|根据|以)\s*$/u

const after = {
  /** 上查看路线, 查询后, 所示路线 */
  looking: new RegExp(
    `^\\s*(?:上|中|里|内|处)?(?:的|网站|官网|网页|链接|页面|平台)?(?:(?:即?可|来|进行|并|以|自行){0,2}(?!上)${look}(?:${things})?(?:等|(?:之?后)?(?:再|方可)?)|(?:所示|所列|列出|公布|发布|上|中|里)的?${things}|(?:发布|公布|通知|公告|消息|信息|的)*为准)`,
    'u',
  ),
  named: /^\s*(?:网站|官网|网页|链接|页面|平台|这个网址)(?!\p{Script=Han})/u,
  english: /^\s*(?:for|to (?:see|find|check|get|view))\s[^,.;!?]{0,80}$/iu,
  korean:
    /^\s*(?:(?:에서|를|을|으로|로|에)\s*)?(?:참조|참고|확인|접속|방문|조회)(?:하세요|하십시오|하시기 바랍니다|바랍니다)?/u,
} as const

/** How far a pointer can reach; what comes before is not looked at. */
const reach = 80
const isNothing = (text: string): boolean => !/[\p{L}\p{N}\uFFFB]/u.test(text)

interface Cut {
  text: string
  /** Nouns that point were cut (安置点名单见): a short rest (各村) says nothing by itself. */
  pointed: boolean
}

const openEnd = /(?<![（(【[「『“"'《<：:—–=→>\-~|·\s])[（(【[「『“"'《<：:—–=→>\-~|·\s]+$/u
const isPointer = new RegExp(`${thing}|[a-z]{3}`, 'iu')

/** Without what points forward; `isAlone`: nothing stands behind it any more. */
function cutEnd(text: string, isAlone: boolean): Cut {
  const head = text.slice(0, -reach)
  let tail = text.slice(-reach)
  let pointed = false
  for (let was = ''; was !== tail; ) {
    was = tail
    const keepGoal = (_: string, to: string, noun: string): string => (to === '' ? '' : to + noun)
    tail = tail.replace(before.looking, keepGoal).replace(before.named, keepGoal)
    for (const pattern of [before.conjunction, before.korean, before.english]) tail = tail.replace(pattern, '')
    if (isAlone) tail = tail.replace(preposition, '')
    tail = tail.replace(openEnd, '')
    pointed ||= isPointer.test(was.slice(tail.length))
  }
  return { text: head + tail, pointed }
}

/** Without what points back. */
function cutStart(text: string): string {
  const near = text.slice(0, reach)
  const looked = after.looking.exec(near)?.[0]
  if (looked !== undefined) {
    const rest = text.slice(looked.length)
    // An object nobody foresaw (查看各村安排) points too, as long as it orders nothing.
    return rest.length <= 16 && !order.test(rest) ? '' : rest
  }
  const english = after.english.exec(near)?.[0]
  if (english !== undefined && english.length === text.length && !order.test(english)) return ''
  return text
    .replace(after.named, '')
    .replace(after.korean, '')
    .replace(/^[）)】\]」』”"'》>\s]+/u, '')
}

const idle =
  /^\s*(?:(?:请|也可|可以|或者?|和|及|并|同时|另外?|另请|具体|更多|温馨提示|提示|提醒|说明|备注|and|or|please)\s*)?$/iu
const latin = /[a-z\uAC00-\uD7A3]/iu

const leadingJoint = /^\s*(?:(?:或者?|和|以及|及|、|and|or|then)(?=[\s\p{Script=Han}])\s*)?/iu

/** Two ends that a gap stood between: a space for words, a comma between two orders that ran on. */
function joined(left: string, right: string, wasApart: boolean): string {
  if (left === '') return right.replace(leadingJoint, '')
  if (right === '') return left
  if (latin.test(left.at(-1)!) || latin.test(right[0]!)) return `${left} ${right.trimStart()}`
  if (left.length >= 4 && order.test(left) && order.test(right)) return `${left}，${right}`
  return wasApart && /\w$/u.test(left) ? `${left} ${right}` : left + right
}

/** What is left of a clause whose addresses are gaps. */
function cutClause(clause: string): string {
  const parts = clause.split(gap)
  let pointed = false
  let rest = ''
  parts.forEach((part, i) => {
    const started = i === 0 ? part : cutStart(part)
    const last = i === parts.length - 1
    const next = last ? '' : parts[i + 1]!
    const end = last
      ? { text: started, pointed: false }
      : cutEnd(started, cutStart(next).length < next.trimStart().length || next.trim() === '')
    pointed ||= end.pointed
    rest = i === 0 ? end.text : joined(rest, end.text, /^\s/u.test(part))
  })
  if (isNothing(rest) || idle.test(rest)) return ''
  return pointed && rest.trim().length <= 6 && !order.test(rest) ? '' : rest
}

const opening = '（(【[「『“《<'
const closing = '）)】\\]」』”》>'
const bracket = new RegExp(
  `[${opening}]([^${opening}${closing}${gap}]{0,200}${gap}[^${opening}${closing}]{0,200})[${closing}]`,
  'gu',
)
const markdown = new RegExp(`!?\\[([^[\\]]{0,200})\\]\\(\\s*${gap}[^()]{0,100}\\)`, 'gu')

const clauses = /[^，。！？；…!?;,.\n]*(?:[，。！？；…!?;]+[”』」]*|[,.]+|\n+|$)/gu
/** A mark inside a number or word (1.5, 3,000) ends nothing. */
const isInside = (text: string, at: number): boolean =>
  /\w/u.test(text[at] ?? '') && /^\w[,.]$/u.test(text.slice(Math.max(0, at - 2), at))

/** Clauses with their marks, as they stand. */
function clausesOf(text: string): string[] {
  const found: string[] = []
  let at = 0
  let open = ''
  for (const [piece] of text.matchAll(clauses)) {
    at += piece.length
    open += piece
    if (piece === '' || isInside(text, at)) continue
    found.push(open)
    open = ''
  }
  return open === '' ? found : [...found, open]
}

const endMark = /(?<![，。！？；…!?;,.\n])[，。！？；…!?;,.\n]+[”』」]*$/u
const weakMark = /(?<![，；、,;])[，；、,;]+$/u
/** What a web address does not end with: the sentence's own marks. */
const addressEnd = /(?<![.:?|^*~-])[.:?|^*~-]+$/u
const brokenBeforeGap = new RegExp(`([见：:])[^\\S\\n]*\\n\\s*${gap}`, 'gu')
const gapsInARow = new RegExp(`${gap}(?:\\s*(?:[、和或及]\\s*)?${gap})+`, 'gu')
const everyKept = new RegExp(keptMark, 'gu')

function cutPlain(text: string): string {
  if (!text.includes(gap)) return text
  let out = ''
  for (const clause of clausesOf(text)) {
    if (!clause.includes(gap)) {
      out += out === '' ? clause.replace(leadingJoint, '') : clause
      continue
    }
    const mark = endMark.exec(clause)?.[0] ?? ''
    const rest = cutClause(clause.slice(0, clause.length - mark.length))
    if (rest !== '') out += rest + mark
    // The clause is gone and its comma with it; its full stop closes the clause before.
    else if (!weakMark.test(mark) && out !== '') {
      out = out.replace(weakMark, '')
      if (!endMark.test(out)) out += mark
    }
  }
  return out
}

/** `text` without the addresses `isKept` does not hold for; the very same text where there are none. */
export function withoutAddresses(text: string, isKept: (address: string) => boolean = () => false): string {
  const kept: string[] = []
  let found = false
  let masked = text.replace(address, (whole) => {
    const bare = whole.replace(addressEnd, '')
    if (isKept(bare.replace('：', ':'))) {
      kept.push(whole)
      return keptMark
    }
    found = true
    return gap + whole.slice(bare.length)
  })
  if (!found) return text
  masked = masked
    .replace(markdown, (_, label: string) => (order.test(label) ? label + gap : gap))
    .replace(brokenBeforeGap, `$1${gap}`)
    .replace(gapsInARow, gap)
  for (let depth = 0; depth < 4 && masked.includes(gap); depth++) {
    masked = masked.replace(bracket, (whole, inner: string) => {
      const rest = cutPlain(inner).replace(weakMark, '')
      return isNothing(rest) ? gap : whole[0] + rest + whole.at(-1)
    })
  }
  return cutPlain(masked).replace(everyKept, () => kept.shift() ?? '')
}
