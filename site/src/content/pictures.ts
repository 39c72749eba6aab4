/** Addresses of the drawn pictures, with their hash in the name. */
const files = import.meta.glob<string>('../../../content/dangers/*.svg', {
  query: '?url',
  import: 'default',
  eager: true,
})

export function pictureOf(slug: string): string {
  const file = files[`../../../content/dangers/${slug}.svg`]
  if (!file) throw new Error(`content/dangers/${slug}.svg is missing`)
  return file
}
