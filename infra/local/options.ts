/** What the environment may say about one local instance, checked before anything is started. */
import { resolve } from 'node:path'
import * as z from 'zod'
import { countyCodes } from '../../functions/platform/county.ts'

const flag = z
  .enum(['0', '1', 'true', 'false', ''], { error: 'must be 1 or 0' })
  .optional()
  .transform((text) => (text === undefined || text === '' ? undefined : text === '1' || text === 'true'))

const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-07-01T08:31:00+08:00' })
  .transform((text) => Date.parse(text))

const optionsSchema = z.object({
  PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int()
    .min(0, { error: 'must be between 0 (any free port) and 65535' })
    .max(65_535, { error: 'must be between 0 (any free port) and 65535' })
    .default(8787)
    .describe('port of 127.0.0.1 that serves everything'),
  COUNTY: z
    .string()
    .refine((code) => countyCodes.includes(code), { error: `must be one of ${countyCodes.join(', ')}` })
    .default('510402')
    .describe('profile to run'),
  NOW: instant.optional().describe('instant the clock starts at; it then runs on'),
  DATA_DIR: z.string().min(1).default('.local').describe('folder of everything kept'),
  FRESH: flag.describe('empty DATA_DIR first'),
  QUIET: flag.describe('print the ready line only'),
  DEMO: flag.describe('0: no demonstration after the first start'),
  EMAIL_PROVIDER: z
    .enum(['ses', 'smtp'], { error: 'must be ses or smtp' })
    .default('ses')
    .describe('who carries e-mail: SES, or an SMTP server with TLS and a password'),
  SMTP_CONNECTIONS: z.coerce.number().int().min(1).max(200).default(10).describe('lines to the SMTP server at once'),
  PROVIDER_LATENCY_MS: z.coerce.number().min(0).max(60_000).default(0).describe('delay of every provider answer'),
  PROVIDER_RATE: z.coerce
    .number()
    .positive()
    .optional()
    .describe('SMS parts, and e-mail recipients, per second that the providers take'),
})

export interface Options {
  port: number
  county: string
  /** undefined: real time, or where the folder's clock stopped. */
  nowMs: number | undefined
  dataDir: string
  fresh: boolean
  quiet: boolean
  demo: boolean
  emailProvider: 'ses' | 'smtp'
  /** As the environment of a Lambda has it. */
  smtpConnections: string
  providerLatencyMs: number
  providerRate: number | undefined
}

/** An error whose message is all a person needs; it is printed without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** The options, or a `StartError` that names every wrong variable. */
export function readOptions(env: Record<string, string | undefined>): Options {
  const names = Object.keys(optionsSchema.shape)
  const given = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const parsed = optionsSchema.safeParse(given)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      return `${name}=${JSON.stringify(env[name])} ${issue.message}`
    })
    throw new StartError(wrong.join('; '))
  }
  const values = parsed.data
  return {
    port: values.PORT,
    county: values.COUNTY,
    nowMs: values.NOW,
    dataDir: resolve(values.DATA_DIR),
    fresh: values.FRESH ?? false,
    quiet: values.QUIET ?? false,
    demo: values.DEMO ?? true,
    emailProvider: values.EMAIL_PROVIDER,
    smtpConnections: String(values.SMTP_CONNECTIONS),
    providerLatencyMs: values.PROVIDER_LATENCY_MS,
    providerRate: values.PROVIDER_RATE,
  }
}
