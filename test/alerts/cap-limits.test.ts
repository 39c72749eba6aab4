import { describe, expect, it } from 'vitest'
import {
  limitXml,
  maxAreas,
  maxAttributes,
  maxBytes,
  maxDepth,
  maxElements,
  maxInfos,
  maxResources,
  maxTextLength,
} from '../../functions/alerts/cap-limits.ts'
import { readCap } from '../../functions/alerts/cap-read.ts'
import { capDocument } from './cap-document.ts'

const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)
const inside = (content: string): string => `<alert>${content}</alert>`
const attributes = (count: number): string =>
  inside(`<a${Array.from({ length: count }, (_, index) => ` a${index}=""`).join('')}/>`)

describe('limits', () => {
  it.each([
    ['depth', nested(maxDepth), nested(maxDepth + 1)],
    ['elements', inside('<a/>'.repeat(maxElements - 1)), inside('<a/>'.repeat(maxElements))],
    ['infos', inside('<info/>'.repeat(maxInfos)), inside('<info/>'.repeat(maxInfos + 1))],
    ['infos with a prefix', inside('<cap:info/>'.repeat(maxInfos)), inside('<cap:info/>'.repeat(maxInfos + 1))],
    ['areas', inside('<area/>'.repeat(maxAreas)), inside('<area/>'.repeat(maxAreas + 1))],
    ['resources', inside('<resource/>'.repeat(maxResources)), inside('<resource/>'.repeat(maxResources + 1))],
    ['attributes', attributes(maxAttributes), attributes(maxAttributes + 1)],
    ['length of a text', inside('警'.repeat(maxTextLength)), inside('警'.repeat(maxTextLength + 1))],
    [
      'length of a text in pieces',
      inside(`${'x'.repeat(maxTextLength - 1)}<!-- --><![CDATA[x]]>`),
      inside(`${'x'.repeat(maxTextLength - 1)}<!-- --><![CDATA[xx]]>`),
    ],
  ])('takes the largest allowed %s and refuses one more', (_title, allowed, tooMuch) => {
    expect(limitXml(allowed)).toMatchObject({ ok: true })
    expect(limitXml(tooMuch)).toMatchObject({ ok: false, reason: 'tooLarge' })
  })

  it('refuses one byte too many before anything is decoded', () => {
    const padded = capDocument() + ' '.repeat(maxBytes - Buffer.byteLength(capDocument()))
    expect(readCap(Buffer.from(padded))).toMatchObject({ ok: true })
    expect(readCap(Buffer.from(`${padded} `))).toEqual({
      ok: false,
      reason: 'tooLarge',
      problems: [{ path: 'document', found: '262145 bytes', allowed: 'at most 262144 bytes' }],
    })
  })

  it.each([
    ['a document type', '<!DOCTYPE alert>'],
    ['one in small letters', '<!doctype html>'],
    ['entities that grow', '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'],
    ['an entity that reads a file', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['an entity declaration on its own', '<!ENTITY a "b">'],
  ])('refuses %s', (_title, declaration) => {
    expect(limitXml(`${declaration}<alert/>`)).toMatchObject({
      ok: false,
      reason: 'malformed',
      problem: { path: 'line 1, column 1', allowed: expect.stringContaining('no document type or entity declaration') },
    })
    expect(limitXml(`<alert>${declaration}</alert>`)).toMatchObject({ ok: false, reason: 'malformed' })
  })

  it.each([
    ['100 000 elements inside each other', '<a>'.repeat(100_000)],
    ['100 000 infos', inside('<info/>'.repeat(100_000))],
    ['a million entity references', `<!DOCTYPE a [<!ENTITY a "x">]><a>${'&a;'.repeat(1_000_000)}</a>`],
    ['300 000 open brackets', '<'.repeat(300_000)],
    ['a tag that never ends', `<a ${'b="'.repeat(100_000)}`],
    ['a tag of spaces', `<a${' '.repeat(300_000)}`],
    ['an endless reference', `<a>&#${'0'.repeat(60_000)}</a>`],
  ])('refuses %s within 50 milliseconds', (_title, text) => {
    const runs = [1, 2, 3].map(() => {
      const start = performance.now()
      expect(limitXml(text).ok).toBe(false)
      return performance.now() - start
    })
    expect(Math.min(...runs)).toBeLessThan(50)
  })
})
