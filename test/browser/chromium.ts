/** One Chromium for the tests of a file; nothing it asks for can leave this machine. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { chromiumPath } from './chromium-path.ts'

const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  // Names resolve to nothing: what asks for another host fails, and is reported besides.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

export const openChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags })

export interface Visit {
  page: Page
  /** Everything that should not have happened, in words. */
  troubles: string[]
}

export interface VisitOptions extends BrowserContextOptions {
  /** Troubles that the test brings about itself. */
  expected?: RegExp
}

/** Watches a page: requests to other hosts, errors of scripts and of the policy, failed answers, dialogs. */
export function watch(page: Page, origin: string, troubles: string[], expected?: RegExp): void {
  const say = (text: string): void => {
    if (!expected?.test(text)) troubles.push(text)
  }
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$|^wss?:$/.test(url.protocol) && url.origin !== origin) say(`asks for ${url.href} on ${page.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) say(`${response.url()} answers ${response.status()}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') say(`console on ${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => say(`script on ${page.url()}: ${error.message}`))
  page.on('dialog', (dialog) => {
    say(`dialog on ${page.url()}: ${dialog.message()}`)
    void dialog.dismiss()
  })
}

/**
 * A reader of their own: nothing kept from others, no service worker unless asked for. Fails when anything went wrong
 * beside what `act` looks at.
 */
export async function visit<T>(
  browser: Browser,
  origin: string,
  { expected, ...options }: VisitOptions,
  act: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    baseURL: origin,
    serviceWorkers: 'block',
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...options,
  })
  const troubles: string[] = []
  context.on('page', (page) => watch(page, origin, troubles, expected))
  // What the worker itself asks for.
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (request.serviceWorker() && url.origin !== origin) troubles.push(`the worker asks for ${url.href}`)
  })
  try {
    const result = await act(await context.newPage())
    expect(troubles).toEqual([])
    return result
  } finally {
    await context.close()
  }
}
