import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SignedXml } from 'xml-crypto'
import { verifySignature } from '../../functions/alerts/cap/signature.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { aDesk, bureau } from './a-desk.ts'
import { anAlert } from './an-alert.ts'

const makeKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
const station = makeKeys()
const stranger = makeKeys()

const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'

function sign(xml: string, privateKey: string, how: { xpath?: string; method?: string; digest?: string } = {}): string {
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm: (how.method ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256') as never,
    canonicalizationAlgorithm: exclusive as never,
  })
  signer.addReference({
    xpath: how.xpath ?? '/*',
    transforms: how.xpath ? [exclusive] : [enveloped, exclusive],
    digestAlgorithm: (how.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256') as never,
    ...(how.xpath ? {} : { uri: '', isEmptyUri: true }),
  })
  signer.computeSignature(xml)
  return signer.getSignedXml()
}
const xml = writeCap(anAlert({ identifier: 'signed' }))
const signed = sign(xml, station.privateKey)

describe('a signature', () => {
  it('is valid when the registered certificate made it over the whole alert', () => {
    expect(verifySignature(signed, station.publicKey)).toBe('valid')
  })
  it('is absent from an alert without one', () => {
    expect(verifySignature(xml, station.publicKey)).toBe('absent')
  })
  it('is invalid when anything was changed afterwards', () => {
    expect(verifySignature(signed.replace('Extreme', 'Minor'), station.publicKey)).toBe('invalid')
    expect(verifySignature(signed.replace(/<SignatureValue>..../, '<SignatureValue>AAAA'), station.publicKey)).toBe(
      'invalid',
    )
  })
  it('is invalid from another key, whatever certificate it brings along', () => {
    const foreign = sign(xml, stranger.privateKey)
    expect(verifySignature(foreign, station.publicKey)).toBe('invalid')
    const bare = stranger.publicKey.replace(/-----[^-]+-----|\s/g, '')
    const withCertificate = foreign.replace(
      '</Signature>',
      `<KeyInfo><X509Data><X509Certificate>${bare}</X509Certificate></X509Data></KeyInfo></Signature>`,
    )
    expect(verifySignature(withCertificate, station.publicKey)).toBe('invalid')
  })
  it('is invalid when it covers a part only', () => {
    const part = sign(xml, station.privateKey, { xpath: "//*[local-name(.)='info']" })
    expect(verifySignature(part, station.publicKey)).toBe('invalid')
  })
  it('is invalid when there are two, or it stands elsewhere than in the root', () => {
    const [signature] = /<Signature[\s\S]*<\/Signature>/.exec(signed)!
    expect(verifySignature(signed.replace('</alert>', `${signature}</alert>`), station.publicKey)).toBe('invalid')
    expect(verifySignature(xml.replace('</info>', `${signature}</info>`), station.publicKey)).toBe('invalid')
  })
  it('is invalid with SHA-1 and with a shared secret', () => {
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#'
    const weak = sign(xml, station.privateKey, { method: `${sha1}rsa-sha1`, digest: `${sha1}sha1` })
    expect(verifySignature(weak, station.publicKey)).toBe('invalid')
    expect(verifySignature(sign(xml, station.privateKey, { digest: `${sha1}sha1` }), station.publicKey)).toBe('invalid')
    const hmac = signed.replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', `${sha1}hmac-sha1`)
    expect(verifySignature(hmac, station.publicKey)).toBe('invalid')
  })
  it('is invalid in what is no XML', () => {
    for (const text of ['', 'no xml', '<alert', '<a><b></a>'])
      expect(verifySignature(text, station.publicKey)).toBe('invalid')
  })
})

describe('an alert of a sender registered with a certificate', () => {
  const home = loadCounty('510402')
  const county = { ...home, senders: [{ ...home.senders[0]!, certificate: station.publicKey }] }
  const post = (document: string) =>
    aDesk({ county }).acceptAlert({
      bytes: new TextEncoder().encode(document),
      mediaType: 'application/cap+xml',
      sub: bureau,
      traceId: 'trace',
    })
  it('is published when signed and held otherwise', async () => {
    expect(await post(signed)).toMatchObject({ outcome: 'accepted' })
    expect(await post(xml)).toMatchObject({ outcome: 'held', reasons: [{ code: 'signature' }] })
    expect(await post(sign(xml, stranger.privateKey))).toMatchObject({ outcome: 'held' })
  })
})
