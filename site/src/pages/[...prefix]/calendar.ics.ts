import type { APIRoute } from 'astro'
import { countyNameIn } from '../../../../functions/platform/county.ts'
import { campaignsOf } from '../../../../functions/publicity/campaign.ts'
import { type CampaignLanguage, renderCampaignIcs } from '../../../../functions/publicity/campaign-ics.ts'
import { content } from '../../content/content.ts'
import { inLanguages } from '../../routes.ts'
import { site } from '../../site.ts'

export const getStaticPaths = inLanguages

export const GET: APIRoute = ({ props }) => {
  const { language } = props as { language: CampaignLanguage }
  const { county, year } = site
  const guides = [...(content.guides.get(language) ?? [])].filter(([slug]) => content.dangers.has(slug))
  const text = renderCampaignIcs({
    campaigns: campaignsOf(county.code, year).map(({ campaign }) => campaign),
    county: {
      code: county.code,
      name: countyNameIn(county, language),
    },
    language,
    years: [year, year + 1, year + 2],
    siteUrl: site.origin,
    guides: new Map(guides.map(([slug, { data }]) => [slug, { name: data.name }])),
    // The first of the year, so that the same content makes the same file.
    stamp: new Date(`${year}-01-01T00:00:00+08:00`),
  })
  return new Response(text, { headers: { 'content-type': 'text/calendar; charset=utf-8' } })
}
