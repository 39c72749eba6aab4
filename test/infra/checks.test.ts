import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, expect, test } from 'vitest'
import { acceptedFindings } from '../../infra/accepted-findings.ts'
import { makeApp } from '../../infra/app.ts'
import { addChecks } from '../../infra/checks.ts'

const outdir = mkdtempSync(join(tmpdir(), 'fengsui-checks-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

test('cdk-nag finds what was reviewed and nothing else', { timeout: 90_000 }, () => {
  const app = makeApp({ outdir: join(outdir, 'found'), bundle: false, validate: false })
  app.synth()
  const found = new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath = '' }) => `${ruleName} at ${constructPath.replace(/(\/Role)?\/Resource$/, '')}`,
      ),
    )
  const reviewed = acceptedFindings.flatMap(({ id, at }) => at.map((path) => `${id} at ${path}`))
  expect(found.sort()).toEqual(reviewed.sort())
})

test('every accepted finding says why', () => {
  for (const { id, reason } of acceptedFindings) expect(reason.length, id).toBeGreaterThan(30)
})

test('the templates pass cdk-nag and the CloudFormation schemas, as errors', { timeout: 90_000 }, () => {
  const app = makeApp({ outdir: join(outdir, 'checked'), bundle: false })
  addChecks(app)
  expect(() => app.synth()).not.toThrow()
})
