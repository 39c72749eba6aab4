import { cpSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** What a build of the site is made of: copied, because it would follow a link back to the project. */
const copied = ['content', 'functions', 'site']

/** A temporary root with the project's code and content of its own, which may be changed. The caller removes it. */
export function copyWithOwnContent(): string {
  const root = mkdtempSync(join(tmpdir(), 'fengsui-content-'))
  for (const name of readdirSync(project)) {
    if (copied.includes(name)) cpSync(join(project, name), join(root, name), { recursive: true })
    else if (!name.startsWith('.')) symlinkSync(join(project, name), join(root, name))
  }
  return root
}
