/** Filled directories, each made once and copied for every run, so that all runs begin alike. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Colour } from '../../functions/alerts/alert.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import type { Channel } from './bench-alert.ts'
import { startCloud } from './cloud.ts'

export interface FilledDirectory {
  /** Whom a red warning is for: everybody but the drill list. */
  people: Subscriber[]
  expected: ReadonlySet<string>
  /** Runs `use` on a copy, which is removed afterwards. */
  withCopy<T>(use: (folder: string) => Promise<T>): Promise<T>
  remove(): void
}

export interface Directories {
  fill(count: number, channel: Channel, colour?: Colour): Promise<FilledDirectory>
  /** A path nobody uses yet. */
  newFolder(): string
}

export function openDirectories(): Directories {
  const temporary = mkdtempSync(join(tmpdir(), 'fengsui-bench-'))
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }))
  let made = 0
  const newFolder = (): string => join(temporary, String(made++))
  return {
    newFolder,
    async fill(count, channel, colour) {
      const folder = newFolder()
      const cloud = await startCloud({ folder })
      const everybody = await cloud.fill({ count, channel, colour })
      await cloud.stop()
      const people = everybody.filter(({ list }) => list === 'warning')
      return {
        people,
        expected: new Set(people.map(({ channels }) => channels[channel]!)),
        async withCopy(use) {
          const copy = newFolder()
          cpSync(folder, copy, { recursive: true })
          try {
            return await use(copy)
          } finally {
            rmSync(copy, { recursive: true })
          }
        },
        remove: () => rmSync(folder, { recursive: true }),
      }
    },
  }
}
