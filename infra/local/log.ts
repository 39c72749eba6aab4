/** Handlers log to the console, which on Lambda is CloudWatch; here it is a file, so that stdout stays ours. */
import { renameSync, statSync } from 'node:fs'
import { openAppendFile } from './append-file.ts'

/** A log larger than this is set aside at the next start; one earlier log is kept. */
const maxBytes = 20 * 1024 * 1024

// Powertools asks when its logger is made: with this it writes to the global console instead of one of its own.
process.env.POWERTOOLS_DEV = 'true'
// And this keeps its start-up warning about missing Lambda variables away.
process.env.POWERTOOLS_METRICS_DISABLED = 'true'

export interface LocalLog {
  write(level: string, message: string, more?: Record<string, unknown>): void
  close(): void
}

/** Sends everything written to the console to the file from now on. */
export function openLog(path: string): LocalLog {
  if (sizeOf(path) > maxBytes) renameSync(path, path.replace(/\.jsonl$/, '.earlier.jsonl'))
  const file = openAppendFile(path)
  const write: LocalLog['write'] = (level, message, more) =>
    file.append(JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...more }))
  for (const method of ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const) {
    console[method] = (...parts: unknown[]) => {
      const [first] = parts
      const entry = parts.length === 1 && typeof first === 'string' ? compact(first) : undefined
      if (entry) file.append(entry)
      else write(method, parts.map(String).join(' '))
    }
  }
  return { write, close: () => file.close() }
}

/** The one line an indented JSON object would be; undefined for anything else. */
function compact(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return undefined
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
