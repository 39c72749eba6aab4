/** Where an alert contradicts itself: status and words, one language and another, a name and a code. Pure. */
import type { County } from '../../platform/county.ts'
import { type Alert, type Area, type Colour, type Info, languageOf } from '../alert.ts'
import { codesNamed } from '../area/codes-named.ts'
import { eventNamed } from '../event.ts'
import type { HoldReason } from '../hold-reason.ts'
import { saysDrill } from './drill.ts'
import { endsAs, titleLifts } from './lifting.ts'
import { asksToLeave } from './orders.ts'

/** 这不是演练, NOT A DRILL: what no drill says of itself. 演练结束 is none. */
const deniesDrill =
  /(?:不是|并非|不属于|绝非|非)(?:一次|一场)?(?:应急|疏散|消防|防汛|防灾)?演[练习]|(?:不是|并非)(?:测试|试验)|演[练习](?:停止|中止|终止)[^。！？]{0,6}(?:真|实战)|(?:这是|属于|确系|确属)(?:真|真实|实战|实际)(?:的|情况|险情|预警|警报)|\bnot (?:an? |just )?(?:drill|exercise|test)\b|\bthis is real\b|실제 ?(?:상황|경보)(?:입니다|임)|훈련(?:이|은)? ?아(?:닙니다|님|니다)/iu
/** 【演练】不是真的: said of the drill itself, and right. */
const deniesReality = /不是真的|不是真实|非真实|not real|실제가? ?아/giu

/** An Exercise whose words say it is none. */
export const deniesItsDrill = (texts: readonly string[]): boolean =>
  texts.some((text) => deniesDrill.test(text.replace(deniesReality, '')))

const stays =
  /(?:不要|切勿|严禁|请勿|勿|不得|避免)(?:随意)?(?:外出|出门|离开(?:室内|家|房|住所|建筑))|(?:留|待|躲|避)在?(?:室内|屋内|家中|家里|房内)|就地(?:躲避|避险|掩蔽|待命)|关(?:好|闭|紧)门窗|\bstay (?:indoors|inside|home|at home|where you are|put)\b|\bshelter in place\b|\bremain indoors\b|\bdo not (?:leave|go out)\b|실내(?:에|로)|외출(?:을|하지)/iu

interface Asked {
  leaves: boolean
  stays: boolean
  clear: boolean
}

/** What one language asks of people: its codes, else its words. */
function askedIn(infos: readonly Info[]): Asked {
  const types = new Set(infos.flatMap(({ responseType }) => responseType))
  const texts = infos.map(({ instruction }) => instruction ?? '')
  const isCoded = types.has('Evacuate') || types.has('Shelter')
  return {
    leaves: types.has('Evacuate') || (!isCoded && infos.some(asksToLeave)),
    stays: types.has('Shelter') || (!isCoded && texts.some((text) => stays.test(text))),
    clear: types.has('AllClear'),
  }
}

const placesOf = (infos: readonly Info[]): Set<string> =>
  new Set(
    infos.flatMap(({ area }) =>
      area.flatMap(({ geocode, polygon, circle }) => [
        ...geocode.map(({ value }) => value),
        ...[...polygon, ...circle].map((shape) => JSON.stringify(shape)),
      ]),
    ),
  )

const isSubset = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((each) => b.has(each))

/** Leave here, stay in there; over here, not there. Saying less is no contradiction. */
const contradict = (a: Asked, b: Asked): boolean => {
  const leaveOrStay = (one: Asked, other: Asked) => one.leaves && !one.stays && other.stays && !other.leaves
  const overOrNot = (one: Asked, other: Asked) => one.clear && (other.leaves || other.stays) && !other.clear
  return leaveOrStay(a, b) || leaveOrStay(b, a) || overOrNot(a, b) || overOrNot(b, a)
}

/**
 * Languages that ask for the contrary of the Chinese text (the first one, where there is none), by responseType or words,
 * or that are meant for other codes and shapes. Names of places are never compared.
 */
