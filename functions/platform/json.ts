/** What a text holds as JSON; undefined for what is none. The parser's own error would carry a piece of the text into a log. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
