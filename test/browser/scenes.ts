/** States of the site of 510402 that pages are looked at in. */

import { framed, framesKey, parseFrames } from '../../functions/pages/frames.ts'
import { renderAlertPage } from '../../functions/pages/page.ts'
import { alertPath } from '../../functions/platform/alert-path.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { aPublished } from '../delivery/a-published.ts'
import { capTime, type LocalProduct } from '../fakes/local-product.ts'
import { publish, says } from './warnings.ts'

export interface Mixed {
  red: string
  lifted: string
  expired: string
}

/** Four colours in force, one lifted, one out of time that nobody has lifted; paths of three of their pages. */
export async function publishMixed(product: LocalProduct): Promise<Mixed> {
  const now = await product.now()
  const expired = await publish(product, {
    sent: capTime(now - 3 * 3_600_000),
    expires: capTime(now + 30_000),
    severity: 'Severe',
    event: '雷电',
    eventCode: '11B14',
    headline: '攀枝花市气象台发布雷电橙色预警',
  })
  const wrong = await publish(product, { severity: 'Moderate', headline: '攀枝花市东区应急管理局发布山洪黄色预警' })
  const lifted = await publish(product, { msgType: 'Cancel', follows: [wrong], severity: 'Moderate' })
  const red = await publish(product, {
    polygons: [
      [
        [26.6, 101.68],
        [26.6, 101.74],
        [26.54, 101.74],
        [26.54, 101.68],
        [26.6, 101.68],
      ],
    ],
    codes: ['510402100'],
  })
  await publish(product, { severity: 'Severe', event: '暴雨', eventCode: '11B03', headline: '暴雨橙色预警' })
  await publish(product, { severity: 'Moderate', event: '高温', eventCode: '11B09', headline: '高温黄色预警' })
  await publish(product, { severity: 'Minor', event: '大风', eventCode: '11B06', headline: '大风蓝色预警' })
  await product.moveClock(now + 90_000)
  await says(product, expired.path, '已过时效')
  await says(product, '/', '已过时效')
  return { red: red.path, lifted: lifted.path, expired: expired.path }
}

/** The page of a drill in the frames of this product's site. Drills are not delivered to the web: nothing links to it. */
export async function drillPage(product: LocalProduct, language: string): Promise<{ path: string; html: string }> {
  const county = loadCounty('510402')
  const alert = aPublished({ alert: { status: 'Exercise' } })
  const { bytes } = await product.ask('GET', `/${framesKey}`)
  const siteUrl = product.origin()
  const content = renderAlertPage({
    alert,
    county,
    language,
    siteUrl,
    history: [],
    nowMs: alert.acceptedAtMs,
    guides: [],
    mapApproval: null,
  })
  const path = alertPath(alert.alert.identifier, 'zh-CN')
  const html = framed(parseFrames(bytes.toString()), { kind: 'alert', language, path, siteUrl }, content)
  return { path: alertPath(alert.alert.identifier, language), html }
}
