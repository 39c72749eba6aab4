/** CloudFormation's functions over the templates of one app: Ref, GetAtt, Join, Sub, ImportValue, Select, Split, If and their like. */

export interface TemplateResource {
  Type: string
  Properties?: unknown
  Metadata?: Record<string, unknown>
  /** Name of the condition it depends on. */
  Condition?: string
}

export interface Template {
  Resources?: Record<string, TemplateResource>
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown }; Condition?: string }>
  Parameters?: Record<string, { Type: string; Default?: unknown }>
  Conditions?: Record<string, unknown>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
}

/** Stack name → template. */
export type Templates = Record<string, Template>

/** What a reference to a resource stands for; `attribute` is undefined for Ref. */
export type Lookup = (
  stack: string,
  logicalId: string,
  resource: TemplateResource,
  attribute: string | undefined,
) => unknown

export interface Resolver {
  /** The value with every function in it worked out; a reference to AWS::NoValue drops its property. */
  resolve(stack: string, value: unknown): unknown
  /** False when the condition of that name does not hold; true without one. */
  holds(stack: string, condition: string | undefined): boolean
}

const noValue = Symbol('AWS::NoValue')

export function makeResolver(templates: Templates, pseudo: Record<string, string>, lookup: Lookup): Resolver {
  const exported = new Map<string, { stack: string; value: unknown }>()
  const beingResolved = new Set<string>()

  for (const [stack, template] of Object.entries(templates)) {
    for (const output of Object.values(template.Outputs ?? {})) {
      if (!output.Export || !holds(stack, output.Condition)) continue
      exported.set(String(resolve(stack, output.Export.Name)), { stack, value: output.Value })
    }
  }
  return { resolve, holds }

  function resolve(stack: string, value: unknown): unknown {
    const resolved = evaluate(stack, value)
    return resolved === noValue ? undefined : resolved
  }

  function evaluate(stack: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => evaluate(stack, item)).filter((item) => item !== noValue)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [first] = entries
    if (entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return call(stack, first[0], first[1])
    }
    return Object.fromEntries(
      entries.map(([name, item]) => [name, evaluate(stack, item)] as const).filter(([, item]) => item !== noValue),
    )
  }

  function call(stack: string, name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return reference(stack, String(argument))
      case 'Fn::GetAtt': {
        const [id = '', ...path] = typeof argument === 'string' ? argument.split('.') : (argument as string[])
        return attribute(stack, id, path.join('.'))
      }
      case 'Fn::Join': {
        const [separator, items] = argument as [string, unknown]
        return (evaluate(stack, items) as unknown[]).map(String).join(separator)
      }
      case 'Fn::Sub':
        return substitute(stack, argument)
      case 'Fn::ImportValue':
        return imported(stack, String(evaluate(stack, argument)))
      case 'Fn::Select': {
        const [index, items] = argument as [unknown, unknown]
        return (evaluate(stack, items) as unknown[])[Number(evaluate(stack, index))]
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown]
        return String(evaluate(stack, text)).split(separator)
      }
      case 'Fn::FindInMap': {
        const [map, key, entry] = (argument as unknown[]).map((item) => String(evaluate(stack, item)))
        return templates[stack]?.Mappings?.[map ?? '']?.[key ?? '']?.[entry ?? '']
      }
      case 'Fn::Base64':
        return Buffer.from(String(evaluate(stack, argument))).toString('base64')
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${pseudo['AWS::Region']}${zone}`)
      case 'Fn::If': {
        const [condition, yes, no] = argument as [string, unknown, unknown]
        return evaluate(stack, holds(stack, condition) ? yes : no)
      }
      default:
        throw new Error(`${stack}: the local cloud does not know ${name}`)
    }
  }

  function reference(stack: string, name: string): unknown {
    if (name === 'AWS::NoValue') return noValue
    if (name === 'AWS::StackName') return stack
    if (name.startsWith('AWS::')) {
      const value = pseudo[name]
      if (value === undefined) throw new Error(`${stack}: the local cloud does not know ${name}`)
      return value
    }
    const parameter = templates[stack]?.Parameters?.[name]
    if (parameter) return parameter.Default ?? ''
    return attribute(stack, name, undefined)
  }

  function attribute(stack: string, id: string, name: string | undefined): unknown {
    const resource = templates[stack]?.Resources?.[id]
    if (!resource) throw new Error(`${stack}: nothing is called ${id}`)
    return lookup(stack, id, resource, name)
  }

  function substitute(stack: string, argument: unknown): string {
    const [text, variables] = Array.isArray(argument)
      ? (argument as [string, Record<string, unknown>])
      : [String(argument), {}]
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`
      if (name in variables) return String(evaluate(stack, variables[name]))
      return String(name.includes('.') ? call(stack, 'Fn::GetAtt', name) : reference(stack, name))
    })
  }

  function imported(stack: string, name: string): unknown {
    const found = exported.get(name)
    if (!found) throw new Error(`${stack}: no stack exports ${name}`)
    if (beingResolved.has(name)) throw new Error(`${stack}: the export ${name} leads back to itself`)
    beingResolved.add(name)
    try {
      return evaluate(found.stack, found.value)
    } finally {
      beingResolved.delete(name)
    }
  }

  function holds(stack: string, name: string | undefined): boolean {
    if (name === undefined) return true
    const condition = templates[stack]?.Conditions?.[name]
    if (condition === undefined) throw new Error(`${stack}: no condition ${name}`)
    return test(stack, condition)
  }

  function test(stack: string, condition: unknown): boolean {
    const [[name, argument] = ['', undefined]] = Object.entries(condition as Record<string, unknown>)
    const all = (): unknown[] => argument as unknown[]
    switch (name) {
      case 'Condition':
        return holds(stack, String(argument))
      case 'Fn::Equals': {
        const [left, right] = all().map((item) => String(evaluate(stack, item)))
        return left === right
      }
      case 'Fn::Not':
        return !test(stack, all()[0])
      case 'Fn::And':
        return all().every((item) => test(stack, item))
      case 'Fn::Or':
        return all().some((item) => test(stack, item))
      default:
        throw new Error(`${stack}: the local cloud does not know the condition ${name}`)
    }
  }
}
