import { expect, test } from 'vitest'
import { loadCounty } from '../../functions/platform/county.ts'
import { languages } from '../../functions/platform/language.ts'
import { renderLeavePage } from '../../functions/subscribers/leave-page.ts'
import { wordingIn } from '../../functions/wording/wording.ts'

test('every language has words of its own, in letters that its readers read', () => {
  const seen = new Set<string>()
  for (const { tag, isLegible } of languages) {
    const { leave } = wordingIn(tag)
    const said = [...Object.values(leave.ways), leave.askedTitle, leave.button, leave.leftTitle, leave.forgedTitle]
    for (const text of [...said, leave.asked('', ''), leave.left('', ''), leave.forged])
      expect(isLegible(text), text).toBe(true)
    expect(seen.has(leave.button)).toBe(false)
    seen.add(leave.button)
  }
})

test('the page behind a leaving link speaks each language of its county, by the name it has there', () => {
  const county = loadCounty('222404')
  const page = renderLeavePage({ kind: 'asked', channel: 'sms', county, siteUrl: 'https://yj.example.gov.cn' })
  for (const language of county.languages) expect(page).toContain(`<section lang="${language}">`)
  expect(page).toContain('훈춘시의 경보를 더 이상 문자로')
  expect(page).toContain('珲春市')
  expect(page.match(/<form /gu)).toHaveLength(1)
})
