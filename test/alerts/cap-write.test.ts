import { describe, expect, it } from 'vitest'
import { readCap } from '../../functions/alerts/cap/read.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { alerts } from '../properties/alert-arbitrary.ts'
import * as fc from '../properties/fast-check.ts'
import { anAlert, anArea, anInfo } from './an-alert.ts'
import { capFolder, hasSchema, loadSchema } from './oasis-schema.ts'

const reread = (document: string) => {
  const result = readCap(Buffer.from(document))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.alert
}

describe('writeCap', () => {
  it('writes what reads back as the same alert, whatever the alert', () => {
    fc.assert(
      fc.property(alerts, (alert) => {
        expect(reread(writeCap(alert))).toStrictEqual(alert)
      }),
      { numRuns: 300 },
    )
  })

  it.skipIf(!hasSchema)('writes what is valid by the OASIS schema, whatever the alert', () => {
    const judge = loadSchema(capFolder)
    fc.assert(
      fc.property(alerts, (alert) => {
        expect(judge(writeCap(alert))).toBe('valid')
      }),
      { numRuns: 300 },
    )
  })

  it('writes the factory alert in the order of the standard, one element a line', () => {
    const written = writeCap(anAlert())
    expect(written).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1\.2">\n/,
    )
    expect(written).toContain('\n        <value>510402100</value>\n')
    expect(reread(written)).toStrictEqual(anAlert())
  })

  it('escapes markup and keeps carriage returns', () => {
    const written = writeCap(anAlert({ note: `<b a="1">R&D</b> ]]> \r\n'` }))
    expect(written).toContain(`<note>&lt;b a="1"&gt;R&amp;D&lt;/b&gt; ]]&gt; &#13;\n'</note>`)
  })

  it('never writes a character XML forbids', () => {
    const text = 'a\u{7}b\0c\u{1F}d\u{FFFE}e\u{FFFF}f\u{D83C}g\u{DF0A}h🌊'
    const written = writeCap(
      anAlert({ note: text, info: [anInfo({ headline: text, parameter: [{ valueName: text, value: text }] })] }),
    )
    expect(written).toContain('<note>a�b�c�d�e�f�g�h🌊</note>')
    expect(reread(written).note).toBe('a�b�c�d�e�f�g�h🌊')
  })

  it.each([
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [5e-324, `0.${'0'.repeat(323)}5`],
    [26.600_000_1, '26.6000001'],
    [0, '0'],
  ])('writes the latitude %d without exponent', (lat, digits) => {
    const written = writeCap(
      anAlert({ info: [anInfo({ area: [anArea({ circle: [{ centre: [lat, 101.7], radiusKm: 2 }] })] })] }),
    )
    expect(written).toContain(`<circle>${digits},101.7 2</circle>`)
  })

  it('writes heights of any size without exponent', () => {
    const written = writeCap(anAlert({ info: [anInfo({ area: [anArea({ altitude: 1.5e21, ceiling: -1e22 })] })] }))
    expect(written).toContain('<altitude>1500000000000000000000</altitude>')
    expect(written).toContain('<ceiling>-10000000000000000000000</ceiling>')
  })

  it('puts addresses and incidents that hold spaces in double quotes', () => {
    const written = writeCap(anAlert({ addresses: ['a', 'b c', 'd"e'], incidents: ['防汛 一号'] }))
    expect(written).toContain('<addresses>a "b c" d"e</addresses>')
    expect(written).toContain('<incidents>"防汛 一号"</incidents>')
  })

  it('lets a double quote become an apostrophe where CAP has no way to say it', () => {
    expect(reread(writeCap(anAlert({ addresses: ['the "upper" town', '"x'] }))).addresses).toEqual([
      "the 'upper' town",
      "'x",
    ])
  })

  it('writes references as triples and nothing for a missing field', () => {
    const sent = '2026-07-01T08:00:00+08:00'
    const references = [
      { sender: 'a', identifier: 'b', sent },
      { sender: 'c', identifier: 'd', sent },
    ]
    const written = writeCap(anAlert({ msgType: 'Update', references }))
    expect(written).toContain(`<references>a,b,${sent} c,d,${sent}</references>`)
    expect(written).not.toMatch(/<(?:note|source|restriction|addresses|incidents|code|web|resource)\b/)
  })
})
