/** Calls to the desk that are only written down; while `fail` is set none is taken. */
import type { DeskCalls } from '../../functions/alerts/desk-calls.ts'

export interface MemoryDeskCalls extends DeskCalls {
  made: { mobile: string; text: string }[]
  fail: boolean
}

export function memoryDeskCalls(): MemoryDeskCalls {
  const calls: MemoryDeskCalls = {
    made: [],
    fail: false,
    async call(call) {
      if (!calls.fail) calls.made.push(call)
      return !calls.fail
    },
  }
  return calls
}
