/** Which route of the HTTP API a request takes: the most specific one, as API Gateway chooses. */
import type { RoutePlan } from './cloud-plan.ts'

export interface FoundRoute {
  route: RoutePlan
  /** Decoded. */
  pathParameters: Record<string, string>
}

interface Candidate {
  route: RoutePlan
  /** `ANY` or one method. */
  method: string
  segments: string[]
}

/** A text before a variable before `{rest+}` at the first segment that differs, then one method before ANY. */
export function makeRouter(routes: readonly RoutePlan[]): (method: string, path: string) => FoundRoute | undefined {
  const candidates: Candidate[] = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map((route) => {
      const [method = '', pattern = ''] = route.routeKey.split(' ')
      return { route, method, segments: pattern.split('/') }
    })
    .toSorted(bySpecificity)
  const fallback = routes.find(({ routeKey }) => routeKey === '$default')

  return (method, path) => {
    const segments = path.split('/')
    for (const { route, method: allowed, segments: pattern } of candidates) {
      if (allowed !== 'ANY' && allowed !== method) continue
      const pathParameters = match(pattern, segments)
      if (pathParameters) return { route, pathParameters }
    }
    return fallback && { route: fallback, pathParameters: {} }
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {}
  for (const [i, expected] of pattern.entries()) {
    const variable = /^\{(.+?)(\+?)\}$/.exec(expected)
    const found = segments[i]
    if (variable?.[2]) {
      parameters[variable[1]!] = decode(segments.slice(i).join('/'))
      return segments.length > i ? parameters : undefined
    }
    if (found === undefined || (variable ? found === '' : found !== expected)) return undefined
    if (variable) parameters[variable[1]!] = decode(found)
  }
  return segments.length === pattern.length ? parameters : undefined
}

function bySpecificity(a: Candidate, b: Candidate): number {
  const rank = (segment: string | undefined): number =>
    segment === undefined ? 3 : segment.endsWith('+}') ? 2 : segment.startsWith('{') ? 1 : 0
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const difference = rank(a.segments[i]) - rank(b.segments[i])
    if (difference !== 0) return difference
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