export function contradictingLanguages({ info }: Pick<Alert, 'info'>): string[] {
  const byLanguage = Map.groupBy(info, (each) => languageOf(each).toLowerCase().split(/[-_]/)[0] ?? '')
  const main = byLanguage.get('zh') ?? [...byLanguage.values()][0] ?? []
  return [...byLanguage.values()]
    .filter((infos) => infos !== main)
    .filter((infos) => {
      const [mine, theirs] = [placesOf(main), placesOf(infos)]
      const isElsewhere = !isSubset(mine, theirs) && !isSubset(theirs, mine)
      return isElsewhere || contradict(askedIn(main), askedIn(infos))
    })
    .flatMap((infos) => [...new Set(infos.map(languageOf))])
}

/** The event a title names, where that is another than the code's; undefined where both agree or either is unknown. */
export function otherEventInTitle({ info }: Pick<Alert, 'info'>, eventCode: string | null): string | undefined {
  if (eventCode === null) return undefined
  for (const { headline } of info) {
    const named = headline && eventNamed(headline)
    if (!named) continue
    // 11A (flood disasters) and 11A51 (flash flood) are one kind.
    const isKin = named.code.startsWith(eventCode.slice(0, 3)) || eventCode.startsWith(named.code)
    if (!isKin) return named.shortName
  }
  return undefined
}

const isRelated = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

export interface NamedPlaces {
  /** The same areas, each with the place it names and the place it codes beside each other. */
  area: Area[]
  /** Codes that were only named. */
  added: string[]
}

/**
 * An area that names one town and codes another: both are taken, each under its own name. `codesOf` reads the codes of
 * an area as the rules do.
 */
export function withNamedPlaces(
  areas: readonly Area[],
  county: County,
  codesOf: (area: Area) => readonly string[],
): NamedPlaces {
  const added: string[] = []
  const area = areas.flatMap((each): Area[] => {
    const coded = codesOf(each)
    const named = codesNamed(each.areaDesc, county)
    const isOther =
      coded.length > 0 && named.length > 0 && !named.some((code) => coded.some((own) => isRelated(own, code)))
    if (!isOther) return [each]
    added.push(...named)
    const areaDesc = coded.map((code) => county.names.get(code) ?? code).join('、')
    return [
      { areaDesc: each.areaDesc, polygon: [], circle: [], geocode: [{ valueName: 'name', value: named.join(',') }] },
      { ...each, areaDesc },
    ]
  })
  return { area, added: [...new Set(added)] }
}

/** Words and codes that cannot both be meant. */
export function contradictionReasons(alert: Alert, colour: Colour | null, county: County): HoldReason[] {
  const reasons: HoldReason[] = []
  if (alert.status === 'Actual' && textsOf(alert).some(saysDrill)) {
    reasons.push({ code: 'statusSaysDrill', text: 'status says Actual, the text says drill' })
  }
  if (alert.status === 'Exercise' && deniesItsDrill(textsOf(alert))) {
    reasons.push({ code: 'statusDeniesDrill', text: 'status says Exercise, the text says that it is none' })
  }
  const unlike = contradictingLanguages(alert)
  if (unlike.length > 0 && county.rules.holdContradictingLanguages.includes(colour ?? 'yellow')) {
    const text = `${unlike.join(', ')} asks for something else than the Chinese text, or for another place`
    reasons.push({ code: 'languagesDiffer', text })
  }
  if (endsAs(alert) !== null) return reasons
  // With one act a person makes it the lifting that it seems to be.
  if (alert.info.length > 0 && alert.info.every(({ responseType }) => responseType.includes('AllClear'))) {
    reasons.push({ code: 'textSaysOver', text: 'responseType says AllClear, but it follows nothing or warns as well' })
  } else if (titleLifts(alert)) {
    reasons.push({ code: 'textSaysOver', text: 'the headline lifts a warning, responseType does not say AllClear' })
  }
  return reasons
}

const textsOf = (alert: Alert): string[] =>
  [
    alert.note,
    ...alert.info.flatMap(({ event, headline, description, instruction }) => [
      event,
      headline,
      description,
      instruction,
    ]),
  ].filter((text) => text !== undefined)
