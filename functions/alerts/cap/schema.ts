/** Which elements a CAP alert has, in which order and how often. Source: the OASIS schemas CAP-v1.2.xsd and CAP-v1.1.xsd. */

export const cap12 = 'urn:oasis:names:tc:emergency:cap:1.2'
export const cap11 = 'urn:oasis:names:tc:emergency:cap:1.1'
/** Signatures may follow the last info of CAP 1.2; they are no part of the model. */
export const xmldsig = 'http://www.w3.org/2000/09/xmldsig#'

export interface Particle {
  name: string
  /** 0 or 1. */
  min: number
  /** 1 or Infinity. */
  max: number
  /** An optional `text` may be empty, which says no more than no element; a `value` has a form; others hold elements. */
  content: 'text' | 'value' | readonly Particle[]
}

type Content = Particle['content']
const one = (name: string, content: Content): Particle => ({ name, min: 1, max: 1, content })
const optional = (name: string, content: Content): Particle => ({ name, min: 0, max: 1, content })
const some = (name: string, content: Content): Particle => ({ name, min: 1, max: Infinity, content })
const many = (name: string, content: Content): Particle => ({ name, min: 0, max: Infinity, content })

const namedValue = [one('valueName', 'text'), one('value', 'text')]

const area = [
  one('areaDesc', 'text'),
  many('polygon', 'text'),
  many('circle', 'text'),
  many('geocode', namedValue),
  optional('altitude', 'value'),
  optional('ceiling', 'value'),
]

const resource = (mimeType: Particle) => [
  one('resourceDesc', 'text'),
  mimeType,
  optional('size', 'value'),
  optional('uri', 'text'),
  optional('derefUri', 'text'),
  optional('digest', 'text'),
]

const info = (mimeType: Particle) => [
  optional('language', 'text'),
  some('category', 'value'),
  one('event', 'text'),
  many('responseType', 'value'),
  one('urgency', 'value'),
  one('severity', 'value'),
  one('certainty', 'value'),
  optional('audience', 'text'),
  many('eventCode', namedValue),
  optional('effective', 'value'),
  optional('onset', 'value'),
  optional('expires', 'value'),
  optional('senderName', 'text'),
  optional('headline', 'text'),
  optional('description', 'text'),
  optional('instruction', 'text'),
  optional('web', 'text'),
  optional('contact', 'text'),
  many('parameter', namedValue),
  many('resource', resource(mimeType)),
  many('area', area),
]

const alert = (mimeType: Particle) => [
  one('identifier', 'value'),
  one('sender', 'value'),
  one('sent', 'value'),
  one('status', 'value'),
  one('msgType', 'value'),
  optional('source', 'text'),
  one('scope', 'value'),
  optional('restriction', 'text'),
  optional('addresses', 'text'),
  many('code', 'text'),
  optional('note', 'text'),
  optional('references', 'text'),
  optional('incidents', 'text'),
  many('info', info(mimeType)),
]

/** Particles of `alert` by namespace; the versions differ here only in `mimeType`, and in the form of some values. */
export const alertParticles: ReadonlyMap<string, readonly Particle[]> = new Map([
  [cap12, alert(one('mimeType', 'text'))],
  [cap11, alert(optional('mimeType', 'text'))],
])
