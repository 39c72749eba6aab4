import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { alertPath, alertSegment, capPath } from '../../functions/platform/alert-path.ts'
import * as fc from '../properties/fast-check.ts'

describe('the address of an alert', () => {
  test('a plain identifier is the segment, in each language', () => {
    expect(alertPath('51040205500000_20260701031200_0', 'zh-CN')).toBe('/alerts/51040205500000_20260701031200_0/')
    expect(alertPath('a.b-c_1', 'en')).toBe('/en/alerts/a.b-c_1/')
    expect(alertPath('a.b-c_1', 'ko-KR')).toBe('/ko/alerts/a.b-c_1/')
    expect(capPath('a.b-c_1')).toBe('/alerts/a.b-c_1/cap.xml')
  })

  test.each(['../../etc/passwd', '.hidden', 'urn:oid:1.2.3', '预警 1', 'a'.repeat(101), '', 'a/b', 'a\n'])(
    'any other is x- and 22 characters of its hash: %j',
    (identifier) => {
      const hash = createHash('sha256').update(identifier).digest('base64url').slice(0, 22)
      expect(alertSegment(identifier)).toBe(`x-${hash}`)
    },
  )

  test('no identifier leaves its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (identifier) => {
        expect(alertSegment(identifier)).toMatch(/^[A-Za-z0-9][\w.-]{0,99}$/)
      }),
    )
  })
})
