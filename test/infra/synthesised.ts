/** The templates of the default county, synthesised once per test file, and ways to look into them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SettingsInput } from '../../infra/settings.ts'
import { type SynthesisedStack, synthLocal, type TemplateResource } from '../../infra/synth.ts'

/** Synthesises into a folder that is gone when this returns. */
function synthesise(settings: SettingsInput = {}): SynthesisedStack[] {
  const outdir = mkdtempSync(join(tmpdir(), 'fengsui-infra-'))
  try {
    return synthLocal(outdir, settings)
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

export interface Found {
  stack: string
  id: string
  type: string
  properties: Record<string, unknown>
  resource: TemplateResource
}

const resourcesOf = (stacks: readonly SynthesisedStack[], type?: string): Found[] =>
  stacks.flatMap(({ id: stack, template }) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => type === undefined || resource.Type === type)
      .map(([id, resource]) => ({
        stack,
        id,
        type: resource.Type,
        properties: resource.Properties ?? {},
        resource,
      })),
  )

/** The same with ways to ask about its resources, for a whole file or a describe. */
export function templatesOf(settings: SettingsInput = {}) {
  const stacks = synthesise(settings)
  const all = resourcesOf(stacks)
  const named = (id: string | undefined): Found => {
    const found = all.find((candidate) => candidate.id === id)
    if (!found) throw new Error(`no resource ${id}`)
    return found
  }
  return {
    stacks,
    all,
    named,
    of: (type: string): Found[] => all.filter((found) => found.type === type),
    target: (value: unknown): string | undefined => targetOf(stacks, value),
    grants: grantsByHandler(stacks),
  }
}

/** `functions/alerts/accept-alert.handler.ts` */
export const handlerOf = ({ resource }: Found): string => String(resource.Metadata?.['fengsui:handler'])

/** What lies at a path such as `Targets.0.Arn`; undefined when any step is missing. */
export const get = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at ? (at as Record<string, unknown>)[step] : undefined),
      value,
    )

/** The array at a path; empty when there is none. */
export const list = (value: unknown, path: string): unknown[] => {
  const found = get(value, path)
  return Array.isArray(found) ? found : []
}

/** The logical id a `Ref` or `Fn::GetAtt` points to, through exports of other stacks; undefined for anything else. */
function targetOf(stacks: readonly SynthesisedStack[], value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if ('Ref' in value) return String(value.Ref)
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return String(value['Fn::GetAtt'][0])
  if (!('Fn::ImportValue' in value)) return undefined
  const outputs = stacks.flatMap(({ template }) => Object.values(template.Outputs ?? {}))
  const exported = outputs.find((output) => output.Export?.Name === value['Fn::ImportValue'])
  return exported && targetOf(stacks, exported.Value)
}

export interface Statement {
  effect: string
  actions: string[]
  resources: unknown[]
  condition: unknown
}

interface RawStatement {
  Effect: string
  Action?: string | string[]
  Resource?: unknown
  Condition?: unknown
}

const many = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value])

export const statementsOf = (document: unknown): Statement[] =>
  many((document as { Statement: RawStatement | RawStatement[] }).Statement).map((raw) => ({
    effect: raw.Effect,
    actions: many(raw.Action),
    resources: many(raw.Resource),
    condition: raw.Condition,
  }))

/** Handler file → everything its roles allow or deny; functions deployed twice are merged. */
function grantsByHandler(stacks: readonly SynthesisedStack[]): Map<string, Statement[]> {
  const grants = new Map<string, Statement[]>()
  for (const { stack, properties, resource } of resourcesOf(stacks, 'AWS::Lambda::Function')) {
    const handler = resource.Metadata?.['fengsui:handler']
    // CDK's own, while deploying.
    if (typeof handler !== 'string') continue
    const own = stacks.filter(({ id }) => id === stack)
    const role = targetOf(own, properties.Role)
    const inline = resourcesOf(own, 'AWS::IAM::Role')
      .filter(({ id }) => id === role)
      .flatMap((found) => list(found.properties, 'Policies').map((policy) => get(policy, 'PolicyDocument')))
    const attached = resourcesOf(own, 'AWS::IAM::Policy')
      .filter((found) => list(found.properties, 'Roles').some((value) => targetOf(own, value) === role))
      .map((found) => found.properties.PolicyDocument)
    grants.set(handler, [...(grants.get(handler) ?? []), ...[...inline, ...attached].flatMap(statementsOf)])
  }
  return grants
}
