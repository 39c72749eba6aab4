/** Chapters of the handbook: guides by group, as the list of guides has them. */
import { dangerGroups } from '../../functions/publicity/danger.ts'
import type { Guide } from '../../functions/publicity/guide.ts'
import { content, type Found, inLanguage } from './content/content.ts'

export interface Chapter {
  group: (typeof dangerGroups)[number]
  guides: Found<Guide>[]
}

/** Groups without such a guide in this county are left out. */
export const chaptersIn = (language: string, has: (slug: string) => boolean = () => true): Chapter[] =>
  dangerGroups
    .map((group) => ({
      group,
      guides: [...content.dangers]
        .filter(([slug, { data }]) => data.group === group && has(slug))
        .flatMap(([slug]) => inLanguage(content.guides, language, slug) ?? []),
    }))
    .filter(({ guides }) => guides.length > 0)
