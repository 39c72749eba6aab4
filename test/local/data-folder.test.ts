import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDataFolder } from '../../infra/local/data-folder.ts'
import { lockFolder } from '../../infra/local/folder-lock.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

/** Opens it as a first start would, with a warning in its tables, and leaves it. */
async function aUsedFolder(county = '510402'): Promise<string> {
  const folder = temporaryFolder()
  const opened = await openDataFolder(folder, false, county)
  mkdirSync(join(folder, 'tables'))
  writeFileSync(join(folder, 'tables', 'current'), '1')
  opened.markStarted()
  await opened.leave()
  return folder
}

async function open(folder: string, { fresh = false, county = '510402' } = {}) {
  const opened = await openDataFolder(folder, fresh, county)
  onTestFinished(() => opened.leave())
  return opened
}

test('a folder with files of others is never taken, nor emptied, nor written to', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'thesis.txt'), '')
  for (const fresh of [false, true]) {
    await expect(open(folder, { fresh })).rejects.toThrow('holds files that are not ours')
  }
  expect(readdirSync(folder)).toEqual(['thesis.txt'])
})

test('a folder of ours remembers its county, and is emptied when asked', async () => {
  const folder = await aUsedFolder()
  await expect(openDataFolder(folder, false, '222404')).rejects.toThrow('holds county 510402, not 222404')
  const { isFirstStart } = await open(await aUsedFolder())
  expect(isFirstStart).toBe(false)
  const key = (of: string) => readFileSync(join(of, 'master-key'), 'utf8')
  const emptied = await aUsedFolder()
  const before = key(emptied)
  expect((await open(emptied, { fresh: true, county: '222404' })).isFirstStart).toBe(true)
  expect(readdirSync(emptied).sort()).toEqual(['.fengsui-local', 'lock', 'master-key'])
  expect(key(emptied)).not.toBe(before)
})

test('a folder somebody is in is neither opened nor emptied by anybody else', { timeout: 30_000 }, async () => {
  const folder = await aUsedFolder()
  await open(folder)
  const before = readdirSync(folder).sort()
  for (const fresh of [true, false]) {
    await expect(openDataFolder(folder, fresh, '510402')).rejects.toThrow(
      `DATA_DIR=${folder} is in use by another process; stop it`,
    )
  }
  expect(readdirSync(folder).sort()).toEqual(before)
})

test('tables that a child of a killed instance still writes are not deleted under it', async () => {
  const folder = await aUsedFolder()
  const child = await lockFolder(join(folder, 'tables', '1'))
  let isOpen = false
  const opening = open(folder, { fresh: true }).then(() => {
    isOpen = true
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect({ isOpen, tables: readdirSync(join(folder, 'tables')).sort() }).toEqual({
    isOpen: false,
    tables: ['1', 'current'],
  })
  await child.close()
  await opening
  expect(readdirSync(folder)).not.toContain('tables')
})

test.each([
  ['master-key', /master-key is gone, and nobody's phone number or address can be read without it; put it back/],
  ['tables', /tables is gone or without its file "current"; put it back/],
  ['tables/current', /tables is gone or without its file "current"; put it back/],
])('without its %s the rest is of no use: refused, and nothing is made in its place', async (part, message) => {
  const folder = await aUsedFolder()
  rmSync(join(folder, part), { recursive: true })
  const before = readdirSync(folder).sort()
  for (let again = 0; again < 2; again++) {
    await expect(openDataFolder(folder, false, '510402')).rejects.toThrow(message)
    expect(readdirSync(folder).sort()).toEqual(before)
  }
  expect((await open(folder, { fresh: true })).isFirstStart).toBe(true)
})

test('a first start that was killed on its first step is no loss', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.fengsui-local'), '')
  expect((await open(folder)).isFirstStart).toBe(true)
})
