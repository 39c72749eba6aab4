import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataFolder } from '../../infra/local/data-folder.ts'
import { readOptions } from '../../infra/local/options.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('without an environment everything has its default', () => {
  expect(readOptions({})).toMatchObject({ port: 8787, county: '510402', nowMs: undefined, fresh: false, demo: true })
})

test.each([
  [{ PORT: 'eight' }, 'PORT="eight" must be a port number'],
  [{ PORT: '99999' }, 'PORT="99999" must be between'],
  [{ COUNTY: '110101' }, 'COUNTY="110101" must be one of 141032, 222404'],
  [{ NOW: 'tomorrow' }, 'NOW="tomorrow" must be an instant such as'],
  [{ EMAIL_PROVIDER: 'post' }, 'EMAIL_PROVIDER="post" must be ses or smtp'],
  [{ FRESH: 'yes' }, 'FRESH="yes" must be 1 or 0'],
])('%j is refused in one line that says what is allowed', (env, message) => {
  expect(() => readOptions(env)).toThrow(message)
})

test('a folder with files of others is never taken, nor emptied', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'thesis.txt'), '')
  for (const fresh of [false, true]) {
    expect(() => openDataFolder(folder, fresh, '510402')).toThrow('holds files that are not ours')
  }
})

test('a folder of ours is emptied when asked, and remembers its county', () => {
  const folder = temporaryFolder()
  openDataFolder(folder, false, '510402').markStarted()
  expect(openDataFolder(folder, false, '510402').isFirstStart).toBe(false)
  expect(() => openDataFolder(folder, false, '222404')).toThrow('holds county 510402, not 222404')
  expect(openDataFolder(folder, true, '222404').isFirstStart).toBe(true)
})
