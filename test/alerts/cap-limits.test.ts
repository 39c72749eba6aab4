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
} from '../../functions/alerts/cap/limits.ts'
import { readCap } from '../../functions/alerts/cap/read.ts'
import { workOf } from '../fakes/count-work.ts'
import { capDocument, capInfo } from './cap-document.ts'

const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)
const inside = (content: string): string => `<alert>${content}</alert>`
const attributes = (count: number): string =>
  inside(`<a${Array.from({ length: count }, (_, index) => ` a${index}=""`).join('')}/>`)

/** A few steps for each character, and some for the answer. */
const fewSteps = (text: { length: number }): number => 12 * text.length + 10_000

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
      problems: [
        { path: 'document', found: '1048577 bytes', allowed: 'at most 1048576 bytes; larger files are linked by uri' },
      ],
    })
  })

  it('does not read a tag to its end once it has too many attributes', () => {
    expect(limitXml(attributes(90_000))).toMatchObject({ problem: { found: '201 attributes or more' } })
  })

  it('takes encoded content as long as the document, and its prefix as any other', () => {
    const content = 'A'.repeat(900_000)
    expect(limitXml(inside(`<derefUri>${content}</derefUri>`))).toMatchObject({ ok: true })
    expect(limitXml(inside(`<cap:derefUri>${content}</cap:derefUri>`))).toMatchObject({ ok: true })
    expect(limitXml(inside(`<derefUri></derefUri>${content}`))).toMatchObject({ ok: false })
    expect(limitXml(inside(`<derefUri/>${content}`))).toMatchObject({ ok: false })
    expect(limitXml(inside(`<derefUri><b>${content}</b></derefUri>`))).toMatchObject({ ok: false })
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
  ])('refuses %s in a few steps for each character', async (_title, text) => {
    expect(await workOf(() => expect(limitXml(text).ok).toBe(false))).toBeLessThan(fewSteps(text))
  })

  const filled = (unit: string): Uint8Array => Buffer.from(unit.repeat(Math.floor(1_000_000 / unit.length)))
  it.each([
    ['infos', filled('<info/>')],
    ['open tags', filled('<a>')],
    ['open brackets', filled('<')],
    ['references', filled('&amp;')],
    ['references to nothing', filled('&a;')],
    ['zeros of a reference', Buffer.from(`<a>&#${'0'.repeat(999_000)}`)],
    ['spaces in a tag', Buffer.from(`<a${' '.repeat(999_000)}`)],
    ['attributes', Buffer.from(`<a ${'b="'.repeat(333_000)}`)],
    ['attributes of one tag', Buffer.from(`<a ${Array.from({ length: 90_000 }, (_, i) => `a${i}=""`).join(' ')}>`)],
    [
      'positions',
      Buffer.from(capInfo({ area: `<area><polygon>${'1,1 '.repeat(16_000)}</polygon></area>`.repeat(15) })),
    ],
    ['comments', Buffer.from(`<a>${'<!---->'.repeat(140_000)}`)],
    ['comments that do not end', filled('<!-- -')],
    ['instructions', Buffer.from(`<a>${'<?b ?>'.repeat(160_000)}`)],
    ['sections', Buffer.from(`<a>${'<![CDATA[]]>'.repeat(80_000)}`)],
    ['closing brackets', Buffer.from(`<a>${']]'.repeat(499_000)}`)],
    ['line feeds before a fault', Buffer.from(`${'\n'.repeat(999_000)}x`)],
    ['an enclosed file that does not end', Buffer.from(`<alert><derefUri>${'A'.repeat(999_000)}`)],
  ])('refuses a document of 1 MB of %s in a few steps for each character', async (_title, bytes) => {
    expect(await workOf(() => expect(readCap(bytes).ok).toBe(false))).toBeLessThan(fewSteps(bytes))
  })
})
