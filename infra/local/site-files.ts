/** The public files as CloudFront serves them: its index function, the site bucket, its headers. */
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { indexFunctionCode } from '../edge-index.ts'
import { edgeHeaders, type Serve } from './gateway.ts'

/** What a CloudFront function returns: the request with its new path, or an answer. */
type EdgeResult = { uri: string } | { statusCode: number; headers: Record<string, { value: string }> }

/** The very code that runs at the edge. */
const indexFunction = new Function(`${indexFunctionCode}\nreturn handler`)() as (event: {
  request: { uri: string }
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

/** `port` is where the emulated S3 listens; without a bucket nothing is found. */
export function makeSite(port: number, bucket: string | undefined): Serve {
  const agent = new Agent({ keepAlive: true })

  return async (message, response, path) => {
    const { method = '' } = message
    if (method !== 'GET' && method !== 'HEAD') {
      sendText(response, path, 405, 'only GET and HEAD are allowed here', { allow: 'GET, HEAD' })
      return
    }
    const result = indexFunction({ request: { uri: path } })
    if ('statusCode' in result) {
      sendText(response, path, result.statusCode, '', { location: result.headers.location?.value ?? '/' })
      return
    }
    const object = await fetchObject(method, result.uri, message.headers.range)
    const status = object?.statusCode ?? 404
    if (object && (status === 200 || status === 206)) {
      pass(object, response, path, isSame(message, object) ? 304 : status, method)
      return
    }
    object?.resume()
    if (status === 416) sendText(response, path, 416, 'the range asked for is not in the file')
    else await sendMissing(method, response, path)
  }

  async function sendMissing(method: string, response: ServerResponse, path: string): Promise<void> {
    const page = await fetchObject(method, '/404.html', undefined)
    if (page?.statusCode === 200) {
      pass(page, response, path, 404, method)
      return
    }
    page?.resume()
    sendText(response, path, 404, 'there is nothing at this address')
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

function isSame(message: IncomingMessage, object: IncomingMessage): boolean {
  const asked = message.headers['if-none-match']
  const { etag } = object.headers
  if (!asked || !etag) return false
  return asked.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

function pass(object: IncomingMessage, response: ServerResponse, path: string, status: number, method: string): void {
  const own: Record<string, string> = { 'accept-ranges': 'bytes' }
  for (const name of passedOn) {
    const value = object.headers[name]
    if (typeof value === 'string') own[name] = value
  }
  if (status === 304) delete own['content-length']
  response.writeHead(status, edgeHeaders(path, own))
  if (status === 304 || method === 'HEAD') {
    object.resume()
    response.end()
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
