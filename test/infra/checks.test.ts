import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, expect, test } from 'vitest'
import { acceptedFindings } from '../../infra/accepted-findings.ts'
import { makeApp } from '../../infra/app.ts'
import { addChecks } from '../../infra/checks.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

const outdir = temporaryFolder(afterAll)
const county = '510402'
const settings = { allowPlaceholders: true }
/** What is deployed beside the templates brings findings of its own. */
const siteFolder = join(outdir, 'site')
mkdirSync(siteFolder)
writeFileSync(join(siteFolder, '404.html'), '')

test('cdk-nag finds what was reviewed and nothing else', { timeout: 90_000 }, () => {
  const app = makeApp({ outdir: join(outdir, 'found'), settings, siteFolder, bundle: false, validate: false })
  app.synth()
  const found = new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath = '' }) => `${ruleName} at ${constructPath.replace(/(\/Role)?\/Resource$/, '')}`,
      ),
    )
  const reviewed = acceptedFindings(county).flatMap(({ id, at }) => at.map((path) => `${id} at ${path}`))
  expect(found.sort()).toEqual(reviewed.sort())
})

test('every accepted finding says why', () => {
  for (const { id, reason } of acceptedFindings(county)) expect(reason.length, id).toBeGreaterThan(30)
})

test('the templates pass cdk-nag and the CloudFormation schemas, as errors', { timeout: 90_000 }, () => {
  const app = makeApp({ outdir: join(outdir, 'checked'), settings, siteFolder, bundle: false })
  addChecks(app, county)
  expect(() => app.synth()).not.toThrow()
})
