/** What one deployment may choose: CDK context keys (`-c county=530302`), checked before anything is made of them. */
import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { type CarriedChannel, carriedChannels, channelRows, type Lane, lanes } from '../functions/platform/channel.ts'

/** Hosts under `.example` belong to nobody (RFC 2606): they mark what a real deployment must set. */
const placeholderHost = /\.example$/

const rate = z.coerce.number().positive()
/** SQS knows no fewer than 2 concurrent workers and no more than 1 000. */
const workers = z.coerce.number().int().min(2).max(1000)
const httpsUrl = z.url({ protocol: /^https$/ })
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])

/** Lambda keeps 100 for all that reserve nothing; what is reserved here is at most 50. */
const reservingFrom = 150
/** One writes, one waits for the lease. */
export const webWriters = 2

/** `smsRedWorkers` */
export const workersSetting = <C extends CarriedChannel, L extends Lane>(channel: C, lane: L) =>
  `${channel}${lane.charAt(0).toUpperCase()}${lane.slice(1)}Workers` as `${C}${Capitalize<L>}Workers`
type WorkersSetting = ReturnType<typeof workersSetting<CarriedChannel, Lane>>
type RateSetting = (typeof channelRows)[CarriedChannel]['carried']['rate']['setting']

const workersSettings = carriedChannels.flatMap((channel) => lanes.map((lane) => workersSetting(channel, lane)))

/** What each channel's row says, to be set otherwise. */
const ofChannels = Object.fromEntries(
  carriedChannels.flatMap((channel) => {
    const { label, carried } = channelRows[channel]
    const { of, perSecond, setting } = carried.rate
    return [
      [setting, rate.default(perSecond).describe(`${of} per second the ${label.en} provider takes`)],
      ...lanes.map((lane) => [
        workersSetting(channel, lane),
        workers
          .default(carried.lanes[lane])
          .describe(`${label.en} workers at once for ${lane === 'red' ? 'red warnings' : 'all others'}`),
      ]),
    ]
  }),
) as Record<WorkersSetting | RateSetting, z.ZodDefault<typeof workers>>

export const settingsSchema = z
  .strictObject({
    county: z
      .string()
      .regex(/^\d{6}$/)
      .refine(hasProfile, { error: 'no such folder under content/counties' })
      .default('510402')
      .describe('statistical code of the county this deployment serves'),
    siteUrl: httpsUrl
      .refine((url) => !url.endsWith('/'), { error: 'no slash at the end' })
      .default('https://warning.example')
      .describe('where residents read the site; every link in a message starts with it'),
    certificateArn: z
      .string()
      .startsWith('arn:')
      .optional()
      .describe('ACM certificate (us-east-1) of the host of siteUrl; without it CloudFront answers under its own name'),
    oidcIssuer: httpsUrl.default('https://id.example/fengsui').describe('issuer of staff tokens, any OIDC provider'),
    oidcAudience: z.string().min(1).default('fengsui').describe('audience the tokens must name'),
    ...ofChannels,
    smsReceipts: flag
      .default(true)
      .describe(
        "let this deployment set the account's SMS settings and read its log; off for a second county in one account and Region, and where SNS sends no SMS (AWS China): no SMS counts as delivered there",
      ),
    smsMonthlyLimit: rate
      .optional()
      .describe(
        'USD a month SNS may spend on SMS, of what AWS allows the account; needed with smsReceipts, which sets it',
      ),
    emailProvider: z.enum(['ses', 'smtp']).default('ses').describe('who carries e-mail'),
    emailFrom: z.email().default('warning@warning.example').describe('address e-mails come from; SES must know it'),
    smtpUrlSecret: z
      .string()
      .optional()
      .describe('name of the Secrets Manager secret that holds the smtps:// URL; only with emailProvider smtp'),
    smtpConnections: z.coerce
      .number()
      .int()
      .min(1)
      .max(200)
      .default(10)
      .describe('lines a worker holds to the SMTP server at once; workers × lines must be fewer than it bears'),
    smtpCaFile: z
      .string()
      .refine(existsSync, { error: 'no such file' })
      .optional()
      .describe('PEM file of the authority that vouches for the SMTP server, where no public one does'),
    alarmEmail: z
      .email()
      .optional()
      .describe('who is woken by an alarm that cannot wait; they must confirm once; needed to deploy'),
    ticketEmail: z
      .email()
      .optional()
      .describe('who gets the alarms that can wait; they must confirm once; alarmEmail unless told'),
    accountConcurrency: z.coerce
      .number()
      .int()
      .min(10)
      .default(1000)
      .describe(
        `concurrency Lambda gives the account (Service Quotas, L-B99A9384), 10 in a new one; from ${reservingFrom} on, some is kept for the path of a warning`,
      ),
    allowPlaceholders: flag
      .default(false)
      .describe('synthesise though values are made up or missing: to read the templates, never to deploy them'),
  })
  .refine((settings) => settings.emailProvider !== 'smtp' || settings.smtpUrlSecret, {
    path: ['smtpUrlSecret'],
    error: 'needed when emailProvider is smtp',
  })
  .superRefine((settings, context) => {
    const needed = workersSettings.reduce((sum, name) => sum + settings[name], webWriters)
    if (needed <= settings.accountConcurrency) return
    context.addIssue({
      code: 'custom',
      path: ['accountConcurrency'],
      message: `workers of both lanes and the web's need ${needed} at once, the account has ${settings.accountConcurrency}; lower ${workersSettings.join(', ')} (2 each at least), or have the quota raised`,
    })
  })

