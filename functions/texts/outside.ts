/** For whoever got a warning and lies outside of what its Update covers now. Never says that they are safe. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import { type Brief, briefOf } from './brief.ts'
import { mayHaveLeft } from './event-words.ts'
import { droppedPlace, isAnothers, whoAllowsReturn } from './place-name.ts'
import { isChinese } from './sentences.ts'
import { foreignWords } from './words-foreign.ts'

export interface Outside {
  brief: Brief
  /** 炳草岗街道不在里面了 */
  out: string
  /** 攀枝花市气象台变更高温橙色预警信号。 of another body's message, by whoever did it; null of the county's own. */
  changed: ((who: string) => string) | null
  /** 山洪红色预警现在只发给银江镇，炳草岗街道不在里面了。 What we make of another body's message is marked as ours. */
  says: string
  /** Who may go home, and what may still come; empty where nobody leaves home over such an event. */
  careful: string[]
  /** Where it still holds; of a shape within a town only a part of that. */
  holdsAt: string
}

type Coming = 'water' | 'ground' | 'other'

function comingBy({ eventCode, eventName }: PublishedAlert): Coming {
  const isWater =
    eventCode === null
      ? /洪|水|雨|溃|涝/u.test(eventName)
      : /^11A(?!52)|^11B(?:01|03|38|64)|^11E|^12P07/.test(eventCode)
  if (isWater) return 'water'
  const isGround =
    eventCode === null ? /滑坡|泥石流|崩塌|塌|地震|山/u.test(eventName) : /^11[CD]|^11B37/.test(eventCode)
  return isGround ? 'ground' : 'other'
}

export function outsideOf(published: PublishedAlert, county: County, language: string): Outside {
  const brief = briefOf(published, county, language)
  const { words, warning, placeInShort } = brief
  const dropped = droppedPlace(published, county, words.language)
  const out = words.outside.out(dropped ?? words.outside.somewhere)
  // A shape within their own town: the town's name would say that they are in it.
  const { polygons, circles } = published.area
  const isShape = dropped === undefined && polygons.length + circles.length > 0
  const left = mayHaveLeft(published)
  const codes = published.dropped?.codes ?? []
  const cadres = whoAllowsReturn({ codes, polygons: [], circles: [] }, county)
  const isChanged = isAnothers(published, county)
  const named = isChanged ? '' : warning
  const says = isShape ? words.outside.shrank(named) : words.outside.says(named, placeInShort, out)
  return {
    brief,
    out,
    holdsAt: isShape ? words.outside.partOf(brief.place) : brief.place,
    changed: isChanged ? (who) => words.outside.changed(who, warning) : null,
    says: isChanged ? explained(says, county, words.language) : says,
    careful: left ? [words.outside.stay(cadres), words.outside.watch[comingBy(published)]] : [],
  }
}

/** 区应急局说明：…: what we make of what another body did. */
export const explained = (text: string, county: County, language: string): string =>
  (isChinese(language) ? county.sms.ownLinePrefix.replace('提示', '说明') : foreignWords(language).ownLine) + text

/** The brief with what they are told in place of what it says to those inside. */
export function outsideBrief({ brief, out, changed, says, careful, holdsAt }: Outside, county: County): Brief {
  const { words, warning, issuedAt, issuer } = brief
  const stop = isChinese(words.language) ? '。' : '.'
  return {
    ...brief,
    title: changed
      ? words.outside.changedTitle(warning, explained(out, county, words.language))
      : warning + words.between + out,
    place: holdsAt,
    // Who is outside looks here for where it still holds.
    words: { ...words, where: words.outside.still },
    doLabel: words.doAfter,
    doNow: [changed?.(issuer) ?? '', says, ...careful.map((text) => text + stop)].filter(Boolean).join('\n'),
    coded: '',
    timeLabel: words.outside.since,
    span: issuedAt,
    stay: '',
    original: [],
    headline: '',
    web: null,
    contact: null,
    digest: null,
    help: words.ask(brief.phones[0] ?? ''),
  }
}
