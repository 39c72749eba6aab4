/** Puts the list of what the public pages show together from a Lambda's environment; handlers of alerts call it too. */
import * as z from 'zod'
import type { Env } from '../platform/lambda.ts'
import { makePagesStore, type PagesStore } from './pages-store.ts'

const environment = z.object({
  COUNTY: z.string().describe('statistical code of the county'),
  ALERTS_TABLE: z.string().describe('name of the alerts table, in which the list stands'),
})

export function pagesFromEnv(env: Env): PagesStore {
  const { COUNTY, ALERTS_TABLE } = environment.parse(env)
  return makePagesStore(ALERTS_TABLE, COUNTY)
}
