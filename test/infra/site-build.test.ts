import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { siteInputs } from '../../infra/site-build.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

test('what a build writes beside its sources does not make the next start build again', () => {
  const root = temporaryFolder()
  const sources = [
    'site/src/pages/index.astro',
    'site/public/robots.txt',
    'content/guides/a.md',
    'functions/publicity/a.ts',
    'functions/platform/a.ts',
    'functions/delivery/a.ts',
    'functions/alerts/a.ts',
    'infra/handlers.ts',
    'package-lock.json',
  ]
  for (const path of [...sources, 'site/.astro/types.d.ts', 'site/node_modules/.vite/deps.json']) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  expect(siteInputs(root).toSorted()).toEqual(sources.toSorted())
})
