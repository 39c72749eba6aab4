/** An alert → CAP 1.2 in UTF-8, in the order the OASIS schema wants. Source: CAP 1.2 §3.2, §3.3. */
import { XMLBuilder } from 'fast-xml-parser'
import type { Alert, Area, Info, Position, Resource } from '../alert.ts'
import { cap12 } from './schema.ts'
import { escapeText } from './text.ts'

/** Its own escaping would let characters through that XML forbids, so every text goes through `escapeText` instead. */
const builder = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: false,
  tagValueProcessor: (_name, value) => escapeText(String(value)),
})

/** Reads back as the same alert; characters XML forbids are written as U+FFFD, and nothing is written for a missing field. */
export function writeCap(alert: Alert): string {
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    alert: {
      '@xmlns': cap12,
      identifier: alert.identifier,
      sender: alert.sender,
      sent: alert.sent,
      status: alert.status,
      msgType: alert.msgType,
      source: alert.source,
      scope: alert.scope,
      restriction: alert.restriction,
      addresses: quotedList(alert.addresses),
      code: alert.code,
      note: alert.note,
      references: listOf(alert.references.map(({ sender, identifier, sent }) => `${sender},${identifier},${sent}`)),
      incidents: quotedList(alert.incidents),
      info: alert.info.map(infoElement),
    },
  })
}

const infoElement = (info: Info) => ({
  language: info.language,
  category: info.category,
  event: info.event,
  responseType: info.responseType,
  urgency: info.urgency,
  severity: info.severity,
  certainty: info.certainty,
  audience: info.audience,
  eventCode: info.eventCode,
  effective: info.effective,
  onset: info.onset,
  expires: info.expires,
  senderName: info.senderName,
  headline: info.headline,
  description: info.description,
  instruction: info.instruction,
  web: info.web,
  contact: info.contact,
  parameter: info.parameter,
  resource: info.resource.map(resourceElement),
  area: info.area.map(areaElement),
})

const resourceElement = (resource: Resource) => ({
  resourceDesc: resource.resourceDesc,
  mimeType: resource.mimeType,
  size: resource.size === undefined ? undefined : decimal(resource.size),
  uri: resource.uri,
  derefUri: resource.derefUri,
  digest: resource.digest,
})

const areaElement = (area: Area) => ({
  areaDesc: area.areaDesc,
  polygon: area.polygon.map((ring) => ring.map(pair).join(' ')),
  circle: area.circle.map(({ centre, radiusKm }) => `${pair(centre)} ${decimal(radiusKm)}`),
  geocode: area.geocode,
  altitude: area.altitude === undefined ? undefined : decimal(area.altitude),
  ceiling: area.ceiling === undefined ? undefined : decimal(area.ceiling),
})

const pair = ([lat, lon]: Position): string => `${decimal(lat)},${decimal(lon)}`

/** The shortest digits that read back as the same number; xs:decimal knows no exponent. */
function decimal(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e')
  if (exponent === undefined) return mantissa
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const shift = Number(exponent)
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - whole.length)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, '0')}`
}

/** undefined when there is nothing to say: an empty element would be one more thing to read. */
const listOf = (words: readonly string[]): string | undefined => (words.length === 0 ? undefined : words.join(' '))

/** CAP has no escape for a double quote inside quotes, so it becomes an apostrophe there (§3.2.1 addresses). */
const quotedList = (values: readonly string[]): string | undefined =>
  listOf(values.map((value) => (/^"|[ \t\n\r]/.test(value) ? `"${value.replaceAll('"', "'")}"` : value)))
