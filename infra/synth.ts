/**
 * The templates of the platform, for programs that read them: `synthLocal(outdir)` in this process, or
 * `node infra/synth.ts <outdir> [settings as JSON]` as a child, which prints the path of the stack list it wrote.
 * No network, no bundling, no checks, and nothing outside `outdir` is written.
 *
 * How to read them:
 * - Stacks come in the order in which they can be deployed. A reference to another stack is
 *   `{"Fn::ImportValue": "fengsui-510402-alerts:ExportsOutput…"}`; the exporting stack has that name under
 *   `Outputs.<id>.Export.Name` and what it stands for under `Outputs.<id>.Value`.
 * - Every function has `Metadata["fengsui:handler"]`, its file from the root of the repository; its `Code` means nothing here.
 *   `CONTACT_KEY_ID` refers to a KMS key, `SITE_URL` is the setting `siteUrl`.
 * - `Edge` is CloudFront alone: what it does is in `edge-headers.ts` (headers, seconds) and `edge-index.ts` (index.html).
 *   `Watch` holds the topics of alarms alone.
 * - A schedule is an `AWS::Events::Rule` with `rate(1 minute)` and one Lambda target.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeApp } from './app.ts'
import type { SettingsInput } from './settings.ts'

export interface Template {
  Resources: Record<string, TemplateResource>
  Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>
}

export interface TemplateResource {
  Type: string
  Properties?: Record<string, unknown>
  Metadata?: Record<string, unknown>
  DependsOn?: string | string[]
}

export interface SynthesisedStack {
  /** `Subscribers`, `Alerts`, `Delivery` … */
  id: string
  stackName: string
  template: Template
}

/**
 * Synthesises unbundled into `outdir` and returns the stacks, those others depend on first. Made-up values are allowed, for
 * these templates are read and never deployed. Throws on wrong settings.
 */
export function synthLocal(outdir: string, settings: SettingsInput = {}): SynthesisedStack[] {
  const app = makeApp({
    outdir: resolve(outdir),
    settings: { allowPlaceholders: true, ...settings },
    bundle: false,
    validate: false,
  })
  return app.synth().stacks.map((stack) => ({
    id: stack.hierarchicalId,
    stackName: stack.stackName,
    template: stack.template as Template,
  }))
}

if (import.meta.main) {
  const [outdir, settings = '{}'] = process.argv.slice(2)
  if (!outdir) throw new Error('usage: node infra/synth.ts <outdir> [settings as JSON]')
  const file = join(resolve(outdir), 'stacks.json')
  const stacks = synthLocal(outdir, JSON.parse(settings) as SettingsInput)
  writeFileSync(file, JSON.stringify(stacks))
  process.stdout.write(`${file}\n`)
}
