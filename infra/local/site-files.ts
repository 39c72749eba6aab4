/** The public files as CloudFront serves them: its index function, the site bucket, its headers. */
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createGzip, gzipSync } from 'node:zlib'
import { indexFunctionCode } from '../edge-index.ts'
import type { BuiltFile, BuiltFiles } from './built-files.ts'
import { edgeHeaders, type Serve } from './gateway.ts'

/** What a CloudFront function returns: the request with its new path, or an answer. */
type EdgeResult = { uri: string } | { statusCode: number; headers: Record<string, { value: string }> }

interface EdgeRequest {
  uri: string
  /** Without its `?`; undefined without one. */
  rawQueryString(): string | undefined
}

/** The very code that runs at the edge. */
const indexFunction = new Function(`${indexFunctionCode}\nreturn handler`)() as (event: {
  request: EdgeRequest
}) => EdgeResult

/** Headers of an object that reach the reader. */
const passedOn = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-range',
  'content-disposition',
  'etag',
  'last-modified',
  'cache-control',
]

/** CloudFront compresses these, from this size on. */
const compressed = /^(text\/|image\/svg|application\/(json|javascript|xml|atom|rss|geo|manifest|cap))/
const leastCompressedBytes = 1000

/** `port` is where the emulated S3 listens; without a bucket nothing but the site's build is found. */
export function makeSite(port: number, bucket: string | undefined, built: BuiltFiles): Serve {
  const agent = new Agent({ keepAlive: true })

  return async (message, response, path) => {
    const { method = '' } = message
    if (method !== 'GET' && method !== 'HEAD') {
      sendText(response, path, 405, 'only GET and HEAD are allowed here', { allow: 'GET, HEAD' })
      return
    }
    const query = (message.url ?? '').split('?').slice(1)
    const rawQueryString = (): string | undefined => (query.length > 0 ? query.join('?') : undefined)
    const result = indexFunction({ request: { uri: path, rawQueryString } })
    if ('statusCode' in result) {
      sendText(response, path, result.statusCode, '', { location: result.headers.location?.value ?? '/' })
      return
    }
    const file = built(decode(result.uri)?.slice(1) ?? '')
    if (file) {
      sendBuilt(message, response, path, file, 200)
      return
    }
    const object = await fetchObject(method, result.uri, message.headers.range)
    const status = object?.statusCode ?? 404
    if (object && (status === 200 || status === 206)) {
      pass(message, object, response, path, isSame(message, object.headers.etag) ? 304 : status)
      return
    }
    object?.resume()
    if (status === 416) sendText(response, path, 416, 'the range asked for is not in the file')
    else {
      const page = built('404.html')
      if (page) sendBuilt(message, response, path, page, 404)
      else sendText(response, path, 404, 'there is nothing at this address')
    }
  }

  function fetchObject(method: string, uri: string, range: string | undefined): Promise<IncomingMessage | undefined> {
    const key = decode(uri)
    if (!bucket || key === undefined) return Promise.resolve(undefined)
    const path = `/${bucket}${key.split('/').map(encodeURIComponent).join('/')}`
    return new Promise((resolve, reject) => {
      const asked = request({ agent, port, host: '127.0.0.1', method, path, headers: range ? { range } : {} }, resolve)
      asked.on('error', reject)
      asked.end()
    })
  }
}

/** undefined for what is no well-formed path. */
function decode(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri)
  } catch {
    return undefined
  }
}

function isSame(message: IncomingMessage, etag: string | undefined): boolean {
  const asked = message.headers['if-none-match']
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '')
  return !!asked && !!etag && asked.split(',').some((tag) => tag.trim() === '*' || plain(tag) === plain(etag))
}

const takesGzip = (message: IncomingMessage): boolean =>
  /\bgzip\b/.test(String(message.headers['accept-encoding'] ?? ''))

function sendBuilt(
  message: IncomingMessage,
  response: ServerResponse,
  path: string,
  { body, contentType, etag }: BuiltFile,
  found: 200 | 404,
): void {
  const status = found === 200 && isSame(message, etag) ? 304 : found
  const isSmaller = takesGzip(message) && compressed.test(contentType) && body.length >= leastCompressedBytes
  const sent = isSmaller ? gzipSync(body) : body
  const own: Record<string, string> = { 'content-type': contentType, etag: isSmaller ? `W/${etag}` : etag }
  if (isSmaller) Object.assign(own, { 'content-encoding': 'gzip', vary: 'accept-encoding' })
  if (status !== 304) own['content-length'] = String(sent.length)
  response.writeHead(status, edgeHeaders(path, own))
  response.end(status === 304 || message.method === 'HEAD' ? undefined : sent)
}

function pass(
  message: IncomingMessage,
  object: IncomingMessage,
  response: ServerResponse,
  path: string,
  status: number,
): void {
  const own: Record<string, string> = { 'accept-ranges': 'bytes' }
  for (const name of passedOn) {
    const value = object.headers[name]
    if (typeof value === 'string') own[name] = value
  }
  const isEmpty = status === 304 || message.method === 'HEAD'
  const isSmaller =
    status === 200 &&
    takesGzip(message) &&
    compressed.test(own['content-type'] ?? '') &&
    Number(own['content-length'] ?? 0) >= leastCompressedBytes
  if (isSmaller) {
    Object.assign(own, { 'content-encoding': 'gzip', vary: 'accept-encoding', etag: `W/${own.etag}` })
    delete own['accept-ranges']
  }
  if (status === 304 || isSmaller) delete own['content-length']
  response.writeHead(status, edgeHeaders(path, own))
  if (isEmpty) {
    object.resume()
    response.end()
  } else if (isSmaller) {
    object.pipe(createGzip()).pipe(response)
  } else {
    object.pipe(response)
  }
}

function sendText(
  response: ServerResponse,
  path: string,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const own = {
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
  }
  response.writeHead(status, edgeHeaders(path, own))
  response.end(text)
}
