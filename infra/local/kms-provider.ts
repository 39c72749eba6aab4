/** KMS as far as data keys need it: a master key that never leaves the data folder. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { account, region } from './cloud-plan.ts'
import { masterKeyBytes } from './data-folder.ts'
import type { Provider, ProviderAnswer } from './provider-server.ts'

interface KmsInput {
  KeyId?: string
  KeySpec?: 'AES_128' | 'AES_256'
  NumberOfBytes?: number
  Plaintext?: string
  CiphertextBlob?: string
  EncryptionContext?: Record<string, string>
}

const ivBytes = 12
const tagBytes = 16

export function makeKmsProvider(keyFile: string): Provider {
  const masterKey = readMasterKey(keyFile)
  return {
    accept({ headers, body }, done) {
      const operation = String(headers['x-amz-target'] ?? '').replace('TrentService.', '')
      done(run(operation, JSON.parse(body.toString('utf8')) as KmsInput))
    },
    throttled: () => refusal('ThrottlingException', 'Rate exceeded'),
    broken: () => ({ ...refusal('KMSInternalException', 'An internal error occurred'), status: 500 }),
  }

  function run(operation: string, input: KmsInput): ProviderAnswer {
    const context = contextOf(input)
    switch (operation) {
      case 'GenerateDataKey':
      case 'GenerateDataKeyWithoutPlaintext': {
        const key = randomBytes(input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32))
        return json({
          KeyId: arnOf(input.KeyId ?? ''),
          CiphertextBlob: seal(key, input.KeyId ?? '', context),
          ...(operation === 'GenerateDataKey' && { Plaintext: key.toString('base64') }),
        })
      }
      case 'Encrypt': {
        const plain = Buffer.from(input.Plaintext ?? '', 'base64')
        return json({ KeyId: arnOf(input.KeyId ?? ''), CiphertextBlob: seal(plain, input.KeyId ?? '', context) })
      }
      case 'Decrypt': {
        const opened = unseal(Buffer.from(input.CiphertextBlob ?? '', 'base64'), context)
        if (!opened) return refusal('InvalidCiphertextException', '')
        if (input.KeyId && arnOf(input.KeyId) !== arnOf(opened.keyId)) return refusal('IncorrectKeyException', '')
        return json({ KeyId: arnOf(opened.keyId), Plaintext: opened.plain.toString('base64') })
      }
      default:
        return refusal('UnknownOperationException', `${operation} is not offered here`)
    }
  }

  /** Length of the key id, key id, IV, tag, ciphertext; base64. */
  function seal(plain: Buffer, keyId: string, context: Buffer): string {
    const id = Buffer.from(idOf(keyId))
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.concat([id, context]))
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
    return Buffer.concat([Buffer.of(id.length), id, iv, cipher.getAuthTag(), sealed]).toString('base64')
  }

  function unseal(blob: Buffer, context: Buffer): { keyId: string; plain: Buffer } | undefined {
    try {
      const id = blob.subarray(1, 1 + blob.readUInt8(0))
      const rest = blob.subarray(1 + id.length)
      const iv = rest.subarray(0, ivBytes)
      const decipher = createDecipheriv('aes-256-gcm', masterKey, iv)
        .setAAD(Buffer.concat([id, context]))
        .setAuthTag(rest.subarray(ivBytes, ivBytes + tagBytes))
      const plain = Buffer.concat([decipher.update(rest.subarray(ivBytes + tagBytes)), decipher.final()])
      return { keyId: id.toString(), plain }
    } catch {
      return undefined
    }
  }
}

function readMasterKey(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64')
  if (key.length !== masterKeyBytes) throw new Error(`${file} is damaged; start with FRESH=1`)
  return key
}

const contextOf = ({ EncryptionContext = {} }: KmsInput): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(EncryptionContext).toSorted(([a], [b]) => (a < b ? -1 : 1))))

const idOf = (keyId: string): string => keyId.replace(/^arn:.*?:(key|alias)\//, '').replace(/^alias\//, '')
const arnOf = (keyId: string): string => `arn:aws:kms:${region}:${account}:key/${idOf(keyId)}`

const json = (body: unknown): ProviderAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
})

const refusal = (code: string, message: string): ProviderAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: code, message }),
})
