import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openBuiltFiles } from '../../infra/local/built-files.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

const folder = temporaryFolder(afterAll)
const moved = { from: 'https://warning.example', to: 'http://127.0.0.1:8787' }
const served = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return openBuiltFiles(folder, moved)(name)!.body.toString()
}

test('a build says that it stands where this machine serves it', () => {
  expect(served('robots.txt', 'Sitemap: https://warning.example/sitemap-index.xml\n')).toBe(
    'Sitemap: http://127.0.0.1:8787/sitemap-index.xml\n',
  )
  expect(served('a.html', '<a href="webcal://warning.example/calendar.ics">')).toBe(
    '<a href="webcal://127.0.0.1:8787/calendar.ics">',
  )
  expect(served('a.ics', 'DESCRIPTION:看 https://war\r\n ning.example/guides/\r\nUID:a@warning.exa\r\n mple\r\n')).toBe(
    'DESCRIPTION:看 http://127.0.0.1:8787/guides/\r\nUID:a@127.0.0.1:8787\r\n',
  )
})

test('other files and other hosts stay as they are', () => {
  expect(served('a.js', '"https://warning.example"')).toBe('"https://warning.example"')
  expect(served('b.html', 'https://warningxexample/')).toBe('https://warningxexample/')
  expect(openBuiltFiles(folder)('robots.txt')!.body.toString()).toContain('https://warning.example/')
})
