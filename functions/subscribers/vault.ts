/**
 * The only place that reads or writes addresses: sealed at rest, found by a keyed hash, shown by their last four characters.
 * One data key per county, unwrapped once per process: a warning to 10⁵ people costs one KMS call per worker.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto'
import { channelRows } from '../platform/channel.ts'
import { type ContactChannel, channels } from './subscriber.ts'

/** KMS, as far as it is needed: it never sees an address. */
export interface KeyService {
  /** A new 32-byte key, in clear and wrapped under `keyId` (base64). */
  generateDataKey(keyId: string): Promise<{ plain: Uint8Array; wrapped: string }>
  unwrap(keyId: string, wrapped: string): Promise<Uint8Array>
}

/** Where the wrapped data key lies. */
export interface DataKeyStore {
  load(): Promise<string | undefined>
  /** The wrapped key that stands: ours, or that of whoever was first. */
  putIfAbsent(wrapped: string): Promise<string>
}

/** Everything but `ready` is synchronous and works only after it. */
export interface Vault {
  /**
   * Makes sure that the key in hand is the one stored: unwraps it where it is not, makes one where the county has none.
   * One small read when nothing changed, so call it once per job or request. Throws while KMS is down and a key is needed.
   */
  ready(): Promise<void>
  /** base64url of version 1, nonce 12 bytes, AES-256-GCM text, tag 16 bytes; another text at every call. */
  seal(address: string): string
  /** Throws when the text was changed or sealed with another key. */
  open(contact: string): string
  /** Keyed hash of an address, the same however it was typed (e-mail in any case): 22 base64url characters. */
  lookup(channel: ContactChannel, address: string): string
  /** Signed text for a link that leaves one channel: names the subscriber by id only, the same each time, never expires. */
  leaveToken(sub: string, channel: ContactChannel): string
  /** undefined for anything we did not make. */
  readLeaveToken(token: string): { sub: string; channel: ContactChannel } | undefined
}

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes
const macBytes = 16
interface Keys {
  contact: KeyObject
  lookup: KeyObject
  leave: KeyObject
}

/** Random bytes for many nonces at a time: asking for twelve at once costs as much as the encryption. Each is used once. */
const pool = Buffer.alloc(nonceBytes * 512)
let poolAt = pool.length

function nextNonce(): Buffer {
  if (poolAt === pool.length) {
    randomFillSync(pool)
    poolAt = 0
  }
  const nonce = Buffer.from(pool.subarray(poolAt, poolAt + nonceBytes))
  poolAt += nonceBytes
  return nonce
}

/**
 * Separate keys for separate purposes (RFC 5869), so that a hash or token tells nothing about the encryption key.
 * KeyObjects, because handing bytes to OpenSSL for each address takes four times as long.
 */
function deriveKeys(dataKey: Uint8Array): Keys {
  const derive = (purpose: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, '', `fengsui ${purpose} 1`, 32)))
  return { contact: derive('contact'), lookup: derive('lookup'), leave: derive('leave') }
}

export function makeVault({ kms, keyId, store }: { kms: KeyService; keyId: string; store: DataKeyStore }): Vault {
  let keys: Keys | undefined
  /** The stored form of `keys`. */
  let wrappedKey: string | undefined
  let loading: Promise<void> | undefined

  const take = async (wrapped: string, plain?: Uint8Array): Promise<void> => {
    keys = deriveKeys(plain ?? (await kms.unwrap(keyId, wrapped)))
    wrappedKey = wrapped
  }

  const load = async (): Promise<void> => {
    let stored = await store.load()
    // A table emptied or restored under a running process keeps the key its contacts are sealed with.
    if (!stored && wrappedKey) stored = await store.putIfAbsent(wrappedKey)
    if (stored) {
      if (stored !== wrappedKey) await take(stored)
      return
    }
    const made = await kms.generateDataKey(keyId)
    const stands = await store.putIfAbsent(made.wrapped)
    await take(stands, stands === made.wrapped ? made.plain : undefined)
  }

  const held = (): Keys => {
    if (!keys) throw new Error('the vault is closed; await ready() first')
    return keys
  }

  const macOf = (code: number, sub: string): Buffer =>
    createHmac('sha256', held().leave).update(`${code}\n${sub}`).digest().subarray(0, macBytes)

  return {
    async ready() {
      loading ??= load().finally(() => {
        loading = undefined
      })
      await loading
    },

    seal(address) {
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', held().contact, nonce)
      const text = cipher.update(address, 'utf8')
      cipher.final()
      return Buffer.concat([Buffer.of(version), nonce, text, cipher.getAuthTag()]).toString('base64url')
    },

    open(contact) {
      const bytes = Buffer.from(contact, 'base64url')
      if (bytes[0] !== version || bytes.length < headBytes + tagBytes) throw new Error('not a sealed contact')
      const end = bytes.length - tagBytes
      const decipher = createDecipheriv('aes-256-gcm', held().contact, bytes.subarray(1, headBytes))
      decipher.setAuthTag(bytes.subarray(end))
      const text = decipher.update(bytes.subarray(headBytes, end))
      decipher.final()
      return text.toString('utf8')
    },

    lookup(channel, address) {
      const same = channelRows[channel].contact.kind === 'mailbox' ? address.toLowerCase() : address
      return createHmac('sha256', held().lookup).update(`${channel}\n${same}`).digest('base64url').slice(0, 22)
    },

    leaveToken(sub, channel) {
      const { code } = channelRows[channel].contact
      return Buffer.concat([Buffer.of(version, code), macOf(code, sub), Buffer.from(sub, 'utf8')]).toString('base64url')
    },

    readLeaveToken(token) {
      const bytes = Buffer.from(token, 'base64url')
      const channel = channels.find((name) => channelRows[name].contact.code === bytes[1])
      if (bytes[0] !== version || !channel || bytes.length <= 2 + macBytes) return undefined
      const sub = bytes.subarray(2 + macBytes).toString('utf8')
      if (!timingSafeEqual(bytes.subarray(2, 2 + macBytes), macOf(channelRows[channel].contact.code, sub)))
        return undefined
      return { sub, channel }
    },
  }
}

/** What staff may see of an address: the end of a number, or of an e-mail's local part; never more than half of it. */
export function lastFour(address: string): string {
  const at = address.lastIndexOf('@')
  const local = at < 0 ? address : address.slice(0, at)
  return local.slice(-Math.min(4, Math.floor(local.length / 2)) || local.length)
}
