import type { Alert, CancelReason, Circle, Colour, Polygon } from './alert.ts'
import type { Stage } from './stage.ts'

/** Who is meant: the union of division codes and shapes; `areaDesc` never counts. */
export interface AudienceArea {
  /** Statistical codes of 6, 9 or 12 digits within the county, disjoint (none is a prefix of another). */
  codes: string[]
  polygons: Polygon[]
  circles: Circle[]
}

/** What delivery and the web are told about one accepted alert; everything derived is already decided here. */
export interface PublishedAlert {
  /** `alertKey(sender, identifier)`. */
  id: string
  county: string
  version: number
  stage: Stage
  /** As published: cleaned of control and bidi characters, area clipped to the county. Info blocks of a Cancel without info are inherited. */
  alert: Alert
  /** null when the severity is Unknown: reaches everyone, whatever colour they asked for. */
  colour: Colour | null
  /** Colour of the alert this one replaces, where it differs (an upgrade or a downgrade). */
  previousColour: Colour | null
  /** National event code (`11A51`), null when neither eventCode nor event name is known. */
  eventCode: string | null
  /** Short Chinese name of the event for texts: 山洪, 暴雨. */
  eventName: string
  /** A weather station's signal: relayed verbatim, in the station's name. */
  weatherSignal: boolean
  /** Only on msgType Cancel. */
  cancelReason: CancelReason | null
  area: AudienceArea
  /** Keys of every earlier alert of the chain, nearest first; empty on msgType Alert. */
  predecessors: string[]
  /** Key of the update or cancel that claimed this alert. */
  successor: string | null
  /** Instants in milliseconds, UTC. */
  sentAtMs: number
  acceptedAtMs: number
  onsetAtMs: number | null
  expiresAtMs: number
  traceId: string
}
