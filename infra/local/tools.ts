/** The tools under /_local: what a person or a test does to the local cloud, and never to a deployed one. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { colours } from '../../functions/alerts/alert.ts'
import type { PopulationRequest } from '../../functions/subscribers/replace-population.ts'
import { channels } from '../../functions/subscribers/subscriber.ts'
import { type Fault, faultChannels, faultModes, modesOf, receiptFaults } from './faults.ts'
import { readBody, type Serve, sendJson } from './gateway.ts'
import type { InboxPage, InboxQuery } from './handset.ts'
import type { Issuer } from './issuer.ts'

const maxLimit = 1000
const maxToolBytes = 1024 * 1024
const instant = z.iso
  .datetime({ offset: true, error: 'an instant such as 2026-07-01T08:31:00+08:00' })
  .transform((text) => Date.parse(text))

const limit = z.coerce.number().int().min(1).max(maxLimit)
const filled = z
  .string()
  .optional()
  .transform((text) => text || undefined)

const schemas = {
  token: z.object({
    sub: z.string().min(1).describe('whose token; for a sender the CAP sender it may speak for'),
    groups: z.array(z.string()).default([]).describe('groups the token names'),
  }),
  inbox: z.object({
    channel: z
      .enum([...channels, ''])
      .optional()
      .describe('empty: all channels'),
    to: filled.describe('address exactly as in the directory'),
    alert: filled.describe('CAP identifier'),
    limit: limit.default(100).describe('messages on one page'),
    after: z.coerce.number().int().min(0).optional().describe('`next` of the page before'),
    html: z.enum(['1', '']).optional().describe('1: with the HTML of e-mails'),
  }),
  fault: z
    .object({
      channel: z.enum(faultChannels).describe('whose provider misbehaves'),
      mode: z.enum(faultModes).describe('how'),
      rate: z.number().gt(0).max(1).default(1).describe('share of requests'),
      count: z.number().int().min(1).nullable().default(null).describe('how many; null: until cleared'),
      seconds: z
        .number()
        .gt(0)
        .max(600)
        .optional()
        .describe('how long `slow` takes, how late receipts come; 6 unless told'),
      how: z.enum(receiptFaults).optional().describe('of mode receipts'),
    })
    .refine(({ mode, how }) => (mode === 'receipts') === (how !== undefined), {
      path: ['how'],
      error: `with mode receipts, and only there: ${receiptFaults.join(', ')}`,
    })
    .refine(({ channel, mode }) => modesOf(channel).includes(mode), {
      path: ['mode'],
      error: ({ input }) => `allowed for this channel: ${modesOf((input as Fault).channel).join(', ')}`,
    }),
  clock: z.object({ now: instant.describe('instant the clock is set to') }),
  reset: z.object({ now: instant.nullish().describe('instant the clock is set to; none: it runs on') }),
  population: z.object({
    count: z.number().int().min(0).max(10_000_000).describe('how many people'),
    county: z.string().optional().describe('the county this instance runs'),
    seed: z.number().int().min(0).max(0xffff_ffff).default(1).describe('the same seed makes the same people'),
    channels: z
      .array(z.enum(channels))
      .min(1)
      .optional()
      .describe('the only ways they are reached; none: all they have'),
    colour: z.enum(colours).optional().describe("everybody's mildest colour; none: as they come"),
  }),
  people: z.object({
    after: filled.describe('`next` of the page before'),
    limit: limit.default(100).describe('people on one page'),
  }),
}

export interface Population {
  replacePopulation(input: PopulationRequest): Promise<unknown>
  listPeople(input: { after?: string | undefined; limit: number }): Promise<{ subscribers: unknown[]; next?: string }>
}

export interface ToolParts {
  county: string
  issuer: Issuer
  now(): number
  inbox(query: InboxQuery): Promise<InboxPage>
  setFault(fault: Fault): Promise<void>
  clearFaults(): Promise<void>
  listFaults(): Promise<Fault[]>
  purgeQueues(): Promise<void>
  moveClock(instantMs: number): Promise<void>
  reset(instantMs: number | undefined): Promise<void>
  population: Population
}

interface Answer {
  status: number
  body: unknown
}

type Tool = (input: unknown) => Promise<Answer>

const ok = (body: unknown): Answer => ({ status: 200, body })

export function makeTools(parts: ToolParts): Serve {
  const tools: Record<string, Tool> = {
    'POST /_local/token': async (input) => {
      const { sub, groups } = schemas.token.parse(input)
      return ok({ access_token: await parts.issuer.token(sub, groups), token_type: 'Bearer' })
    },
    'GET /_local/oidc/.well-known/openid-configuration': async () => ok(parts.issuer.discovery),
    'GET /_local/oidc/jwks.json': async () => ok(parts.issuer.jwks),
    'GET /_local/inbox': async (input) => {
      const { channel, html, ...query } = schemas.inbox.parse(input)
      return ok(await parts.inbox({ ...query, channel: channel || undefined, html: html === '1' }))
    },
    'GET /_local/faults': async () => ok({ faults: await parts.listFaults() }),
    'POST /_local/faults': async (input) => {
      await parts.setFault(schemas.fault.parse(input))
      return ok({ faults: await parts.listFaults() })
    },
    'DELETE /_local/faults': async () => {
      await parts.clearFaults()
      return ok({ faults: [] })
    },
    'POST /_local/queues/purge': async () => {
      await parts.purgeQueues()
      return ok({ purged: true })
    },
    'GET /_local/clock': async () => ok({ now: iso(parts.now()) }),
    'POST /_local/clock': async (input) => {
      await parts.moveClock(schemas.clock.parse(input).now)
      return ok({ now: iso(parts.now()) })
    },
    'POST /_local/reset': async (input) => {
      await parts.reset(schemas.reset.parse(input).now ?? undefined)
      return ok({ now: iso(parts.now()) })
    },
    'POST /_local/subscribers': async (input) => {
      const { county = parts.county, ...wanted } = schemas.population.parse(input)
      if (county !== parts.county) {
        return {
          status: 422,
          body: { message: `this instance runs ${parts.county}; start another with COUNTY=${county}` },
        }
      }
      await parts.population.replacePopulation({ county, ...wanted })
      return ok({ county, ...wanted })
    },
    'GET /_local/subscribers': async (input) => {
      const { subscribers, next = null } = await parts.population.listPeople(schemas.people.parse(input))
      return ok({ subscribers, next })
    },
  }
  const files = readPage()

  return async (message, response, path) => {
    const file = files.get(path)
    if (file && (message.method === 'GET' || message.method === 'HEAD')) {
      sendFile(response, file)
      return
    }
    const tool = tools[`${message.method} ${path.replace(/(.)\/$/, '$1')}`]
    if (!tool) {
      sendJson(response, 404, { message: 'no such tool', tools: Object.keys(tools) })
      return
    }
    const input = await readInput(message)
    if (input === undefined) {
      sendJson(response, 400, { message: 'the body is not JSON' })
      return
    }
    try {
      const { status, body } = await tool(input)
      sendJson(response, status, body)
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      sendJson(response, 422, { message: z.prettifyError(error) })
    }
  }
}

/** Query of a GET, JSON of anything else; an empty body is an empty object. */
async function readInput(message: IncomingMessage): Promise<unknown> {
  if (message.method === 'GET') {
    const query = (message.url ?? '').split('?').slice(1).join('?')
    return Object.fromEntries(new URLSearchParams(query))
  }
  const body = await readBody(message, maxToolBytes)
  if (body?.length === 0) return {}
  try {
    return JSON.parse(body?.toString('utf8') ?? '')
  } catch {
    return undefined
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()

interface PageFile {
  type: string
  bytes: Buffer
}

/** The inbox page: three files of ours, nothing from anywhere else. */
function readPage(): Map<string, PageFile> {
  const read = (name: string, type: string): PageFile => ({
    type,
    bytes: readFileSync(new URL(`inbox/${name}`, import.meta.url)),
  })
  const page = read('index.html', 'text/html; charset=utf-8')
  return new Map([
    ['/_local', page],
    ['/_local/', page],
    ['/_local/inbox.css', read('inbox.css', 'text/css; charset=utf-8')],
    ['/_local/inbox.js', read('inbox.js', 'text/javascript; charset=utf-8')],
  ])
}

function sendFile(response: ServerResponse, { type, bytes }: PageFile): void {
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // E-mails are shown in a sandboxed frame; their styles may act there, nothing else.
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'",
  })
  response.end(bytes)
}
