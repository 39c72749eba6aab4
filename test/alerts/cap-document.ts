/** CAP documents for tests of reading: one that is right, and ways to spoil it. */
import { type ReadResult, readCap } from '../../functions/alerts/cap/read.ts'
import type { Problem } from '../../functions/platform/http.ts'

export const cap12 = 'urn:oasis:names:tc:emergency:cap:1.2'
export const cap11 = 'urn:oasis:names:tc:emergency:cap:1.1'

/** A small Alert that reads; every argument replaces the part of the document it is named after. */
export const capDocument = ({
  namespace = cap12,
  identifier = '51040205500000_20260701083000_0',
  sender = '51040205500000',
  sent = '2026-07-01T08:30:00+08:00',
  status = 'Actual',
  envelope = '',
  info = capInfo(),
  end = '',
} = {}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="${namespace}"><identifier>${identifier}</identifier>` +
  `<sender>${sender}</sender><sent>${sent}</sent><status>${status}</status><msgType>Alert</msgType>` +
  `<scope>Public</scope>${envelope}${info}${end}</alert>`

export const capInfo = ({
  start = '<language>zh-CN</language><category>Met</category>',
  severity = 'Extreme',
  expires = '2026-07-01T20:00:00+08:00',
  headline = '山洪红色预警',
  afterHeadline = '',
  area = '<area><areaDesc>银江镇</areaDesc><geocode><valueName>GB/T 2260</valueName><value>510402100</value></geocode></area>',
} = {}): string =>
  `<info>${start}<event>山洪灾害</event><urgency>Immediate</urgency><severity>${severity}</severity>` +
  `<certainty>Likely</certainty><expires>${expires}</expires><headline>${headline}</headline>${afterHeadline}${area}</info>`

export const capArea = (inside: string): string =>
  capInfo({ area: `<area><areaDesc>银江镇</areaDesc>${inside}</area>` })

export const read = (document: string): ReadResult => readCap(Buffer.from(document))

/** The alert, or an error that tells what was found wrong. */
export function readAlert(document: string) {
  const result = read(document)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.alert
}

/** Empty when the document reads. */
export const problemsOf = (document: string): Problem[] => {
  const result = read(document)
  return result.ok ? [] : result.problems
}

export const pathsOf = (document: string): string[] => problemsOf(document).map(({ path }) => path)
