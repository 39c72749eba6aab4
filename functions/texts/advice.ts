/** What people are told to do, for every channel: the sender's words, or plain ones that say no more than the sender did. */
import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { actionSourceOf, asksToLeave, requestsIn, withoutOrders } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { adviceForeign } from './advice-foreign.ts'
import type { About, Advice } from './advice-shape.ts'
import { cleanLines, cleanText, withoutMarks } from './clean-text.ts'
import { emptiesHomes, mayHaveLeft, tipOf } from './event-words.ts'
import { makesLeave, ordersOut, stayAwayBeside } from './leaving.ts'
import { formOf, isCalledOff, isReal, mannerOf, shownColour, speaksForItself } from './message-form.ts'
import { codedAction, pageWords } from './page-words.ts'
import { isAnothers, whoAllowsReturn } from './place-name.ts'
import { isChinese } from './sentences.ts'
import { foreignWords } from './words-foreign.ts'
import { zhAction } from './words-zh.ts'

/** The instruction, unless it belongs to the warning that is being called off. */
function instructionOf(published: PublishedAlert, info: Info): string {
  const said = cleanLines(withoutMarks(info.instruction ?? ''))
  if (!isCalledOff(formOf(published))) return said
  return speaksForItself(info) ? withoutOrders(said) : ''
}

export function adviceOf(published: PublishedAlert, info: Info, county: County, language: string): Advice {
  const said = instructionOf(published, info)
  const form = formOf(published)
  const asks = asksPeople(published, info)
  const about: About = {
    published,
    info,
    county,
    language,
    said,
    action: isReal(published) ? actionOf(published, info, county, language, said) : said,
    base: {
      source: actionSourceOf(info),
      asks,
      leaves: asks || published.askedToLeave || (form !== 'issued' && mayHaveLeft(published)),
      goingHome: '',
    },
  }
  return isChinese(language) ? adviceZh(about) : adviceForeign(about)
}

/**
 * This very message makes residents leave: by its words, its code, or by our tip for it, which stands where it says nothing
 * and beside a signal that does not have people take shelter.
 */
export function asksPeople(published: PublishedAlert, info: Info): boolean {
  if (isCalledOff(formOf(published))) return false
  if (asksToLeave(info)) return true
  const isTipShown =
    actionSourceOf(info) === 'county' || (published.weatherSignal && !info.responseType.includes('Shelter'))
  return isTipShown && isReal(published) && mannerOf(published, info) === 'warning' && makesLeave(chineseTip(published))
}

const chineseTip = (published: PublishedAlert): string =>
  tipOf(published.eventCode, shownColour(published), 'zh-CN') ?? ''

/** The tip says where to go, and lets nobody stay in: then it says more than that people are to leave. */
export const tipSaysWhere = (published: PublishedAlert): boolean =>
  ordersOut(chineseTip(published)) && !/屋|门/u.test(chineseTip(published))

const ownLabel = (county: County, language: string): string =>
  isChinese(language) ? county.sms.ownLinePrefix : foreignWords(language).ownLine

/** A warning always says what to do. */
function actionOf(published: PublishedAlert, info: Info, county: County, language: string, said: string): string {
  const words = pageWords(language)
  const coded = isChinese(language) ? zhAction(info.responseType) : codedAction(info.responseType, language)
  const manner = mannerOf(published, info)
  const tip = tipOf(published.eventCode, shownColour(published), language, manner === 'news')
  // A bridge that is open again needs no advice; a danger always does.
  const isHarmless = (manner === 'notice' || manner === 'news') && !emptiesHomes(published)
  const ours = tip === undefined ? (isHarmless ? '' : words.anyAction) : ownLabel(county, language) + tip
  switch (actionSourceOf(info)) {
    case 'instruction':
      // The desk's own line below a signal it passes on.
      return published.channelled?.as === 'relay' && isChinese(language) ? county.sms.ownLinePrefix + said : said
    case 'description':
      return requestsIn(cleanText(withoutMarks(info.description ?? '')))
        .join('')
        .trim()
    case 'responseType':
      // 马上离开危险的地方 says less than where to go.
      return info.responseType.includes('Evacuate') && tipSaysWhere(published) ? ours : (coded ?? ours)
    default:
      return ours
  }
}

const goesHome = /回家|返家|返回|回去|回迁|回屋|归家/u

/** What a lifting says beside our own line: nothing of going home, which is ours to say, nor of who looks at houses first. */
const withoutHome = (text: string, stay: string): string =>
  text
    .split('\n')
    .map((line) =>
      (line.match(/[^。！？!?；;]+[。！？!?；;]*/gu) ?? [])
        .filter(
          (each) =>
            !goesHome.test(each) && !(stay.includes('查完') && /没查完|查完[^，。]{0,6}(?:前|之前)|排查/u.test(each)),
        )
        .join(''),
    )
    .filter(Boolean)
    .join('\n')

/** Earth and water: houses and slopes are looked at before anybody goes back. */
const shakesGround = ({ eventCode, eventName }: PublishedAlert): boolean =>
  eventCode === null
    ? /洪|溃|垮|泥石流|滑坡|崩塌|塌|地震|雨|山/u.test(eventName)
    : /^11[ACD]|^11B(?:03|37|38|64)/.test(eventCode)

export const signsOfDanger = '看见裂缝、塌方马上离开'
/** What a lifting of a part adds. */
export const restStays = '其他地方的预警没有解除。'

function adviceZh({ published, county, said, action, base }: About): Advice {
  const cadres = whoAllowsReturn(published.area, county)
  const waiting = base.leaves ? `回家时间等${cadres}通知` : ''
  const form = formOf(published)
  if (!isReal(published)) {
    // What a drill codes is no order to who is not in it.
    const ours = isCalledOff(form) ? '演练结束，照常生活。' : '参演的人听现场安排，其他人照常生活。'
    return { ...base, doNow: said || ours }
  }
  switch (form) {
    case 'error': {
      // That there is no danger is nobody's word but the sender's; and of another body's message we say nothing.
      const ask = base.leaves && !isAnothers(published, county) ? `已离开的先别急着回家，问过${cadres}再回。` : ''
      return { ...base, doNow: said || ask }
    }
    case 'downgraded':
      return { ...base, doNow: `仍有危险，${said || '继续小心。'}`, goingHome: waiting }
    case 'lifted': {
      const part = published.isPart ? restStays : ''
      if (!base.leaves) return { ...base, doNow: [said, part].filter(Boolean).join('\n') }
      const isGround = shakesGround(published)
      const stay = `先别急着回家，${cadres}${isGround ? '查完房屋山坡' : '查完'}、叫你回再回。`
      const own = withoutHome(said, stay)
      const signs = isGround && !own.includes('离开') ? `${signsOfDanger}。` : ''
      return {
        ...base,
        doNow: [stay + signs, own, part].filter(Boolean).join('\n'),
        inShort: `先别急着回家，等${cadres}通知`,
      }
    }
    case 'lowered':
      return { ...base, doNow: /^[^，。！]*危险/u.test(action) ? action : stillDangerous(action), goingHome: waiting }
    default:
      return {
        ...base,
        doNow: action,
        goingHome: stayAwayBeside({ asks: base.asks, left: published.askedToLeave, shown: action }, 'zh-CN'),
      }
  }
}

/** Before a label of ours (区应急局提示：) a sentence of its own. */
const stillDangerous = (action: string): string =>
  `仍有危险${/^[^，。！？]{2,12}：/u.test(action) ? '。' : '，'}${action}`
