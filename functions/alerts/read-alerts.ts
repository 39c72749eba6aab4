/** Alerts as staff see them: one with everything known of it, or a list, newest first. */

import type { Clock } from '../platform/clock.ts'
import type { County } from '../platform/county.ts'
import type { Status } from './alert.ts'
import type { AlertBody } from './alert-body.ts'
import { type AlertHead, listKey } from './alert-head.ts'
import type { AlertStore } from './alert-store.ts'
import { capDateTime, monthBefore, monthOf } from './cap/time.ts'
import type { FindAlert } from './find-alert.ts'
import type { WayOfRelease } from './rules/ways-of-release.ts'
import type { Stage } from './stage.ts'

export interface ReadPorts {
  alerts: AlertStore
  county: County
  clock: Clock
  findAlert: FindAlert
}

export interface ListInput {
  stage?: Stage | undefined
  status?: Status | undefined
  released?: WayOfRelease | undefined
  /** Only this sender's. */
  sender?: string | undefined
  /** `next` of the page before. */
  after?: string | undefined
}

const pageSize = 50
const readAtOnce = 100
/** A list goes back this far from where it starts. */
const maxMonths = 12

/** `2026-07|` and a `listKey`: no other month can be counted back from, no other key be looked up. */
export const cursorPattern = /^2\d{3}-(?:0[1-9]|1[0-2])\|2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,64}$/

export function summaryOf(head: AlertHead) {
  const { identifier, sender, sent, status, msgType, eventName, eventCode, colour, headline } = head
  const { stage, version, reasons } = head
  return {
    identifier,
    sender,
    sent,
    status,
    msgType,
    event: eventName,
    eventCode,
    colour,
    headline,
    stage,
    version,
    reasons,
    releasedAs: head.release?.as ?? null,
    accepted: capDateTime(head.acceptedAtMs),
    expires: capDateTime(head.expiresAtMs),
  }
}

export const detailOf = (head: AlertHead, body: AlertBody, chain: readonly AlertHead[]) => ({
  ...summaryOf(head),
  alert: body.alert,
  area: body.area,
  weatherSignal: body.weatherSignal,
  channelled: body.channelled,
  cancelReason: body.cancelReason,
  previousColour: head.previousColour,
  notes: body.notes,
  channels: { expected: head.expected, planned: head.planned },
  predecessors: chain.filter(({ id }) => head.predecessors.includes(id)).map(({ identifier }) => identifier),
  successor: chain.find(({ id }) => id === head.successor)?.identifier ?? null,
})

export function makeReadAlerts({ alerts, clock, findAlert }: ReadPorts) {
  return {
    async list({ stage, status, released, sender, after }: ListInput) {
      const isMeant = (head: AlertHead) =>
        (!stage || head.stage === stage) &&
        (!status || head.status === status) &&
        (!released || head.release?.as === released) &&
        (!sender || head.sender === sender)
      const found: AlertHead[] = []
      let [month = '', before] = after ? after.split('|') : [monthOf(clock.now())]
      for (let months = 0; months < maxMonths; ) {
        const page = await alerts.month(month, { before, limit: readAtOnce })
        for (const head of await alerts.heads(page.ids)) {
          if (isMeant(head)) found.push(head)
          if (found.length === pageSize) return { alerts: found.map(summaryOf), next: `${month}|${listKey(head)}` }
        }
        before = page.next
        if (before === undefined) {
          month = monthBefore(month)
          months += 1
        }
      }
      return { alerts: found.map(summaryOf), next: null }
    },

    async one(identifier: string, onlySender?: string) {
      const head = await findAlert(identifier, onlySender)
      const body = head && (await alerts.body(head.id))
      if (!head || !body) return undefined
      const chain = await alerts.heads([...head.predecessors, ...(head.successor ? [head.successor] : [])])
      return detailOf(head, body, chain)
    },
  }
}

export type ReadAlerts = ReturnType<typeof makeReadAlerts>
