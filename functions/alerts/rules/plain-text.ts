/** Undoes what forms and typewriters do to texts: pasted markup, and lines broken where the page was full. Pure. */

const blocks =
  'p|div|br|hr|li|ul|ol|dl|dt|dd|table|tbody|thead|tfoot|tr|h[1-6]|blockquote|pre|section|article|header|footer|center'
const inlines = 'span|a|b|strong|i|em|u|s|font|small|big|sub|sup|img|td|th|nobr|label|code|o:p'
const unread =
  /<(script|style)\b[^<>]{0,500}>(?:(?!<\1\b)[\s\S])*?<\/\1\s*>|<!--(?:(?!<!--)[\s\S])*?-->|<\/?(?:script|style)\b[^<>]{0,500}>/giu
const link = /<a\b([^<>]{0,1000})>([^<>]{0,300})<\/a\s*>/giu
const href = /\bhref\s*=\s*["']?([^"'\s]{1,500})/iu
const tag = (names: string): RegExp => new RegExp(`</?(?:${names})(?:\\s[^<>]{0,1000})?/?>`, 'giu')
const blockTag = tag(blocks)
const inlineTag = tag(inlines)

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  middot: '·',
  bull: '•',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  times: '×',
  deg: '°',
  permil: '‰',
  le: '≤',
  ge: '≥',
  copy: '©',
  reg: '®',
}
const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu

const decoded = (text: string): string =>
  text.replace(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ''
  })

const stripped = (text: string): string =>
  text
    .replace(unread, '')
    .replace(link, (whole: string, attributes: string, label: string) => {
      const address = href.exec(attributes)?.[1]
      if (address === undefined) return whole
      return label.includes(address) ? label : `${label}（${address}）`
    })
    .replace(blockTag, '\n')
    .replace(inlineTag, '')

/**
 * Without tags and entities a source pasted in, by their known names only: `a < b` and `R&D` stay. A block is a line of
 * its own; a link becomes `label（address）`. Twice escaped markup is markup too.
 */
export function withoutMarkup(text: string): string {
  let plain = text
  for (let round = 0; round < 3; round++) {
    const next = stripped(decoded(plain))
    if (next === plain) break
    plain = next
  }
  return plain === text
    ? text
    : plain
        .replace(/(?:(?<![^\S\n])[^\S\n]+)?\n[^\S\n]*/gu, '\n')
        .replace(/\n{3,}/gu, '\n\n')
        .trim()
}

const listMark =
  /^(?:[(（]?\d{1,2}[)）.．、]\s*(?!\d)|[(（]?[一二三四五六七八九十]{1,3}[)）、]|[•·●▪◦*–-]\s+|[①-⑳]\s*|第[一二三四五六七八九十]+[、，])/u
const ended = /[。！？!?；;.…：:][”』」）)"']*$/u
/** Starts an instruction of its own, below another without a mark. */
const ownOrder =
  /^(?:不要|不得|不能|不准|切勿|严禁|禁止|避免|远离|关好|关闭|叫醒|带好|带上|停止|减少|避开|检查|保持|拨打|Do not\b|Don['’]t\b|Never\b|Avoid\b|Stay\b|Keep\b|Call\b|Turn off\b)/u
const anOrder =
  /不要|不得|切勿|严禁|禁止|撤|转移|离开|[走跑躲避关停]|远离|叫醒|\b(?:leave|go|move|stay|keep|avoid|turn|call|boil|do not|don['’]t)\b/iu
const han = /\p{Script=Han}|[，。！？；：、（）《》“”]/u

/** True where a new line says something new, false where only the source's line was full. */
const startsAnew = (line: string, before: string): boolean =>
  listMark.test(line) ||
  ended.test(before) ||
  (ownOrder.test(line) && anOrder.test(before) && !/[的请，、]$/u.test(before))

/** Lines that were broken inside a sentence are one again; paragraphs, lists and orders below each other stay apart. */
export function withWholeLines(text: string): string {
  if (!text.includes('\n')) return text
  const lines: string[] = []
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const before = lines.at(-1)
    if (before === undefined || before === '' || line === '' || startsAnew(line, before.slice(-60))) lines.push(line)
    else {
      const runsOn = han.test(before.at(-1)!) || han.test(line[0]!)
      lines[lines.length - 1] = before + (runsOn ? '' : ' ') + line
    }
  }
  return lines.join('\n').trim()
}
