/** A posted CAP document → an official alert, or why not. Every step is a durable item before the next, so a retry carries on. */
import { createHash } from 'node:crypto'
import type { County } from '../platform/county.ts'
import { errorName, type Problem } from '../platform/http.ts'
import { alertKey } from '../platform/ids.ts'
import { logger } from '../platform/logger.ts'
import type { Alert, ResponseType } from './alert.ts'
import { type AlertBody, headlineOf } from './alert-body.ts'
import { type AlertHead, type Digests, isSameContent, type NewHead } from './alert-head.ts'
import { allowedEncodings, isKnownCharset } from './cap/decode.ts'
import { readCap } from './cap/read.ts'
import { verifySignature } from './cap/signature.ts'
import { cutShort } from './cap/text.ts'
import { callsTheDesk } from './desk-calls.ts'
import type { HoldReason } from './hold-reason.ts'
import { fitBody } from './packed-body.ts'
import { makePublishAlert, type PublishPorts } from './publish/publish-alert.ts'
import { beforePublication } from './published-alert.ts'
import { judgeAlert } from './rules/judge-alert.ts'
import { hasOwnAction } from './rules/orders.ts'
import { judgeReferences, referenceKeys, wasTold } from './rules/references.ts'
import type { Stage } from './stage.ts'

export interface AcceptInput {
  bytes: Uint8Array
  /** As the sender calls the document's form; undefined when it says nothing. */
  mediaType: string | undefined
  /** `sub` of the token: the CAP sender it may speak for. */
  sub: string
  traceId: string
}

export type AcceptOutcome =
  | {
      outcome: 'accepted'
      identifier: string
      /** `superseded` where a later message of its sender was here first: nobody is told of it. */
      stage: Stage
      notes: string[]
      /** What somebody at the desk should look at now, although it went out. */
      alarms: string[]
    }
  | { outcome: 'held'; identifier: string; stage: 'held'; reasons: HoldReason[]; notes: string[]; isUrgent: boolean }
  /** The same alert is here already; nothing is done again. */
  | { outcome: 'duplicate'; identifier: string; stage: Stage }
  /** The identifier is taken: by other content, or by another sender. */
  | { outcome: 'conflict'; identifier: string; because: 'content' | 'sender' }
  | { outcome: 'refused'; because: 'mediaType' | 'tooLarge' | 'malformed' | 'invalid' | 'rules'; problems: Problem[] }
  | { outcome: 'forbidden'; because: string }

export interface AcceptPorts extends PublishPorts {
  county: County
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('base64url')

/** Re-encoded or re-indented on its way the same alert still says the same. */
const digestsOf = (bytes: Uint8Array, alert: Alert): Digests => ({
  bytes: sha256(bytes),
  content: sha256(JSON.stringify(alert)),
})

const mediaTypes = ['application/cap+xml', 'application/xml', 'text/xml']
const allowedForms = `${mediaTypes.join(', ')}; as charset none or ${allowedEncodings}`

/** What the content type says of the document; a charset nobody here can read makes it no CAP. */
function formOf(mediaType: string | undefined): { isCap: boolean; charset?: string } {
  if (mediaType === undefined) return { isCap: true }
  const [type = '', ...parameters] = mediaType.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.flatMap((each) => /^charset\s*=\s*"?([^"\s]*)"?$/.exec(each)?.[1] || [])[0]
  const isCap = mediaTypes.includes(type) && (charset === undefined || isKnownCharset(charset))
  return { isCap, ...(charset !== undefined && { charset }) }
}

/** The sender that bytes no reader takes seem to name: authority is decided before form, as far as it can be known. */
function claimedSender(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1')
  return /<(?:[\w.-]+:)?sender>\s*([^<\s]+)\s*</.exec(head)?.[1]
}

