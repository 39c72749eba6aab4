/** The one address of the local cloud: the site at /, the HTTP API under /api, the tools under /_local. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { edgeRuleFor } from '../edge-headers.ts'
import type { FaultMode } from './faults.ts'
import { type HttpAnswer, type HttpRequest, makeHttpEvent, readAnswer } from './http-event.ts'
import { StartError } from './options.ts'
import { foreignIn } from './own-callers.ts'
import type { FoundRoute } from './routes.ts'

/** HTTP API refuses larger ones. */
const maxBodyBytes = 10 * 1024 * 1024

/** Answers of one part of the address; undefined: not its business. */
export type Serve = (message: IncomingMessage, response: ServerResponse, path: string) => Promise<void>

export interface Gateway {
  port: number
  /** What `date` says in every answer. */
  setClock(now: () => number): void
  /** Requests that came before wait for this. */
  open(parts: { tools: Serve; api: Serve; site: Serve }): void
  stop(): Promise<void>
}

/** Takes the port at once, so that a start that cannot have it fails before anything else is done. */
export async function startGateway(port: number, onError: (error: unknown, path: string) => void): Promise<Gateway> {
  const parts = Promise.withResolvers<{ tools: Serve; api: Serve; site: Serve }>()
  let now = Date.now
  const server = createServer(async (message, response) => {
    response.setHeader('date', new Date(now()).toUTCString())
    const path = (message.url ?? '/').split('?')[0] ?? '/'
    try {
      const { tools, api, site } = await parts.promise
      const isUnder = (folder: string): boolean => path === folder || path.startsWith(`${folder}/`)
      const foreign = isUnder('/_local') && foreignIn(message.headers, portOf(server))
      if (foreign) {
        sendJson(response, 403, { message: `the tools are for this machine alone, and ${foreign} is foreign` })
        return
      }
      await (isUnder('/_local') ? tools : isUnder('/api') ? api : site)(message, response, path)
    } catch (error) {
      onError(error, path)
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { message: 'Internal Server Error' })
    }
  })
  // Whoever asks again after some seconds, on a busy machine, must not meet a line that is just being closed.
  server.keepAliveTimeout = 60_000
  await listen(server, port)
  return {
    port: portOf(server),
    setClock(clock) {
      now = clock
    },
    open: parts.resolve,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export interface ApiParts {
  find: (method: string, path: string) => FoundRoute | undefined
  /** Claims of a good token. */
  verify: (token: string) => Promise<Record<string, unknown> | undefined>
  invoke: (functionName: string, event: unknown) => Promise<unknown>
  now: () => number
  /** What goes wrong with the next request, if anything. */
  nextFault: () => FaultMode | undefined
  /** Of the site, below the path of the API. */
  files: Serve
}

/** The HTTP API of the template: route, token, size, Lambda, in this order; what describes it is a file beside it. */
export function makeApi({ find, verify, invoke, now, nextFault, files }: ApiParts): Serve {
  return async (message, response, path) => {
    switch (nextFault()) {
      case 'down':
        return refuse(response, 503, 'Service Unavailable')
      case 'throttle':
        return refuse(response, 429, 'Too Many Requests')
      case 'error':
        return refuse(response, 500, 'Internal Server Error')
      case 'timeout':
        return
      case 'crash':
        message.socket.resetAndDestroy()
        return
    }
    if (edgeRuleFor(path).name !== 'Api') return files(message, response, path)
    const found = find(message.method ?? '', path)
    if (!found) return refuse(response, 404, 'Not Found')
    const { route, pathParameters } = found
    const claims = route.scopes ? await claimsOf(message) : undefined
    if (route.scopes && !claims) return refuse(response, 401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
    const body = await readBody(message)
    if (!body) return refuse(response, 413, 'Request Entity Too Large')

    const request: HttpRequest = {
      method: message.method ?? '',
      path,
      query: (message.url ?? '').split('?').slice(1).join('?'),
      headers: message.headers,
      body,
    }
    const event = makeHttpEvent(request, {
      apiId: route.apiId,
      routeKey: route.routeKey,
      pathParameters,
      claims,
      nowMs: now(),
    })
    const outcome = await within(route.timeoutMs, run(route.functionName, event))
    if (outcome === 'late') return refuse(response, 503, 'Service Unavailable')
    if (outcome === 'failed') return refuse(response, 500, 'Internal Server Error')
    sendAnswer(response, path, outcome)
  }

  async function claimsOf(message: IncomingMessage): Promise<Record<string, unknown> | undefined> {
    const token = message.headers.authorization?.replace(/^Bearer\s+/i, '')
    return token ? verify(token) : undefined
  }

  async function run(functionName: string, event: unknown): Promise<HttpAnswer | 'failed'> {
    try {
      return readAnswer(await invoke(functionName, event))
    } catch {
      return 'failed'
    }
  }
}

/** Adds what CloudFront adds to an answer for this path. */
export function edgeHeaders(path: string, own: Record<string, string | string[]>): Record<string, string | string[]> {
  const { headers, keepsOwn } = edgeRuleFor(path)
  const added = Object.entries(headers).filter(([name]) => !(keepsOwn.includes(name) && name in own))
  return { ...own, ...Object.fromEntries(added) }
}

/**
 * The bytes of a request; undefined as soon as there are more than the API takes. What is left is thrown away as it
 * comes: a connection closed on somebody still sending would lose them the answer.
 */
export function readBody(message: IncomingMessage, maxBytes = maxBodyBytes): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let size = 0
    const giveUp = (): void => {
      chunks = []
      resolve(undefined)
    }
    message.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) giveUp()
      else chunks.push(chunk)
    })
    message.on('end', () => resolve(Buffer.concat(chunks)))
    message.on('error', reject)
    if (Number(message.headers['content-length'] ?? 0) > maxBytes) giveUp()
  })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** `message` is what HTTP API says; the rest makes it the problem (RFC 9457) that every other error here is. */
function refuse(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  sendJson(
    response,
    status,
    { type: 'about:blank', status, title: message, message },
    edgeHeaders('/api/', { ...headers, 'content-type': 'application/problem+json; charset=utf-8' }),
  )
}

function sendAnswer(response: ServerResponse, path: string, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...edgeHeaders(path, headers), 'content-length': body.length })
  response.end(body)
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | 'late'> {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(late.resolve, ms, 'late')
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      const isForbidden = error.code === 'EACCES'
      if (isTaken) reject(new StartError(`port ${port} of 127.0.0.1 is in use; set PORT to another`))
      else if (isForbidden) reject(new StartError(`port ${port} is not ours to take; set PORT to one above 1023`))
      else reject(error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}
