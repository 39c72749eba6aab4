import { type Html, trusted } from '../platform/html.ts'
import { visible } from '../platform/visible-text.ts'
import { neutral } from '../texts/clean-text.ts'

export type Json = string | { readonly [name: string]: Json }

const cleaned = (value: Json): Json =>
  typeof value === 'string'
    ? neutral(visible(value))
    : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cleaned(each)]))

/** A script element that runs nothing: a `<` in a text would end it, so none is left. */
export function jsonLd(data: { readonly [name: string]: Json }): Html {
  const json = JSON.stringify({ '@context': 'https://schema.org', ...(cleaned(data) as object) })
  return trusted(
    `<script type="application/ld+json">${json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)}</script>`,
  )
}
