/** Every field of an alert with the form its value has; what `readStructure` collected goes in, an `Alert` comes out. */
import * as z from 'zod'
import {
  type Alert,
  categories,
  certainties,
  msgTypes,
  responseTypes,
  scopes,
  severities,
  statuses,
  urgencies,
} from '../alert.ts'
import { isBlank } from './text.ts'
import {
  type Parsed,
  parseCircle,
  parseDateTime,
  parseDecimal,
  parseLanguage,
  parseOneOf,
  parsePolygon,
  parseQuotedList,
  parseReferences,
  parseSize,
  parseText,
  parseToken,
  parseUri,
} from './values.ts'

/** An issue's message says what is allowed, its `params.found` what was found. */
const field = <T>(parse: (raw: string) => Parsed<T>) =>
  z.string().transform((raw, context): T => {
    const parsed = parse(raw)
    if ('value' in parsed) return parsed.value
    context.addIssue({ code: 'custom', message: parsed.allowed, params: { found: parsed.found } })
    return z.NEVER
  })

const text = field(parseText)
const dateTime = field(parseDateTime)

/** A list without its empty elements, which say nothing: the US weather service sends empty polygons beside its codes. */
const filled = <T>(parse: (raw: string) => Parsed<T>) =>
  z
    .array(field((raw): Parsed<T | undefined> => (isBlank(raw) ? { value: undefined } : parse(raw))))
    .transform((values): T[] => values.filter((value) => value !== undefined))

const namedValue = z.object({
  valueName: text.describe('the list the value is taken from: GB/T 2260'),
  value: text.describe('the value in that list: 510402100'),
})

const area = z.object({
  areaDesc: text.describe('the area in words; never decides who is told'),
  polygon: filled(parsePolygon).describe('closed rings of positions'),
  circle: filled(parseCircle).describe('points with a radius in kilometres'),
  geocode: z.array(namedValue).describe('division codes'),
  altitude: field(parseDecimal).optional().describe('feet above mean sea level, the lowest or only one'),
  ceiling: field(parseDecimal).optional().describe('feet above mean sea level, the highest one'),
})

const resource = z.object({
  resourceDesc: text.describe('what the file shows'),
  mimeType: text.describe('its media type'),
  size: field(parseSize).optional().describe('its bytes'),
  uri: field(parseUri).optional().describe('where it lies'),
  derefUri: text.optional().describe('its content in base64'),
  digest: text.optional().describe('SHA-1 of its content, hexadecimal'),
})

const info = z.object({
  language: field(parseLanguage).optional().describe('RFC 3066 code of the texts'),
  category: z.array(field(parseOneOf(categories))).describe('kinds of event'),
  event: text.describe('the event in words'),
  responseType: z.array(field(parseOneOf(responseTypes))).describe('what people should do, in one word each'),
  urgency: field(parseOneOf(urgencies)).describe('how soon to act'),
  severity: field(parseOneOf(severities)).describe('how bad; decides the colour'),
  certainty: field(parseOneOf(certainties)).describe('how sure'),
  audience: text.optional().describe('who is meant, in words'),
  eventCode: z.array(namedValue).describe('codes of the event'),
  effective: dateTime.optional().describe('from when the information counts'),
  onset: dateTime.optional().describe('when the event is expected to begin'),
  expires: dateTime.optional().describe('until when the information counts'),
  senderName: text.optional().describe('the issuing body, for people'),
  headline: text.optional().describe('the alert in one line'),
  description: text.optional().describe('what happens'),
  instruction: text.optional().describe('what to do'),
  web: field(parseUri).optional().describe('where more is to be read'),
  contact: text.optional().describe('whom to ask'),
  parameter: z.array(namedValue).describe('values of the sender’s own'),
  resource: z.array(resource).describe('files that belong to the alert'),
  area: z.array(area).describe('where'),
})

export const alertFields: z.ZodType<Alert> = z.object({
  identifier: field(parseToken).describe('the sender’s own name for this message'),
  sender: field(parseToken).describe('who speaks'),
  sent: dateTime.describe('when it was said'),
  status: field(parseOneOf(statuses)).describe('in earnest or not'),
  msgType: field(parseOneOf(msgTypes)).describe('new, changed or called off'),
  source: text.optional().describe('the operator or device behind the sender'),
  scope: field(parseOneOf(scopes)).describe('for everybody or not'),
  restriction: text.optional().describe('the rule of a Restricted alert'),
  addresses: field(parseQuotedList)
    .default(() => [])
    .describe('the addressees of a Private alert'),
  code: filled(parseText).describe('special handling'),
  note: text.optional().describe('why, on Cancel and Error'),
  references: field(parseReferences)
    .default(() => [])
    .describe('the earlier messages this one follows'),
  incidents: field(parseQuotedList)
    .default(() => [])
    .describe('names of the incidents it belongs to'),
  info: z.array(info).describe('one block per language and hazard'),
})
