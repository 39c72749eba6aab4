/** Everything an accepted alert touches, in memory: county 510402 at 2026-07-01 08:31. */
import { makeAcceptAlert } from '../../functions/alerts/accept-alert.ts'
import type { Alert } from '../../functions/alerts/alert.ts'
import type { AlertStore } from '../../functions/alerts/alert-store.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { makeDecideAlert } from '../../functions/alerts/decide-alert.ts'
import { makeFindAlert } from '../../functions/alerts/find-alert.ts'
import { makePublishedAlerts, makeShownAlerts } from '../../functions/alerts/read-published.ts'
import { makeSweepAlerts } from '../../functions/alerts/sweep-alerts.ts'
import { makeLedger } from '../../functions/pages/ledger.ts'
import type { PagesStore } from '../../functions/pages/pages-store.ts'
import { type County, loadCounty } from '../../functions/platform/county.ts'
import { alertKey } from '../../functions/platform/ids.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { memoryDeskCalls } from '../fakes/memory-desk-calls.ts'
import { memoryOutbox } from '../fakes/memory-outbox.ts'
import { memoryPagesStore } from '../fakes/memory-pages-store.ts'
import { setClock } from '../fakes/set-clock.ts'

export const bureau = '51040205500000'

export const bytesOf = (alert: Alert): Uint8Array => new TextEncoder().encode(writeCap(alert))
export const idOf = (alert: Pick<Alert, 'sender' | 'identifier'>): string => alertKey(alert.sender, alert.identifier)

export function aDesk(given: { alerts?: AlertStore; pages?: PagesStore; county?: County } = {}) {
  const county = given.county ?? loadCounty('510402')
  const alerts = given.alerts ?? memoryAlertStore()
  const pages = given.pages ?? memoryPagesStore()
  const outbox = memoryOutbox()
  const clock = setClock()
  const findAlert = makeFindAlert({ alerts, county })
  const calls = memoryDeskCalls()
  const ports = { alerts, pages, outbox, clock, county, findAlert, calls }
  const acceptAlert = makeAcceptAlert(ports)
  const shown = makeShownAlerts(ports)
  return {
    ...ports,
    acceptAlert,
    /** As the sender of the alert posts it. */
    accept: (alert: Alert) =>
      acceptAlert({
        bytes: bytesOf(alert),
        mediaType: 'application/cap+xml',
        sub: alert.sender,
        traceId: 'trace',
      }),
    decide: makeDecideAlert(ports),
    sweep: makeSweepAlerts(ports),
    published: makePublishedAlerts(ports),
    shown,
    ledger: makeLedger({ alerts: shown, store: pages, clock }),
  }
}
