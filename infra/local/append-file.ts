/** Appends lines to a file, all lines of one turn of the event loop in one write. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'

export interface AppendFile {
  /** `written` runs once the line is with the operating system: a killed process loses nothing of it. */
  append(line: string, written?: () => void): void
  /** Bytes written and waiting: the offset the next line will stand at. */
  size(): number
  /** Writes what waits. */
  flush(): void
  /** Throws everything away. */
  empty(): void
  close(): void
}

export function openAppendFile(path: string): AppendFile {
  const file = openSync(path, 'a+')
  let size = fstatSync(file).size
  let waiting: string[] = []
  let callbacks: (() => void)[] = []
  let isScheduled = false

  const flush = (): void => {
    isScheduled = false
    if (waiting.length === 0) return
    const bytes = Buffer.from(waiting.join(''), 'utf8')
    const told = callbacks
    waiting = []
    callbacks = []
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    for (const written of told) written()
  }

  return {
    append(line, written) {
      const text = `${line}\n`
      size += Buffer.byteLength(text)
      waiting.push(text)
      if (written) callbacks.push(written)
      if (isScheduled) return
      isScheduled = true
      setImmediate(flush)
    },
    size: () => size,
    flush,
    empty() {
      flush()
      ftruncateSync(file, 0)
      size = 0
    },
    close() {
      flush()
      closeSync(file)
    },
  }
}
