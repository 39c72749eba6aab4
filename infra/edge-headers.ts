/**
 * What CloudFront adds to and how long it keeps each kind of path: plain data, so that the local cloud serves the same.
 * Use `edgeRuleFor(path)`; the headers replace those of the origin except where `keepsOwn` names them.
 */

/** Two years, as browsers' preload lists ask; the whole site is HTTPS only. */
const always = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(self), microphone=(), payment=()',
}

const csp = (directives: Record<string, string>): string =>
  Object.entries(directives)
    .map(([name, value]) => (value ? `${name} ${value}` : name))
    .join('; ')

/** Everything from our own origin, nothing inline: relayed text that slips through as markup stays dead. */
const page = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'media-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
}
const pagePolicy = csp(page)

/** The index is read by WebAssembly, which counts as a script; so does the worker that reads it, by the policy of its own file. */
const searchPolicy = csp({ ...page, 'script-src': "'self' 'wasm-unsafe-eval'" })

/** In pages of others, whoever they are: it links to the site and asks for nothing. */
const embedPolicy = csp({ ...page, 'frame-ancestors': '*' })
const { 'x-frame-options': _, ...anywhere } = always

/** Data for whoever asks, cap.xml in the bytes of others among it: no browser may run it, whatever it claims to be. */
const relayedPolicy = csp({ 'default-src': "'none'", sandbox: '' })

/** Answers are data; the one page among them, leaving, sends a policy of its own. */
const apiPolicy = csp({
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
})

export interface EdgeRule {
  name: 'Description' | 'Api' | 'Live' | 'Assets' | 'Embed' | 'Search' | 'Page'
  /** CloudFront path patterns; `*` stands for any characters, slashes included. */
  patterns: readonly string[]
  /** How long the edge keeps a copy; 0 hands every request to the origin. */
  edgeSeconds: number
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  /** Headers of this list that an origin may set itself. */
  keepsOwn: readonly string[]
}

/** Chinese at the root, the others below their prefix. */
const inLanguages = (pattern: string): string[] => ['', '/en', '/ko'].map((prefix) => prefix + pattern)

/** For programs of others, fresh within seconds. */
const live = {
  edgeSeconds: 5,
  headers: {
    ...always,
    'content-security-policy': relayedPolicy,
    'cache-control': 'public, max-age=5',
    'access-control-allow-origin': '*',
  },
  keepsOwn: ['cache-control'],
}

/** First match wins; the last matches everything. */
export const edgeRules: readonly EdgeRule[] = [
  // A file of the build, and no answer of the API that it describes.
  { name: 'Description', patterns: ['/api/openapi.json'], ...live },
  {
    name: 'Api',
    patterns: ['/api/*'],
    edgeSeconds: 0,
    headers: { ...always, 'content-security-policy': apiPolicy, 'cache-control': 'no-store' },
    keepsOwn: ['content-security-policy', 'cache-control', 'referrer-policy'],
  },
  { name: 'Live', patterns: ['*.json', '*.geojson', '*.atom', '*.rss', '*.xml'], ...live },
  {
    name: 'Assets',
    patterns: ['/_astro/*'],
    edgeSeconds: 31_536_000,
    headers: {
      ...always,
      'content-security-policy': pagePolicy,
      'cache-control': 'public, max-age=31536000, immutable',
    },
    keepsOwn: [],
  },
  {
    name: 'Embed',
    patterns: inLanguages('/embed/*'),
    edgeSeconds: 5,
    headers: { ...anywhere, 'content-security-policy': embedPolicy, 'cache-control': 'public, max-age=5' },
    keepsOwn: ['cache-control'],
  },
  {
    name: 'Search',
    patterns: [...inLanguages('/search/*'), '/pagefind/*'],
    edgeSeconds: 5,
    headers: { ...always, 'content-security-policy': searchPolicy, 'cache-control': 'public, max-age=5' },
    keepsOwn: ['cache-control'],
  },
  {
    name: 'Page',
    patterns: ['*'],
    edgeSeconds: 5,
    headers: { ...always, 'content-security-policy': pagePolicy, 'cache-control': 'public, max-age=5' },
    keepsOwn: ['cache-control'],
  },
]

/**
 * CloudFront keeps errors 10 s by default, its own copy of a 403 or 404 included, whoever asked:
 * a page just written would stay missing, one caller's refusal would answer another.
 */
export const errorSeconds = 0

/** The rule for a request path (without its query). */
export function edgeRuleFor(path: string): EdgeRule {
  const found = edgeRules.find((rule) => rule.patterns.some((pattern) => matches(pattern, path)))
  if (!found) throw new Error(`no edge rule matches ${JSON.stringify(path)}; the last rule must match everything`)
  return found
}

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(path)
