import { describe, expect, it } from 'vitest'
import type { Resource } from '../../functions/alerts/alert.ts'
import { fitBody, maxPackedBytes, packBody, unpackBody } from '../../functions/alerts/packed-body.ts'
import { judgeAlert } from '../../functions/alerts/rules/judge-alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { anAlert, anInfo, nextNumber, noise } from './an-alert.ts'

const county = loadCounty('510402')
const bodyWith = (resource: Resource[], description = '上游有雨。') => {
  const alert = anAlert({ info: [anInfo({ resource, description })] })
  const ruled = judgeAlert({
    alert,
    county,
    sender: county.senders[0]!,
    nowMs: Date.parse(alert.sent),
    signature: null,
  })
  if (ruled.verdict === 'refuse') throw new Error(JSON.stringify(ruled.problems))
  return ruled.body
}
const picture = (uri?: string): Resource => ({
  resourceDesc: '淹没图',
  mimeType: 'image/jpeg',
  derefUri: Buffer.from(Array.from({ length: 48_000 }, () => nextNumber() & 0xff)).toString('base64'),
  ...(uri && { uri }),
})

describe('what is kept of an alert', () => {
  it('reads back as it was', () => {
    const body = bodyWith([picture()])
    expect(unpackBody(packBody(body))).toEqual(body)
    expect(fitBody(body)).toEqual({ body })
  })
  it('is all but enclosed files where these are too many, each named in a note', () => {
    const pictures = [picture(), picture('https://yj.pzhdq.gov.cn/1.jpg'), picture(), picture()]
    const fitted = fitBody(bodyWith(pictures))
    if ('problem' in fitted) throw new Error(JSON.stringify(fitted.problem))
    const { derefUri, ...linked } = pictures[1]!
    expect(fitted.body.alert.info[0]!.resource).toEqual([linked])
    expect(fitted.body.notes.map((note) => note.split(':')[0])).toEqual(
      [1, 2, 3, 4].map((number) => `alert/info[1]/resource[${number}]/derefUri`),
    )
  })
  it('is nothing where the words alone are too many, and that is the reason given', () => {
    const fitted = fitBody(bodyWith([picture()], noise(120_000)))
    expect(fitted).toEqual({
      problem: {
        path: 'alert',
        found: expect.stringMatching(/^2\d{5} bytes when compressed/),
        allowed: expect.stringContaining(`at most ${maxPackedBytes} bytes`),
      },
    })
  })
  it('leaves room for the area of what a Cancel calls off', () => {
    expect(2 * maxPackedBytes).toBeLessThan(400 * 1024)
  })
})
