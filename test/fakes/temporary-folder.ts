import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder that is gone after the test, or, with `afterAll`, after all of a file. */
export function temporaryFolder(after: (end: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'fengsui-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
