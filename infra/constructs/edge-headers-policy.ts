import { Duration } from 'aws-cdk-lib'
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type ResponseCustomHeader,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront'
import type { Construct } from 'constructs'
import type { EdgeRule } from '../edge-headers.ts'

/** CloudFront takes CORS headers only in a section of their own, and only as a whole. */
const openData = {
  accessControlAllowCredentials: false,
  accessControlAllowHeaders: ['*'],
  accessControlAllowMethods: ['GET', 'HEAD'],
  originOverride: true,
}

/** The response headers policy that sends exactly the headers of `rule`. */
export function makeEdgeHeadersPolicy(scope: Construct, name: string, rule: EdgeRule): ResponseHeadersPolicy {
  const { 'access-control-allow-origin': allowOrigin, ...rest } = rule.headers
  const security: Mutable<ResponseSecurityHeadersBehavior> = {}
  const customHeaders: ResponseCustomHeader[] = []
  for (const [header, value] of Object.entries(rest)) {
    const override = !rule.keepsOwn.includes(header)
    switch (header) {
      case 'content-security-policy':
        security.contentSecurityPolicy = { contentSecurityPolicy: value, override }
        break
      case 'strict-transport-security':
        security.strictTransportSecurity = { ...parseStrictTransport(value), override }
        break
      case 'x-content-type-options':
        security.contentTypeOptions = { override }
        break
      case 'x-frame-options':
        security.frameOptions = { frameOption: oneOf(HeadersFrameOption, value, header), override }
        break
      case 'referrer-policy':
        security.referrerPolicy = { referrerPolicy: oneOf(HeadersReferrerPolicy, value, header), override }
        break
      default:
        customHeaders.push({ header, value, override })
    }
  }
  return new ResponseHeadersPolicy(scope, `${rule.name}Headers`, {
    responseHeadersPolicyName: name,
    securityHeadersBehavior: security,
    customHeadersBehavior: { customHeaders },
    ...(allowOrigin && {
      corsBehavior: { ...openData, accessControlAllowOrigins: [allowOrigin] },
    }),
  })
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function parseStrictTransport(value: string): {
  accessControlMaxAge: Duration
  includeSubdomains: boolean
} {
  const seconds = /max-age=(\d+)/.exec(value)?.[1]
  if (!seconds) throw new Error(`strict-transport-security ${JSON.stringify(value)} names no max-age`)
  return {
    accessControlMaxAge: Duration.seconds(Number(seconds)),
    includeSubdomains: /includeSubDomains/i.test(value),
  }
}

function oneOf<T extends string>(allowed: Record<string, T>, value: string, header: string): T {
  const found = Object.values(allowed).find((known) => known === value)
  if (!found) throw new Error(`${header} ${JSON.stringify(value)}; allowed: ${Object.values(allowed).join(', ')}`)
  return found
}
