import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderCountyMap } from '../../functions/pages/county-map.ts'
import { countyCodes, loadCounty } from '../../functions/platform/county.ts'
import { aPublished, modelCases } from '../delivery/a-published.ts'
import { county, page, red, wholeChain } from './a-page.ts'

describe('the map of an alert', () => {
  const svg = (area: Partial<PublishedAlert['area']>) => {
    const alert = aPublished({ area: { codes: [], polygons: [], circles: [], ...area } })
    const [map = ''] = /<figure class="map">.*?<\/figure>/s.exec(page(alert, '03:13')) ?? []
    return map
  }
  const triangle = [
    [26.6, 101.71],
    [26.6, 101.78],
    [26.54, 101.79],
    [26.6, 101.71],
  ] as const

  test('draws its shape with a hatching and a number, small and without inline style', () => {
    const map = svg({ polygons: [triangle] })
    expect(map).toMatch(/<path class="shape red" [^>]*d="M[\d.]+ [\d.]+l[-\d. ]+z"/)
    expect(map).toContain('fill="url(#hatch-red)"')
    expect(map).toMatch(/<text [^>]*>1<\/text>/)
    expect(map).toContain('role="img" aria-label="攀枝花市东区示意图"')
    expect(map).not.toMatch(/style|NaN|Infinity/)
    expect(map.length).toBeLessThan(6_000)
  })

  test('draws a shape the other way round the same', () => {
    const label = (map: string) => /<text x="([\d.]+)" y="([\d.]+)"/.exec(map)?.slice(1)
    expect(label(svg({ polygons: [triangle.toReversed()] }))).toEqual(label(svg({ polygons: [triangle] })))
  })

  test('fills the boundary for the whole county, draws a point as a circle, says what has no shape, and is none without any', () => {
    expect(svg({ codes: ['510402'] })).toContain('全境')
    expect(svg({ codes: ['510402'] })).toContain('class="shape red"')
    expect(svg({ circles: [{ centre: [26.6, 101.72], radiusKm: 0 }] })).toMatch(/<circle class="shape red"/)
    const town = aPublished({ alert: { identifier: 'town' } })
    const whole = aPublished({ area: { codes: ['510402'], polygons: [], circles: [] } })
    const shown = [town, whole].map((alert) => ({ alert, standing: 'inForce' as const }))
    const both = renderCountyMap({ shown, county, language: 'zh-CN', mapApproval: null, linked: true })
    expect(both.html.match(/<text [^>]*>\d<\/text>/g)).toEqual([expect.stringContaining('>2<')])
    expect(both.html).toMatch(/<span dir="auto">银江镇<\/span>：<a href/)
    expect(svg({ codes: ['510402100'] })).toBe('')
  })

  test('stays small whatever shape somebody sends', () => {
    const jagged = Array.from(
      { length: 3_000 },
      (_, i) => [26.55 + (i % 2) * 0.1 + i * 1e-6, 101.7 + i * 2e-5] as [number, number],
    )
    expect(svg({ polygons: [[...jagged, jagged[0]!]] }).length).toBeLessThan(12_000)
  })

  test('is gone with the warning: what is over has no red area', () => {
    const { area } = aPublished({ area: { codes: [], polygons: [triangle], circles: [] } })
    expect(page({ ...red, area }, '10:31', wholeChain)).not.toContain('<svg')
    expect(page({ ...modelCases.red(), area }, '09:30')).toContain('<svg')
  })

  test('is small for every county', () => {
    for (const code of countyCodes) {
      const map = renderCountyMap({
        shown: [{ alert: aPublished({ area: { codes: [code], polygons: [], circles: [] } }), standing: 'inForce' }],
        county: loadCounty(code),
        language: 'zh-CN',
        mapApproval: 'GS(2024)0001号',
        linked: true,
      }).html
      expect(map.length, code).toBeLessThan(6_000)
      expect(map).toContain('审图号：GS(2024)0001号')
    }
  })
})
