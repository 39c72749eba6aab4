/** Shapes of requests and answers of the alert routes; the handlers parse with them and OpenAPI is generated from them. */
import * as z from 'zod'
import { deliveryChannels } from '../platform/channel.ts'
import {
  cancelReasons,
  categories,
  certainties,
  colours,
  msgTypes,
  responseTypes,
  scopes,
  severities,
  statuses,
  urgencies,
} from './alert.ts'
import { isDateTime } from './cap/values.ts'
import { holdCodes } from './hold-reason.ts'
import { cursorPattern } from './read-alerts.ts'
import { waysOfRelease } from './rules/ways-of-release.ts'
import { stages } from './stage.ts'

const dateTime = z.string().describe('CAP dateTime: 2026-07-01T08:30:00+08:00')
const namedValue = z.object({
  valueName: z.string().describe('the list or scheme the value is taken from'),
  value: z.string().describe('the value in that list'),
})
const position = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]).describe('[lat, lon] in WGS-84')
const polygon = z.array(position).min(4).describe('closed ring, the last position equals the first')
const circle = z.object({
  centre: position,
  radiusKm: z.number().min(0).describe('radius in kilometres, 0 is a point'),
})

const capArea = z.object({
  areaDesc: z.string().describe('the area in words; never decides who is told'),
  polygon: z.array(polygon).describe('rings, their union is meant'),
  circle: z.array(circle).describe('circles, their union is meant'),
  geocode: z.array(namedValue).describe('division codes of 6, 9 or 12 digits'),
  altitude: z.number().optional().describe('feet above mean sea level, the lowest or only one'),
  ceiling: z.number().optional().describe('feet above mean sea level, the highest one'),
})

const capResource = z.object({
  resourceDesc: z.string().describe('what the file shows'),
  mimeType: z.string().describe('its media type'),
  size: z.number().optional().describe('its bytes'),
  uri: z.string().optional().describe('where it lies'),
  derefUri: z.string().optional().describe('its content in base64'),
  digest: z.string().optional().describe('SHA-1 of its content, hexadecimal'),
})

const capInfo = z.object({
  language: z.string().optional().describe('language of the texts'),
  category: z.array(z.enum(categories)).describe('kinds of event'),
  event: z.string().describe('the event in words'),
  responseType: z.array(z.enum(responseTypes)).describe('what people should do, in one word each'),
  urgency: z.enum(urgencies).describe('how soon to act'),
  severity: z.enum(severities).describe('how bad'),
  certainty: z.enum(certainties).describe('how sure'),
  audience: z.string().optional().describe('who is meant, in words'),
  eventCode: z.array(namedValue).describe('codes of the event'),
  effective: dateTime.optional().describe('from when the information counts'),
  onset: dateTime.optional().describe('when the event is expected to begin'),
  expires: dateTime.optional().describe('until when the information counts'),
  senderName: z.string().optional().describe('the issuing body, for people'),
  headline: z.string().optional().describe('the alert in one line'),
  description: z.string().optional().describe('what happens'),
  instruction: z.string().optional().describe('what to do'),
  web: z.string().optional().describe('page with more, on an allowed host'),
  contact: z.string().optional().describe('whom to ask'),
  parameter: z.array(namedValue).describe('whatever else systems agreed on'),
  resource: z.array(capResource).describe('pictures and files'),
  area: z.array(capArea).describe('where'),
})

export const capAlert = z.object({
  identifier: z.string().describe('name of the message, unique in the county'),
  sender: z.string().describe('who sent it'),
  sent: dateTime.describe('when it was sent'),
  status: z.enum(statuses).describe('real, drill or test'),
  msgType: z.enum(msgTypes).describe('first message, update or cancel'),
  source: z.string().optional().describe('where the sender has it from'),
  scope: z.enum(scopes).describe('for whom it may be read'),
  restriction: z.string().optional().describe('rule of a restricted scope'),
  addresses: z.array(z.string()).describe('recipients of a private scope'),
  code: z.array(z.string()).describe('marks of special handling'),
  note: z.string().optional().describe('purpose or significance, as for an exercise or a cancel'),
  references: z
    .array(
      z.object({
        sender: z.string().describe('sender of the earlier message'),
        identifier: z.string().describe('its identifier'),
        sent: dateTime.describe('when it was sent'),
      }),
    )
    .describe('earlier messages that this one follows'),
  incidents: z.array(z.string()).describe('incidents it belongs to'),
  info: z.array(capInfo).describe('one block per language; held where two of one language differ'),
})

const identifier = z.string().describe('CAP identifier')
export const alertParams = z.object({ id: z.string().describe('CAP identifier, URL-encoded') })
/** Also what somebody else's alert is to a sender. */
export const unknownAlert = { description: 'there is no alert with this identifier' }
const stage = z.enum(stages).describe('where the alert is in our workflow')
const version = z.number().int().min(1).describe('counts the transitions of the alert')
const notes = z.array(z.string()).describe('what was changed or flagged on the way in')
const reasons = z
  .array(
    z.object({
      code: z
        .enum(holdCodes)
        .describe('kind of doubt; infosDiffer: two info blocks of one language warn of different things or places'),
      text: z.string().describe('what was found'),
    }),
  )
  .describe('why a person must look before anybody is told')

export const accepted = z.object({ identifier, stage, notes }).meta({ id: 'Accepted' })
export const held = z.object({ identifier, stage: z.literal('held'), reasons, notes }).meta({ id: 'Held' })
export const duplicate = z.object({ identifier, stage }).meta({ id: 'Duplicate' })

