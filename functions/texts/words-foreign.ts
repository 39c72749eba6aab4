/** The few words a text needs around the sender's own, in English, Korean and for any other language. */
import type { Colour } from '../alerts/alert.ts'
import { inTable } from '../platform/language.ts'

export interface ForeignWords {
  colours: Readonly<Record<Colour, string>>
  updated: string
  was: string
  /** RED FLASH FLOOD */
  warning(colour: string, event: string): string
  /**
   * A weather station's signal and where it stands for, with who says what to do; fullest first. The time of issue gives
   * way first, then the name of the station to what it is; the place never.
   */
  signal(station: string, kind: string, time: string, what: string, place: string): string[]
  lifted(event: string, place: string): string
  /** Lifted for a part only, which is named. */
  liftedOnly(event: string, place: string): string
  /** It holds for the rest. */
  elsewhere: string
  downgraded: string
  /** Stands before the warning that was sent by mistake, and after it, with the apology. */
  error: readonly [before: string, after: string]
  /** Instead of `error[1]`, where the warning was another body's: nobody apologises in its name. */
  withdrawn: string
  /** After it, where people may have left: whom they ask before they go back. */
  askBefore(staff: string): string
  /** The same where there is no room to say whom. */
  askFirst: string
  /** What its sender says in Chinese of a warning that was a mistake: 没有险情，不用转移，慢慢回家. */
  calm: Readonly<Record<'noDanger' | 'stay' | 'home', string>>
  drill: string
  test: string
  drillOver: string
  /** Of a drill whose words say nothing in this language. */
  drillJoin: string
  stillDangerous: string
  /** Opens news of what happened, which is no warning. */
  news: string
  /** Nobody goes home by themselves while it holds; fullest first. */
  noReturn: readonly string[]
  /** The same to those who left, where others are told to stay in. */
  noReturnMoved: string
  /** When a warning ends or gets milder: first that nobody goes home yet, then who says when. */
  return(staff: string): string
  /** The same where there is no room to say who. */
  notYet: string
  /** What keeps its force after a lifting. */
  watch: string
  /** What another body did, before what we make of it. */
  changed(what: string, who: string): string
  /** For who is outside of an Update now. */
  nowOnly(place: string): string
  noLonger(places: string): string
  /** The same where only a shape shrank. */
  notYours: string
  /** Who may call people back, by the Chinese word for them. */
  staff: Readonly<Record<string, string>>
  /** Opens a tip that is ours and not the sender's. */
  advice: string
  /** The same on a page, which has room to say whose. */
  ownLine: string
  /** Heads residents' lines out of a weather signal's guidance. */
  digest: string
  /** Where neither the sender nor we know what to do. */
  followStaff: string
  /** The sender says more than fits, and it must not be cut. */
  thereIsMore: string
  help: string
  questions: string
  from(start: string, end: string): string
  untilLifted(start: string): string
  /** How Chinese names of bodies end → what they are. */
  bodies: readonly (readonly [RegExp, string])[]
}

const en: ForeignWords = {
  colours: { red: 'RED', orange: 'ORANGE', yellow: 'YELLOW', blue: 'BLUE' },
  updated: 'UPDATE',
  was: 'was',
  warning: (colour, event) => `${colour} ${event}`.trim(),
  signal: (station, kind, time, what, place) => {
    const about = `${what} ${place}`.trim()
    return [
      `${station} ${time}: ${about}. Emergency bureau: `,
      `${about}. ${station} ${time}. Bureau: `,
      `${about}. ${station}. Bureau: `,
      `${about}. ${kind}. Bureau: `,
    ]
  },
  lifted: (event, place) => `${event} warning ENDED, ${place}. `,
  liftedOnly: (event, place) => `${event} warning ENDED only in ${place}. `,
  elsewhere: 'Elsewhere it still holds.',
  downgraded: 'DOWNGRADED, NOT LIFTED',
  error: ['SENT BY MISTAKE', 'withdrawn, sorry.'],
  withdrawn: 'withdrawn.',
  askBefore: (staff) => `Ask ${staff} before going back.`,
  askFirst: 'Ask before going back.',
  calm: { noDanger: 'No danger now.', stay: 'No need to leave.', home: 'If you left, go home slowly.' },
  drill: 'DRILL, NOT REAL',
  test: 'TEST, NOT REAL',
  drillOver: 'Drill over, carry on as usual.',
  drillJoin: 'If you take part, follow staff. Others carry on.',
  stillDangerous: 'Still dangerous',
  news: 'NEWS',
  noReturn: ['Do NOT go back until told.', 'No return until told.'],
  noReturnMoved: 'If you left, no return until told.',
  return: (staff) => `Do NOT go back yet: wait for ${staff}.`,
  notYet: 'Do NOT go back yet.',
  watch: 'Cracks or landslide: get out.',
  changed: (what, who) => `${what} CHANGED${who === '' ? '' : `, ${who}`}. `,
  nowOnly: (place) => `now only ${place}`,
  noLonger: (places) => `not ${places}.`,
  notYours: 'not the place you follow.',
  staff: { 村干部: 'village staff', 社区干部: 'community staff', 村社干部: 'village or community staff' },
  advice: 'Bureau: ',
  ownLine: 'Emergency bureau: ',
  digest: 'For residents, picked out by the emergency bureau',
  followStaff: 'Follow village staff. In danger call 110, 119.',
  thereIsMore: 'There is more: ask or read the web page…',
  help: 'Help 110',
  questions: 'Questions',
  from: (start, end) => `from ${start} to ${end}`,
  untilLifted: (start) => `${start}, until lifted`,
  bodies: [
    [/气象[台局]$/u, 'Met office'],
    [/防汛[^，]{0,30}(?:指挥部|办公室|防办)$/u, 'Flood HQ'],
    [/(?:指挥部|指挥部办公室)$/u, 'Emergency HQ'],
    [/应急(?:管理)?局$/u, 'Emergency Bureau'],
    [/政府(?:办公室)?$/u, 'Government'],
  ],
}

