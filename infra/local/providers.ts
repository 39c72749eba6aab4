/** The child process that stands in for SMS, e-mail, KMS and the front of S3, with the handset behind them. */
import { join } from 'node:path'
import { type CarriedChannel, carriedChannels, channelRows } from '../../functions/platform/channel.ts'
import { makeBucketProvider } from './bucket-provider.ts'
import { openBuiltFiles } from './built-files.ts'
import { offer } from './child.ts'
import { masterKeyName } from './data-folder.ts'
import { makeEmailProvider } from './email-provider.ts'
import { type Fault, type FaultChannel, makeFaults } from './faults.ts'
import { type Handset, type InboxPage, type InboxQuery, openHandset } from './handset.ts'
import { makeKmsProvider } from './kms-provider.ts'
import { makeRateCap, type ProviderServer, startProviderServer } from './provider-server.ts'
import { makeReceiptBox, type ReceiptBox, type Receipts } from './receipts.ts'
import { makeSmsProvider } from './sms-provider.ts'
import { startSmtpServer } from './smtp-server.ts'

/** A port for the provider of each channel that workers carry, too: of e-mail HTTP of SES, or SMTP. */
export interface ProviderPorts extends Record<CarriedChannel, number> {
  kms: number
  buckets: number
}

interface StubParts {
  channel: CarriedChannel
  settings: ProviderSettings
  handset: Handset
  now: () => number
  /** At most as many a second as the settings say. */
  takes: (count: number) => boolean
  receipts: ReceiptBox
}

/** What stands in for providers, by the name that the rows of `functions/platform/channel.ts` give. */
const stubs: Record<
  (typeof channelRows)[CarriedChannel]['carried']['stub'],
  (parts: StubParts) => Promise<ProviderServer>
> = {
  sns: ({ channel, settings, handset, now, takes, receipts }) =>
    startProviderServer(makeSmsProvider(handset, now, takes, receipts), channel, faults, settings.latencyMs),
  mail: ({ channel, settings: { emailProvider, latencyMs }, handset, now, takes, receipts }) =>
    emailProvider === 'smtp'
      ? startSmtpServer({ handset, now, takes, faults, latencyMs })
      : startProviderServer(makeEmailProvider(handset, now, takes, faults, receipts), channel, faults, latencyMs),
}

export interface ProviderSettings {
  dataDir: string
  /** Where the emulated S3 listens. */
  bucketsPort: number
  siteBuckets: string[]
  /** Where the site's build lies, if there is one. */
  siteFolder?: string
  clockOffsetMs: number
  emailProvider?: 'ses' | 'smtp'
  latencyMs: number
  /** SMS parts, and e-mail recipients, per second. */
  rate?: number | undefined
}

const faults = makeFaults()
const servers = new Map<FaultChannel, ProviderServer>()
let handset: Handset | undefined
let receipts: ReceiptBox | undefined
let clockOffsetMs = 0

const providers = {
  async start(settings: ProviderSettings): Promise<ProviderPorts> {
    clockOffsetMs = settings.clockOffsetMs
    const opened = openHandset(join(settings.dataDir, 'handset.jsonl'))
    handset = opened
    const now = (): number => Math.round(Date.now() + clockOffsetMs)
    const box = makeReceiptBox(now, faults)
    receipts = box
    const portOf = async (channel: FaultChannel, starting: Promise<ProviderServer>): Promise<[string, number]> => {
      const server = await starting
      servers.set(channel, server)
      return [channel, server.port]
    }
    const carried = carriedChannels.map((channel) => {
      const takes = makeRateCap(settings.rate)
      const stub = stubs[channelRows[channel].carried.stub]
      return portOf(channel, stub({ channel, settings, handset: opened, now, takes, receipts: box }))
    })
    const buckets = makeBucketProvider(
      settings.bucketsPort,
      settings.siteBuckets,
      settings.siteFolder ? openBuiltFiles(settings.siteFolder) : () => undefined,
    )
    const [, bucketsPort] = await portOf('web', startProviderServer(buckets, 'web', faults, 0))
    const kms = makeKmsProvider(join(settings.dataDir, masterKeyName))
    return {
      ...(Object.fromEntries(await Promise.all(carried)) as Record<CarriedChannel, number>),
      buckets: bucketsPort,
      kms: (await startProviderServer(kms, undefined, faults, 0)).port,
    }
  },
  setClock(offsetMs: number): void {
    clockOffsetMs = offsetMs
  },
  async setFault(fault: Fault): Promise<void> {
    const server = servers.get(fault.channel)
    await server?.reopen()
    faults.set(fault)
    const isWhollyDown = fault.mode === 'down' && fault.rate >= 1 && fault.count === null
    if (isWhollyDown) server?.refuse()
  },
  async clearFaults(channel?: FaultChannel): Promise<void> {
    faults.clear(channel)
    for (const [name, server] of servers) {
      if (channel && channel !== name) continue
      server.dropSilent()
      await server.reopen()
    }
  },
  listFaults: (): Fault[] => faults.list(),
  inbox(query: InboxQuery): InboxPage {
    if (!handset) throw new Error('the handset is not open')
    return handset.page(query)
  },
  takeReceipts: (): Receipts => receipts?.take() ?? { lines: [], events: [] },
  empty(): void {
    handset?.empty()
    receipts?.empty()
  },
}
export type Providers = typeof providers

offer(providers)
