/** One content file → its data and text, or what is wrong with it, each by line and with what is allowed. */
import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'

export interface ContentProblem {
  /** Path from the root of the project. */
  file: string
  /** Counted from 1. */
  line: number
  message: string
}

export interface ContentEntry<T> {
  data: T
  /** What stands below the front matter of a `.md`; empty for other files. */
  body: string
}

const fence = '---'

/** `.md` with YAML front matter, `.yaml` and `.json`. */
export function readEntry<T>(
  root: string,
  file: string,
  schema: z.ZodType<T>,
): { entry: ContentEntry<T> } | { problems: ContentProblem[] } {
  const text = readFileSync(`${root}/${file}`, 'utf8').replaceAll('\r\n', '\n')
  const parts = file.endsWith('.md') ? splitFrontMatter(text) : { yaml: text, body: '', firstLine: 1 }
  if (!parts) {
    return { problems: [{ file, line: 1, message: `must begin with front matter between two lines of ${fence}` }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(parts.yaml, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): number => lines.linePos(offset).line + parts.firstLine - 1
  if (document.errors.length > 0) {
    return { problems: document.errors.map(({ pos, message }) => ({ file, line: at(pos[0]), message })) }
  }
  const found = schema.safeParse(document.toJS(), { reportInput: true })
  if (found.success) return { entry: { data: found.data, body: parts.body.trim() } }
  return {
    problems: found.error.issues.map((issue) => {
      const path = issue.path.filter((key) => typeof key !== 'symbol')
      return { file, line: at(offsetOf(path)), message: `${path.join('.') || 'the file'}: ${sayIssue(issue)}` }
    }),
  }

  /** Where the value stands, or the nearest thing around it that does stand there. */
  function offsetOf(path: (string | number)[]): number {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return node.range[0]
    }
    return 0
  }

  function sayIssue(issue: z.core.$ZodIssue): string {
    const described = fieldAt(schema, issue.path)?.description
    const found = issue.input === undefined ? 'missing' : JSON.stringify(issue.input)?.slice(0, 60)
    const what =
      issue.code === 'unrecognized_keys' ? `${issue.message}; allowed: ${keysAt(schema, issue.path)}` : issue.message
    return `${what}${issue.code === 'unrecognized_keys' ? '' : ` (found: ${found})`}${described ? ` — ${described}` : ''}`
  }
}

function splitFrontMatter(text: string): { yaml: string; body: string; firstLine: number } | undefined {
  if (!text.startsWith(`${fence}\n`)) return undefined
  const end = text.indexOf(`\n${fence}`, fence.length)
  if (end < 0) return undefined
  return { yaml: text.slice(fence.length + 1, end + 1), body: text.slice(end + 1 + fence.length), firstLine: 2 }
}

function fieldAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let field: z.ZodType | undefined = schema
  for (const key of path) {
    field = unwrapped(field)
    if (field instanceof z.ZodObject) field = field.shape[key as string] as z.ZodType | undefined
    else if (field instanceof z.ZodArray) field = field.element as z.ZodType
    else if (field instanceof z.ZodRecord) field = field.valueType as z.ZodType
    else return undefined
  }
  return field
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const field = unwrapped(fieldAt(schema, path))
  return field instanceof z.ZodObject ? Object.keys(field.shape).join(', ') : ''
}

function unwrapped(field: z.ZodType | undefined): z.ZodType | undefined {
  return field instanceof z.ZodOptional || field instanceof z.ZodNullable || field instanceof z.ZodDefault
    ? unwrapped(field.unwrap() as z.ZodType)
    : field
}