const ko: ForeignWords = {
  colours: { red: '적색', orange: '주황색', yellow: '황색', blue: '청색' },
  updated: '갱신',
  was: '이전',
  warning: (colour, event) => `${event} ${colour} 경보`.replace(/ {2,}/g, ' '),
  signal: (station, kind, time, what, place) => {
    const where = place === '' ? '' : `, ${place}`
    return [
      `${station} ${time}: ${what}${where}. 응급관리국: `,
      `${what}${where}. ${station}. 응급관리국: `,
      `${what}${where}. ${kind}. 응급관리국: `,
    ]
  },
  lifted: (event, place) => `${event} 경보 해제, ${place}. `,
  liftedOnly: (event, place) => `${event} 경보 ${place}만 해제. `,
  elsewhere: '다른 곳은 계속됩니다.',
  downgraded: '하향, 해제 아님',
  error: ['오발송 정정', '취소합니다, 죄송합니다.'],
  withdrawn: '취소되었습니다.',
  askBefore: (staff) => `떠난 분은 ${staff}에게 물어본 뒤 돌아가세요.`,
  askFirst: '돌아가기 전에 물어보세요.',
  calm: { noDanger: '지금 위험은 없습니다.', stay: '대피하지 않아도 됩니다.', home: '나오신 분은 천천히 돌아가세요.' },
  drill: '훈련, 실제 아님',
  test: '시험, 실제 아님',
  drillOver: '훈련 종료, 평소대로 지내세요.',
  drillJoin: '훈련 참가자는 안내를 따르고, 다른 분은 평소대로 지내세요.',
  stillDangerous: '여전히 위험합니다',
  news: '소식',
  noReturn: ['돌아오라는 안내가 있을 때까지 돌아가지 마세요.', '부를 때까지 돌아가지 마세요.'],
  noReturnMoved: '대피한 분은 부를 때까지 돌아가지 마세요.',
  return: (staff) => `아직 돌아가지 말고 ${staff}의 안내를 기다리세요.`,
  notYet: '아직 돌아가지 마세요.',
  watch: '집이나 비탈에 금이 가거나 무너지면 바로 떠나세요.',
  changed: (what, who) => `${what} 변경${who === '' ? '' : `, ${who}`}. `,
  nowOnly: (place) => `이제 ${place}만 해당`,
  noLonger: (places) => `${places} 제외.`,
  notYours: '고르신 곳 제외.',
  staff: { 村干部: '마을 간부', 社区干部: '사구 간부', 村社干部: '마을·사구 간부' },
  advice: '응급관리국: ',
  ownLine: '응급관리국: ',
  digest: '주민이 할 일 (응급관리국 발췌)',
  followStaff: '마을 간부의 안내를 따르세요. 위급하면 110, 119.',
  thereIsMore: '더 있습니다: 전화나 홈페이지로 확인하세요…',
  help: '구조 119',
  questions: '문의',
  from: (start, end) => `${start}부터 ${end}까지`,
  untilLifted: (start) => `${start}부터 해제될 때까지`,
  bodies: [
    [/气象[台局]$/u, '기상대'],
    [/防汛[^，]{0,30}(?:指挥部|办公室|防办)$/u, '홍수방지지휘부'],
    [/(?:指挥部|指挥部办公室)$/u, '응급지휘부'],
    [/应急(?:管理)?局$/u, '응급관리국'],
    [/政府(?:办公室)?$/u, '정부'],
  ],
}

/** Any other language: signs that need no translation; the sender's own headline says the rest. */
const other: ForeignWords = {
  ...en,
  help: 'SOS 110',
  questions: '☎',
}

export const foreignWords = (language: string): ForeignWords => inTable({ en, ko }, language) ?? other
