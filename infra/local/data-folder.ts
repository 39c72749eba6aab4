/** The folder that holds everything an instance keeps, and the marker that says it is ours to empty. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { StartError } from './options.ts'

const markerName = '.fengsui-local'
const markerText = 'This folder was made by the local cloud of Fengsui; FRESH=1 empties it.\n'

const startedSchema = z.object({ county: z.string().describe('whose state the folder holds') })

export interface DataFolder {
  path: string
  /** True until the first start on this folder has begun its demonstration. */
  isFirstStart: boolean
  /** From now on starts go on from what is kept. */
  markStarted(): void
}

/** Opens or makes the folder; never touches one that holds something and does not bear our marker. */
export function openDataFolder(path: string, fresh: boolean, county: string): DataFolder {
  const names = listFolder(path)
  const isOurs = names.includes(markerName)
  if (names.length > 0 && !isOurs) {
    throw new StartError(
      `DATA_DIR=${path} holds files that are not ours; name an empty folder, or one an earlier start made`,
    )
  }
  if (fresh) for (const name of names) if (name !== markerName) rmSync(join(path, name), { recursive: true })
  if (!isOurs) {
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, markerName), markerText)
  }
  const startedFile = join(path, 'started.json')
  const started = startedSchema.optional().parse(readJson(startedFile))
  if (started && started.county !== county) {
    throw new StartError(
      `DATA_DIR=${path} holds county ${started.county}, not ${county}; name another folder, or start with FRESH=1`,
    )
  }
  return {
    path,
    isFirstStart: started === undefined,
    markStarted: () => writeFileAtomically(startedFile, JSON.stringify({ county })),
  }
}

/** Replaces a small file whole: after a crash it holds the old text or the new one. */
export function writeFileAtomically(path: string, text: string): void {
  // Two instances may write the same file of the cache.
  const next = `${path}.${process.pid}.next`
  writeFileSync(next, text)
  renameSync(next, path)
}

/** Parsed JSON of a small file of ours, or undefined when there is none. */
export function readJson(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new StartError(`${path} is damaged; delete it, or start with FRESH=1`)
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new StartError(`DATA_DIR=${path} cannot be read (${code}); name a folder`)
  }
}
