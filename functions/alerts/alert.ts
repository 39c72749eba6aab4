/** What a warning is: the whole CAP 1.2 model in the standard's own words, without I/O. Source: OASIS CAP 1.2 §3.2. */

export const statuses = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const
export const msgTypes = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const
export const scopes = ['Public', 'Restricted', 'Private'] as const
export const categories = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const
export const responseTypes = [
  'Shelter',
  'Evacuate',
  'Prepare',
  'Execute',
  'Avoid',
  'Monitor',
  'Assess',
  'AllClear',
  'None',
] as const
export const urgencies = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const
export const severities = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const
export const certainties = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const

export type Status = (typeof statuses)[number]
export type MsgType = (typeof msgTypes)[number]
export type Scope = (typeof scopes)[number]
export type Category = (typeof categories)[number]
export type ResponseType = (typeof responseTypes)[number]
export type Urgency = (typeof urgencies)[number]
export type Severity = (typeof severities)[number]
export type Certainty = (typeof certainties)[number]

/** A CAP dateTime as it was written, for example `2026-07-01T08:30:00+08:00` (CAP 1.2 §3.3.2: never `Z`). */
export type CapDateTime = string

/** One earlier message: `sender,identifier,sent` (CAP 1.2 §3.2.1 references). */
export interface Reference {
  sender: string
  identifier: string
  sent: CapDateTime
}

export interface NamedValue {
  valueName: string
  value: string
}

/** `[latitude, longitude]` in WGS-84 degrees, the order CAP uses. */
export type Position = readonly [lat: number, lon: number]

/** A closed ring: the first position equals the last. */
export type Polygon = readonly Position[]

export interface Circle {
  centre: Position
  /** 0 is a point. */
  radiusKm: number
}

export interface Area {
  areaDesc: string
  polygon: Polygon[]
  circle: Circle[]
  geocode: NamedValue[]
  /** Feet above mean sea level. */
  altitude?: number
  ceiling?: number
}

export interface Resource {
  resourceDesc: string
  mimeType: string
  /** Bytes. */
  size?: number
  uri?: string
  /** Base64 of the content. */
  derefUri?: string
  /** SHA-1, hexadecimal. */
  digest?: string
}

export interface Info {
  /** RFC 3066; a missing one means `en-US` in CAP, and zh-CN here when the text is Chinese. Kept as received. */
  language?: string
  category: Category[]
  event: string
  responseType: ResponseType[]
  urgency: Urgency
  severity: Severity
  certainty: Certainty
  audience?: string
  eventCode: NamedValue[]
  effective?: CapDateTime
  onset?: CapDateTime
  expires?: CapDateTime
  senderName?: string
  headline?: string
  description?: string
  instruction?: string
  web?: string
  contact?: string
  parameter: NamedValue[]
  resource: Resource[]
  area: Area[]
}

export interface Alert {
  identifier: string
  sender: string
  sent: CapDateTime
  status: Status
  msgType: MsgType
  source?: string
  scope: Scope
  restriction?: string
  addresses: string[]
  code: string[]
  note?: string
  references: Reference[]
  incidents: string[]
  info: Info[]
}

/** The language an info block is really in: CAP's default is en-US, but a Chinese text without one is zh-CN. */
export function languageOf(info: Info): string {
  if (info.language) return info.language
  return /\p{Script=Han}/u.test(`${info.event}${info.headline ?? ''}`) ? 'zh-CN' : 'en-US'
}

/** The Chinese level, worst first; it maps to CAP severity in `colour.ts` and nowhere else. */
export const colours = ['red', 'orange', 'yellow', 'blue'] as const
export type Colour = (typeof colours)[number]

/** Why an alert is called off (practice: each says something different to the person who left home). */
export const cancelReasons = ['lifted', 'downgraded', 'error'] as const
export type CancelReason = (typeof cancelReasons)[number]
