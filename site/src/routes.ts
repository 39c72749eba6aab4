/** Addresses of pages: zh-CN at the root, other languages below their prefix. */
import { languagePrefix } from '../../functions/platform/alert-path.ts'
import { site } from './site.ts'

/** `/guides/` → `/en/guides/`. */
export const pathIn = (language: string, path: string): string => languagePrefix(language) + path

/** One route per language of the county, for `getStaticPaths` of pages below `[...prefix]`. */
export const inLanguages = () =>
  site.languages.map((language) => ({
    params: { prefix: languagePrefix(language).slice(1) || undefined },
    props: { language },
  }))

/** The same for a page per slug. */
export const inLanguagesBy = <T extends string>(param: T, slugs: Iterable<string>) =>
  [...slugs].flatMap((slug) =>
    inLanguages().map(({ params, props }) => ({ params: { ...params, [param]: slug }, props: { ...props, slug } })),
  )

/** For frames, which stand outside the site's addresses. */
export const inEveryLanguage = () => site.languages.map((language) => ({ params: { language }, props: { language } }))
