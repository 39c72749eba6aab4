/** Which Chromium opens the pages. */
import { existsSync } from 'node:fs'

/** Of the project's own machines; `CHROMIUM` names another. */
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Chromium is, or an error that says how to get one. */
export function chromiumPath(): string {
  const asked = process.env.CHROMIUM
  const found = (asked ? [asked] : usual).find((path) => existsSync(path))
  if (found) return found
  throw new Error(
    `no Chromium at ${asked ?? usual.join(', ')}; install one (apt-get install -y chromium) or name it: CHROMIUM=/path/to/chromium`,
  )
}
