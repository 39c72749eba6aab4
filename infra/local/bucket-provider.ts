/** S3 as the handlers see it: passes everything on to the emulator, where faults of the channel `web` can come between. */
import { Agent, request as send } from 'node:http'
import type { BuiltFiles } from './built-files.ts'
import type { Provider, ProviderAnswer, ProviderRequest } from './provider-server.ts'

/** `siteBuckets`: only writes to these are the web channel's, and in these lies the site's build. */
export function makeBucketProvider(port: number, siteBuckets: readonly string[], built: BuiltFiles): Provider {
  const agent = new Agent({ keepAlive: true })
  return {
    accept(request, done) {
      const { method, url: path, headers, body } = request
      const file = method === 'GET' && isSiteBucket(request) ? built(keyOf(path)) : undefined
      if (file) {
        done({ status: 200, headers: { 'content-type': file.contentType, etag: file.etag }, body: file.body })
        return
      }
      const passed = send({ port, host: '127.0.0.1', agent, method, path, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const kept: Record<string, string> = {}
          for (const [name, value] of Object.entries(response.headers)) {
            if (!hopByHop.has(name)) kept[name] = String(value)
          }
          done({ status: response.statusCode ?? 502, headers: kept, body: Buffer.concat(chunks) })
        })
      })
      passed.on('error', () => done(refusal(503, 'ServiceUnavailable')))
      passed.end(body)
    },
    throttled: () => refusal(503, 'SlowDown'),
    broken: () => refusal(500, 'InternalError'),
    isExempt: (request) => request.method === 'GET' || request.method === 'HEAD' || !isSiteBucket(request),
  }

  function isSiteBucket({ url }: ProviderRequest): boolean {
    return siteBuckets.includes(url.split(/[/?]/)[1] ?? '')
  }
}

/** `/bucket/a/b?x-id=GetObject` → `a/b`. */
const keyOf = (url: string): string => decodeURIComponent(url.split('?')[0]!.split('/').slice(2).join('/'))

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding'])

const refusal = (status: number, code: string): ProviderAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})
