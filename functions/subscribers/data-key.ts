/** Adapters of the vault: KMS, and the wrapped data key in the subscribers table. */
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms'
import * as z from 'zod'
import { getItem, itemOf, putIfAbsent, type Table } from '../platform/table.ts'
import type { SubscribersTable } from './directory-store.ts'
import { dataKeyKey } from './subscriber-items.ts'
import type { DataKeyStore, KeyService } from './vault.ts'

/** The county is the encryption context: a key wrapped for one county opens in no other, and KMS logs which it was. */
export function makeKeyService(client: KMSClient, county: string): KeyService {
  const EncryptionContext = { county, purpose: 'contacts' }
  return {
    async generateDataKey(keyId) {
      const made = await client.send(
        new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext }),
      )
      if (!made.Plaintext || !made.CiphertextBlob) throw new Error('KMS answered without a key')
      return { plain: made.Plaintext, wrapped: Buffer.from(made.CiphertextBlob).toString('base64') }
    },
    async unwrap(keyId, wrapped) {
      const CiphertextBlob = Buffer.from(wrapped, 'base64')
      const { Plaintext } = await client.send(new DecryptCommand({ KeyId: keyId, CiphertextBlob, EncryptionContext }))
      if (!Plaintext) throw new Error('KMS answered without a key')
      return Plaintext
    },
  }
}

const readWrapped = itemOf(z.object({ wrapped: z.string() }).transform(({ wrapped }) => wrapped))

export function makeDataKeyStore(target: SubscribersTable): DataKeyStore {
  const table: Table = { client: target.client, name: target.table }
  const load = (): Promise<string | undefined> => getItem(table, dataKeyKey, readWrapped)
  return {
    load,
    async putIfAbsent(wrapped) {
      if (await putIfAbsent(table, { ...dataKeyKey, wrapped })) return wrapped
      const stands = await load()
      if (!stands) throw new Error('the data key was there and is gone')
      return stands
    },
  }
}
