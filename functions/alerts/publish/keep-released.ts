import type { AlertHead } from '../alert-head.ts'
import type { AlertStore } from '../alert-store.ts'
import { releasedBody } from '../rules/release.ts'

/**
 * Writes the words that were decided, before anybody reads them as published. The decision stands with the head, so of two
 * people only one is obeyed, and a crash before or after this write changes nothing: it is done once.
 */
export async function keepReleased(alerts: Pick<AlertStore, 'body' | 'replaceBody'>, head: AlertHead): Promise<void> {
  const { release } = head
  if (!release) return
  const body = await alerts.body(head.id)
  if (!body) throw new Error(`alert ${head.id} has no body`)
  if (release.as === 'asIs') {
    // A person read both languages and lets both out.
    const isDecided = body.mutedLanguages.length > 0 && head.reasons.some(({ code }) => code === 'languagesDiffer')
    if (isDecided) await alerts.replaceBody(head.id, { ...body, mutedLanguages: [] })
    return
  }
  const isWritten = release.as === 'lifted' ? body.cancelReason !== null : body.channelled !== null
  if (!isWritten) await alerts.replaceBody(head.id, releasedBody(body, release))
}