export type Settings = z.infer<typeof settingsSchema> & {
  /** Concurrency is kept for the path of a warning: the account has enough of it. */
  reserveConcurrency: boolean
}
export type SettingsInput = z.input<typeof settingsSchema>
export const settingNames = Object.keys(settingsSchema.shape) as (keyof SettingsInput)[]

/** The settings, or an error that names every wrong one. */
export function parseSettings(input: SettingsInput): Settings {
  const parsed = settingsSchema.safeParse(input)
  if (parsed.success) {
    return { ...parsed.data, reserveConcurrency: parsed.data.accountConcurrency >= reservingFrom }
  }
  throw new Error(`settings (cdk -c name=value) are not right:\n${z.prettifyError(parsed.error)}`)
}

/** Names of the settings that still hold a placeholder, or nothing where a deployment needs something. */
export const placeholders = (settings: Settings): string[] => {
  const hostOf = (email: string): string => email.replace(/^.*@/, '')
  const hosts = {
    siteUrl: new URL(settings.siteUrl).hostname,
    oidcIssuer: new URL(settings.oidcIssuer).hostname,
    emailFrom: hostOf(settings.emailFrom),
    // Without it CloudFront answers under a name of its own: no link in a message would lead there.
    certificateArn: settings.certificateArn,
    // It is the account's: made up, it would take away what the account was given.
    ...(settings.smsReceipts && { smsMonthlyLimit: settings.smsMonthlyLimit?.toString() }),
    // Without it an alarm goes off and nobody hears it.
    alarmEmail: settings.alarmEmail && hostOf(settings.alarmEmail),
  }
  return Object.entries(hosts).flatMap(([name, host]) =>
    host === undefined || placeholderHost.test(host) ? [name] : [],
  )
}

/** All that keeps a deployment from being a county's own, and what to do about each. */
export const madeUp = (settings: Settings): { what: string; todo: string }[] => [
  ...placeholders(settings).map((name) => ({ what: name, todo: `made up or missing; set it with -c ${name}=…` })),
  ...madeUpParts(settings.county).map((part) => ({ what: part, todo: 'made up; set the real one there' })),
]

/** Throws, naming everything made up, unless that is allowed: residents must not be sent to an address of nobody. */
export function refuseMadeUp(settings: Settings): void {
  const found = settings.allowPlaceholders ? [] : madeUp(settings)
  if (found.length === 0) return
  const lines = found.map(({ what, todo }) => `  ${what}: ${todo}`)
  throw new Error(`not to be deployed like this (-c allowPlaceholders=true only synthesises):\n${lines.join('\n')}`)
}

/** Files of a county in which a part may be marked `"placeholder": true`: the duty number, the host, the marks of the site. */
const countyFiles = ['profile.json', 'site.json']

/** Parts of the county's own files that are still made up, as `content/counties/510402/profile.json: duty`. */
export const madeUpParts = (county: string): string[] =>
  countyFiles.flatMap((file) => {
    const parts: string[] = []
    JSON.parse(readFileSync(countyFile(county, file), 'utf8'), (name, value) => {
      if (value?.placeholder === true) parts.push(`content/counties/${county}/${file}: ${name}`)
      return value
    })
    return parts
  })

function countyFile(county: string, file: string): URL {
  return new URL(`../content/counties/${county}/${file}`, import.meta.url)
}

function hasProfile(county: string): boolean {
  return existsSync(countyFile(county, 'profile.json'))
}
