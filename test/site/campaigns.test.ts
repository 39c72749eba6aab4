import { describe, expect, test } from 'vitest'
import { campaignsOf, loadCampaigns } from '../../functions/publicity/campaign.ts'
import { allMonths, calendarYear, campaignsInMonth, sayEveryYear, sayWhen } from '../../site/src/campaigns.ts'
import { wordsIn } from '../../site/src/words/words.ts'

const counties = ['141032', '222404', '360403', '510402', '530302']
const ruleOf = (id: string) => loadCampaigns().find((one) => one.id === id)!.rule
const inYear = (id: string, year: number) => campaignsOf('222404', year).find(({ campaign }) => campaign.id === id)!

describe('the calendar of a county', () => {
  test('has every campaign of the county once', () => {
    for (const county of counties) {
      const { months, allYear, announced } = calendarYear(county, 2027)
      const listed = [...[...months.values()].flat(), ...allYear, ...announced].map(({ campaign }) => campaign.id)
      expect(listed.toSorted()).toEqual(
        campaignsOf(county, 2027)
          .map(({ campaign }) => campaign.id)
          .toSorted(),
      )
    }
  })

  test('shows no campaign of another province', () => {
    const { announced } = calendarYear('510402', 2027)
    expect(announced.map(({ campaign }) => campaign.id)).not.toContain('sjaqx')
    expect(announced.map(({ campaign }) => campaign.id)).not.toContain('bssx')
  })

  test('puts what is announced for a month there, and what lasts all year nowhere else', () => {
    const { months, allYear } = calendarYear('141032', 2026)
    expect(months.get(5)?.map(({ campaign }) => campaign.id)).toContain('sci-week')
    expect(allYear.map(({ campaign }) => campaign.id)).toEqual(['ankang', 'youth-post'])
  })
})

describe('a month', () => {
  test('has what begins before it and ends in or after it, the shortest first', () => {
    const ids = (month: number) => campaignsInMonth('141032', month, [2026, 2027]).map(({ campaign }) => campaign.id)
    expect(ids(4)).toContain('qingming-fire')
    expect(ids(3)).toContain('qingming-fire')
    expect(ids(6)).toEqual(['wsm-consult', 'wsm', 'wanlixing'])
    expect(ids(1)).toEqual(['110-day'])
  })

  test('names each campaign once, though two years are looked at', () => {
    for (const month of allMonths) {
      const ids = campaignsInMonth('222404', month, [2026, 2027]).map(({ campaign }) => campaign.id)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})

describe('days in words', () => {
  const zh = wordsIn('zh-CN')
  test.each([
    ['dpr-day', '5月12日'],
    ['wsm', '6月1日—30日'],
    ['occupational-week', '4月25日—5月1日'],
    ['wanlixing', '6月1日—12月31日'],
    ['ankang', '全年'],
    ['sci-week', '多在5月，日期以通知为准'],
    ['three-down', '日期以通知为准'],
  ])('%s is %s in every year', (id, said) => {
    expect(sayEveryYear(ruleOf(id), zh)).toBe(said)
  })

  test.each(['school-safety', 'first-aid', 'qingming-fire'])('%s moves, so no days are promised', (id) => {
    expect(sayEveryYear(ruleOf(id), zh)).toBeUndefined()
  })

  test('of one year are said for that year, in every language', () => {
    expect(sayWhen(inYear('first-aid', 2026), zh)).toBe('9月12日')
    expect(sayWhen(inYear('first-aid', 2027), zh)).toBe('9月11日')
    expect(sayWhen(inYear('dpr-week', 2026), wordsIn('en'))).toBe('6–12 May')
    expect(sayWhen(inYear('dpr-week', 2026), wordsIn('ko'))).toBe('5월 6일–12일')
    expect(sayWhen(inYear('three-down', 2026), wordsIn('en'))).toBe('Days to be announced')
  })
})
