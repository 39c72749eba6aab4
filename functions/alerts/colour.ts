/** The Chinese warning colours and CAP severity: the one place where they meet. Source: content/catalogue/colours.json. */
import * as z from 'zod'
import catalogue from '../../content/catalogue/colours.json' with { type: 'json' }
import { type Colour, colours, type Severity, severities } from './alert.ts'

const entrySchema = z.object({
  colour: z.enum(colours).describe('colour of the warning, worst first'),
  zh: z.string().describe('Chinese name: 红色'),
  english: z.string().describe('English name: Red'),
  grade: z.string().describe('grade as the plans write it: Ⅰ级'),
  gradeZh: z.string().describe('name of the grade: 特别重大'),
  severity: z.enum(severities).describe('CAP severity'),
  broadcastSeverity: z.number().int().describe('severity in an emergency-broadcast message, 1 worst'),
})

export type ColourEntry = z.infer<typeof entrySchema>

/** Worst first. */
export const colourEntries: readonly ColourEntry[] = z.array(entrySchema).length(4).parse(catalogue.colours)

const byColour = new Map(colourEntries.map((entry) => [entry.colour, entry]))

export const colourEntry = (colour: Colour): ColourEntry => byColour.get(colour)!

/** null when the severity is Unknown. */
export const colourOfSeverity = (severity: Severity): Colour | null =>
  colourEntries.find((entry) => entry.severity === severity)?.colour ?? null

export const severityOfColour = (colour: Colour): Severity => colourEntry(colour).severity

/** The worse of two; no colour is milder than any. */
export function worseColour(a: Colour | null, b: Colour | null): Colour | null {
  if (a === null || b === null) return a ?? b
  return colours.indexOf(a) <= colours.indexOf(b) ? a : b
}

const byZh = new Map(colourEntries.map((entry) => [entry.zh.slice(0, 1), entry.colour]))
const byEnglish = new Map(colourEntries.map((entry) => [entry.english.toLowerCase(), entry.colour]))

/** Wording about the colour a warning had before: 由红色降为…, 将山洪橙色预警升级为…, 解除蓝色预警. */
const formerColours = [
  /[由从][^，。；]{0,12}?[红橙黄蓝]色[^，。；]{0,8}?(?=[降升调改变转])/gu,
  /将?[^，。；]{0,12}?[红橙黄蓝]色(?:预警)?(?:信号)?(?=降|升|调整|变更|更改|改为|转为)/gu,
  /(?:解除|取消|撤销|代替|替代|替换)[^，。；]{0,16}?[红橙黄蓝]色/gu,
  /\b(?:from|replac\w+|supersed\w+|cancel\w*|downgrad\w+|upgrad\w+)\s+(?:\w+\s+){0,3}?(?:red|orange|yellow|blue)\b/giu,
]

/** The colour a headline announces, or null when it names none, or several. */
export function colourInText(text: string): Colour | null {
  const now = formerColours.reduce((rest, former) => rest.replace(former, ''), text)
  const found = new Set<Colour>()
  for (const [, zh] of now.matchAll(/([红橙黄蓝])色(?=[^，。；]{0,4}?(?:预警|警报|信号))/gu)) {
    if (zh) found.add(byZh.get(zh)!)
  }
  for (const [, zh] of now.matchAll(/[（(【]([红橙黄蓝])色[）)】]/gu)) if (zh) found.add(byZh.get(zh)!)
  for (const [, english] of now.matchAll(
    /\b(red|orange|yellow|blue)\b(?=(?:\s+[\w-]+){0,3}\s+(?:alert|warning|signal))/giu,
  )) {
    if (english) found.add(byEnglish.get(english.toLowerCase())!)
  }
  return found.size === 1 ? [...found][0]! : null
}

/** The colour a parameter or code value stands for: `Red`, `红色`, `红`; null for anything else. */
export function colourOfWord(word: string): Colour | null {
  const trimmed = word.trim()
  return byEnglish.get(trimmed.toLowerCase()) ?? (/^[红橙黄蓝]色?$/u.test(trimmed) ? byZh.get(trimmed[0]!)! : null)
}
