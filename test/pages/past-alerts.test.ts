import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { lastMonths, makePastAlerts, type PastRow } from '../../functions/pages/past-alerts.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { aPublished, atMs, modelCases } from '../delivery/a-published.ts'

const county = loadCounty('510402')
const hour = 3_600_000

/** A bucket and writers over it; each writer is a container with a memory of its own. */
function aBucket() {
  const files = new Map<string, string>()
  const calls = { list: 0, read: 0, put: 0 }
  const line = { isDown: false }
  const writer = () =>
    makePastAlerts({
      county,
      async read(key) {
        calls.read++
        const text = files.get(key)
        return text === undefined ? undefined : { text, etag: undefined }
      },
      async list(prefix) {
        calls.list++
        if (line.isDown) throw new Error('no bucket')
        return [...files.keys()].filter((key) => key.startsWith(prefix))
      },
      async put({ path, body }) {
        calls.put++
        files.set(path, String(body))
      },
    })
  const rowsOf = (month: string): PastRow[] =>
    JSON.parse(files.get(`alerts/past/${month}.json`) ?? '{"alerts":[]}').alerts
  return { files, calls, line, writer, rowsOf }
}

const red = { ...modelCases.red(), stage: 'superseded' as const, successor: modelCases.orange().id }
const orange = { ...modelCases.orange(), stage: 'cancelled' as const, successor: modelCases.lifted().id }
const chain: PublishedAlert[] = [red, orange, modelCases.lifted()]

describe('past warnings', () => {
  test('are kept by month, a chain by its last message, slim', async () => {
    const { writer, rowsOf, files } = aBucket()
    await writer().keep(chain, atMs('10:31'))
    expect([...files.keys()]).toEqual(['alerts/past/2026-07.json'])
    expect(rowsOf('2026-07')).toEqual([
      {
        identifier: '51040205500000_20260701103000_0',
        sender: '51040205500000',
        url: '/alerts/51040205500000_20260701103000_0/',
        titles: { 'zh-CN': '山洪橙色预警：银江镇', en: 'Flash flood ORANGE warning: Yinjiang Town' },
        colour: 'orange',
        eventCode: '11A51',
        standing: 'lifted',
        sent: '2026-07-01T10:30:00+08:00',
        ended: '2026-07-01T10:30:00+08:00',
      },
    ])
  })

  test('stay when the alert has left the table of what is shown', async () => {
    const { writer } = aBucket()
    await writer().keep(chain, atMs('10:31'))
    const rows = await writer().rows([], atMs('10:31') + 60 * 24 * hour)
    expect(rows.map(({ standing }) => standing)).toEqual(['lifted'])
    expect(await writer().rows([], atMs('10:31') + 400 * 24 * hour)).toEqual([])
  })

  test('change their standing when something followed after their time ran out', async () => {
    const { writer, rowsOf } = aBucket()
    const past = writer()
    const expired = { ...modelCases.red(), stage: 'expired' as const }
    await past.keep([expired], atMs('09:30'))
    expect(rowsOf('2026-07').map(({ standing }) => standing)).toEqual(['expired'])
    await past.keep(chain, atMs('10:31'))
    expect(rowsOf('2026-07').map(({ standing }) => standing)).toEqual(['lifted'])
    // The warning itself left; its lifting, still shown, says what it followed.
    await past.keep([modelCases.lifted()], atMs('10:31', 31))
    expect(rowsOf('2026-07')).toHaveLength(1)
  })

  test('hold neither what is in force, nor drills, tests, or what is not for everybody', async () => {
    const { writer, files } = aBucket()
    const restricted = aPublished({ stage: 'expired', alert: { identifier: 'r', scope: 'Restricted' } })
    const technical = aPublished({ stage: 'expired', alert: { identifier: 't', status: 'Test' } })
    const drill = { ...modelCases.drill(), stage: 'expired' as const }
    await writer().keep([restricted, technical, drill], atMs('12:00', 9))
    await writer().keep([modelCases.red()], atMs('03:13'))
    expect(files.size).toBe(0)
  })

  test('cost one list an hour and a read for each month there is, and a write only where something changed', async () => {
    const { writer, calls } = aBucket()
    const past = writer()
    const run = async (nowMs: number) => {
      await past.rows(chain, nowMs)
      await past.keep(chain, nowMs)
    }
    await run(atMs('10:31'))
    expect(calls).toEqual({ list: 1, read: 1, put: 1 })
    for (let minute = 1; minute < 50; minute++) await run(atMs('10:31') + minute * 60_000)
    expect(calls).toEqual({ list: 1, read: 1, put: 1 })
  })

  test('of other containers are never written over', async () => {
    const { writer, rowsOf } = aBucket()
    const [one, two] = [writer(), writer()]
    await one.rows([], atMs('03:00'))
    await two.rows([], atMs('03:00'))
    await one.keep(chain, atMs('10:31'))
    const heat = aPublished({ stage: 'expired', alert: { identifier: 'heat' } })
    await two.keep([heat], atMs('10:31'))
    expect(rowsOf('2026-07').map(({ identifier }) => identifier)).toEqual(['51040205500000_20260701103000_0', 'heat'])
  })

  test('are told as they were known while the bucket cannot be read, and never written over', async () => {
    const { writer, calls, line, rowsOf } = aBucket()
    await writer().keep(chain, atMs('10:31'))
    const past = writer()
    await past.rows([], atMs('10:31'))
    line.isDown = true
    const muchLater = atMs('10:31') + 5 * hour
    expect(await past.rows([], muchLater)).toHaveLength(1)
    expect(await writer().rows([], muchLater)).toEqual([])
    const heat = aPublished({ stage: 'expired', alert: { identifier: 'heat' } })
    expect(await writer().rows([heat], muchLater)).toHaveLength(1)
    await expect(writer().keep([heat], muchLater)).rejects.toThrow('no bucket')
    expect(calls.put).toBe(1)
    line.isDown = false
    await past.keep([heat], muchLater)
    expect(rowsOf('2026-07')).toHaveLength(2)
  })

  test('of a broken file stay for a person to mend; those still shown are told meanwhile', async () => {
    const { writer, files } = aBucket()
    files.set('alerts/past/2026-07.json', '{')
    const past = writer()
    await past.keep(chain, atMs('10:31'))
    expect(files.get('alerts/past/2026-07.json')).toBe('{')
    expect(await past.rows(chain, atMs('10:31'))).toHaveLength(1)
  })

  test('are those of twelve months, by the clocks of China', () => {
    const months = lastMonths(Date.parse('2026-06-30T16:30:00Z'))
    expect([months[0], months[6], months.at(-1), months.length]).toEqual(['2026-07', '2026-01', '2025-08', 12])
  })
})
