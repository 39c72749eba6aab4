/** Tables on a terminal, and the figures of several rounds in one cell. */

export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, i) => Math.max(width(name), ...rows.map((row) => width(row[i] ?? ''))))
  const line = (cells: readonly string[]): string =>
    widths
      .map((room, i) => pad(cells[i] ?? '', room, i === 0))
      .join('   ')
      .trimEnd()
  console.log(`\n${title}\n${line(head)}\n${widths.map((room) => '─'.repeat(room)).join('   ')}`)
  for (const row of rows) console.log(line(row))
}

const width = (text: string): number => text.length
const pad = (text: string, room: number, isFirst: boolean): string =>
  isFirst ? text.padEnd(room) : text.padStart(room)

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** `0.84 (0.81–0.86)`; the spread only where there is one. */
export function spread(values: readonly number[], show: (value: number) => string): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const middle = show(median(values))
  return values.length > 1 ? `${middle} (${show(least)}–${show(most)})` : middle
}

export const fixed =
  (digits: number) =>
  (value: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

export interface Goal {
  what: string
  figure: number
  digits: number
  atLeast?: number
  atMost?: number
}

/** Each figure beside its goal, and whether it is met. */
export function printGoals(goals: readonly Goal[]): void {
  printTable(
    'Goals',
    ['', 'figure', 'goal', ''],
    goals.map(({ what, figure, digits, atLeast, atMost }) => {
      const isMet = atLeast !== undefined ? figure >= atLeast : figure <= (atMost ?? 0)
      const goal = atLeast !== undefined ? `≥ ${fixed(digits)(atLeast)}` : `≤ ${fixed(digits)(atMost ?? 0)}`
      return [what, fixed(digits)(figure), goal, isMet ? 'met' : 'missed']
    }),
  )
}
