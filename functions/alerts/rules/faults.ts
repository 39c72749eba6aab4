/** What makes an alert unfit whoever looks at it. Pure. Sources: CAP 1.2 §3.2; 突发事件应对法 (2024) art. 64, 70; docs/contract.md. */
import type { Problem } from '../../platform/http.ts'
import type { Alert, CapDateTime, Info } from '../alert.ts'
import { instantOf } from '../cap/time.ts'
import { endsAs } from './lifting.ts'
import { maxValidityMs } from './period.ts'
import { isFollowUp } from './references.ts'

const maxReferences = 50
const maxIdentifierLength = 200

/** Every fault, with its place; empty when there is none. */
export function faultsOf(alert: Alert, nowMs: number): Problem[] {
  const problems: Problem[] = []
  const refuse = (path: string, found: string, allowed: string) => {
    problems.push({ path, found, allowed })
  }
  const { identifier, sender, msgType, status, scope } = alert

  if (identifier.length > maxIdentifierLength) {
    refuse('alert/identifier', `${identifier.length} characters`, `at most ${maxIdentifierLength} characters`)
  }
  if (/\p{C}/u.test(identifier)) {
    refuse('alert/identifier', 'characters nobody can see', 'visible characters without space, comma, < and &')
  }
  // 12379 identifiers begin with the code of their sender; without this rule one sender could occupy another's.
  if (/^\d{14}_\d{14}(?:_\d)?$/.test(identifier) && !identifier.startsWith(sender)) {
    refuse('alert/identifier', identifier, `an identifier that begins with the sender's own code ${sender}`)
  }
  // CAP 1.2 §3.2.1 status: System is for machines, Draft "not actionable in its current form".
  if (status === 'System' || status === 'Draft') refuse('alert/status', status, 'Actual, Exercise or Test')
  // CAP 1.2 §3.2.1 msgType: Ack and Error answer another's message and warn nobody.
  if (msgType === 'Ack' || msgType === 'Error') refuse('alert/msgType', msgType, 'Alert, Update or Cancel')
  // Restricted and Private go to named recipients only (CAP 1.2 §3.2.1 scope), and nobody is named here yet.
  if (scope !== 'Public') refuse('alert/scope', scope, 'Public; alerts to named recipients are not carried here yet')
  if (scope === 'Private' && alert.addresses.length === 0) {
    refuse('alert/addresses', 'nothing', 'the intended recipients, as scope Private demands')
  }
  if (scope === 'Restricted' && !alert.restriction) {
    refuse('alert/restriction', 'nothing', 'the rule for restriction, as scope Restricted demands')
  }

  if (isFollowUp(alert)) {
    // CAP 1.2 §3.2.1 references; 突发事件应对法 art. 70: an adjustment says what it adjusts.
    if (alert.references.length === 0) {
      refuse('alert/references', 'nothing', `the earlier messages that this ${msgType} follows`)
    }
    if (alert.references.length > maxReferences) {
      refuse('alert/references', `${alert.references.length} references`, `at most ${maxReferences}`)
    }
    for (const [i, reference] of alert.references.entries()) {
      const path = `alert/references[${i + 1}]`
      if (reference.sender !== sender) refuse(path, reference.sender, `own earlier alerts only, of sender ${sender}`)
      else if (reference.identifier === identifier) refuse(path, identifier, 'an earlier message, not this one')
    }
  }

  const needsInfo = msgType === 'Alert' || msgType === 'Update'
  if (needsInfo && alert.info.length === 0) refuse('alert/info', 'nothing', `at least one info in an ${msgType}`)
  const severities = new Set(alert.info.map(({ severity }) => severity))
  if (severities.size > 1) {
    refuse('alert/info', `severity ${[...severities].join(' and ')}`, 'one severity in all info blocks')
  }
  const isWarning = needsInfo && endsAs(alert) === null
  for (const [i, info] of alert.info.entries()) {
    if (isWarning) problems.push(...timeFaults(info, `alert/info[${i + 1}]`, alert.sent, nowMs))
  }
  return problems
}

/**
 * 突发事件应对法 art. 64: a warning announces its period. One without an end (12379 has none at times) gets the county's
 * default, so that it does not stay for ever.
 */
function timeFaults(info: Info, path: string, sent: CapDateTime, nowMs: number): Problem[] {
  if (!info.expires) return []
  const expiresAtMs = instantOf(info.expires)
  const found = info.expires
  const from = info.effective ?? sent
  if (expiresAtMs <= instantOf(from)) {
    return [{ path: `${path}/expires`, found, allowed: `later than ${info.effective ? 'effective' : 'sent'} ${from}` }]
  }
  if (expiresAtMs <= nowMs) {
    return [{ path: `${path}/expires`, found, allowed: 'a time still to come: this warning is over' }]
  }
  if (expiresAtMs > nowMs + maxValidityMs) {
    return [{ path: `${path}/expires`, found, allowed: 'at most one year from now' }]
  }
  return []
}
