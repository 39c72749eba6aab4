/** What each handler's code can call, against what its role allows: the local cloud knows no IAM, so nothing else would notice. */
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { grantsByHandler, synthesise } from './synthesised.ts'

const grants = grantsByHandler(synthesise())

const actionOf: Record<string, string> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sesv2:SendBulkEmail': 'ses:SendBulkEmail',
}
/** Reads are granted together: a store may read one item today and a batch tomorrow. */
const isRead = /^dynamodb:(GetItem|BatchGetItem|Query)$/

/** The SDK's own, for features we leave off: endpoint discovery of DynamoDB, directory buckets of S3. */
const never = ['dynamodb:DescribeEndpoints', 's3:CreateSession']

/** Writes of a store of which the handler only reads; looked at by hand when the store or the handler changes. */
const unused: Record<string, string[]> = {
  'functions/alerts/accept-alert.handler.ts': ['dynamodb:DeleteItem'],
  'functions/alerts/decide-alert.handler.ts': ['dynamodb:DeleteItem'],
  'functions/alerts/read-alerts.handler.ts': ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'functions/delivery/deliver-email.handler.ts': ['dynamodb:DeleteItem'],
  'functions/delivery/deliver-sms.handler.ts': ['dynamodb:DeleteItem'],
  'functions/delivery/report-delivery.handler.ts': ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'functions/delivery/sweep-delivery.handler.ts': ['dynamodb:PutItem'],
  'functions/delivery/write-web.handler.ts': ['dynamodb:DeleteItem'],
  'functions/subscribers/unsubscribe.handler.ts': ['dynamodb:UpdateItem'],
}

/** Handler → commands of the AWS SDK that are left in its bundle, as IAM actions. */
async function reachable(handlers: string[]): Promise<Map<string, string[]>> {
  const { metafile } = await build({
    entryPoints: handlers,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'unwritten',
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'error',
  })
  const found = Object.values(metafile.outputs).map(({ entryPoint = '', inputs }): [string, string[]] => {
    const actions = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
      const [, service, command] = /client-(\w+)\/dist-\w+\/commands\/(\w+)Command\.js$/.exec(path) ?? []
      const action = `${service}:${command}`
      return service && bytesInOutput > 0 && !never.includes(action) ? [actionOf[action] ?? action] : []
    })
    return [entryPoint, [...new Set(actions)]]
  })
  return new Map(found)
}

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

describe('a role allows what the code calls and nothing else:', async () => {
  const called = await reachable([...grants.keys()])
  test.for([...grants])('%s', ([handler, statements]) => {
    const allowed = statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions)
    const calls = called.get(handler)?.filter((action) => !unused[handler]?.includes(action)) ?? []
    const ofCode = allowed.filter((action) => !own.includes(action) && !polling.includes(action))
    expect(withReads(ofCode)).toEqual(withReads(calls))
    for (const action of unused[handler] ?? []) expect(allowed).not.toContain(action)
  })
})
