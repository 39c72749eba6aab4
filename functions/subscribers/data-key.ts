/** Adapters of the vault: KMS, and the wrapped data key in the subscribers table. */
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms'
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

export function makeDataKeyStore({ client, table }: SubscribersTable): DataKeyStore {
  const load = async (): Promise<string | undefined> => {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: dataKeyKey, ConsistentRead: true }))
    return Item?.wrapped?.S
  }
  return {
    load,
    async putIfAbsent(wrapped) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...dataKeyKey, wrapped: { S: wrapped } },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        )
        return wrapped
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
        const stands = await load()
        if (!stands) throw new Error('the data key was there and is gone', { cause: error })
        return stands
      }
    },
  }
}
