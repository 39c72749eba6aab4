/** How a person may make a held alert official: what is asked for, and what is kept of it. */
import type { CapDateTime } from '../alert.ts'

export const waysOfRelease = ['asIs', 'relay', 'own', 'lifted'] as const
export type WayOfRelease = (typeof waysOfRelease)[number]

/** What the person asks for. */
export type ReleaseRequest =
  | { as: 'asIs' }
  | {
      as: 'relay'
      /** Name or code of the body whose words they are. */
      station: string
      issued: CapDateTime
      /** Its own words, where the sender's are not. */
      words?: string | undefined
      /** How its words came: phone, fax, 12379. */
      received: string
      receivedBy: string
    }
  | {
      as: 'own'
      /** Name of one of the government's own events. */
      event: string
      /** Who says so. */
      body: string
      /** What happened. */
      words?: string | undefined
      /** Whose decision it is. */
      authorisedBy: Authorisation
    }
  | { as: 'lifted' }

/** Who of the government decided, by name or post; for the audit log alone. */
interface Authorisation {
  name?: string | undefined
  post?: string | undefined
  phone?: string | undefined
  at: CapDateTime
  /** In what words, or how. */
  said: string
}

/** What was decided, kept with the head: publication writes the words by it, however often it starts again. */
export type Release =
  | { as: 'asIs' | 'lifted' }
  | { as: 'relay'; station: string; issued: CapDateTime; eventCode: string | null; words?: string }
  | { as: 'own'; event: string; body: string; issued: CapDateTime; words?: string }
