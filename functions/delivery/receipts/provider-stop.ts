/** Whether a provider's account may send, as workers ask: receipts alone tell of an SNS account that may not. */
import type { Clock } from '../../platform/clock.ts'
import { afterAsking, isStanding } from './receipt.ts'
import type { ReceiptStore } from './receipt-store.ts'

/** `ask`: send one batch, and let its receipts tell. */
export type Permission = 'send' | 'ask' | 'stopped'

export interface ProviderStop {
  permission(): Promise<Permission>
}

export const makeProviderStop = (
  { clock, receipts }: { clock: Clock; receipts: Pick<ReceiptStore, 'readStop' | 'changeStop'> },
  provider: string,
): ProviderStop => ({
  async permission() {
    const seen = await receipts.readStop(provider)
    if (!isStanding(seen, clock.now())) return 'send'
    if (clock.now() < seen.untilMs) return 'stopped'
    // Of several workers that come at once, one asks.
    const mayAsk = await receipts.changeStop(provider, (stop) =>
      stop?.untilMs === seen.untilMs ? afterAsking(stop, clock.now()) : undefined,
    )
    return mayAsk ? 'ask' : 'stopped'
  },
})