export const alertSummary = z.object({
  identifier,
  sender: z.string().describe('who sent it'),
  sent: dateTime.describe('when it was sent'),
  status: z.enum(statuses).describe('real, drill or test'),
  msgType: z.enum(msgTypes).describe('first message, update or cancel'),
  event: z.string().describe('short name of the event'),
  eventCode: z.string().nullable().describe('national event code'),
  colour: z.enum(colours).nullable().describe('colour of the warning, null when its severity is unknown'),
  headline: z.string().describe('its first headline, at most 200 characters'),
  stage,
  version,
  reasons,
  releasedAs: z.enum(waysOfRelease).nullable().describe('how a person released it; null where nobody had to'),
  accepted: dateTime.describe('when it was accepted here'),
  expires: dateTime.describe('until when it holds'),
})

export const alertList = z
  .object({
    alerts: z.array(alertSummary).describe('newest first'),
    next: z.string().nullable().describe('pass as `after` for the next page; null on the last'),
  })
  .meta({ id: 'AlertList' })

export const alertDetail = alertSummary
  .extend({
    alert: capAlert.describe('as published: cleaned and cut to the county'),
    area: z
      .object({
        codes: z.array(z.string()).describe('division codes, none within another'),
        polygons: z.array(polygon).describe('rings'),
        circles: z.array(circle).describe('circles'),
      })
      .describe('who is meant: the union of all'),
    weatherSignal: z.boolean().describe("a weather station's signal, relayed word for word"),
    channelled: z
      .discriminatedUnion('as', [
        z.object({
          as: z.literal('relay').describe("in a station's name"),
          station: z.string().describe('whose words they are'),
          issued: dateTime.describe('when it issued it'),
        }),
        z.object({
          as: z.literal('own').describe("in the government's own name"),
          body: z.string().describe('who says so'),
          issued: dateTime.describe('when it was released so'),
        }),
      ])
      .nullable()
      .describe('in whose name a person released it; null as it came'),
    cancelReason: z.enum(cancelReasons).nullable().describe('why it is called off, on a Cancel'),
    previousColour: z.enum(colours).nullable().describe('colour of what it replaces, where it differs'),
    notes,
    channels: z
      .object({
        expected: z.array(z.enum(deliveryChannels)).describe('ways it goes out'),
        planned: z.array(z.enum(deliveryChannels)).describe('ways already planned'),
      })
      .describe('empty until publication'),
    predecessors: z.array(z.string()).describe('identifiers of the earlier alerts of its chain, nearest first'),
    successor: z.string().nullable().describe('identifier of the update or cancel that follows it'),
  })
  .meta({ id: 'AlertDetail' })

export const listQuery = z.object({
  stage: z.enum(stages).optional().describe('only alerts in this stage'),
  status: z.enum(statuses).optional().describe('only alerts of this status'),
  released: z.enum(waysOfRelease).optional().describe('only alerts that a person released like this'),
  after: z.string().regex(cursorPattern).optional().describe('`next` of the page before'),
})

const asSeen = {
  version: version.describe('version of the alert as you saw it'),
  reason: z.string().trim().min(1).max(500).optional().describe('why it may go out; kept in the audit log'),
}
const name = z.string().trim().min(1).max(60)
const words = z.string().trim().min(1).max(1_000).optional()
const authorisation = z
  .strictObject({
    name: name.optional().describe('who decided'),
    post: name.optional().describe('what office they hold; one of name and post must stand'),
    phone: name.optional().describe('where they can be asked'),
    at: dateTime.refine(isDateTime, 'a CAP dateTime: 2026-07-01T08:30:00+08:00').describe('when they decided'),
    said: z.string().trim().min(1).max(500).describe('what they said, or how they said it'),
  })
  .refine((by) => by.name !== undefined || by.post !== undefined, {
    path: ['name'],
    error: 'the name or the post of whoever decided',
  })
  .describe('whose decision it is; kept in the audit log, on no page')
export const releaseRequest = z
  .discriminatedUnion(
    'as',
    [
      z.strictObject({
        ...asSeen,
        as: z.literal('asIs').default('asIs').describe('as it came; not where its sender may not issue it'),
      }),
      z.strictObject({
        ...asSeen,
        as: z.literal('relay').describe("in a station's name, where the sender may not issue it"),
        station: name.describe('name or code of a body that may issue it'),
        issued: dateTime.refine(isDateTime, 'a CAP dateTime: 2026-07-01T08:30:00+08:00').describe('when it issued it'),
        words: words.describe("the station's own words; without them the description stays"),
        received: name.describe('how its words came: phone, fax, 12379'),
        receivedBy: name.describe('who took them'),
      }),
      z.strictObject({
        ...asSeen,
        as: z.literal('own').describe("in the government's own name, as an event of its own"),
        event: name.describe('one of the own events of content/catalogue/own-events.json: 山洪'),
        body: name.describe('who says so, a body that may issue this event: 区防汛抗旱指挥部'),
        words: words.describe('what happened; without them what the description says beside the signal'),
        authorisedBy: authorisation,
      }),
      z.strictObject({
        ...asSeen,
        as: z.literal('lifted').describe('as the lifting that its words are, where it is held for that'),
      }),
    ],
    { error: ({ code }) => (code === 'invalid_union' ? 'asIs, relay, own or lifted' : undefined) },
  )
  .meta({ id: 'ReleaseRequest', description: 'how a held alert goes out' })
export const rejectRequest = z
  .strictObject({
    version: version.describe('version of the alert as you saw it'),
    reason: z.string().trim().min(1).max(500).describe('why it must not go out; kept in the audit log'),
  })
  .meta({ id: 'RejectRequest' })
export const decided = z.object({ identifier, stage, version }).meta({ id: 'Decided' })