/** Calls the desk at once while it is held; what only seems to end a danger can wait. */
export const isUrgentWhileHeld = (head: Pick<AlertHead, 'colour' | 'status' | 'reasons'>): boolean =>
  callsTheDesk(head) && head.reasons.some(({ code }) => code !== 'textSaysOver')

/** When a held alert is looked at next: an urgent one after `waitMs`, and any when its time is over. */
export const heldDueMs = (
  head: Pick<AlertHead, 'colour' | 'status' | 'reasons' | 'expiresAtMs'>,
  nowMs: number,
  waitMs: number,
): number => (isUrgentWhileHeld(head) ? Math.min(head.expiresAtMs, nowMs + waitMs) : head.expiresAtMs)

const asksForAct: readonly ResponseType[] = ['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid']

/** Red or orange, and it says what to do: an Update that need not wait for what it follows. */
const isNewsByItself = ({ alert, colour, cancelReason }: AlertBody): boolean =>
  alert.status === 'Actual' &&
  alert.msgType === 'Update' &&
  cancelReason === null &&
  (colour === 'red' || colour === 'orange') &&
  alert.info.some((info) => hasOwnAction(info) || info.responseType.some((type) => asksForAct.includes(type)))

export type AcceptAlert = (input: AcceptInput) => Promise<AcceptOutcome>

export function makeAcceptAlert(ports: AcceptPorts): AcceptAlert {
  const { alerts, outbox, clock, county } = ports
  const publishAlert = makePublishAlert(ports)

  async function duplicateOf(head: AlertHead, digests: Digests): Promise<AcceptOutcome> {
    const { identifier } = head
    if (!isSameContent(head.digests, digests)) return { outcome: 'conflict', identifier, because: 'content' }
    // A sender who tries again after a crash of ours carries the work on.
    const { stage } = head.stage === 'signed' ? await publishAlert(head.id) : head
    return { outcome: 'duplicate', identifier, stage }
  }

  /** The sweeper calls the desk, now rather than in a minute; without this wake it finds the alert due by itself. */
  async function callDeskSoon({ id: alertId, traceId }: AlertHead): Promise<void> {
    try {
      await outbox.checkLater({ alertId, traceId, delaySeconds: 0 })
    } catch (error) {
      logger.warn('wake failed, the sweeper finds it', { alertId, cause: errorName(error) })
    }
  }

  /**
   * What it follows, as far as it is known. One that must wait says so before it looks again: then either it sees the alert
   * that comes meanwhile, or that alert sees it (`overtake.ts`).
   */
  async function followed(alert: Alert, id: string, references: readonly string[]): Promise<AlertHead[]> {
    if (references.length === 0) return []
    const known = await alerts.heads(references)
    if (!judgeReferences(alert, id, known).some(({ code }) => code === 'references')) return known
    const isTold = (key: string) => known.some((head) => head.id === key && wasTold(head))
    await alerts.awaitAlerts(
      references.filter((key) => !isTold(key)),
      id,
    )
    return alerts.heads(references)
  }

  return async ({ bytes, mediaType, sub, traceId }) => {
    const sender = county.senders.find((registered) => registered.sender === sub)
    if (!sender) return { outcome: 'forbidden', because: `${sub} is not a registered sender of ${county.code}` }
    const form = formOf(mediaType)
    const read = form.isCap ? readCap(bytes, form.charset) : undefined
    const named = read?.ok ? read.alert.sender : claimedSender(bytes)
    if (named !== undefined && named !== sub) {
      return { outcome: 'forbidden', because: `the token speaks for sender ${sub}, the alert is another's` }
    }
    if (!read) {
      const problems = [{ path: 'content-type', found: cutShort(mediaType ?? ''), allowed: allowedForms }]
      return { outcome: 'refused', because: 'mediaType', problems }
    }
    if (!read.ok) return { outcome: 'refused', because: read.reason, problems: read.problems }

    const { identifier } = read.alert
    const id = alertKey(sub, identifier)
    const digests = digestsOf(bytes, read.alert)
    const known = await alerts.head(id)
    if (known) return duplicateOf(known, digests)

    const nowMs = clock.now()
    const signature = sender.certificate === null ? null : verifySignature(read.text, sender.certificate)
    const ruled = judgeAlert({ alert: read.alert, county, sender, nowMs, signature })
    if (ruled.verdict === 'refuse') return { outcome: 'refused', because: 'rules', problems: ruled.problems }
    const references = referenceKeys(read.alert)
    const fitted = fitBody({ ...ruled.body, notes: [...read.notes, ...ruled.body.notes] })
    if ('problem' in fitted) return { outcome: 'refused', because: 'tooLarge', problems: [fitted.problem] }
    if (!(await alerts.claimIdentifier(identifier, sub))) return { outcome: 'conflict', identifier, because: 'sender' }
    if ((await alerts.keepRaw(id, bytes, digests)) === 'other') {
      return { outcome: 'conflict', identifier, because: 'content' }
    }
    const referred = await followed(read.alert, id, references)
    const missing = judgeReferences(read.alert, id, referred)
    const isFirst =
      missing.length > 0 && referred.length === 0 && ruled.reasons.length === 0 && isNewsByItself(ruled.body)
    const reasons = isFirst ? [] : [...ruled.reasons, ...missing]
    const first = isFirst ? ['references: nothing it follows is known here, so it is told as a first message'] : []
    const body = { ...fitted.body, notes: [...fitted.body.notes, ...first] }
    await alerts.keepBody(id, body)
    const act = { atMs: nowMs, actor: sub, act: reasons.length > 0 ? 'held' : 'accepted' }
    const inherited = body.cancelReason ? referred[0]?.colour : null
    const colour = body.colour ?? inherited ?? null
    const newHead = headOf({ id, body, colour, county, digests, references, reasons, isFirst, nowMs, traceId })
    const head = await alerts.create(newHead, act)
    if (!head) {
      const other = await alerts.head(id)
      if (!other) throw new Error(`alert ${id} was neither created nor found`)
      return duplicateOf(other, digests)
    }
    const { notes } = body
    const done = head.stage === 'signed' ? await publishAlert(id, head, body) : head
    if (done.stage === 'held' && isUrgentWhileHeld(done)) await callDeskSoon(done)
    return done.stage === 'held'
      ? { outcome: 'held', identifier, stage: 'held', reasons: done.reasons, notes, isUrgent: isUrgentWhileHeld(done) }
      : { outcome: 'accepted', identifier, stage: done.stage, notes, alarms: ruled.alarms }
  }
}

