/** What every page must stand: axe in light and dark, and no scrolling sideways on a narrow phone, also in large type. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
/** Of a common phone, and of WCAG 2.1, 1.4.10. */
const widths = [390, 320]

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations']

const sayViolations = (where: string, violations: Violations): string[] =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${where}: ${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary?.split('\n').at(-1)?.trim() ?? ''}${nodes.length > 1 ? ` (and ${nodes.length - 1} more)` : ''}`,
    )

const violationsOf = async (page: Page): Promise<Violations> =>
  (
    await new AxeBuilder({ page })
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'] })
      .withTags(tags)
      .analyze()
  ).violations

/** After `violationsOf`, which leaves axe in the page. */
const contrastOf = async (page: Page): Promise<Violations> =>
  page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: unknown }> } }
    const { violations } = await axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] })
    return violations as never
  })

/** Problems of the page that is open, in words. */
export async function problemsOf(page: Page, { narrow = true } = {}): Promise<string[]> {
  const at = decodeURI(new URL(page.url()).pathname)
  const problems: string[] = []
  problems.push(...sayViolations(`${at} light`, await violationsOf(page)))
  if (narrow) problems.push(...(await tooWide(page, at)))
  // Contrast is all that the rest depends on.
  await page.emulateMedia({ colorScheme: 'dark' })
  problems.push(...sayViolations(`${at} dark`, await contrastOf(page)))
  if (narrow) {
    await page.evaluate(() => document.documentElement.toggleAttribute('data-elder', true))
    problems.push(...(await tooWide(page, `${at} elder`)))
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return problems
}

/** In large type, all rules. */
export async function elderProblemsOf(page: Page): Promise<string[]> {
  await page.evaluate(() => document.documentElement.toggleAttribute('data-elder', true))
  return sayViolations(`${new URL(page.url()).pathname} elder`, await violationsOf(page))
}

async function tooWide(page: Page, at: string): Promise<string[]> {
  const before = page.viewportSize()!
  const problems: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 })
    const found = await page.evaluate(() => {
      const { scrollWidth } = document.scrollingElement!
      if (scrollWidth <= innerWidth) return undefined
      // The innermost thing that sticks out and cannot be scrolled by itself.
      const scrolls = (element: Element | null): boolean =>
        element !== null && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement))
      const out = [...document.body.querySelectorAll('*')].filter(
        (each) => each.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(each.parentElement),
      )
      return `${scrollWidth} px wide: ${out.at(-1)?.outerHTML.slice(0, 120)}`
    })
    if (found) problems.push(`${at} at ${width}: ${found}`)
  }
  await page.setViewportSize(before)
  return problems
}
