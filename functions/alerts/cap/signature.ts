/** Whether an alert is signed by the one certificate its sender is registered with. Source: CAP 1.2 §3.3.4.1, XML-Signature §3.2. */
import { DOMParser } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'

export type SignatureState = 'valid' | 'absent' | 'invalid'

const xmldsig = 'http://www.w3.org/2000/09/xmldsig#'
/** SHA-1 and HMAC are left out: the one can be forged, the other would take the public certificate for a secret. */
const signatureMethods = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
]
const digestMethods = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']
const transforms = [
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
]

/**
 * `valid` only when exactly one signature stands directly in the root, covers the whole document (URI "") and verifies
 * with `certificate`. A certificate inside the document is never looked at, or anybody could bring their own.
 * Dates in the certificate are not checked: registering it here is what makes it trusted.
 */
export function verifySignature(xml: string, certificate: string): SignatureState {
  const faults: string[] = []
  const keep = (message: string) => {
    faults.push(message)
  }
  const document = new DOMParser({
    errorHandler: { warning: keep, error: keep, fatalError: keep },
  }).parseFromString(xml, 'text/xml')
  const root = document?.documentElement
  if (!root || faults.length > 0) return 'invalid'
  const signatures = Array.from(root.getElementsByTagNameNS(xmldsig, 'Signature'))
  const signature = signatures[0]
  if (!signature) return 'absent'
  if (signatures.length > 1 || signature.parentNode !== root) return 'invalid'
  try {
    const check = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null })
    // Its own DOM types and the ones xml-crypto was compiled against differ in name only.
    check.loadSignature(signature as unknown as Parameters<SignedXml['loadSignature']>[0])
    if (!signatureMethods.includes(check.signatureAlgorithm ?? '')) return 'invalid'
    if (!check.checkSignature(xml)) return 'invalid'
    const [reference, ...others] = check.getReferences()
    const coversAll =
      reference?.uri === '' &&
      others.length === 0 &&
      digestMethods.includes(reference.digestAlgorithm) &&
      reference.transforms.every((transform) => transforms.includes(transform))
    return coversAll ? 'valid' : 'invalid'
  } catch (error) {
    // xml-crypto throws plain errors for every kind of signature it cannot read or verify.
    if (error instanceof Error) return 'invalid'
    throw error
  }
}
