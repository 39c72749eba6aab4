/** The child process that stands in for SMS, e-mail, KMS and the front of S3, with the handset behind them. */
import { join } from 'node:path'
import { makeBucketProvider } from './bucket-provider.ts'
import { openBuiltFiles } from './built-files.ts'
import { offer } from './child.ts'
import { masterKeyName } from './data-folder.ts'
import { makeEmailProvider } from './email-provider.ts'
import { type Fault, type FaultChannel, makeFaults } from './faults.ts'
import { type Handset, type InboxPage, type InboxQuery, openHandset } from './handset.ts'
import { makeKmsProvider } from './kms-provider.ts'
import { makeRateCap, type Provider, type ProviderServer, startProviderServer } from './provider-server.ts'
import { makeReceiptBox, type ReceiptBox, type Receipts } from './receipts.ts'
import { makeSmsProvider } from './sms-provider.ts'
import { startSmtpServer } from './smtp-server.ts'

export interface ProviderPorts {
  sms: number
  /** HTTP of SES, or SMTP. */
  email: number
  kms: number
  buckets: number
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
    handset = openHandset(join(settings.dataDir, 'handset.jsonl'))
    const now = (): number => Math.round(Date.now() + clockOffsetMs)
    const { latencyMs, rate } = settings
    const box = makeReceiptBox(now, faults)
    receipts = box
    const open = async (channel: FaultChannel, provider: Provider, delayMs: number): Promise<number> => {
      const server = await startProviderServer(provider, channel, faults, delayMs)
      servers.set(channel, server)
      return server.port
    }
    const openEmail = async (opened: Handset): Promise<number> => {
      const takes = makeRateCap(rate)
      if (settings.emailProvider !== 'smtp') {
        return open('email', makeEmailProvider(opened, now, takes, faults, box), latencyMs)
      }
      const server = await startSmtpServer({ handset: opened, now, takes, faults, latencyMs })
      servers.set('email', server)
      return server.port
    }
    const kms = makeKmsProvider(join(settings.dataDir, masterKeyName))
    return {
      sms: await open('sms', makeSmsProvider(handset, now, makeRateCap(rate), box), latencyMs),
      email: await openEmail(handset),
      buckets: await open(
        'web',
        makeBucketProvider(
          settings.bucketsPort,
          settings.siteBuckets,
          settings.siteFolder ? openBuiltFiles(settings.siteFolder) : () => undefined,
        ),
        0,
      ),
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
