/** The child process that stands in for DynamoDB, SNS, SQS and S3, so that benches measure the product alone. */
import { join } from 'node:path'
import { type CloudPieces, startBucketsAndQueues } from './buckets-and-queues.ts'
import { offer } from './child.ts'
import type { TablePlan } from './cloud-plan.ts'
import { type Fault, makeFaults } from './faults.ts'
import { startTables, type Tables } from './tables.ts'

const faults = makeFaults()
/** The table that faults of the channel `table` are about. */
let faultyTable = ''
let tables: Tables | undefined
let cloud: Awaited<ReturnType<typeof startBucketsAndQueues>> | undefined

const emulators = {
  async start(dataDir: string): Promise<{ tablesPort: number; cloudPort: number }> {
    const nextFault = (isOf: (table: string) => boolean) => (isOf(faultyTable) ? faults.next('table') : undefined)
    tables = await startTables(join(dataDir, 'tables'), { areOn: () => faults.get('table') !== undefined, nextFault })
    cloud = await startBucketsAndQueues(join(dataDir, 'objects'))
    return { tablesPort: tables.port, cloudPort: cloud.port }
  },
  async open(plans: TablePlan[], pieces: CloudPieces): Promise<void> {
    cloud?.open(pieces)
    await tables?.open(plans)
  },
  setTableFault(table: string, fault: Fault): void {
    faultyTable = table
    faults.set(fault)
  },
  clearFaults: (): void => faults.clear(),
  listFaults: (): Fault[] => faults.list(),
  async purgeQueues(): Promise<void> {
    await cloud?.purgeQueues()
  },
  async reset(): Promise<void> {
    cloud?.reset()
    await tables?.reset()
  },
}
export type Emulators = typeof emulators

// A client that goes away in the middle of a request makes dynalite throw where nobody can catch it.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.message === 'aborted') return
  process.stderr.write(`emulators: ${error.stack}\n`)
  process.exit(1)
})

offer(emulators)
