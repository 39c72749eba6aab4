import { KMSClient } from '@aws-sdk/client-kms'
import { describe, expect, it } from 'vitest'
import { makeDataKeyStore, makeKeyService } from '../../functions/subscribers/data-key.ts'
import { leaveUrl } from '../../functions/subscribers/leave.ts'
import { channels } from '../../functions/subscribers/subscriber.ts'
import { lastFour, makeVault, type Vault } from '../../functions/subscribers/vault.ts'
import { openSubscribersTable, testCredentials } from '../fakes/local-table.ts'
import { makeMemoryKeys, startKmsServer } from '../fakes/memory-keys.ts'
import * as fc from '../properties/fast-check.ts'

const vaultOn = (keys = makeMemoryKeys()): Vault => makeVault({ kms: keys.kms, keyId: 'county', store: keys.store })

async function anOpenVault(keys = makeMemoryKeys()): Promise<Vault> {
  const vault = vaultOn(keys)
  await vault.ready()
  return vault
}

/** The text with one bit of one byte changed. */
function changed(text: string, byte: number): string {
  const bytes = Buffer.from(text, 'base64url')
  const at = byte % bytes.length
  bytes[at] = bytes[at]! ^ 1
  return bytes.toString('base64url')
}

describe('a sealed contact', () => {
  it('opens to what was sealed, whatever the text', async () => {
    const vault = await anOpenVault()
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (address) => {
        expect(vault.open(vault.seal(address))).toBe(address)
      }),
    )
  })

  it('shows neither the address nor that two are the same', async () => {
    const vault = await anOpenVault()
    const sealed = Array.from({ length: 2_000 }, () => vault.seal('+8612001234567'))
    expect(new Set(sealed).size).toBe(sealed.length)
    expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(sealed.length)
    expect(Buffer.from(sealed[0]!, 'base64url').toString('latin1')).not.toContain('1234567')
    expect(sealed[0]!.length).toBeLessThan(60)
  })

  it('does not open when a single bit changed, when cut, or under another county’s key', async () => {
    const vault = await anOpenVault()
    const sealed = vault.seal('a@example.com')
    fc.assert(
      fc.property(fc.nat(), (byte) => {
        expect(() => vault.open(changed(sealed, byte))).toThrow()
      }),
    )
    for (const wrong of ['', sealed.slice(0, 20), sealed.slice(0, -2)]) expect(() => vault.open(wrong)).toThrow()
    const other = await anOpenVault()
    expect(() => other.open(sealed)).toThrow()
  })

  it('is not named in the error when it does not open', async () => {
    const vault = await anOpenVault()
    const sealed = vault.seal('a@example.com')
    expect(() => vault.open(changed(sealed, 14))).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('@') }),
    )
  })
})

describe('the data key', () => {
  it('is made once for the county and unwrapped once per process', async () => {
    const keys = makeMemoryKeys()
    const first = await anOpenVault(keys)
    const sealed = first.seal('a@example.com')
    const second = vaultOn(keys)
    await Promise.all([second.ready(), second.ready(), second.ready()])
    await second.ready()
    expect(second.open(sealed)).toBe('a@example.com')
    expect(keys.calls).toEqual({ generateDataKey: 1, unwrap: 1 })
  })

  it('is one, even when two processes start at once', async () => {
    const keys = makeMemoryKeys()
    const [one, two] = await Promise.all([anOpenVault(keys), anOpenVault(keys)])
    expect(two!.open(one!.seal('a@example.com'))).toBe('a@example.com')
  })

  it('is tried again after KMS was down', async () => {
    const keys = makeMemoryKeys()
    const vault = vaultOn(keys)
    keys.isDown = true
    await expect(vault.ready()).rejects.toThrow('KMS is down')
    expect(() => vault.seal('a@example.com')).toThrow('the vault is closed')
    keys.isDown = false
    await vault.ready()
    expect(vault.open(vault.seal('x'))).toBe('x')
  })

  it('needs no KMS once in hand', async () => {
    const keys = makeMemoryKeys()
    const vault = await anOpenVault(keys)
    keys.isDown = true
    await vault.ready()
    expect(vault.open(vault.seal('x'))).toBe('x')
  })

  it('stays the same for all when the table is emptied under a running process', async () => {
    const keys = makeMemoryKeys()
    const vault = await anOpenVault(keys)
    keys.forget()
    await vault.ready()
    const late = await anOpenVault(keys)
    expect(late.open(vault.seal('x'))).toBe('x')
  })

  it('changes to the stored one when somebody else was first after that', async () => {
    const keys = makeMemoryKeys()
    const vault = await anOpenVault(keys)
    keys.forget()
    const late = await anOpenVault(keys)
    await vault.ready()
    expect(vault.open(late.seal('x'))).toBe('x')
  })

  it('is wrapped by KMS for this county only, and stands in the table', async () => {
    const [table, { endpoint, server }] = await Promise.all([openSubscribersTable(), startKmsServer()])
    const client = new KMSClient({ endpoint, region: 'local', credentials: testCredentials })
    const vaultOf = (county: string) =>
      makeVault({ kms: makeKeyService(client, county), keyId: 'key', store: makeDataKeyStore(table) })
    const [one, two] = [vaultOf('510402'), vaultOf('510402')]
    await Promise.all([one.ready(), two.ready()])
    expect(two.open(one.seal('x'))).toBe('x')
    await expect(vaultOf('530302').ready()).rejects.toThrow('wrapped for another county')
    server.close()
    await table.close()
  })
})

describe('looking up', () => {
  it('finds the same contact, by channel, however it was typed, and says nothing about it', async () => {
    const keys = makeMemoryKeys()
    const vault = await anOpenVault(keys)
    const again = await anOpenVault(keys)
    const other = await anOpenVault()
    expect(again.lookup('email', 'Li@Example.com')).toBe(vault.lookup('email', 'li@example.com'))
    expect(vault.lookup('sms', 'x')).not.toBe(vault.lookup('email', 'x'))
    expect(other.lookup('sms', '+86120')).not.toBe(vault.lookup('sms', '+86120'))
    expect(vault.lookup('sms', '+86120')).toMatch(/^[\w-]{22}$/)
  })

  it.each([
    ['+8612001234567', '4567'],
    ['wang.fang@example.com', 'fang'],
    ['ab@example.com', 'b'],
  ])('shows of %s only %s', (address, shown) => expect(lastFour(address)).toBe(shown))
})

describe('a leaving link', () => {
  it('names subscriber and channel, and is short and the same each time', async () => {
    const vault = await anOpenVault()
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{1,20}$/), fc.constantFrom(...channels), (sub, channel) => {
        const token = vault.leaveToken(sub, channel)
        expect(token).toMatch(/^[\w-]{20,60}$/)
        expect(vault.leaveToken(sub, channel)).toBe(token)
        expect(vault.readLeaveToken(token)).toEqual({ sub, channel })
      }),
    )
    expect(leaveUrl('https://yj.example.gov.cn', vault, 'p1-0001', 'email').length).toBeLessThan(90)
  })

  it('is refused when changed in any bit, cut, made up or another county’s', async () => {
    const vault = await anOpenVault()
    const token = vault.leaveToken('p1-0001', 'email')
    fc.assert(
      fc.property(fc.nat(), (byte) => {
        expect(vault.readLeaveToken(changed(token, byte))).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(vault.readLeaveToken(text)).toBeUndefined()
      }),
    )
    for (const wrong of ['', token.slice(0, 12), (await anOpenVault()).leaveToken('p1-0001', 'email')]) {
      expect(vault.readLeaveToken(wrong)).toBeUndefined()
    }
  })
})
