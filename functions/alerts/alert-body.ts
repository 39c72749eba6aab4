import type { Alert, CancelReason, Colour } from './alert.ts'
import type { AlertHead } from './alert-head.ts'
import type { AudienceArea, Channelled } from './published-alert.ts'

/** What follows from an alert's own content; whatever depends on other alerts is decided at publication. */
export interface AlertBody {
  /** Cleaned and cut to the county. */
  alert: Alert
  colour: Colour | null
  eventCode: string | null
  eventName: string
  weatherSignal: boolean
  /** null on whatever warns. */
  cancelReason: CancelReason | null
  area: AudienceArea
  /** False where the end is the county's default. */
  hasEnd: boolean
  /** Languages whose words contradict the Chinese ones. */
  mutedLanguages: string[]
  /** Set when a person releases it otherwise than as it came. */
  channelled: Channelled | null
  sentAtMs: number
  onsetAtMs: number | null
  expiresAtMs: number
  /** What was changed or flagged on the way in. */
  notes: string[]
}

/** For lists; at most 200 characters, the first info's. */
export const headlineOf = ({ alert }: AlertBody): string => [...(alert.info[0]?.headline ?? '')].slice(0, 200).join('')

/** One alert as it stood when it was read. */
export interface WholeAlert {
  head: AlertHead
  body: AlertBody
}
