/** Lets a phone put the site among its programs, in the reader's language. */
import { countyNameIn } from '../../../../functions/platform/county.ts'
import { inLanguages, pathIn } from '../../routes.ts'
import { site } from '../../site.ts'
import { wordsIn } from '../../words/words.ts'

export const getStaticPaths = inLanguages

export const GET = ({ props: { language } }: { props: { language: string } }): Response => {
  const words = wordsIn(language)
  const start = pathIn(language, '/')
  const png = (file: string, size: number, purpose: string) => ({
    src: `/icons/${file}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  })
  return new Response(
    JSON.stringify({
      id: start,
      name: words.siteName(countyNameIn(site.county, language)),
      short_name: words.shortName,
      description: words.tagline,
      lang: language,
      start_url: start,
      scope: '/',
      display: 'standalone',
      theme_color: '#0b4f6c',
      background_color: '#0b4f6c',
      icons: [
        png('icon-192', 192, 'any'),
        png('icon-512', 512, 'any'),
        png('icon-maskable', 512, 'maskable'),
        { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      ],
    }),
  )
}
