import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { renderActiveGeoJson, renderActiveJson } from '../../functions/pages/active.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import { county, wholeChain } from './a-page.ts'

describe('active.json', () => {
  const active = (alerts: PublishedAlert[], clock: string, language = 'zh-CN') =>
    JSON.parse(renderActiveJson({ alerts, county, language, nowMs: Date.parse(at(clock)) }))

  test('has the agreed shape', () => {
    expect(active([modelCases.red()], '03:13')).toEqual({
      updated: at('03:13'),
      alerts: [
        {
          identifier: '51040205500000_20260701031200_0',
          sender: '51040205500000',
          sent: at('03:12'),
          status: 'Actual',
          msgType: 'Alert',
          event: '山洪灾害',
          eventCode: '11A51',
          colour: 'red',
          severity: 'Extreme',
          headline: '攀枝花市东区防汛抗旱指挥部发布山洪红色预警',
          instruction: '沟边河边住户马上往两侧高处走，不要过河！不要顺沟跑，叫醒老人邻居，不等天亮。',
          areas: [{ code: '510402100', name: '银江镇' }],
          onset: null,
          expires: at('09:00'),
          state: 'inForce',
          replaces: [],
          web: null,
          contact: '12379',
          url: '/alerts/51040205500000_20260701031200_0/',
          cap: '/alerts/51040205500000_20260701031200_0/cap.xml',
          languages: ['zh-CN'],
        },
      ],
    })
  })

  test('says what an update takes the place of', () => {
    const red = { ...modelCases.red(), stage: 'superseded' as const, successor: modelCases.orange().id }
    expect(active([red, modelCases.orange()], '05:30').alerts).toMatchObject([
      { colour: 'orange', replaces: ['51040205500000_20260701031200_0'] },
    ])
  })

  test('holds only what is in force and for everybody', () => {
    expect(active(wholeChain, '10:31').alerts).toEqual([])
    expect(active([modelCases.red()], '09:00').alerts).toEqual([])
    expect(active([aPublished({ alert: { scope: 'Private' } })], '03:13').alerts).toEqual([])
  })

  test('mirrors the language where the alert speaks it', () => {
    const [alert] = active([modelCases.english()], '03:13', 'en').alerts
    expect(alert).toMatchObject({
      headline: 'Flash flood RED warning for Yinjiang Town',
      url: '/en/alerts/51040205500000_20260701031200_0/',
      languages: ['zh-CN', 'en'],
    })
  })
})

describe('active.geojson', () => {
  const geometry = (area: Partial<PublishedAlert['area']>) =>
    JSON.parse(
      renderActiveGeoJson({
        alerts: [aPublished({ area: { codes: [], polygons: [], circles: [], ...area } })],
        county,
        language: 'zh-CN',
        nowMs: atMs('03:13'),
      }),
    ).features[0].geometry

  test('turns lat,lon into lon,lat, anticlockwise and closed', () => {
    const clockwise = [
      [26.6, 101.71],
      [26.6, 101.78],
      [26.54, 101.79],
      [26.6, 101.71],
    ] as const
    expect(geometry({ polygons: [clockwise] })).toEqual({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [101.71, 26.6],
            [101.79, 26.54],
            [101.78, 26.6],
            [101.71, 26.6],
          ],
        ],
      ],
    })
  })

  test('has six decimals everywhere, and no position twice in a row', () => {
    const drawn = geometry({
      polygons: [
        [
          [26.61234567, 101.71],
          [26.61234567, 101.71000001],
          [26.6, 101.78],
          [26.54, 101.79],
          [26.61234567, 101.71],
        ],
      ],
      circles: [{ centre: [26.5761234, 101.7471234], radiusKm: 1.2345678 }],
    })
    expect(JSON.stringify(drawn)).not.toMatch(/\d\.\d{7}/)
    expect(drawn.coordinates[0][0]).toHaveLength(4)
  })

  test('draws a circle round its centre, also one without a radius', () => {
    for (const radiusKm of [0, 2]) {
      const { coordinates } = geometry({ circles: [{ centre: [26.6, 101.7], radiusKm }] })
      const ring: [number, number][] = coordinates[0][0]
      expect(ring.length).toBe(65)
      expect(ring[0]).toEqual(ring.at(-1))
      for (const [lon, lat] of ring) {
        expect(Math.abs(lon - 101.7)).toBeLessThan(0.03)
        expect(Math.abs(lat - 26.6)).toBeLessThan(0.03)
      }
    }
  })

  test('knows the county’s boundary and no town’s', () => {
    expect(geometry({ codes: ['510402'] })).toEqual(county.boundary)
    expect(geometry({ codes: ['510402100'] })).toBeNull()
  })
})
