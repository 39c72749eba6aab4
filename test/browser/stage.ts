/** Pages as delivery writes them of made-up alerts, served as the edge serves them: states that no sender reaches yet. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { framesKey, parseFrames } from '../../functions/pages/frames.ts'
import { alertPages, listFiles } from '../../functions/pages/site-files.ts'
import { isForPublic } from '../../functions/pages/standing.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { edgeRuleFor } from '../../infra/edge-headers.ts'
import { openBuiltFiles } from '../../infra/local/built-files.ts'
import { builtSite } from '../../infra/site-build.ts'

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

export interface Stage {
  origin: string
  show(alerts: readonly PublishedAlert[], nowMs: number): void
  close(): void
}

export async function openStage(code: string): Promise<Stage> {
  const county = loadCounty(code)
  const built = openBuiltFiles(await builtSite(root, { county: code, siteUrl: 'https://warning.example' }))
  const frames = parseFrames(built(framesKey)!.body.toString())
  let atMs = 0
  let written = new Map<string, { body: string | Uint8Array; contentType: string }>()

  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://stage')
    const key = decodeURI(pathname)
      .slice(1)
      .replace(/(^|\/)$/, '$1index.html')
    const file = written.get(key) ?? built(key)
    response.writeHead(file ? 200 : 404, {
      ...edgeRuleFor(pathname).headers,
      // The clock that pages go by.
      date: new Date(atMs).toUTCString(),
      'content-type': file?.contentType ?? 'text/plain',
    })
    response.end(file?.body ?? 'nothing here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    show(alerts, nowMs) {
      atMs = nowMs
      const options = { county, siteUrl: origin, mapApproval: null, now: () => nowMs }
      const files = [
        ...alerts.filter(isForPublic).flatMap((alert) => alertPages(options, alert, alerts, frames)),
        ...listFiles(options, alerts, [], frames, nowMs).flat(),
      ]
      written = new Map(files.map(({ path, ...file }) => [path, file]))
    },
    close: () => server.close(),
  }
}
