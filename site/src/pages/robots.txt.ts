/** Everything may be found; where to look stands in the sitemap. */
import { site } from '../site.ts'

export const GET = (): Response => new Response(`User-agent: *\nAllow: /\nSitemap: ${site.origin}/sitemap-index.xml\n`)
