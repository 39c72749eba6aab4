/**
 * Who may use the tools: programs of this machine and pages of this very instance. A page of anywhere else, open in the
 * same browser, could otherwise read everybody's addresses, or take a token and send a warning: by a request across
 * origins, or by a name of its own that it lets point here (DNS rebinding).
 */
import type { IncomingHttpHeaders } from 'node:http'

/** What is foreign about a request to 127.0.0.1:`port`; undefined: nothing. Programs send neither Origin nor Sec-Fetch-Site. */
export function foreignIn(headers: IncomingHttpHeaders, port: number): string | undefined {
  const hosts = ['127.0.0.1', 'localhost'].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
  const { host, origin, 'sec-fetch-site': site } = headers
  if (host === undefined || !hosts.includes(host.toLowerCase())) return `host ${JSON.stringify(host ?? '')}`
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
    return `origin ${JSON.stringify(origin)}`
  // `none`: typed into the address bar. `same-site` is another port, and whoever runs there.
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  return isOwn ? undefined : `sec-fetch-site ${JSON.stringify(site)}`
}
