/** Whether a text makes people leave where they are, and what it then says of going home. */
import { asksToLeave } from '../alerts/rules/orders.ts'
import { keepsAway } from './event-words.ts'
import { pageWords } from './page-words.ts'

/** An order to go, with where from or where to. */
export const ordersOut = (text: string): boolean => asksToLeave({ responseType: [], instruction: text })

/** Words that make people, all or a part of them, leave. */
export const makesLeave = (text: string): boolean => ordersOut(text) || keepsAway(text)

/** Some leave, and others are told to stay in or live elsewhere: to those "do not go home" alone would be a riddle. */
export const isForSome = (text: string): boolean =>
  /住[^，。；]{1,20}的|危房|工棚|其他(?:人|居民|群众|住户)|(?:不要|切勿|勿)(?:随意)?外出|别出门|[留待]在[^，。；]{0,6}(?:屋|家|室)|\bweak\b|\bsheds?\b|\bothers,? (?:stay|keep|remain|go)\b|\bstay (?:in|indoors)\b|약한 집|다른 (?:분|사람)|나가지 마/iu.test(
    text,
  )

export interface Leaving {
  /** This very message makes people leave. */
  asks: boolean
  /** They left by an earlier message of its chain. */
  left: boolean
  /** What stands in the same text. */
  shown: string
}

/** That nobody goes home unasked; by the name of those who left where others are not to leave. Empty where nobody leaves. */
export function stayAway({ asks, left, shown }: Leaving, language: string): string {
  const { stayAway: all, stayAwayMoved: moved } = pageWords(language)
  if (asks) return isForSome(shown) ? moved : all
  return left ? moved : ''
}

/** The same where the text does not say it itself. */
export const stayAwayBeside = (leaving: Leaving, language: string): string =>
  keepsAway(leaving.shown) ? '' : stayAway(leaving, language)