function headOf(from: {
  id: string
  body: AlertBody
  colour: AlertHead['colour']
  county: County
  digests: Digests
  references: string[]
  reasons: HoldReason[]
  isFirst: boolean
  nowMs: number
  traceId: string
}): NewHead {
  const { id, body, colour, county, digests, references, reasons, isFirst, nowMs, traceId } = from
  const { alert, eventName, eventCode, sentAtMs, expiresAtMs } = body
  const { identifier, sender, sent, status, msgType } = alert
  const isHeld = reasons.length > 0
  return {
    id,
    county: county.code,
    identifier,
    sender,
    sent,
    status,
    msgType,
    headline: headlineOf(body),
    eventName,
    eventCode,
    colour,
    lane: 'normal',
    stage: isHeld ? 'held' : 'signed',
    references,
    predecessors: [],
    successor: null,
    previousColour: null,
    ...beforePublication,
    isFirst,
    partsTakenBy: [],
    isUntold: false,
    reasons,
    isReleased: false,
    expected: [],
    dueAtMs: isHeld ? heldDueMs({ colour, status, reasons, expiresAtMs }, nowMs, 0) : nowMs,
    sentAtMs,
    acceptedAtMs: nowMs,
    expiresAtMs,
    endedAtMs: null,
    traceId,
    digests,
  }
}
