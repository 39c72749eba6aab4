/** One provider's HTTP server: reads a request whole, lets it fail as asked, otherwise carries it out and answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultChannel, Faults } from './faults.ts'

export interface ProviderRequest {
  method: string
  /** Path and query. */
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface ProviderAnswer {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

export interface Provider {
  /** Carries the request out; `done` once that is on disk. */
  accept(request: ProviderRequest, done: (answer: ProviderAnswer) => void): void
  throttled(request: ProviderRequest): ProviderAnswer
  broken(request: ProviderRequest): ProviderAnswer
  /** As when the provider has something against the account: nobody of the request is taken. */
  refused?(request: ProviderRequest): ProviderAnswer
  /** Requests that faults leave alone. */
  isExempt?(request: ProviderRequest): boolean
}

export interface ProviderServer {
  port: number
  /** Nobody listens at the port until `reopen`. */
  refuse(): void
  reopen(): Promise<void>
  /** Resets connections that were promised no answer. */
  dropSilent(): void
}

export async function startProviderServer(
  provider: Provider,
  channel: FaultChannel | undefined,
  faults: Faults,
  latencyMs: number,
): Promise<ProviderServer> {
  const silent = new Set<ServerResponse>()
  let isRefusing = false
  const server = createServer((message, response) => {
    if (isRefusing) {
      message.socket.destroy()
      return
    }
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const [first] = chunks
      handle(
        {
          method: message.method ?? '',
          url: message.url ?? '',
          headers: message.headers,
          body: chunks.length === 1 && first ? first : Buffer.concat(chunks),
        },
        response,
      )
    })
    message.on('error', () => {})
  })
  server.keepAliveTimeout = 60_000
  await listen(0)
  const { port } = server.address() as AddressInfo

  return {
    port,
    refuse() {
      isRefusing = true
      server.close()
      server.closeIdleConnections()
    },
    async reopen() {
      isRefusing = false
      if (!server.listening) await listen(port)
    },
    dropSilent() {
      for (const response of silent) response.socket?.destroy()
      silent.clear()
    },
  }

  function handle(request: ProviderRequest, response: ServerResponse): void {
    const mode = channel && !provider.isExempt?.(request) ? faults.next(channel) : undefined
    switch (mode) {
      case undefined:
        provider.accept(request, (answer) => send(response, answer))
        return
      case 'slow':
        provider.accept(request, (answer) => setTimeout(send, faults.slownessMs(channel!), response, answer))
        return
      case 'greylist':
      case 'throttle':
        send(response, provider.throttled(request))
        return
      case 'refuse':
        send(response, (provider.refused ?? provider.broken)(request))
        return
      case 'error':
        send(response, provider.broken(request))
        return
      case 'close':
      case 'down':
        response.socket?.destroy()
        return
      case 'crash':
        carryOutHalf(request, () => response.socket?.resetAndDestroy())
        return
      case 'timeout':
        silent.add(response)
        response.on('close', () => silent.delete(response))
        carryOutHalf(request, () => {})
    }
  }

  function carryOutHalf(request: ProviderRequest, then: () => void): void {
    if (channel && faults.isCarriedOut(channel)) provider.accept(request, then)
    else then()
  }

  function send(response: ServerResponse, answer: ProviderAnswer): void {
    if (latencyMs > 0) setTimeout(write, latencyMs, response, answer)
    else write(response, answer)
  }

  function write(response: ServerResponse, { status, headers, body }: ProviderAnswer): void {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
    response.end(body)
  }

  function listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  }
}

/** At most `perSecond` a second, one second's worth at once; undefined: any number. */
export function makeRateCap(perSecond: number | undefined): (count: number) => boolean {
  if (perSecond === undefined) return () => true
  let tokens = perSecond
  let filledAtMs = performance.now()
  return (count) => {
    const nowMs = performance.now()
    tokens = Math.min(perSecond, tokens + ((nowMs - filledAtMs) / 1000) * perSecond)
    filledAtMs = nowMs
    if (tokens < count) return false
    tokens -= count
    return true
  }
}
