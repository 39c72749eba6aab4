/** What must hold of the templates before they leave this machine: cdk-nag's AwsSolutions, but for the reviewed findings. */
import { type App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { acceptedFindings } from './accepted-findings.ts'

/** Makes `synth()` fail on any finding that is not accepted; throws when an accepted one names nothing. */
export function addChecks(app: App, county: string): void {
  for (const { id, at, reason, optional } of acceptedFindings(county)) {
    for (const path of at) {
      const found = app.node.findAll().find((node) => node.node.path === path)
      if (!found && optional) continue
      if (!found) throw new Error(`accepted finding ${id} names ${path}, which does not exist`)
      Validations.of(found).acknowledge({ id, reason })
    }
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
