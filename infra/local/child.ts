/**
 * A child process of ours and the calls to it over IPC. A child ends by itself as soon as its parent is gone,
 * whatever way the parent ended; it is never detached.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Functions a child offers; arguments and answers must survive JSON. */
export type Offered = Record<string, (...args: never[]) => unknown>

export type Remote<A extends Offered> = {
  [K in keyof A]: (...args: Parameters<A[K]>) => Promise<Awaited<ReturnType<A[K]>>>
}

interface Call {
  id: number
  name: string
  args: unknown[]
}

type Answer = { id: number; value: unknown } | { id: number; error: string }

export interface Child<A extends Offered> {
  calls: Remote<A>
  /** Ends the child and resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts `module` (relative to this folder); `onLost` hears of a child that ended without being told to. */
export function startChild<A extends Offered>(module: string, onLost: (module: string) => void): Child<A> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let isStopping = false
  let lastId = 0

  child.on('message', (answer: Answer) => {
    const call = open.get(answer.id)
    open.delete(answer.id)
    if ('error' in answer) call?.reject(new Error(answer.error))
    else call?.resolve(answer.value)
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const call of open.values()) call.reject(new Error(`${module} ended`))
      open.clear()
      if (!isStopping) onLost(module)
      resolve()
    })
  })

  const call = (name: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new Error(`${module} ended`))
        return
      }
      const id = ++lastId
      open.set(id, { resolve, reject })
      child.send({ id, name, args } satisfies Call)
    })
  const calls = new Proxy({} as Remote<A>, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        call(String(name), args),
  })
  return { calls, stop: () => stop(child) }

  async function stop(process: ChildProcess): Promise<void> {
    isStopping = true
    if (process.connected) process.disconnect()
    await gone
  }
}

/** The child's side: answers calls until the parent is gone, then ends the process at once. */
export function offer(offered: Offered): void {
  const ignore = (): void => {}
  // Ctrl-C reaches the whole process group; the parent still needs us to finish what is in hand.
  process.on('SIGINT', ignore)
  process.on('SIGTERM', ignore)
  process.once('disconnect', () => process.exit(0))
  if (!process.connected) process.exit(0)
  process.on('message', async ({ id, name, args }: Call) => {
    const answer = await run(id, name, args)
    if (process.connected) process.send?.(answer)
  })

  async function run(id: number, name: string, args: unknown[]): Promise<Answer> {
    try {
      const called = offered[name] as ((...args: unknown[]) => unknown) | undefined
      if (!called) throw new Error(`no call ${name}`)
      return { id, value: await called(...args) }
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) }
    }
  }
}
