/** The few words a text needs around the sender's own, in English, Korean and for any other language. */
import type { Colour } from '../../alerts/alert.ts'

export interface ForeignWords {
  colours: Readonly<Record<Colour, string>>
  issued: string
  updated: string
  was: string
  lifted: string
  downgraded: string
  /** Stands before the warning that was sent by mistake, and after it, with the apology. */
  error: readonly [before: string, after: string]
  errorStay: string
  errorCarryOn: string
  drill: string
  drillOver: string
  stillDangerous: string
  /** Who may go home, when a warning ends or gets milder. */
  return: string
  help: string
  questions: string
}

const en: ForeignWords = {
  colours: { red: 'RED', orange: 'ORANGE', yellow: 'YELLOW', blue: 'BLUE' },
  issued: 'issued',
  updated: 'UPDATE',
  was: 'was',
  lifted: 'LIFTED',
  downgraded: 'DOWNGRADED, NOT LIFTED',
  error: ['SENT BY MISTAKE', 'withdrawn, sorry.'],
  errorStay: 'No need to leave, no danger.',
  errorCarryOn: 'Carry on as usual.',
  drill: 'DRILL, NOT REAL',
  drillOver: 'Drill over, carry on as usual.',
  stillDangerous: 'Still dangerous',
  return: 'Go home only when village staff say so.',
  help: 'Help 110',
  questions: 'Questions',
}

const ko: ForeignWords = {
  colours: { red: '적색', orange: '주황색', yellow: '황색', blue: '청색' },
  issued: '발령',
  updated: '갱신',
  was: '이전',
  lifted: '해제',
  downgraded: '하향, 해제 아님',
  error: ['오발송 정정', '취소합니다, 죄송합니다.'],
  errorStay: '위험 없음, 대피하지 않아도 됩니다.',
  errorCarryOn: '평소대로 지내세요.',
  drill: '훈련, 실제 아님',
  drillOver: '훈련 종료, 평소대로 지내세요.',
  stillDangerous: '아직 위험',
  return: '마을 간부의 안내가 있을 때까지 귀가하지 마세요.',
  help: '구조 110',
  questions: '문의',
}

/** Any other language: signs that need no translation; the sender's own headline says the rest. */
const other: ForeignWords = {
  ...en,
  help: 'SOS 110',
  questions: '☎',
}

export const foreignWords = (language: string): ForeignWords =>
  /^en\b/i.test(language) ? en : /^ko\b/i.test(language) ? ko : other
