/**
 * Who may be in a folder: LevelDB lets one process in, and the system forgets it the moment that process is gone,
 * however it ended. Nothing of ours to clean up after a SIGKILL, and no id of a process to mistake for another's.
 */
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FolderLock {
  close(): Promise<void>
}

const requireOfDynalite = createRequire(import.meta.resolve('dynalite'))
/** The store dynalite itself opens. */
const { Level } = requireOfDynalite('level') as {
  Level: new (folder: string) => FolderLock & { open(): Promise<void> }
}

/** How long another process of ours, just told to end, may still be in. */
const patienceMs = 5000

/** Rejects with what a person must know when another process stays in the folder, or when it cannot be read. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  for (const end = Date.now() + patienceMs; ; await sleep(50)) {
    const level = new Level(folder)
    try {
      await level.open()
      return level
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string }
      if (code !== 'LEVEL_LOCKED') throw new Error(`${folder} is damaged; start with FRESH=1`, { cause: error })
      if (Date.now() > end) throw new Error(`${folder} is in use by another process`)
    }
  }
}
