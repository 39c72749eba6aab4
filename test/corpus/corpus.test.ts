import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const script = new URL('corpus.ts', import.meta.url).pathname
const run = (cwd: string, ...named: string[]) => spawnSync(process.execPath, [script, ...named], { cwd }).status

describe('the corpus', () => {
  const empty = mkdtempSync(join(tmpdir(), 'corpus-'))

  it('fails for a folder that somebody named and that is not there or holds nothing', () => {
    expect(run(empty, 'nowhere')).toBe(1)
    expect(run(empty, empty)).toBe(1)
  })
  it('fails for a folder that lists no file', () => {
    const listed = mkdtempSync(join(tmpdir(), 'corpus-'))
    for (const part of ['real', 'bad']) {
      mkdirSync(join(listed, part))
      writeFileSync(join(listed, part, 'INDEX.tsv'), 'file\n')
    }
    expect(run(listed, listed)).toBe(1)
  })
  it('has nothing against a clone without the collected alerts', () => {
    expect(run(empty)).toBe(0)
  })
})
