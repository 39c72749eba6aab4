/**
 * The product on one machine, with nothing but npm: `node infra/local/start.ts`.
 * The CDK app says what there is; the handlers that are deployed run here; everything AWS does for them is stood in for.
 */
import './log.ts'
import { startLocalCloud } from './local-cloud.ts'
import { readOptions, StartError } from './options.ts'

try {
  const options = readOptions(process.env)
  const cloud = await startLocalCloud(options, fail)
  let isStopping = false
  const stop = async (): Promise<void> => {
    if (isStopping) process.exit(1)
    isStopping = true
    await cloud.stop()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  stopWithNpm(stop)
  // Whoever read our output may go away; the product stays.
  process.stdout.on('error', () => {})
  await cloud.begin()
  process.stdout.write(`ready ${cloud.origin}\n`)
  await cloud.demonstrate()
} catch (error) {
  fail(error)
}

/** npm's shell dies of a signal without passing it on, and nobody would be left to stop us. */
function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event !== 'start') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 250)
}

/** One line for a person; a stack only where it helps to mend a bug. */
function fail(error: unknown): never {
  const isExpected = error instanceof StartError
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error)
  process.stderr.write(`fengsui: ${text}\n`)
  process.exit(1)
}
