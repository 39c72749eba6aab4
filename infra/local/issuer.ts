/** The OIDC issuer of the local cloud: anybody may ask it for any token, so nothing deployed may ever trust it. */
import { join } from 'node:path'
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import { readJson, writeFileAtomically } from './data-folder.ts'

/** API Gateway's JWT authorizers take RSA only. */
const algorithm = 'RS256'
const audience = 'fengsui-local'
const keyId = 'local'
const path = '/_local/oidc'
/** Real time, whatever the local clock says. */
const lifetime = '30 days'

export interface Issuer {
  token(sub: string, groups: readonly string[]): Promise<string>
  /** The claims of a token of ours that has not run out. */
  verify(token: string): Promise<JWTPayload | undefined>
  jwks: JSONWebKeySet
  /** OpenID Connect Discovery 1.0 §4. */
  discovery: Record<string, unknown>
}

/** Keys stay in the folder, so that tokens outlive a restart, on another port too. */
export async function openIssuer(dataDir: string, origin: string): Promise<Issuer> {
  const file = join(dataDir, 'issuer.json')
  const kept = readJson(file) as JWK | undefined
  const secret = kept ?? (await makeKey())
  if (!kept) writeFileAtomically(file, JSON.stringify(secret))
  const key = await importJWK(secret, algorithm)
  const { kty, n, e } = secret
  const jwks = { keys: [{ kty, n, e, kid: keyId, alg: algorithm, use: 'sig' }] } as JSONWebKeySet
  const keySet = createLocalJWKSet(jwks)
  const issuer = `${origin}${path}`
  const ofThisMachine = /^http:\/\/127\.0\.0\.1:\d+\/_local\/oidc$/

  return {
    jwks,
    discovery: {
      issuer,
      jwks_uri: `${issuer}/jwks.json`,
      token_endpoint: `${origin}/_local/token`,
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [algorithm],
    },
    token: (sub, groups) =>
      new SignJWT({ groups, client_id: audience })
        .setProtectedHeader({ alg: algorithm, kid: keyId })
        .setIssuer(issuer)
        .setSubject(sub)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(lifetime)
        .sign(key),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keySet, { audience, algorithms: [algorithm] })
        return ofThisMachine.test(payload.iss ?? '') ? payload : undefined
      } catch {
        return undefined
      }
    },
  }
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return exportJWK(privateKey)
}
