/** HTML that cannot be broken out of: whatever is put into the template is text unless it was made by it. */
import { visible } from './visible-text.ts'

export interface Html {
  readonly html: string
}

type Value = string | number | Html | readonly Html[] | undefined

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // No template engine on the way may find its `{{` in somebody's text.
  '{': '&#123;',
}

/** Safe as content and inside quoted attributes, in HTML and in XML. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"'{]/g, (character) => entities[character] ?? '')

const written = (value: Value): string => {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map((part) => part.html).join('')
}

/** A fragment of HTML, or of XML; arrays are put one after the other, undefined is nothing. */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html => ({
  html: strings.reduce((out, string, i) => out + written(values[i - 1]) + string),
})

/** Our own marks, never anybody's text. */
export const trusted = (text: string): Html => ({ html: text })

/** Lines of a text as paragraphs' content, kept apart by `<br />`. */
export const lines = (text: string): Html => ({
  html: text.split('\n').filter(Boolean).map(escapeHtml).join('<br />'),
})
