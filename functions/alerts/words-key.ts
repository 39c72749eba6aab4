/** Whether two texts say the same words: how they are spaced, punctuated and in which width they are written says nothing. */

/** Signs between figures are part of what they say: 1.5 米, 8:30, 3-5 小时, -5 ℃, >50%. */
const notWords = /(?![<>≤≥%]|[.:/-](?<=\d.)(?=\d)|-(?=\d))[\p{P}\p{S}\p{Z}\p{C}]/gu
const dashes = /[\p{Pd}~～〜至]/gu

/** Equal for texts that only look different. */
export const wordsKey = (text: string): string =>
  text.normalize('NFKC').replace(dashes, '-').replace(notWords, '').toLowerCase()
