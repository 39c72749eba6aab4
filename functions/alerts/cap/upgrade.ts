/** Raw values of CAP 1.1 → those of CAP 1.2. Source: the differences between the two OASIS schemas; CAP 1.2 §3.3.2 on dateTime. */
import type { Problem } from '../../platform/http.ts'
import type { RawElement, RawValue } from './structure.ts'

/** Response types that came with CAP 1.2. */
const newResponseTypes: readonly RawValue[] = ['Avoid', 'AllClear']

/** Changes `alert` in place; every change that a reader could miss is told in a note. */
export function upgrade(alert: RawElement, notes: string[], problems: Problem[]): void {
  notes.push('CAP 1.1 was read and up-converted to 1.2')
  upgradeDateTimes(alert, ['sent'], 'alert', notes)
  for (const [info, path] of elements(alert, 'info', 'alert')) {
    upgradeDateTimes(info, ['effective', 'onset', 'expires'], path, notes)
    for (const [index, responseType] of listOf(info, 'responseType').entries()) {
      if (!newResponseTypes.includes(responseType)) continue
      problems.push({
        path: `${path}/responseType[${index + 1}]`,
        found: String(responseType),
        allowed: 'in CAP 1.1: Shelter, Evacuate, Prepare, Execute, Monitor, Assess, None',
      })
    }
    for (const [resource, resourcePath] of elements(info, 'resource', path)) {
      if ('mimeType' in resource) continue
      resource.mimeType = 'application/octet-stream'
      notes.push(`${resourcePath}/mimeType was missing and is application/octet-stream`)
    }
    for (const [area, areaPath] of elements(info, 'area', path)) {
      for (const name of ['altitude', 'ceiling']) {
        const value = area[name]
        if (typeof value !== 'string' || /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*$/.test(value)) continue
        delete area[name]
        notes.push(`${areaPath}/${name} was not a number and is left out`)
      }
    }
  }
}

/** `Z` becomes `-00:00` and a fraction of a second is dropped; a time without offset stays and is refused. */
function upgradeDateTimes(element: RawElement, names: readonly string[], path: string, notes: string[]): void {
  for (const name of names) {
    const value = element[name]
    if (typeof value !== 'string') continue
    const changed = value
      .trim()
      .replace(/(?<=T\d\d:\d\d:\d\d)\.\d+/, '')
      .replace(/Z$/, '-00:00')
    if (changed === value.trim()) continue
    element[name] = changed
    notes.push(`${path}/${name} was ${value.trim().slice(0, 40)} and is ${changed.slice(0, 40)}`)
  }
}

const listOf = (element: RawElement, name: string): RawValue[] => {
  const list = element[name]
  return Array.isArray(list) ? list : []
}

const elements = (parent: RawElement, name: string, path: string): [element: RawElement, path: string][] =>
  listOf(parent, name).flatMap((element, index): [RawElement, string][] =>
    typeof element === 'object' && !Array.isArray(element) ? [[element, `${path}/${name}[${index + 1}]`]] : [],
  )
