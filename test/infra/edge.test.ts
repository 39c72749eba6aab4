import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { edgeRuleFor, edgeRules } from '../../infra/edge-headers.ts'
import { indexFunctionCode } from '../../infra/edge-index.ts'
import { get, list, templatesOf } from './synthesised.ts'

const { of } = templatesOf()
const distributions = of('AWS::CloudFront::Distribution')
const distribution = distributions.find(({ id }) => id.startsWith('Distribution'))
const configOf = (type: string, name: string) =>
  new Map(of(`AWS::CloudFront::${type}`).map(({ id, properties }) => [id, properties[name]]))
const headerPolicies = configOf('ResponseHeadersPolicy', 'ResponseHeadersPolicyConfig')
const cachePolicies = configOf('CachePolicy', 'CachePolicyConfig')

const behaviors = [
  ...list(distribution?.properties, 'DistributionConfig.CacheBehaviors'),
  { ...Object(get(distribution?.properties, 'DistributionConfig.DefaultCacheBehavior')), PathPattern: '*' },
]

/** Header → value as CloudFront will send it. */
function sent(policy: unknown): Record<string, unknown> {
  const security = (path: string) => get(policy, `SecurityHeadersConfig.${path}`)
  const origin = get(policy, 'CorsConfig.AccessControlAllowOrigins.Items.0')
  return {
    'content-security-policy': security('ContentSecurityPolicy.ContentSecurityPolicy'),
    'strict-transport-security': `max-age=${security('StrictTransportSecurity.AccessControlMaxAgeSec')}; includeSubDomains`,
    'x-content-type-options': security('ContentTypeOptions') && 'nosniff',
    'x-frame-options': security('FrameOptions.FrameOption'),
    'referrer-policy': security('ReferrerPolicy.ReferrerPolicy'),
    ...Object.fromEntries(
      list(policy, 'CustomHeadersConfig.Items').map((item) => [get(item, 'Header'), get(item, 'Value')]),
    ),
    ...(origin !== undefined && { 'access-control-allow-origin': origin }),
  }
}

test('CloudFront sends the headers of edge-headers.ts, pattern by pattern in the same order', () => {
  const expected = edgeRules.flatMap(({ patterns, headers }) => patterns.map((pattern) => [pattern, headers]))
  const found = behaviors.map((behavior) => [
    get(behavior, 'PathPattern'),
    sent(headerPolicies.get(String(get(behavior, 'ResponseHeadersPolicyId.Ref')))),
  ])
  expect(found).toEqual(expected)
})

test('files are kept as long as edge-headers.ts says, the API never', () => {
  const kept = behaviors.map((behavior) => {
    const policy = cachePolicies.get(String(get(behavior, 'CachePolicyId.Ref')))
    const seconds = ['MinTTL', 'DefaultTTL', 'MaxTTL'].map((name) => get(policy, name))
    return [get(behavior, 'PathPattern'), policy ? seconds : get(behavior, 'CachePolicyId')]
  })
  const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
  const expected = edgeRules.flatMap(({ patterns, edgeSeconds: s }) =>
    patterns.map((pattern) => [pattern, s === 0 ? cachingDisabled : [s, s, s]]),
  )
  expect(kept).toEqual(expected)
})

test('no error is kept, and none is dressed up as a page: the API answers with its own', () => {
  const responses = list(distribution?.properties, 'DistributionConfig.CustomErrorResponses')
  for (const response of responses) expect(response).toEqual({ ErrorCode: expect.any(Number), ErrorCachingMinTTL: 0 })
  expect(responses.map((response) => get(response, 'ErrorCode'))).toEqual(expect.arrayContaining([403, 404, 500, 503]))
})

test('a file that is not there is answered with the page of the site for it, and 404; an error of the API never is', () => {
  const config = distribution?.properties.DistributionConfig
  const origin = (id: unknown) => list(config, 'Origins').find((found) => get(found, 'Id') === id)
  const [group, ...others] = list(config, 'OriginGroups.Items')
  expect(others).toEqual([])
  expect(get(group, 'FailoverCriteria.StatusCodes.Items')).toEqual([404])
  const [first, second] = list(group, 'Members.Items').map((member) => origin(get(member, 'OriginId')))
  expect(get(first, 'S3OriginConfig')).toBeDefined()
  for (const behavior of behaviors) {
    const isApi = get(behavior, 'PathPattern') === '/api/*'
    expect(get(behavior, 'TargetOriginId') === get(group, 'Id')).toBe(!isApi)
  }

  const [missing] = distributions.filter(({ id }) => get(second, 'DomainName.Fn::GetAtt.0') === id)
  expect(missing?.id).toMatch(/^Missing/)
  const answers = missing?.properties.DistributionConfig
  expect(get(answers, 'CustomErrorResponses')).toEqual([
    { ErrorCode: 404, ErrorCachingMinTTL: 0, ResponseCode: 404, ResponsePagePath: '/404.html' },
  ])
  // All other paths lead to a folder in which nothing lies: nobody gets a copy of the site here.
  const folderOf = (behavior: unknown) =>
    get(
      list(answers, 'Origins').find((found) => get(found, 'Id') === get(behavior, 'TargetOriginId')),
      'OriginPath',
    )
  expect(folderOf(get(answers, 'DefaultCacheBehavior'))).toBe('/nothing')
  expect(list(answers, 'CacheBehaviors').map((each) => [get(each, 'PathPattern'), folderOf(each)])).toEqual([
    ['/404.html', undefined],
  ])
})

