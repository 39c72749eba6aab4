/** A search result's excerpt: escaped text in which only `<mark>` is markup (Pagefind's promise). */

export interface Piece {
  text: string
  isMarked: boolean
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => entities[name]!)

/** In order. Anything else that looks like markup stays text. */
export function parseExcerpt(html: string): Piece[] {
  const pieces: Piece[] = []
  let isMarked = false
  for (const part of html.split(/(<\/?mark>)/)) {
    if (part === '<mark>') isMarked = true
    else if (part === '</mark>') isMarked = false
    else if (part !== '') pieces.push({ text: unescaped(part), isMarked })
  }
  return pieces
}
