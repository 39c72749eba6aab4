import { describe, expect, it } from 'vitest'
import { isOfMonth, roundOf, type Slide, shiftAt, wordsOf } from '../../site/src/scripts/slides.ts'
import * as fc from '../properties/fast-check.ts'

const slide = (colour: Slide['colour'], isOver = false, of: string = colour): Slide => ({ colour, isOver, of })
const clear = slide('clear')

describe('roundOf', () => {
  it('shows a red one at least every second time, and leaves no other warning out', () => {
    const [a1, a2, b] = [slide('red', false, 'a'), slide('red', false, 'a'), slide('red', false, 'b')]
    const [o1, o2, y] = [slide('orange'), slide('orange'), slide('yellow')]
    expect(roundOf([a1, a2, b], ['tip'])).toEqual([a1, a2, b])
    expect(roundOf([a1, a2, b, o1, o2, y], [])).toEqual([a1, a2, o1, b, o2, a1, a2, y])
    fc.assert(
      fc.property(fc.nat(5), fc.nat(8), (reds, others) => {
        const slides = [
          ...Array.from({ length: reds + 1 }, (_, i) => slide('red', false, String(i))),
          ...Array.from({ length: others }, (_, i) => slide('blue', i % 2 === 0, `o${i}`)),
        ]
        const round = roundOf(slides, [])
        const turns = [...round, ...round]
        expect(new Set(round).size).toBe(slides.length)
        turns.forEach((each, i) => {
          if (i > 0 && each.colour !== 'red') expect(turns[i - 1]!.colour).toBe('red')
        })
      }),
    )
  })

  it('turns other warnings without tips', () => {
    const warnings = [slide('orange'), slide('other')]
    expect(roundOf(warnings, ['tip'])).toEqual(warnings)
  })

  it('does not let a red whose time ran out push others aside', () => {
    const slides = [slide('red', true), slide('orange')]
    expect(roundOf(slides, [])).toEqual(slides)
  })

  it('comes back to the all-clear between tips', () => {
    expect(roundOf([clear], [1, 2, 3, 4])).toEqual([clear, 1, 2, 3, clear, 4])
  })

  it('shows the all-clear where there is no tip, and tips where delivery wrote nothing', () => {
    expect(roundOf([clear], [])).toEqual([clear])
    expect(roundOf([], [1])).toEqual([1])
  })
})

describe('shiftAt', () => {
  it('goes round and stays within a hundredth of the screen', () => {
    const steps = Array.from({ length: 16 }, (_, minute) => shiftAt(minute))
    expect(new Set(steps.map(String)).size).toBe(8)
    for (const [x, y] of steps) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(1)
  })
})

describe('isOfMonth', () => {
  it('takes tips without months all year', () => {
    expect([isOfMonth('', 1), isOfMonth('1 11', 1), isOfMonth('11', 1)]).toEqual([true, true, false])
  })
})

describe('wordsOf', () => {
  it('keeps words, numbers and marks together', () => {
    expect(wordsOf('住户14时前马上转移到安全场所，')).toEqual([
      '住户',
      '14时前',
      '马上',
      '转移',
      '到',
      '安全',
      '场所，',
    ])
    expect(wordsOf('7月1日0:30—3:30')).toEqual(['7月', '1日', '0:30—3:30'])
    expect(wordsOf('听“上山”两字。').every((word) => /^[\p{L}\p{N}“]/u.test(word))).toBe(true)
  })

  it('loses nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void expect(wordsOf(text).join('')).toBe(text)))
  })
})
