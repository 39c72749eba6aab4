/** Several infos of one language: the same words for several places are one, others nobody may choose between. Pure. */
import type { County } from '../../platform/county.ts'
import { type Area, type Info, languageOf } from '../alert.ts'
import { placeKey } from '../area/alert-area.ts'
import type { HoldReason } from '../hold-reason.ts'
import { wordsKey } from '../words-key.ts'

/**
 * Infos of one language that say the same of several places are one info with all these places: half of the people would be
 * told the other half's place otherwise.
 */
export function joinedInfos(infos: readonly Info[]): Info[] {
  const said = new Map<string, Info>()
  for (const info of infos) {
    const words = [info.event, info.headline, info.description, info.instruction].map((text) => wordsKey(text ?? ''))
    const key = [languageOf(info).toLowerCase(), ...words].join('\n')
    const known = said.get(key)
    const isNew = (area: Area) => !known?.area.some((other) => JSON.stringify(other) === JSON.stringify(area))
    said.set(key, known ? { ...known, area: [...known.area, ...info.area.filter(isNew)] } : info)
  }
  return [...said.values()]
}

/**
 * One info is told per language. CAP 1.2 §3.2.2 lets an alert carry several hazards or areas as several infos; half of the
 * people would get the words meant for the others.
 */
export function infoReasons(infos: readonly Info[], county: County): HoldReason[] {
  const said = new Map<string, string>()
  const unlike = new Set<string>()
  for (const info of infos) {
    const language = languageOf(info).toLowerCase()
    const words = [wordsKey(info.event), wordsKey(info.instruction ?? ''), placeKey(info.area, county)].join('\n')
    if ((said.get(language) ?? words) !== words) unlike.add(language)
    said.set(language, words)
  }
  return [...unlike].map((language) => ({
    code: 'infosDiffer',
    text: `infos in ${language} differ in event, area or instruction: everybody would be told one of them only; send one alert for each`,
  }))
}
