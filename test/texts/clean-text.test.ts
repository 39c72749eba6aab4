import { describe, expect, test } from 'vitest'
import { cleanLines, cleanText, cut } from '../../functions/texts/clean-text.ts'
import { beginningsOf, sentencesOf } from '../../functions/texts/sentences.ts'
import * as fc from '../properties/fast-check.ts'

describe('cleaning text', () => {
  test('a wrapped sentence becomes one, a list becomes sentences', () => {
    expect(cleanText('沿岸群众\n    立即转移')).toBe('沿岸群众立即转移')
    expect(cleanText('1. 关好门窗\n2. 不要出门\n\n听通知')).toBe('关好门窗。不要出门。听通知')
    expect(cleanText('Move\n  uphill now')).toBe('Move uphill now')
  })

  test('what nobody sees goes, joiners inside an emoji stay', () => {
    expect(cleanText('红\u202e色\u200b\u0000\u0007\ufeff')).toBe('红色')
    expect(cleanText('👨‍👩‍👧')).toBe('👨‍👩‍👧')
    expect(cleanText('\ud800洪')).toBe('洪')
  })

  test('no text keeps a place for a template', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}ab\u200b\n '), maxLength: 30 }), (text) => {
        expect(cleanText(text)).not.toContain('{{')
        expect(cleanLines(text)).not.toContain('{{')
      }),
    )
  })

  test('a cut stays within its room and never splits what one sees as one character', () => {
    expect(cut('一二三四五', 4)).toBe('一二三…')
    expect(cut('一二👨‍👩‍👧四五', 6)).toBe('一二…')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 1, max: 60 }), (text, room) => {
        const short = cut(text, room)
        expect(short.length).toBeLessThanOrEqual(Math.max(room, 1))
        expect(short.isWellFormed()).toBe(true)
        if (text.length <= room) expect(short).toBe(text)
      }),
    )
  })
})

describe('cutting at the text’s own marks', () => {
  const beginnings = (text: string, language = 'zh-CN') => beginningsOf(sentencesOf(text, language), language)

  test('the first sentence may end after any clause, the others only whole', () => {
    expect(beginnings('住户马上往高处走，不要过河！不要顺沟跑，叫醒老人。')).toEqual([
      '住户马上往高处走。',
      '住户马上往高处走，不要过河！',
      '住户马上往高处走，不要过河！不要顺沟跑，叫醒老人。',
    ])
  })

  test('no condition and no mere call is left hanging', () => {
    expect(beginnings('如果听到巨响，马上往高处跑')).toEqual(['如果听到巨响，马上往高处跑。'])
    expect(beginnings('沿岸群众，立即转移。')).toEqual(['沿岸群众，立即转移。'])
    expect(beginnings('If you hear a roar, run uphill.', 'en')).toEqual(['If you hear a roar, run uphill.'])
  })

  test('a decimal or an address does not end an English sentence', () => {
    expect(beginnings('Keep 1.5 km away. Go.', 'en')).toEqual(['Keep 1.5 km away.', 'Keep 1.5 km away. Go.'])
  })

  test('sentences rejoin', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'走，。！ab. ?;；"”'), maxLength: 60 }), (text) => {
        expect(sentencesOf(text, 'zh-CN').flat().join('')).toBe(text)
        expect(sentencesOf(text, 'en').flat().join('')).toBe(text)
      }),
    )
  })
})
