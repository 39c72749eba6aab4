import sitemap from '@astrojs/sitemap'
import { defineConfig } from 'astro/config'
import { site } from './src/site.ts'

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  site: site.origin,
  output: 'static',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  // The content security policy lets nothing inline run.
  build: { format: 'directory', inlineStylesheets: 'never', assets: '_astro' },
  vite: { build: { assetsInlineLimit: 0, target: 'es2020' } },
  integrations: [sitemap({ filter: (page) => !new URL(page).pathname.startsWith('/frames/') })],
})
