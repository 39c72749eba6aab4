/** States that pages tell apart, met in a browser: whoever chose a place, screens, and everybody's eyes. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type aPublished, atMs } from '../delivery/a-published.ts'
import {
  bingcaogang,
  drill,
  endless,
  liftedByUpdate,
  partlyLifted,
  rainstorm,
  reissued,
  relayed,
  sentAt,
  twoColours,
  upcoming,
  yinjiang,
} from '../texts/told-scenes.ts'
import { problemsOf } from './accessible.ts'
import { openChromium, visit } from './chromium.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  ;[stage, browser] = await Promise.all([openStage('510402'), openChromium()])
}, 240_000)
afterAll(async () => {
  await browser?.close()
  stage?.close()
})

const over = sentAt('03:12', { eventCode: '11B14', eventName: '雷电', expiresAtMs: atMs('08:00') }, 8)
const shape = sentAt(
  '08:20',
  {
    colour: 'yellow',
    eventCode: '11C01',
    area: {
      codes: [],
      polygons: [
        [
          [26.6, 101.68],
          [26.6, 101.74],
          [26.54, 101.74],
          [26.6, 101.68],
        ],
      ],
      circles: [],
    },
  },
  9,
)
const [red, orange] = twoColours() as [ReturnType<typeof aPublished>, ReturnType<typeof aPublished>]
const mixed = [red, orange, shape, upcoming(), over, drill()]
const nowMs = atMs('09:30')
const read = <T>(act: (page: Page) => Promise<T>): Promise<T> => visit(browser, stage.origin, {}, act)

test('every state is right for everybody, in Chinese and English, on phones and in large type', () =>
  read(async (page) => {
    const problems: string[] = []
    const [whole, part] = partlyLifted()
    const [, end] = liftedByUpdate()
    const scenes = [
      { alerts: mixed, paths: ['/', '/alerts/', '/embed/'], of: [upcoming(), over] },
      { alerts: partlyLifted(), paths: ['/'], of: [whole!, part!] },
      { alerts: liftedByUpdate(), paths: [], of: [end!] },
      { alerts: [...relayed(), rainstorm(), endless()], paths: ['/'], of: [relayed()[0]!, endless()] },
    ]
    for (const { alerts, paths, of } of scenes) {
      stage.show(alerts, nowMs)
      for (const path of [...paths, ...of.map(({ alert }) => `/alerts/${alert.identifier}/`)])
        for (const prefix of ['', '/en']) {
          await page.goto(prefix + path)
          problems.push(...(await problemsOf(page)))
        }
    }
    expect(problems).toEqual([])
  }))

describe('a reader who chose a place', () => {
  beforeEach(() => stage.show(mixed, nowMs))
  const cards = (page: Page) =>
    page.locator('#live article').evaluateAll((all) =>
      all.map((each) => {
        const looks = [...each.querySelectorAll('h2, .do-now')].map((part) => {
          const { fontSize, display } = getComputedStyle(part)
          // Parents that fade or fold count as well.
          return [part.textContent, fontSize, display, part.checkVisibility({ opacityProperty: true })]
        })
        return [each.querySelector('a')?.getAttribute('href'), getComputedStyle(each).opacity, looks]
      }),
    )
  const said = (page: Page, { alert }: typeof red) =>
    page
      .locator('#live article')
      .filter({ has: page.locator(`a[href="/alerts/${alert.identifier}/"]`) })
      .locator('.here')
      .textContent()

  test('reads beside each warning whether it is meant for it; nothing is moved, smaller or folded', () =>
    read(async (page) => {
      await page.goto('/')
      const before = await cards(page)
      expect(await page.locator('.here').count()).toBe(0)
      // With the keyboard alone.
      await page.getByLabel('您在哪里').focus()
      await page.keyboard.type('炳草岗')
      await page.getByLabel('您在哪里').selectOption(bingcaogang)
      expect(await said(page, red)).toBe('这条发给银江镇。您选的是炳草岗街道；人在银江镇的也要照做。')
      expect(await said(page, orange)).toBe('您选的炳草岗街道在这条预警里。')
      expect(await said(page, shape)).toBe('您选的是炳草岗街道。这条不清楚包不包括您，先照做。')
      expect(await cards(page)).toEqual(before)
      expect(await problemsOf(page)).toEqual([])
      // It stays on the device, goes along to the warning, and comes back when the page is taken over anew.
      await page.goto(`/alerts/${red.alert.identifier}/`)
      expect(await page.locator('.box .here').textContent()).toContain('您选的是炳草岗街道')
      expect(await page.evaluate(() => document.cookie)).toBe('')
      await page.getByLabel('您在哪里').selectOption('')
      expect(await page.locator('.here').count()).toBe(0)
      expect(await page.evaluate(() => localStorage.getItem('place'))).toBeNull()
    }))

  test('reads it in English too', () =>
    read(async (page) => {
      await page.goto('/en/')
      await page.getByLabel('Where you are').selectOption(yinjiang)
      const lines = await page.locator('.here').allInnerTexts()
      expect(lines).toContain('This warning is for Yinjiang Town (银江镇), the place you chose.')
      const there = 'Bingcaogang Subdistrict (炳草岗街道)'
      expect(lines).toContain(
        `This is for ${there}. You chose Yinjiang Town (银江镇); if you are in ${there}, follow it too.`,
      )
    }))

  test('is told nothing of a place that is none here', () =>
    read(async (page) => {
      await page.addInitScript(() => localStorage.setItem('place', '110101001'))
      await page.goto('/')
      expect(await page.locator('.here').count()).toBe(0)
      expect(await page.getByLabel('您在哪里').inputValue()).toBe('')
    }))
})

test('what begins while somebody reads is told once, and stands among what is in force', () =>
  read(async (page) => {
    const alert = { ...upcoming(), onsetAtMs: atMs('09:31'), colour: 'red' as const }
    stage.show([alert], nowMs)
    await page.goto('/')
    await page.locator('.watched').waitFor()
    expect(await page.locator('h1').textContent()).toBe('即将生效的预警')
    expect(await page.locator('#news').textContent()).toBe('')
    stage.show([alert], atMs('09:31'))
    await page.getByText('开始生效').waitFor({ timeout: 20_000 })
    await page.getByRole('heading', { name: '生效中的预警' }).waitFor({ timeout: 20_000 })
    expect(await page.title()).toMatch(/^【红色预警】/u)
  }))

test('issues that a card speaks for are not asked for again and again, nor told as new', () =>
  read(async (page) => {
    stage.show(reissued(), atMs('09:40'))
    let pages = 0
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/') pages += 1
    })
    await page.goto('/')
    await page.locator('.watched').waitFor()
    await page.waitForTimeout(5_000)
    expect(await page.locator('#news').textContent()).toBe('')
    expect(pages).toBe(1)
  }))

test('a screen starts with what to do, has the code on each slide, and nothing sticks out', async () => {
  stage.show(mixed, nowMs)
  for (const viewport of [
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
  ])
    await visit(browser, stage.origin, { viewport }, async (page) => {
      for (const path of ['/signage/', '/en/signage/']) {
        await page.goto(path)
        await page.locator('.slide.on').waitFor()
        const [top, what] = await Promise.all(
          ['.do', '.what'].map((part) => page.locator(`.slide.on ${part}`).first().boundingBox()),
        )
        expect(top!.y).toBeLessThan(what!.y)
        const code = await page.locator('.slide.on .qr').boundingBox()
        expect(code!.width).toBeGreaterThan(80)
        expect(code!.y + code!.height).toBeLessThanOrEqual(viewport.height)
        expect(what!.y + what!.height).toBeLessThanOrEqual(code!.y + 1)
        // A long word stays off the frame, and Chinese breaks between words.
        const sizes = await page
          .locator('.slide p')
          .evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
        expect(Math.max(...sizes)).toBeLessThanOrEqual(0)
        if (path === '/signage/') expect(await page.locator('.slide .do .clause wbr').count()).toBeGreaterThan(3)
        // The path of the code stands once and draws on the second slide too.
        const boxes = await page
          .locator('.slide .qr')
          .evaluateAll((all) => all.map((each) => (each as SVGGraphicsElement).querySelector('use, g') !== null))
        expect(boxes.every(Boolean)).toBe(true)
      }
    })
})
