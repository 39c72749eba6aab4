/** Words of the frame around an alert in e-mails and on pages, for the languages of the counties. */
import type { Colour, ResponseType } from '../alerts/alert.ts'
import type { MessageForm } from './message-form.ts'

/** How a warning stands, for somebody who opens its page. */
export type Standing = 'inForce' | 'superseded' | 'lifted' | 'downgraded' | 'error' | 'expired'

export interface PageWords {
  language: string
  colours: Readonly<Record<Colour, string>>
  /** 山洪红色预警 */
  warning(event: string, colour: string): string
  /** 暴雨橙色预警信号, a weather station's. */
  signal(event: string, colour: string): string
  drillOf(warning: string): string
  between: string
  /** 【已解除】山洪红色预警：银江镇 */
  tagged(standing: string, title: string): string
  comma: string
  standing: Readonly<Record<Standing, string>>
  /** Expired where people left home: the all-clear it is not. */
  expiredStayAway: string
  expiredCareful: string
  latest: string
  /** Heads the content of a warning that no longer holds. */
  past: string
  /** What each message of a chain did: 发布, 解除. */
  acts: Readonly<Record<MessageForm, string>>
  sorry: string
  /** Stands first and last in whatever is not real. */
  drill: string
  test: string
  drillOn: string
  drillOver: string
  /** Coded like `actions`: nobody goes home unasked. */
  stayAway: string
  doNow: string
  doAfter: string
  doInDrill: string
  where: string
  until: string
  /** A page cannot change by itself: what to think when the time is over and nothing new stands here. */
  untilNote: string
  issuedBy: string
  help: string
  weakCall(phone: string): string
  ask(phone: string): string
  why: string
  /** What a drill pretends. */
  scenario: string
  original: string
  history: string
  areas: string
  capFile: string
  page: string
  languages: string
  /** The sender's text is in another language than the page. */
  onlyIn: string
  whySent(county: string): string
  leave: string
  site(county: string): string
  home: string
  inForceTitle: string
  endedTitle: string
  drillTitle: string
  allClear: string
  asOf(time: string): string
  emergency: string
  feeds: string
  more: string
  actions: Readonly<Partial<Record<ResponseType, string>>>
  /** Subject of an e-mail: mark, what, span. */
  subject(mark: string, what: string, span: string): string
  marks: Readonly<{
    colour(colour: string): string
    changed(colour: string, was: string, worse: boolean): string
    updated(colour: string): string
    lifted: string
    downgraded: string
    error: string
    drill: string
    none: string
  }>
  subjectOf: Readonly<{
    warning(warning: string, place: string, action: string): string
    ended(warning: string, place: string, action: string): string
    error(warning: string, place: string): string
    drill(warning: string, place: string, leaves: boolean): string
  }>
}

