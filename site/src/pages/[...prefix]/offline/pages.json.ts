/** What every visitor keeps for the time without a line: at most a dozen pages, fetched by `scripts/offline.ts`. */
import { inLanguages, pathIn } from '../../../routes.ts'
import { site } from '../../../site.ts'

export const getStaticPaths = inLanguages

const most = 12

export const GET = ({ props: { language } }: { props: { language: string } }): Response => {
  const paths = ['/', '/alerts/', ...site.focus.map((slug) => `/guides/${slug}/`)]
  return new Response(JSON.stringify(paths.slice(0, most).map((path) => pathIn(language, path))))
}
