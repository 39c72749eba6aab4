import { describe, expect, test } from 'vitest'
import { type Campaign, datesOf, loadCampaigns } from '../../functions/publicity/campaign.ts'
import { type CampaignCalendar, renderCampaignIcs } from '../../functions/publicity/campaign-ics.ts'

const aCalendar = (changes: Partial<CampaignCalendar> = {}): CampaignCalendar => ({
  campaigns: loadCampaigns(),
  county: { code: '510402', name: '攀枝花市东区' },
  language: 'zh-CN',
  years: [2026, 2027],
  siteUrl: 'https://dongqu.example.gov.cn/',
  guides: new Map([
    ['forest-fire', { name: '森林火灾' }],
    ['earthquake', { name: '地震' }],
  ]),
  stamp: new Date('2026-05-01T08:30:00+08:00'),
  ...changes,
})

const onlyOne = (id: string, changes: Partial<CampaignCalendar> = {}): string =>
  renderCampaignIcs(aCalendar({ campaigns: loadCampaigns().filter((one) => one.id === id), years: [2026], ...changes }))

const unfold = (ics: string): string[] => ics.replaceAll('\r\n ', '').split('\r\n').slice(0, -1)
/** Values by property name (parameters aside) of each VEVENT, TEXT unescaped. */
const eventsOf = (ics: string): Record<string, string>[] => {
  const events: Record<string, string>[] = []
  for (const line of unfold(ics)) {
    const [, name, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/s.exec(line) ?? []
    if (line === 'BEGIN:VEVENT') events.push({})
    else if (events.length > 0 && name && !line.startsWith('END:')) {
      expect(events.at(-1), `${name} stands once`).not.toHaveProperty(name)
      events.at(-1)![name] = value!.replace(/\\([nN,;\\])/g, (_, c: string) => (c.toLowerCase() === 'n' ? '\n' : c))
    }
  }
  return events
}

describe('the calendar of campaigns', () => {
  test('is lines of at most 75 octets, each ended by CRLF (RFC 5545 §3.1)', () => {
    for (const language of ['zh-CN', 'en', 'ko'] as const) {
      const ics = renderCampaignIcs(aCalendar({ language }))
      expect(ics.endsWith('END:VCALENDAR\r\n')).toBe(true)
      expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      const octets = ics.split('\r\n').map((line) => Buffer.byteLength(line))
      expect(Math.max(...octets)).toBeLessThanOrEqual(75)
      expect(ics).not.toContain('\uFFFD')
    }
  })

  test('has what RFC 5545 §3.6 asks of a calendar and of an event', () => {
    const ics = renderCampaignIcs(aCalendar())
    const lines = unfold(ics)
    expect(lines.filter((line) => line === 'VERSION:2.0')).toHaveLength(1)
    expect(lines.filter((line) => line.startsWith('PRODID:'))).toEqual(['PRODID:-//fengsui//campaigns//ZH-CN'])
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(52)
    expect(lines.filter((line) => line === 'END:VEVENT')).toHaveLength(52)
    for (const event of eventsOf(ics)) {
      expect(event).toMatchObject({ DTSTAMP: '20260501T003000Z', TRANSP: 'TRANSPARENT' })
      expect(event.UID).toMatch(/^[a-z0-9-]+-202[67]\.510402@dongqu\.example\.gov\.cn$/)
      expect(event.DTSTART).toMatch(/^\d{8}$/)
      expect(event.SUMMARY).not.toBe('')
    }
    expect(ics).not.toMatch(/^DTSTART:/m)
  })

  test('an event lasts whole days and ends on the day after its last', () => {
    expect(onlyOne('wsm')).toContain('DTSTART;VALUE=DATE:20260601\r\nDTEND;VALUE=DATE:20260701\r\n')
    expect(onlyOne('ankang')).toContain('DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20270101\r\n')
    expect(onlyOne('dpr-day')).toContain('DTSTART;VALUE=DATE:20260512\r\nDTEND;VALUE=DATE:20260513\r\n')
  })

  test('is the same in every time zone of the machine', () => {
    const zone = process.env.TZ
    try {
      const texts = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles'].map((one) => {
        process.env.TZ = one
        return { ics: renderCampaignIcs(aCalendar()), hour: new Date(0).getHours() }
      })
      expect(texts.map(({ hour }) => hour)).toEqual([0, 8, 16])
      expect(new Set(texts.map(({ ics }) => ics)).size).toBe(1)
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  test('a UID stays when language, path and hour change, belongs to the host, and no two events share one', () => {
    const uids = (changes: Partial<CampaignCalendar>) =>
      eventsOf(renderCampaignIcs(aCalendar(changes))).map(({ UID }) => UID)
    const first = uids({})
    expect(new Set(first).size).toBe(first.length)
    const siteUrl = 'https://dongqu.example.gov.cn/yj'
    expect(uids({ language: 'en', siteUrl, stamp: new Date('2026-09-01T00:00:00Z') })).toEqual(first)
    for (const uid of uids({ siteUrl: 'http://127.0.0.1:8787' })) expect(uid).toMatch(/@127\.0\.0\.1$/)
    expect(uids({ county: { code: '141032', name: '永和县' } })).not.toContain(first[0])
  })

  test('events stand by date, and campaigns to be announced are left out', () => {
    const events = eventsOf(renderCampaignIcs(aCalendar()))
    const days = events.map(({ DTSTART }) => DTSTART)
    expect(days).toEqual(days.toSorted())
    const announced = loadCampaigns().filter(({ rule }) => datesOf(rule, 2026) === null)
    expect(announced.map(({ id }) => id)).toEqual(['sci-week', 'bssx', 'sjaqx', 'three-down'])
    expect(events.filter(({ SUMMARY }) => announced.some(({ name }) => name['zh-CN'] === SUMMARY))).toEqual([])
  })

  test('says what it is for and links to the guides that have a page, in its language', () => {
    expect(eventsOf(onlyOne('qingming-fire'))[0]!.DESCRIPTION).toBe(
      [
        '清明上坟不烧纸、不放炮，田边地头不烧秸秆，不把火种带进山。',
        '具体日期以当年通知为准。',
        '怎么做：',
        '森林火灾 https://dongqu.example.gov.cn/guides/forest-fire/',
      ].join('\n'),
    )
    const english = onlyOne('tangshan', { language: 'en', guides: new Map([['earthquake', { name: 'Earthquake' }]]) })
    expect(eventsOf(english)[0]!.DESCRIPTION).toContain('https://dongqu.example.gov.cn/en/guides/earthquake/')
    expect(eventsOf(english)[0]!.URL).toBe('https://dongqu.example.gov.cn/en/calendar/')
    expect(eventsOf(onlyOne('constitution'))[0]!.DESCRIPTION).not.toContain('怎么做')
  })

  test('commas, semicolons, backslashes and line breaks in texts are escaped (RFC 5545 §3.3.11)', () => {
    const nasty = 'a, b; c\\n \r\nEND:VEVENT'
    const campaign: Campaign = { ...loadCampaigns()[0]!, name: { 'zh-CN': nasty, en: nasty, ko: nasty } }
    const ics = renderCampaignIcs(
      aCalendar({
        campaigns: [campaign],
        years: [2026],
        county: { code: '510402', name: 'East District, Panzhihua' },
        language: 'en',
      }),
    )
    expect(eventsOf(ics)).toHaveLength(1)
    expect(eventsOf(ics)[0]!.SUMMARY).toBe('a, b; c\\n \nEND:VEVENT')
    expect(unfold(ics)).toContain('X-WR-CALNAME:Safety calendar of East District\\, Panzhihua')
  })
})
