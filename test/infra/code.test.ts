/** The code that is deployed: what it can call against what its role allows (the local cloud knows no IAM), and whether it runs. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { bundling } from '../../infra/constructs/handler-function.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'
import { templatesOf } from './synthesised.ts'

const { grants } = templatesOf()

const actionOf: Record<string, string> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sesv2:SendBulkEmail': 'ses:SendBulkEmail',
  's3:ListObjectsV2': 's3:ListBucket',
}
/** Reads are granted together: a store may read one item today and a batch tomorrow. */
const isRead = /^dynamodb:(GetItem|BatchGetItem|Query)$/

/** The SDK's own, for features we leave off: endpoint discovery of DynamoDB, directory buckets of S3. */
const never = ['dynamodb:DescribeEndpoints', 's3:CreateSession']

/** Writes of a store of which the handler only reads; looked at by hand when the store or the handler changes. */
const unused: Record<string, string[]> = {
  'functions/alerts/accept-alert.handler.ts': ['dynamodb:DeleteItem'],
  'functions/alerts/decide-alert.handler.ts': ['dynamodb:DeleteItem'],
  'functions/alerts/read-alerts.handler.ts': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'functions/delivery/deliver-email.handler.ts': ['dynamodb:DeleteItem'],
  'functions/delivery/deliver-sms.handler.ts': ['dynamodb:DeleteItem'],
  'functions/delivery/report-delivery.handler.ts': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'functions/delivery/sweep-delivery.handler.ts': ['dynamodb:PutItem'],
  'functions/delivery/take-email-receipts.handler.ts': ['dynamodb:UpdateItem', 'kms:Decrypt', 'kms:GenerateDataKey'],
  'functions/delivery/take-sms-receipts.handler.ts': ['dynamodb:UpdateItem'],
  'functions/pages/write-pages.handler.ts': ['dynamodb:DeleteItem'],
  'functions/subscribers/unsubscribe.handler.ts': ['dynamodb:UpdateItem'],
}

const outdir = temporaryFolder(afterAll)

/** Bundles the handlers as they are deployed; handler → its file, and the commands of the AWS SDK left in it as IAM actions. */
async function bundle(handlers: string[]): Promise<Map<string, { file: string; actions: string[] }>> {
  const { banner, minify, keepNames, mainFields, target } = bundling
  const { metafile } = await build({
    entryPoints: handlers,
    outdir,
    outExtension: { '.js': '.mjs' },
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: banner },
    minify,
    keepNames,
    mainFields,
    target,
    logLevel: 'error',
  })
  const found = Object.entries(metafile.outputs).map(([file, { entryPoint = '', inputs }]) => {
    const actions = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
      const [, service, command] = /client-(\w+)\/dist-\w+\/commands\/(\w+)Command\.js$/.exec(path) ?? []
      const action = `${service}:${command}`
      return service && bytesInOutput > 0 && !never.includes(action) ? [actionOf[action] ?? action] : []
    })
    return [entryPoint, { file: resolve(file), actions: [...new Set(actions)] }] satisfies [string, unknown]
  })
  return new Map(found)
}

const bundles = await bundle([...grants.keys()])

const own = ['logs:CreateLogStream', 'logs:PutLogEvents']
/** What the event source mapping does in the name of the function. */
const polling = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
]
const withReads = (actions: Iterable<string>): string[] =>
  [...new Set([...actions].map((action) => (isRead.test(action) ? 'dynamodb:read' : action)))].sort()

describe('a role allows what the code calls and nothing else:', () => {
  test.for([...grants])('%s', ([handler, statements]) => {
    const allowed = statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions)
    const calls = bundles.get(handler)?.actions.filter((action) => !unused[handler]?.includes(action)) ?? []
    const ofCode = allowed.filter((action) => !own.includes(action) && !polling.includes(action))
    expect(withReads(ofCode)).toEqual(withReads(calls))
    for (const action of unused[handler] ?? []) expect(allowed).not.toContain(action)
  })
})

describe('a bundle runs far from node_modules, though a dependency calls require:', () => {
  test.for(['functions/alerts/accept-alert.handler.ts', 'functions/delivery/deliver-email.handler.ts'])(
    '%s',
    (handler) => {
      const file = JSON.stringify(bundles.get(handler)?.file)
      const source = `const { build, handler } = await import(${file}); console.log(typeof build, typeof handler)`
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
        cwd: outdir,
        env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
        encoding: 'utf8',
      })
      expect(stdout.trim(), stderr.slice(-300)).toBe('function function')
    },
  )
})
