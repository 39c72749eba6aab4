/** Templates of mails as SES fills them in: Handlebars, values taken as they are. */
import Handlebars from 'handlebars'

const compiled = new Map<string, (values: Record<string, unknown>) => string>()
/** Texts of a few warnings; what is older is compiled anew. */
const mostKept = 200

export function fillTemplate(part: string, values: Readonly<Record<string, unknown>>): string {
  if (!part.includes('{{')) return part
  let fill = compiled.get(part)
  if (!fill) {
    if (compiled.size >= mostKept) compiled.clear()
    fill = Handlebars.compile(part, { noEscape: true })
    compiled.set(part, fill)
  }
  return fill({ ...values })
}
