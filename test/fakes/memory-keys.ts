import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DataKeyStore, KeyService } from '../../functions/subscribers/vault.ts'

export interface MemoryKeys {
  kms: KeyService
  store: DataKeyStore
  /** Calls so far. */
  calls: { generateDataKey: number; unwrap: number }
  /** While true, KMS throws. */
  isDown: boolean
  /** Forgets the stored key, as an emptied table does. */
  forget(): void
}

/** A key service and the place of the wrapped key; both slow enough that races show. */
export function makeMemoryKeys(): MemoryKeys {
  const plains = new Map<string, Uint8Array>()
  let stored: string | undefined
  const keys: MemoryKeys = {
    calls: { generateDataKey: 0, unwrap: 0 },
    isDown: false,
    forget() {
      stored = undefined
    },
    kms: {
      async generateDataKey(keyId) {
        keys.calls.generateDataKey++
        await new Promise((resolve) => setImmediate(resolve))
        if (keys.isDown) throw new Error('KMS is down')
        const plain = randomBytes(32)
        const wrapped = `${keyId} ${plains.size}`
        plains.set(wrapped, plain)
        return { plain, wrapped }
      },
      async unwrap(_, wrapped) {
        keys.calls.unwrap++
        await new Promise((resolve) => setImmediate(resolve))
        const plain = plains.get(wrapped)
        if (keys.isDown || !plain) throw new Error('KMS is down')
        return plain
      },
    },
    store: {
      async load() {
        await new Promise((resolve) => setImmediate(resolve))
        return stored
      },
      async putIfAbsent(wrapped) {
        await new Promise((resolve) => setImmediate(resolve))
        stored ??= wrapped
        return stored
      },
    },
  }
  return keys
}

/** KMS over HTTP as far as data keys need it; the wrapped key is the key, bound to its encryption context. */
export async function startKmsServer(): Promise<{ endpoint: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const input = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const context = JSON.stringify(input.EncryptionContext)
    const isNew = request.headers['x-amz-target'] === 'TrentService.GenerateDataKey'
    const [key, bound] = isNew
      ? [randomBytes(32).toString('base64'), context]
      : Buffer.from(input.CiphertextBlob, 'base64').toString('utf8').split('\n')
    const isRefused = bound !== context
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' }).end(
      JSON.stringify(
        isRefused
          ? { __type: 'InvalidCiphertextException', message: 'wrapped for another county' }
          : {
              KeyId: input.KeyId,
              Plaintext: key,
              CiphertextBlob: Buffer.from(`${key}\n${bound}`).toString('base64'),
            },
      ),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