const zh: PageWords = {
  language: 'zh-CN',
  colours: { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' },
  warning: (event, colour) => `${event}${colour}预警`,
  signal: (event, colour) => `${event}${colour}预警信号`,
  drillOf: (warning) => `${warning}演练`,
  between: '：',
  tagged: (standing, title) => `【${standing}】${title}`,
  comma: '，',
  standing: {
    inForce: '生效中',
    superseded: '已过时，有新消息',
    lifted: '已解除',
    downgraded: '已降级，没有解除',
    error: '误发，已撤销',
    expired: '已过时效，未宣布解除',
  },
  expiredStayAway: '已过时效，未宣布解除，不要返回',
  expiredCareful: '已过时效，未宣布解除，继续小心',
  latest: '看最新的',
  past: '当时的内容',
  acts: {
    issued: '发布',
    updated: '更新',
    raised: '升级',
    lowered: '降级',
    lifted: '解除',
    downgraded: '降级',
    error: '更正误发',
  },
  sorry: '这条预警是误发，已撤销。给大家添了麻烦，我们道歉。',
  drill: '【演练】不是真的。',
  test: '【测试】不是真的。',
  drillOn: '演练进行中',
  drillOver: '演练结束',
  stayAway: '没通知不要回家',
  doNow: '现在就做',
  doAfter: '现在怎么做',
  doInDrill: '演练怎么做',
  where: '哪里',
  until: '到什么时候',
  untilNote: '过了这个时间不等于安全，要等宣布解除。',
  issuedBy: '发布',
  help: '求助',
  weakCall: (phone) => `走不动打 ${phone}，危急打 110、119、120`,
  ask: (phone) => `疑问打 ${phone}，危急打 110、119、120`,
  why: '出了什么事',
  scenario: '演练设想',
  original: '发布单位原文',
  history: '经过',
  areas: '涉及范围',
  capFile: '预警数据文件（CAP）',
  page: '网页',
  languages: '其他语言',
  onlyIn: '发布单位只给了中文。',
  whySent: (county) => `您收到这封邮件，是因为这个邮箱订阅了${county}的预警。`,
  leave: '不想再收，点这里退订：',
  site: (county) => `${county}预警`,
  home: '首页',
  inForceTitle: '生效中的预警',
  endedTitle: '最近结束的预警',
  drillTitle: '演练',
  allClear: '现在没有生效的预警',
  asOf: (time) => `截至${time}`,
  emergency: '遇到危险，打 110、119、120。',
  feeds: '订阅',
  more: '全部预警',
  actions: {
    Evacuate: '马上离开，往安全处转移。',
    Shelter: '马上进屋躲避，不要外出。',
    Execute: '马上按预案行动。',
    Avoid: '不要靠近，绕开走。',
    Prepare: '马上做好准备。',
    Monitor: '留意后续消息。',
  },
  subject: (mark, what, span) => `${mark}${what}（${span}）`,
  marks: {
    colour: (colour) => `【${colour}】`,
    changed: (colour, was, worse) => `【${colour}·由${was.slice(0, 1)}${worse ? '升' : '降'}级】`,
    updated: (colour) => `【${colour}·更新】`,
    lifted: '【已解除】',
    downgraded: '【已降级·没有解除】',
    error: '【更正·误发】',
    drill: '【演练·不是真的】',
    none: '【预警】',
  },
  subjectOf: {
    warning: (warning, place, action) => `${warning}：${place}${action}`,
    ended: (warning, place, action) => `${place}${warning}${action === '' ? '' : `：${action}`}`,
    error: (warning, place) => `${place}${warning}是误发，已撤销`,
    drill: (warning, place, leaves) => `${place}${warning}${leaves ? '疏散' : ''}演练`,
  },
}

const en: PageWords = {
  language: 'en',
  colours: { red: 'RED', orange: 'ORANGE', yellow: 'YELLOW', blue: 'BLUE' },
  warning: (event, colour) => `${event} ${colour} warning`.replace(/ {2,}/g, ' '),
  signal: (event, colour) => `${event} ${colour} weather signal`.replace(/ {2,}/g, ' '),
  drillOf: (warning) => `${warning}, drill`,
  between: ': ',
  tagged: (standing, title) => `[${standing}] ${title}`,
  comma: ', ',
  standing: {
    inForce: 'In force',
    superseded: 'Out of date, there is newer information',
    lifted: 'Lifted',
    downgraded: 'Downgraded, not lifted',
    error: 'Issued by mistake, withdrawn',
    expired: 'Time is over, not lifted',
  },
  expiredStayAway: 'Time is over, but the warning has not been lifted: do not go back',
  expiredCareful: 'Time is over, but the warning has not been lifted: stay careful',
  latest: 'Read the latest',
  past: 'What it said',
  acts: {
    issued: 'issued',
    updated: 'updated',
    raised: 'raised',
    lowered: 'lowered',
    lifted: 'lifted',
    downgraded: 'downgraded',
    error: 'withdrawn as a mistake',
  },
  sorry: 'This warning was issued by mistake and is withdrawn. We apologise.',
  drill: 'DRILL【演练】 This is not real.',
  test: 'TEST【测试】 This is not real.',
  drillOn: 'Drill going on',
  drillOver: 'Drill over',
  stayAway: 'Do not go home until you are told.',
  doNow: 'Do this now',
  doAfter: 'What to do now',
  doInDrill: 'In this drill',
  where: 'Where',
  until: 'Until when',
  untilNote: 'After this time you are not safe unless the warning is lifted.',
  issuedBy: 'Issued by',
  help: 'Help',
  weakCall: (phone) => `if you cannot walk call ${phone}; in danger 110, 119, 120`,
  ask: (phone) => `questions ${phone}; in danger 110, 119, 120`,
  why: 'What is happening',
  scenario: 'What the drill pretends',
  original: 'The issuer’s own words',
  history: 'What happened so far',
  areas: 'Area',
  capFile: 'Alert as data (CAP)',
  page: 'Page',
  languages: 'Other languages',
  onlyIn: 'The issuer gave this text in Chinese only.',
  whySent: (county) => `You get this e-mail because this address follows the warnings of ${county}.`,
  leave: 'To stop, leave here:',
  site: (county) => `Warnings, ${county}`,
  home: 'Home',
  inForceTitle: 'Warnings in force',
  endedTitle: 'Ended recently',
  drillTitle: 'Drills',
  allClear: 'No warning is in force',
  asOf: (time) => `as of ${time}`,
  emergency: 'In danger call 110, 119 or 120.',
  feeds: 'Feeds',
  more: 'All warnings',
  actions: {
    Evacuate: 'Leave now for a safe place.',
    Shelter: 'Go indoors now and stay there.',
    Execute: 'Follow your emergency plan now.',
    Avoid: 'Keep away.',
    Prepare: 'Get ready now.',
    Monitor: 'Watch for news.',
  },
  subject: (mark, what, span) => `${mark} ${what} (${span})`,
  marks: {
    colour: (colour) => `[${colour}]`,
    changed: (colour, was) => `[${colour}, was ${was}]`,
    updated: (colour) => `[${colour}, update]`,
    lifted: '[LIFTED]',
    downgraded: '[DOWNGRADED, NOT LIFTED]',
    error: '[SENT BY MISTAKE]',
    drill: '[DRILL, NOT REAL]',
    none: '[WARNING]',
  },
  subjectOf: {
    warning: (warning, place, action) => `${warning}, ${place}: ${action}`,
    ended: (warning, place, action) => `${warning}, ${place}${action === '' ? '' : `: ${action}`}`,
    error: (warning, place) => `${warning}, ${place}, is withdrawn`,
    drill: (warning, place, leaves) => `${warning}, ${place}, ${leaves ? 'evacuation drill' : 'drill'}`,
  },
}

const ko: PageWords = {
  language: 'ko',
  colours: { red: '적색', orange: '주황색', yellow: '황색', blue: '청색' },
  warning: (event, colour) => `${event} ${colour} 경보`.replace(/ {2,}/g, ' '),
  signal: (event, colour) => `${event} ${colour} 기상 경보 신호`.replace(/ {2,}/g, ' '),
  drillOf: (warning) => `${warning} 훈련`,
  between: ': ',
  tagged: (standing, title) => `[${standing}] ${title}`,
  comma: ', ',
  standing: {
    inForce: '발효 중',
    superseded: '지난 경보, 새 소식 있음',
    lifted: '해제됨',
    downgraded: '하향됨, 해제 아님',
    error: '오발송, 취소됨',
    expired: '시한이 지났으나 해제되지 않음',
  },
  expiredStayAway: '시한이 지났으나 해제되지 않았습니다. 돌아가지 마세요',
  expiredCareful: '시한이 지났으나 해제되지 않았습니다. 계속 조심하세요',
  latest: '최신 소식 보기',
  past: '당시 내용',
  acts: {
    issued: '발령',
    updated: '갱신',
    raised: '상향',
    lowered: '하향',
    lifted: '해제',
    downgraded: '하향',
    error: '오발송 정정',
  },
  sorry: '이 경보는 잘못 발송되어 취소되었습니다. 사과드립니다.',
  drill: '【演练】훈련입니다. 실제가 아닙니다.',
  test: '【测试】시험입니다. 실제가 아닙니다.',
  drillOn: '훈련 중',
  drillOver: '훈련 끝',
  stayAway: '안내가 있을 때까지 귀가하지 마세요.',
  doNow: '지금 할 일',
  doAfter: '지금 할 일',
  doInDrill: '훈련에서 할 일',
  where: '어디',
  until: '언제까지',
  untilNote: '이 시간이 지나도 해제되지 않으면 안전하지 않습니다.',
  issuedBy: '발령',
  help: '도움',
  weakCall: (phone) => `움직이기 어려우면 ${phone}, 위급하면 110, 119, 120`,
  ask: (phone) => `문의 ${phone}, 위급하면 110, 119, 120`,
  why: '무슨 일',
  scenario: '훈련 상황',
  original: '발령 기관 원문',
  history: '경과',
  areas: '범위',
  capFile: '경보 데이터 (CAP)',
  page: '페이지',
  languages: '다른 언어',
  onlyIn: '발령 기관의 글은 중국어로만 있습니다.',
  whySent: (county) => `이 주소가 ${county} 경보를 구독하여 이 메일을 보냅니다.`,
  leave: '그만 받으려면:',
  site: (county) => `${county} 경보`,
  home: '첫 화면',
  inForceTitle: '발효 중인 경보',
  endedTitle: '최근 끝난 경보',
  drillTitle: '훈련',
  allClear: '발효 중인 경보가 없습니다',
  asOf: (time) => `${time} 현재`,
  emergency: '위급하면 110, 119, 120에 전화하세요.',
  feeds: '구독',
  more: '모든 경보',
  actions: {
    Evacuate: '지금 떠나 안전한 곳으로 가세요.',
    Shelter: '지금 실내로 들어가 나오지 마세요.',
    Execute: '지금 비상 계획대로 하세요.',
    Avoid: '가까이 가지 마세요.',
    Prepare: '지금 준비하세요.',
    Monitor: '다음 소식을 지켜보세요.',
  },
  subject: (mark, what, span) => `${mark} ${what} (${span})`,
  marks: {
    colour: (colour) => `[${colour}]`,
    changed: (colour, was, worse) => `[${colour}, ${was}에서 ${worse ? '상향' : '하향'}]`,
    updated: (colour) => `[${colour}, 갱신]`,
    lifted: '[해제]',
    downgraded: '[하향, 해제 아님]',
    error: '[정정, 오발송]',
    drill: '[훈련, 실제 아님]',
    none: '[경보]',
  },
  subjectOf: {
    warning: (warning, place, action) => `${warning}, ${place}: ${action}`,
    ended: (warning, place, action) => `${warning}, ${place}${action === '' ? '' : `: ${action}`}`,
    error: (warning, place) => `${warning}, ${place}, 취소`,
    drill: (warning, place, leaves) => `${warning}, ${place}, ${leaves ? '대피 훈련' : '훈련'}`,
  },
}

/** Words of this language; of English for one we have none of, because its frame must not pretend to be Chinese. */
export const pageWords = (language: string): PageWords =>
  /^zh\b/i.test(language) ? zh : /^ko\b/i.test(language) ? ko : en
