import { describe, expect, test } from 'vitest'
import { countSms, splitSms } from '../../functions/texts/sms-length.ts'
import * as fc from '../properties/fast-check.ts'

describe('counting an SMS', () => {
  test.each([
    ['160 GSM letters are one part', 'a'.repeat(160), { encoding: 'GSM-7', units: 160, parts: 1 }],
    ['161 GSM letters are two parts of 153', 'a'.repeat(161), { encoding: 'GSM-7', units: 161, parts: 2 }],
    ['306 GSM letters still are two', 'a'.repeat(306), { encoding: 'GSM-7', units: 306, parts: 2 }],
    ['307 are three', 'a'.repeat(307), { encoding: 'GSM-7', units: 307, parts: 3 }],
    ['an extension character counts twice', '€[]{}\\^~|\f', { encoding: 'GSM-7', units: 20, parts: 1 }],
    ['80 euro signs fill one part', '€'.repeat(80), { encoding: 'GSM-7', units: 160, parts: 1 }],
    ['81 do not', '€'.repeat(81), { encoding: 'GSM-7', units: 162, parts: 2 }],
    ['70 Chinese characters are one part', '洪'.repeat(70), { encoding: 'UCS-2', units: 70, parts: 1 }],
    ['71 are two parts of 67', '洪'.repeat(71), { encoding: 'UCS-2', units: 71, parts: 2 }],
    ['134 still are two', '洪'.repeat(134), { encoding: 'UCS-2', units: 134, parts: 2 }],
    ['135 are three', '洪'.repeat(135), { encoding: 'UCS-2', units: 135, parts: 3 }],
    ['an emoji is two units', '😀', { encoding: 'UCS-2', units: 2, parts: 1 }],
    ['brackets of a signature make English UCS-2', '【预警】hi', { encoding: 'UCS-2', units: 6, parts: 1 }],
    ['a backtick is no GSM character', '`', { encoding: 'UCS-2', units: 1, parts: 1 }],
    ['nothing is one part', '', { encoding: 'GSM-7', units: 0, parts: 1 }],
  ] as const)('%s', (_, text, count) => {
    expect(countSms(text)).toEqual(count)
  })

  test('a surrogate pair on the border moves to the next part whole', () => {
    const text = `${'洪'.repeat(66)}😀${'洪'.repeat(66)}`
    expect(splitSms(text)).toEqual(['洪'.repeat(66), `😀${'洪'.repeat(65)}`, '洪'])
    expect(countSms(text)).toEqual({ encoding: 'UCS-2', units: 134, parts: 3 })
  })

  test('an escape pair on the border moves to the next part whole', () => {
    const text = `${'a'.repeat(152)}€${'a'.repeat(20)}`
    expect(splitSms(text)).toEqual(['a'.repeat(152), `€${'a'.repeat(20)}`])
  })

  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: fc.constantFrom(...'ab{€[~|\f洪😀\u{20000}'), maxLength: 400 }),
    fc.string({ unit: fc.constantFrom(...'ab{€[~'), maxLength: 700 }),
  )

  test('parts rejoin, none holds half a character, and the count agrees with them', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = splitSms(text)
        const { encoding, units, parts: count } = countSms(text)
        expect(parts.join('')).toBe(text)
        expect(count).toBe(parts.length)
        expect(parts.every((part) => part.isWellFormed())).toBe(true)
        const alone = encoding === 'UCS-2' ? 70 : 160
        const room = encoding === 'UCS-2' ? 67 : 153
        const unitsOf = (part: string): number =>
          encoding === 'UCS-2' ? part.length : [...part].reduce((n, c) => n + (/[\f^{}\\[~\]|€]/.test(c) ? 2 : 1), 0)
        expect(parts.reduce((sum, part) => sum + unitsOf(part), 0)).toBe(units)
        if (parts.length > 1) for (const part of parts) expect(unitsOf(part)).toBeLessThanOrEqual(room)
        // No part is begun before the one before it is full, but for a character that did not fit.
        for (const part of parts.slice(0, -1)) expect(unitsOf(part)).toBeGreaterThanOrEqual(room - 1)
        expect(parts.length === 1).toBe(units <= alone)
      }),
    )
  })
})
