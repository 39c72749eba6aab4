/** The folder that holds everything an instance keeps, the lock of whoever is in it, and the marker that says it is ours to empty. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { StartError } from './options.ts'

const markerName = '.fengsui-local'
const markerText = 'This folder was made by the local cloud of Fengsui; FRESH=1 empties it.\n'
const lockName = 'lock'
const startedName = 'started.json'

/** Where the local KMS keeps the key that opens all others; made with the folder, and never again. */
export const masterKeyName = 'master-key'
export const masterKeyBytes = 32

/** Gives a new folder its key. */
export const makeMasterKey = (path: string): void =>
  writeFileAtomically(join(path, masterKeyName), randomBytes(masterKeyBytes).toString('base64'))

const startedSchema = z.object({ county: z.string().describe('whose state the folder holds') })

export interface DataFolder {
  path: string
  /** True until the first start on this folder has begun its demonstration. */
  isFirstStart: boolean
  /** From now on starts go on from what is kept. */
  markStarted(): void
  /** Lets another instance in. */
  leave(): Promise<void>
}

/**
 * Opens or makes the folder, for nobody else until `leave`. Nothing in it is touched before the lock is ours, and nothing
 * at all where it holds something and does not bear our marker. Rejects when a part is gone without which the rest is of
 * no use: contacts without their key, a key without its tables.
 */
export async function openDataFolder(path: string, fresh: boolean, county: string): Promise<DataFolder> {
  const names = listFolder(path)
  if (names.length > 0 && !names.includes(markerName)) {
    throw new StartError(
      `DATA_DIR=${path} holds files that are not ours; name an empty folder, or one an earlier start made`,
    )
  }
  if (names.length === 0) {
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, markerName), markerText)
  }
  const lock = await takeLock(path)
  try {
    const isFirstStart = await prepare(path, fresh, county)
    return {
      path,
      isFirstStart,
      markStarted: () => writeFileAtomically(join(path, startedName), JSON.stringify({ county })),
      leave: () => lock.close(),
    }
  } catch (error) {
    await lock.close()
    throw error
  }
}

/** Empties the folder where that is asked for; true before a first start, which is given its key. */
async function prepare(path: string, fresh: boolean, county: string): Promise<boolean> {
  if (fresh) {
    await outlastTables(path)
    for (const name of keptIn(path)) rmSync(join(path, name), { recursive: true })
  }
  const keyFile = join(path, masterKeyName)
  if (keptIn(path).length === 0) makeMasterKey(path)
  const started = startedSchema.optional().parse(readJson(join(path, startedName)))
  if (!existsSync(keyFile)) {
    throw new StartError(
      `${keyFile} is gone, and nobody's phone number or address can be read without it; put it back, or start with FRESH=1`,
    )
  }
  if (started && !existsSync(join(path, 'tables', 'current'))) {
    throw new StartError(
      `${join(path, 'tables')} is gone or without its file "current"; put it back, or start with FRESH=1`,
    )
  }
  if (started && started.county !== county) {
    throw new StartError(
      `DATA_DIR=${path} holds county ${started.county}, not ${county}; name another folder, or start with FRESH=1`,
    )
  }
  return started === undefined
}

/** All but the marker and the lock. */
const keptIn = (path: string): string[] => readdirSync(path).filter((name) => name !== markerName && name !== lockName)

async function takeLock(path: string): Promise<FolderLock> {
  try {
    return await lockFolder(join(path, lockName))
  } catch (error) {
    const isInUse = /in use/.test(String(error))
    throw new StartError(
      isInUse ? `DATA_DIR=${path} is in use by another process; stop it, or name another folder` : String(error),
    )
  }
}

/** An instance that was killed leaves a child, for some moments, that still writes its tables. */
async function outlastTables(path: string): Promise<void> {
  const folder = join(path, 'tables')
  for (const name of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    if (!name.isDirectory()) continue
    // A store too damaged to open is nobody's, and about to go.
    await lockFolder(join(folder, name.name)).then(
      (lock) => lock.close(),
      () => {},
    )
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
