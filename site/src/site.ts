/** What this build is: whose site, at which address, in which languages. Set by site/build.ts. */

import { type County, loadCounty } from '../../functions/platform/county.ts'
import { loadCountySite } from '../../functions/publicity/county-site.ts'

const county: County = loadCounty(process.env.COUNTY ?? '510402')

export const site = {
  county,
  ...loadCountySite(county.code),
  /** Of the whole project. */
  root: process.env.FENGSUI_ROOT ?? process.cwd(),
  /** Public address, without a slash at the end. Whoever deploys must say it; the default belongs to nobody (RFC 2606). */
  origin: (process.env.SITE_URL ?? 'https://warning.example').replace(/\/+$/, ''),
  languages: county.languages,
  /** First year of the calendar; site/build.ts sets it from the clock. */
  get year(): number {
    const year = Number(process.env.SITE_YEAR)
    if (!Number.isInteger(year) || year < 2000) {
      throw new Error(
        `SITE_YEAR: found ${process.env.SITE_YEAR ?? 'nothing'}; a year is allowed, 2026; npm run site sets it`,
      )
    }
    return year
  },
} as const
