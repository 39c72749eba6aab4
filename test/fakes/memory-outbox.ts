/** Wakes that are only written down; `fail` makes every one of them fail, as a lost network would. */
import type { AlertOutbox, Announcement } from '../../functions/alerts/publish/alert-outbox.ts'

export interface MemoryOutbox extends AlertOutbox {
  announced: Announcement[]
  checks: { alertId: string; delaySeconds: number }[]
  fail: boolean
}

export function memoryOutbox(): MemoryOutbox {
  const outbox: MemoryOutbox = {
    announced: [],
    checks: [],
    fail: false,
    async announce(announcement) {
      if (outbox.fail) throw new Error('the topic is unreachable')
      outbox.announced.push(announcement)
    },
    async checkLater({ alertId, delaySeconds }) {
      if (outbox.fail) throw new Error('the queue is unreachable')
      outbox.checks.push({ alertId, delaySeconds })
    },
  }
  return outbox
}
