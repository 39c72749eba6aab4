/**
 * How many parts a text takes as SMS, counted as networks count.
 * Sources: 3GPP TS 23.038 §6.2.1 (default alphabet and its extension table) and §6.2.3 (UCS-2);
 * 3GPP TS 23.040 §9.2.3.24.1 (a concatenated part carries a header of 6 octets with an 8-bit reference).
 */

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Each is sent as an escape and a second septet, which must stay in one part. */
const extension = '\f^{}\\[~]|€'

const septets = new Map([...[...basic].map((c) => [c, 1] as const), ...[...extension].map((c) => [c, 2] as const)])

export interface SmsCount {
  encoding: 'GSM-7' | 'UCS-2'
  /** Septets in GSM-7, UTF-16 code units in UCS-2. */
  units: number
  parts: number
}

/** Units that fit one message alone, and one part of several. */
const room = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const

const encodingOf = (characters: readonly string[]): SmsCount['encoding'] =>
  characters.every((c) => septets.has(c)) ? 'GSM-7' : 'UCS-2'

const unitsOf = (character: string, encoding: SmsCount['encoding']): number =>
  encoding === 'GSM-7' ? (septets.get(character) ?? 0) : character.length

/** The parts a handset puts together again; no surrogate pair and no escape pair is split. An empty text is one part. */
export function splitSms(text: string): string[] {
  const characters = [...text]
  const encoding = encodingOf(characters)
  const { alone, part } = room[encoding]
  const total = characters.reduce((sum, c) => sum + unitsOf(c, encoding), 0)
  if (total <= alone) return [text]
  const parts: string[] = []
  let current = ''
  let used = 0
  for (const character of characters) {
    const units = unitsOf(character, encoding)
    if (used + units > part) {
      parts.push(current)
      current = ''
      used = 0
    }
    current += character
    used += units
  }
  parts.push(current)
  return parts
}

/** One character outside the GSM alphabet makes the whole text UCS-2. */
export function countSms(text: string): SmsCount {
  const characters = [...text]
  const encoding = encodingOf(characters)
  return {
    encoding,
    units: characters.reduce((sum, c) => sum + unitsOf(c, encoding), 0),
    parts: splitSms(text).length,
  }
}
