import type { Alert, Colour } from '../alert.ts'
import { colourEntry, colourInText, colourOfSeverity, colourOfWord, worseColour } from '../colour.ts'
import { endsAs, headlineLifts } from './lifting.ts'

/** Parameters that name a colour: 预警颜色, ColorCode, AlertLevel. */
const namesColour = /colou?r|颜色|级别|等级|level/iu

/** The colour told by severity, and by headline and parameters where they say more; the higher is published. */
export function judgeColour(alert: Alert): { colour: Colour | null; notes: string[] } {
  let colour: Colour | null = null
  let told: Colour | null = null
  for (const info of alert.info) {
    colour = worseColour(colour, colourOfSeverity(info.severity))
    for (const { valueName, value } of info.parameter) {
      if (namesColour.test(valueName)) told = worseColour(told, colourOfWord(value))
    }
    // A headline that lifts names the colour that is over.
    const isOver = endsAs(alert) !== null || headlineLifts(info.headline ?? '')
    if (info.headline && !isOver) told = worseColour(told, colourInText(info.headline))
  }
  if (told === null || told === colour) return { colour, notes: [] }
  const taken = worseColour(colour, told)
  const zh = (each: Colour | null) => (each ? colourEntry(each).zh : 'no colour')
  return {
    colour: taken,
    notes: [`colour: severity says ${zh(colour)}, headline or parameters say ${zh(told)}; published as ${zh(taken)}`],
  }
}
