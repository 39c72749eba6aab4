import sitemap from '@astrojs/sitemap'
import { defineConfig } from 'astro/config'
import { pathIn } from './src/routes.ts'
import { site } from './src/site.ts'

/** Written by delivery, so no page of this build. */
const live = site.languages.flatMap((language) => ['/', '/alerts/'].map((path) => site.origin + pathIn(language, path)))

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  site: site.origin,
  output: 'static',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  // The content security policy lets nothing inline run.
  build: { format: 'directory', inlineStylesheets: 'never', assets: '_astro' },
  vite: { build: { assetsInlineLimit: 0, target: 'es2020' } },
  integrations: [sitemap({ customPages: live, filter: (page) => !new URL(page).pathname.startsWith('/frames/') })],
})
