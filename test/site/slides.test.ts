import { describe, expect, it } from 'vitest'
import { isOfMonth, roundOf, type Slide, shiftAt } from '../../site/src/scripts/slides.ts'

const slide = (colour: Slide['colour'], isOver = false): Slide => ({ colour, isOver })
const clear = slide('clear')

describe('roundOf', () => {
  it('leaves reds alone', () => {
    const red = slide('red')
    expect(roundOf([red, slide('yellow')], ['tip'])).toEqual([red])
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
