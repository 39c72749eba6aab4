/** Reads the templates of the CDK app into what the local cloud can make of them; everything else is listed or refused. */
import { createHash } from 'node:crypto'
import { account, type CloudPlan, type QueuePlan, region } from './cloud-plan.ts'
import { makeResolver, type TemplateResource, type Templates } from './intrinsics.ts'
import { StartError } from './options.ts'
import { type Found, ignoredTypes, type Made, type Others, resourceTypes } from './resource-types.ts'

/** `queueOrigin` is the address queue URLs start with, `http://127.0.0.1:1234`. */
export function readTemplates(templates: Templates, queueOrigin: string): CloudPlan {
  const pseudo = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/local/local`,
    'AWS::NotificationARNs': '',
  }
  const names = new Map<string, string>()
  const all: { found: Found<unknown>; make(): Made }[] = []
  const unknown: string[] = []
  const plan: CloudPlan = {
    tables: [],
    topics: [],
    queues: [],
    subscriptions: [],
    buckets: [],
    functions: [],
    mappings: [],
    routes: [],
    schedules: [],
    logFilters: [],
    eventTopics: [],
    topicFunctions: [],
    ignored: {},
  }
  const others: Others = {
    queueUrl: (name) => `${queueOrigin}/${account}/${name}`,
    named: (type, name) => all.find(({ found }) => found.type === type && found.name === name)?.found,
  }
  const resolver = makeResolver(templates, pseudo, lookup)

  for (const [stack, template] of Object.entries(templates)) {
    for (const [id, resource] of Object.entries(template.Resources ?? {})) {
      if (resolver.holds(stack, resource.Condition)) take(stack, id, resource)
    }
  }
  if (unknown.length > 0) {
    throw new StartError(
      `the local cloud does not know what to do with ${unknown.join(', ')}; teach infra/local/resource-types.ts the type, or list it there as ignored`,
    )
  }
  for (const { found, make } of all) {
    const made = make()
    if (typeof made === 'string') ignore(`${found.type} (${made})`)
    else for (const part of Object.keys(made) as (keyof typeof made)[]) (plan[part] as unknown[]).push(...made[part]!)
  }
  return { ...plan, queues: deadLettersFirst(plan.queues) }

  function ignore(what: string): void {
    plan.ignored[what] = (plan.ignored[what] ?? 0) + 1
  }

  function take(stack: string, id: string, resource: TemplateResource): void {
    const { Type: type, Metadata: metadata = {}, Properties = {} } = resource
    const place = `${stack}/${id}`
    const known = resourceTypes[type]
    const planFor = known?.plan
    if (planFor) {
      const name = physicalName(stack, id, resource)
      const properties = resolver.resolve(stack, Properties)
      const found = { place, type, name, arn: arnOf(type, name), metadata, properties }
      all.push({ found, make: () => planFor(found, others) })
    } else if (ignoredTypes.some((each) => each.test(type))) ignore(type)
    else if (!known) unknown.push(`${place} (${type})`)
  }

  /** Stable over starts, because what is kept on disk goes by it; long ones are cut and told apart by a hash. */
  function physicalName(stack: string, id: string, resource: TemplateResource): string {
    const key = `${stack}/${id}`
    const known = names.get(key)
    if (known) return known
    const isBucket = resource.Type === 'AWS::S3::Bucket'
    const made = isBucket ? `${stack}-${id}`.toLowerCase() : `${stack}-${id}`
    const name = givenName(stack, resource) ?? (made.length <= 63 ? made : `${made.slice(0, 54)}-${hash(made)}`)
    names.set(key, name)
    return name
  }

  function givenName(stack: string, { Type, Properties = {} }: TemplateResource): string | undefined {
    const property = resourceTypes[Type]?.nameProperty
    const name = property && resolver.resolve(stack, (Properties as Record<string, unknown>)[property])
    return typeof name === 'string' ? name : undefined
  }

  function lookup(stack: string, id: string, resource: TemplateResource, attribute: string | undefined): unknown {
    const name = physicalName(stack, id, resource)
    const arn = arnOf(resource.Type, name)
    const refer = resourceTypes[resource.Type]?.refer
    if (refer) return refer({ name, arn }, attribute, others)
    if (attribute === undefined || /(^|\.)(Id|Name|KeyId)$/.test(attribute)) return name
    return attribute.endsWith('Arn') ? arn : `${name}.${attribute}`
  }
}

function arnOf(type: string, name: string): string {
  const [, service = '', kind = ''] = type.split('::')
  const made = `arn:aws:${service.toLowerCase()}:${region}:${account}:${kind.toLowerCase()}/${name}`
  return resourceTypes[type]?.arn?.(name) ?? made
}

function deadLettersFirst(queues: QueuePlan[]): QueuePlan[] {
  const hasRedrive = (queue: QueuePlan): number => (queue.attributes.RedrivePolicy ? 1 : 0)
  return queues.toSorted((a, b) => hasRedrive(a) - hasRedrive(b))
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
