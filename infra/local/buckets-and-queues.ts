/** SNS, SQS and S3 on one machine: fauxqs, with objects as files and everything else in memory. */
import { createHash } from 'node:crypto'
import fs, { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Server } from 'node:net'
import { join } from 'node:path'
import type { FauxqsServer } from 'fauxqs'
import { type CloudPlan, region } from './cloud-plan.ts'

export type CloudPieces = Pick<CloudPlan, 'topics' | 'queues' | 'subscriptions' | 'buckets'>

export interface BucketsAndQueues {
  port: number
  open(pieces: CloudPieces): void
  purgeQueues(): Promise<void>
  /** Queues and buckets are empty. */
  reset(): void
}

export async function startBucketsAndQueues(folder: string): Promise<BucketsAndQueues> {
  keepToThisMachine()
  writeWholeFiles()
  mendObjects(join(folder, 'buckets'))
  const { startFauxqs } = await import('fauxqs')
  const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: region, s3StorageDir: folder })
  let queueNames: string[] = []
  const purgeQueues = async (): Promise<void> => {
    await Promise.all(queueNames.map((name) => purge(fauxqs, name)))
  }
  return { port: fauxqs.port, open, purgeQueues, reset: () => fauxqs.reset() }

  function open(pieces: CloudPieces): void {
    queueNames = pieces.queues.map((queue) => queue.name)
    for (const { name, attributes } of pieces.queues) fauxqs.createQueue(name, { attributes })
    for (const { name } of pieces.topics) fauxqs.createTopic(name)
    for (const { topicArn, queueArn, attributes } of pieces.subscriptions) {
      fauxqs.subscribe({ topic: nameOf(topicArn), queue: nameOf(queueArn), attributes })
    }
    for (const bucket of pieces.buckets) fauxqs.createBucket(bucket)
  }
}

async function purge(fauxqs: FauxqsServer, name: string): Promise<void> {
  await fetch(`http://127.0.0.1:${fauxqs.port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.PurgeQueue' },
    body: JSON.stringify({ QueueUrl: `http://127.0.0.1:${fauxqs.port}/000000000000/${name}` }),
  })
}

const nameOf = (arn: string): string => arn.split(':').at(-1) ?? ''

/** fauxqs listens on every interface and cannot be told otherwise; this process listens on the machine's own only. */
function keepToThisMachine(): void {
  const listen = Server.prototype.listen
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    const [first, ...rest] = args
    const options = typeof first === 'object' && first !== null ? { ...first, host: '127.0.0.1' } : first
    return Reflect.apply(listen, this, [options, ...rest])
  } as typeof listen
}

/** fauxqs writes objects in place; a kill in the middle would leave half of one. */
function writeWholeFiles(): void {
  const write = fs.writeFileSync
  fs.writeFileSync = (file, data, options) => {
    if (typeof file !== 'string') return write(file, data, options)
    const next = `${file}.next`
    write(next, data, options)
    renameSync(next, file)
  }
  syncBuiltinESMExports()
}

/** Makes each description fit its bytes again: a kill may have come between the two. */
function mendObjects(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (name.endsWith('.next')) rmSync(path, { force: true })
    if (!name.endsWith('.meta.json')) continue
    const bytesPath = path.replace(/\.meta\.json$/, '.data')
    if (!existsSync(bytesPath)) {
      rmSync(path)
      continue
    }
    const description = JSON.parse(readFileSync(path, 'utf8')) as { contentLength: number; etag: string }
    if (statSync(bytesPath).size === description.contentLength) continue
    const bytes = readFileSync(bytesPath)
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
    fs.writeFileSync(path, JSON.stringify({ ...description, contentLength: bytes.length, etag }))
  }
}
