/** The list of what the public pages show, for the handlers of alerts, who may know no more of pages. */
import type { AlertsTable } from '../alerts/wiring.ts'
import { makePagesStore, type PagesStore } from './pages-store.ts'

/** It stands beside the alerts, in their table. */
export const pagesBeside = ({ client, table, county }: AlertsTable): PagesStore => makePagesStore(table, county, client)