test('original CAP may run nothing, wherever it lies', () => {
  for (const path of ['/cap.xml', '/alerts/abc/cap.xml', '/a/b/c/cap.xml']) {
    expect(edgeRuleFor(path).headers).toMatchObject({
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
  }
})

test('data may be read from pages of others', () => {
  for (const path of [
    '/alerts/x/cap.xml',
    '/alerts/active.json',
    '/en/alerts/active.geojson',
    '/alerts/feed.atom',
    '/ko/alerts/feed.rss',
  ])
    expect(edgeRuleFor(path).headers['access-control-allow-origin'], path).toBe('*')
  for (const path of ['/', '/alerts/x/', '/api/alerts'])
    expect(edgeRuleFor(path).headers, path).not.toHaveProperty('access-control-allow-origin')
})

test('what changes during a warning is at most five seconds old at the edge', () => {
  for (const path of ['/', '/active.json', '/alerts.atom', '/alerts/x/', '/active.geojson', '/feed.xml']) {
    expect(edgeRuleFor(path).edgeSeconds, path).toBeLessThanOrEqual(5)
  }
})

test('pages run scripts and styles of the site alone', () => {
  const policy = edgeRuleFor('/guides/').headers['content-security-policy']
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'[ ;]/)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
})

test('the API keeps its own policy and never a cached answer', () => {
  const rule = edgeRuleFor('/api/alerts/urn%3Aoid%3A2.49')
  expect(rule).toMatchObject({ name: 'Api', edgeSeconds: 0 })
  expect(rule.keepsOwn).toContain('content-security-policy')
})

test('a folder is read by its index, and asked for with its slash', () => {
  const handle = runInNewContext(`${indexFunctionCode};handler`) as (event: unknown) => unknown
  const answer = (uri: string, query?: string) => handle({ request: { uri, rawQueryString: () => query } })
  expect(answer('/')).toMatchObject({ uri: '/index.html' })
  expect(answer('/guides/zh-CN/')).toMatchObject({ uri: '/guides/zh-CN/index.html' })
  expect(answer('/alerts/2.49.0.1.156.0/')).toMatchObject({ uri: '/alerts/2.49.0.1.156.0/index.html' })
  expect(answer('/alerts/2.49.0.1.156.0')).toMatchObject({ statusCode: 301 })
  expect(answer('/guides/flood.html')).toMatchObject({ uri: '/guides/flood.html' })
  expect(answer('/guides')).toMatchObject({
    statusCode: 301,
    headers: { location: { value: '/guides/' } },
  })
  // `//evil.example` in a Location would lead to another host; a browser takes `\` for `/`.
  for (const uri of ['//evil', '/\\evil', '///\\/evil']) {
    expect(answer(uri)).toMatchObject({ headers: { location: { value: '/evil/' } } })
  }
  for (const [query, location] of [
    ['q=%E6%B4%AA&place=510402100&q=2', '/en/search/?q=%E6%B4%AA&place=510402100&q=2'],
    ['a?b', '/en/search/?a?b'],
    ['', '/en/search/'],
  ] as const) {
    expect(answer('/en/search', query)).toMatchObject({ headers: { location: { value: location } } })
  }
})

test('pages run nothing inline; only search may run WebAssembly, only the embedded list stands in pages of others', () => {
  const policyOf = (path: string) => edgeRuleFor(path).headers['content-security-policy'] ?? ''
  const scripts = (path: string) => /script-src ([^;]*)/.exec(policyOf(path))?.[1]
  const frames = (path: string) => /frame-ancestors ([^;]*)/.exec(policyOf(path))?.[1]
  for (const path of ['/', '/alerts/x/', '/ko/guides/flood/']) {
    expect([scripts(path), frames(path)]).toEqual(["'self'", "'none'"])
    expect(edgeRuleFor(path).headers['x-frame-options']).toBe('DENY')
    expect(policyOf(path)).toContain("style-src 'self';")
  }
  expect(scripts('/en/search/')).toBe("'self' 'wasm-unsafe-eval'")
  expect(frames('/embed/')).toBe('*')
  expect(edgeRuleFor('/embed/').headers).not.toHaveProperty('x-frame-options')
})
