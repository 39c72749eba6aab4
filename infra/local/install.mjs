// Runs on whatever Node ≥ 20 is present, before every script: installs what the lock file names when it is missing or changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const stampFile = `${root}node_modules/.fengsui-lock`
const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')
const isInstalled = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock
if (!isInstalled) {
  process.stderr.write('installing packages (npm ci), about a minute …\n')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (npm.status !== 0) process.exit(npm.status ?? 1)
  writeFileSync(stampFile, lock)
}
