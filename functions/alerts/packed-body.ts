/** An alert's content as one item of the table holds it, and what is done with more. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { Problem } from '../platform/http.ts'
import type { Resource } from './alert.ts'
import type { AlertBody } from './alert-body.ts'

/** An item ends at 400 KB, and a Cancel takes over the area of what it calls off: two contents must fit into one. */
export const maxPackedBytes = 190_000

/** Brotli sees what every language repeats, outlines and pictures, where gzip has forgotten it after 32 KB. */
export const packBody = (body: AlertBody): Uint8Array =>
  brotliCompressSync(JSON.stringify(body), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })

export const unpackBody = (packed: Uint8Array): AlertBody => JSON.parse(brotliDecompressSync(packed).toString('utf8'))

/** The body as it can be kept: without enclosed files where it would be too large with them; words are never cut. */
export function fitBody(body: AlertBody): { body: AlertBody } | { problem: Problem } {
  if (packBody(body).length <= maxPackedBytes) return { body }
  const bare = withoutContents(body)
  const { length } = packBody(bare)
  if (length <= maxPackedBytes) return { body: bare }
  const allowed = `at most ${maxPackedBytes} bytes, what one item of our table holds; shorten the texts or the outlines`
  return { problem: { path: 'alert', found: `${length} bytes when compressed, enclosed files left out`, allowed } }
}

function withoutContents(body: AlertBody): AlertBody {
  const notes: string[] = []
  const bare = ({ derefUri, ...rest }: Resource, path: string): Resource[] => {
    if (derefUri === undefined) return [rest]
    notes.push(`${path}/derefUri: dropped, with it the alert is too large to keep; link files by uri`)
    return rest.uri === undefined ? [] : [rest]
  }
  const info = body.alert.info.map((each, i) => ({
    ...each,
    resource: each.resource.flatMap((resource, k) => bare(resource, `alert/info[${i + 1}]/resource[${k + 1}]`)),
  }))
  return { ...body, alert: { ...body.alert, info }, notes: [...body.notes, ...notes] }
}
