/**
 * `npm run bench -- --recipients 10000,100000 --channel sms,email --rounds 5`, or `--quick`: how fast a red warning reaches a
 * county, beside a bare loop that only sends. Times hold for this machine; the ratios are what to compare. Writes only into
 * a temporary folder.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { type Channel, capOf, makeAlert, renderFor } from './bench-alert.ts'
import { type Calls, startCloud } from './cloud.ts'
import { type SentBare, sendBare } from './send-bare.ts'
import { fixed, type Goal, median, printGoals, printTable, spread } from './table.ts'
import { checkRecipients, spanOf, untilAllHave, type Warned, warnOnce } from './warn-once.ts'

const { values } = parseArgs({
  options: {
    recipients: { type: 'string' },
    channel: { type: 'string', default: 'sms,email' },
    rounds: { type: 'string' },
    parts: { type: 'string', default: 'bare,rate,overtake' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
})
const sizes = (values.recipients ?? (values.quick ? '2000,8000' : '10000,100000')).split(',').map(Number)
const channels = values.channel.split(',') as Channel[]
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
const parts = values.parts.split(',')
