/** The port, except that its nth write throws as if the process died just before it; reads never fail. */
export interface Crash {
  /** Writes until then; Infinity never crashes. */
  afterWrites: number
  writes: number
}

const reads = /^(?:head|heads|body|bodies|raw|due|month|withIdentifier|audit|awaiting|shown|lock)$/

export class CrashError extends Error {}

export function crashing<T extends object>(port: T, crash: Crash): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (typeof value !== 'function' || reads.test(String(name))) return value
      return async (...args: unknown[]) => {
        if (crash.writes++ >= crash.afterWrites) throw new CrashError('the process died')
        return value.apply(target, args)
      }
    },
  })
}
