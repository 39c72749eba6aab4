import type { CancelReason, Colour, ResponseType } from '../alerts/alert.ts'
import type { MessageForm } from './message-form.ts'

/** How a warning stands, for somebody who opens its page. */
export type Standing = 'upcoming' | 'inForce' | 'superseded' | 'lifted' | 'downgraded' | 'error' | 'expired'

/** Words of the frame around an alert in e-mails and on pages, in one language. */
export interface PageWords {
  language: string
  colours: Readonly<Record<Colour, string>>
  /** 山洪红色预警 */
  warning(event: string, colour: string): string
  /** 暴雨橙色预警信号, a weather station's. */
  signal(event: string, colour: string): string
  /** 停电通知: outages and closed roads. */
  notice(event: string): string
  /** 地震通报: what is over. */
  news(event: string): string
  /** 山洪紧急通知: the government's own order, apart from any weather signal. */
  ownOrder(event: string): string
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
  /** The same of another body's, in whose name nobody apologises. */
  mistaken: string
  /** Stands first and last in whatever is not real. */
  drill: string
  test: string
  drillOn: string
  drillOver: string
  /** Coded like `actions`: nobody goes home unasked. */
  stayAway: string
  /** The same to those who have left, where others are told to stay in or nobody leaves by this very message. */
  stayAwayMoved: string
  doNow: string
  doAfter: string
  doInDrill: string
  where: string
  /** Heads who gets a notice: where it is stands in its words. */
  sentTo: string
  until: string
  /** A page cannot change by itself: what to think when the time is over and nothing new stands here. */
  untilNote: string
  issuedBy: string
  help: string
  /** Stands behind a number that is made up. */
  madeUp: string
  weakCall(phone: string): string
  ask(phone: string): string
  /** The same of a drill: who rings 110 in it is in real danger. */
  askInDrill(phone: string): string
  why: string
  /** What a drill pretends. */
  scenario: string
  original: string
  history: string
  /** Heads the divisions by their Chinese names. */
  areas: string
  capFile: string
  page: string
  /** The sender's text is in another language than the page. */
  onlyIn: string
  whySent(county: string): string
  leave: string
  site(county: string): string
  inForceTitle: string
  endedTitle: string
  drillTitle: string
  allClear: string
  asOf(time: string): string
  emergency: string
  feeds: string
  more: string
  actions: Readonly<Partial<Record<ResponseType, string>>>
  /** Where nobody says what to do. */
  anyAction: string
  /** Instead of words in this language that contradict the Chinese ones: where those have people leave, are urgent, else. */
  followChinese: Readonly<Record<'leave' | 'act' | 'plain', string>>
  /** For whoever got a warning and lies outside of its Update. It never says that they are safe. */
  outside: Readonly<{
    mark: string
    /** Where people left: that nobody goes home yet comes first. */
    markStay: string
    /** The same of another body's message. */
    changedMark: string
    changedStay: string
    partOf(place: string): string
    /** Where only a shape shrank and no place can be named. */
    somewhere: string
    /** Heads the time. */
    since: string
    out(place: string): string
    /** Without a warning where what another body changed stands before it. */
    says(warning: string, holdsAt: string, out: string): string
    /** The same where only a shape shrank. */
    shrank(warning: string): string
    /** What another body did, whose message we did not write: 攀枝花市气象台变更高温橙色预警信号。 */
    changed(who: string, warning: string): string
    /** Title of that, with what we make of it: 高温橙色预警信号变更（区应急局说明：炳草岗街道不在里面了）. */
    changedTitle(warning: string, ours: string): string
    /** Heads where it holds. */
    still: string
    stay(cadres: string): string
    /** By what may still come. */
    watch: Readonly<Record<'water' | 'ground' | 'other', string>>
  }>
  /** What only pages, posters and screens say. */
  web: Readonly<{
    /** When the list was last compared with what holds. */
    checked(time: string): string
    /** What a link preview says of the pages of lists. */
    about(county: string): string
    /** Heads the drawn map; it is no official one. */
    map: string
    mapOf(county: string): string
    /** 审图号 of the map. */
    mapApproval(number: string): string
    /** The warning holds in the whole county. */
    wholeCounty: string
    /** Of a map that nobody approved, which only a demonstration shows. */
    mapDemo: string
    /** Heads a list: place, then what is warned of there. */
    byPlace: string
    /** Heads the guide that belongs to the event. */
    guide: string
    guideOf(name: string): string
    poster: string
    /** Heads a text that is ready to be passed on. */
    share: string
    copy: string
    pastTitle: string
    pastNone: string
    /** Of a chosen colour, event and month there is none. */
    filterNone: string
    byColour: string
    byEvent: string
    byMonth: string
    any: string
    month(year: number, month: number): string
    /** Under the QR code of a poster. */
    scan: string
    /** 9时前有效: of a screen, where every character counts. */
    untilShort(ms: number, nowMs: number): string
    /** All-clear of a screen. */
    calm: string
    /** 7月3日6时起: of a screen. */
    fromShort(ms: number, nowMs: number): string
    /** Instead of `untilShort`, where the sender gave no end. */
    noEndShort: string
    /** Who says so, on a screen. */
    from(body: string): string
    unliftedTitle: string
    upcomingTitle: string
    /** Heads from when to when. */
    when: string
    fromTo(from: string, to: string): string
    fromOn(from: string): string
    /** Where nothing says that it begins when it is sent. */
    issuedOn(sent: string): string
    noEnd: string
    /** Instead of `expiredStayAway` and `expiredCareful`, where the time that is over was only the county's. */
    noEndStayAway: string
    noEndCareful: string
    /** 第3次发布 */
    issue(number: number): string
    /** What became of places of the warning. */
    partLifted(places: string): string
    partRaised(places: string, warning: string): string
    /** Without places where it is known by a shape alone; `left`: people had been told to leave. */
    partGone(places: string, left: boolean): string
    /** On the page of what ends or raises a part only. */
    onlyPartLifted(places: string): string
    onlyPartRaised(places: string): string
    /** Names the message that called it off. */
    notice: Readonly<Record<CancelReason, string>>
    /** Leads to a page of the sender's. */
    moreAt: string
    /** Whom the sender says to ask. */
    contact: string
    /** Instead of `contact`, where that is the public line 12379 and not the issuer. */
    publicLine: string
    /** Of a card and a poster that show only the first lines. */
    fullText: string
    scanAll: string
    relayed(station: string, time: string): string
    drillSoon: string
  }>
  /** Subject of an e-mail: mark, what, span. */
  subject(mark: string, what: string, span: string): string
  marks: Readonly<{
    colour(colour: string): string
    changed(colour: string, was: string, worse: boolean): string
    updated(colour: string): string
    lifted: string
    partLifted: string
    downgraded: string
    error: string
    drill: string
    drillOver: string
    test: string
    testOver: string
    none: string
    news: string
    /** Of a notice that is told anew; it has no colour. */
    revised: string
    ownOrder: string
    upcoming: string
  }>
  subjectOf: Readonly<{
    /** Another body's, passed on by the desk. */
    relayed(what: string): string
    warning(warning: string, place: string, action: string): string
    /** Our own line behind a station's signal: （区应急局提示：开车慢行）. */
    ours(label: string, text: string): string
    ended(warning: string, place: string, action: string): string
    error(warning: string, place: string): string
    drill(warning: string, place: string, leaves: boolean): string
    drillOver(warning: string, place: string): string
    test(warning: string, place: string): string
  }>
}
