/** Takes out of an alert what could mislead a reader or harm a device; every change is named in a note. */

import type { Alert, Info, Resource } from '../alert.ts'
import { withoutAddresses } from './addresses.ts'
import { withoutMarkup, withWholeLines } from './plain-text.ts'

export interface Cleaned {
  alert: Alert
  /** What was taken out and where, for the sender's answer; never the text itself. */
  notes: string[]
}

/**
 * Controls and format characters nobody sees: bidi overrides (they reverse 红色 on the screen), zero-width and tag
 * characters. Line feed and tab stay; a joiner stays inside an emoji.
 */
const invisible = /(?![\t\n])[\p{Cc}\p{Cf}](?<!(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D)/gu

/** Shown or sent on one line; a line break in them would forge a header of an e-mail. */
const oneLine = new Set(['event', 'headline', 'senderName', 'areaDesc', 'contact', 'audience', 'restriction'])
/** Read by people: phones turn a web address in them into a link. */
const readByPeople = new Set([...oneLine, 'description', 'instruction', 'note'])
/** Left alone: names that must stay equal to other alerts' references, and encoded content. */
const verbatim = new Set(['identifier', 'sender', 'sent', 'references', 'derefUri', 'digest'])

/** Sentences go on over their line breaks. */
const prose = new Set(['headline', 'description', 'instruction'])

const safeMedia =
  /^(?:image\/(?:png|jpe?g|gif|webp|bmp|tiff)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf|text\/plain)$/i
/** Only as a link, never embedded. */
const linkMedia = /^(?:text\/html|application\/(?:cap\+xml|geo\+json|json|xml|vnd\.google-earth\.km[lz](?:\+xml)?))$/i
const executableName =
  /\.(?:apk|app|bat|bin|cmd|com|cpl|dll|dmg|exe|hta|ipa|jar|jse?|lnk|mobileconfig|msi|pkg|ps1|reg|scr|sh|svgz?|vbs?|wsf)$/i

/** Characters of encoded content that are kept, a picture of 48 KB: it must fit into one item beside the texts. */
const maxContentLength = 65_536

/** http or https to one of the hosts; `*.` in front stands for any sub-domain. */
export function isAllowedLink(link: string, allowedHosts: readonly string[]): boolean {
  if (!URL.canParse(link)) return false
  const { protocol, hostname, username, password, port } = new URL(link)
  if (!/^https?:$/.test(protocol) || username || password || port) return false
  return allowedHosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host))
}

const isExecutable = (link: string): boolean => URL.canParse(link) && executableName.test(new URL(link).pathname)

export function cleanAlert(alert: Alert, allowedHosts: readonly string[]): Cleaned {
  const notes: string[] = []
  const allowed = `allowed: ${allowedHosts.join(', ')}`

  const cleanText = (text: string, field: string, path: string): string => {
    let clean = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(invisible, '')
    if (clean !== text.replace(/\r\n?/g, '\n')) notes.push(`${path}: invisible control characters removed`)
    const change = (next: string, what: string): void => {
      if (next !== clean) notes.push(`${path}: ${what}`)
      clean = next
    }
    if (readByPeople.has(field)) change(withoutMarkup(clean), 'markup removed')
    if (prose.has(field)) change(withWholeLines(clean), 'line breaks inside a sentence joined')
    if (oneLine.has(field)) clean = clean.replace(/(?:(?<!\s)\s+)?[\n\t]\s*/g, ' ').trim()
    if (!readByPeople.has(field)) return clean
    const isKept = (address: string): boolean =>
      /^[\w.+-]+@/.test(address) ||
      isAllowedLink(/^[a-z][a-z0-9+-]*:\/\//i.test(address) ? address : `http://${address}`, allowedHosts)
    change(withoutAddresses(clean, isKept), `a link to a host that is not allowed removed; ${allowed}`)
    return clean
  }

  const clean = <T>(value: T, field: string, path: string): T => {
    if (verbatim.has(field)) return value
    if (typeof value === 'string') return cleanText(value, field, path) as T
    if (Array.isArray(value)) return value.map((item, i) => clean(item, field, `${path}[${i + 1}]`)) as T
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, clean(inner, name, `${path}/${name}`)]),
    ) as T
  }

  const cleanResource = (resource: Resource, path: string): Resource[] => {
    const { mimeType, uri, derefUri } = resource
    const type = mimeType.split(';')[0]!.trim()
    if ((!safeMedia.test(type) && !linkMedia.test(type)) || (uri && isExecutable(uri))) {
      notes.push(`${path}: resource dropped; allowed: pictures, sound, film, PDF, plain text and links to pages`)
      return []
    }
    const { uri: _uri, derefUri: _derefUri, ...rest } = resource
    const kept: Resource = { ...rest }
    if (uri && isAllowedLink(uri, allowedHosts)) kept.uri = uri
    else if (uri) notes.push(`${path}/uri: dropped, ${allowed}`)
    if (derefUri && derefUri.length > maxContentLength) {
      const found = `${derefUri.length} characters of content, at most ${maxContentLength} are kept`
      notes.push(`${path}/derefUri: dropped, ${found}; link larger files by uri`)
    } else if (derefUri && safeMedia.test(type)) kept.derefUri = derefUri
    else if (derefUri) notes.push(`${path}/derefUri: dropped, content of this type may only be linked`)
    const hadContent = uri !== undefined || derefUri !== undefined
    return hadContent && kept.uri === undefined && kept.derefUri === undefined ? [] : [kept]
  }

  const cleanInfo = (info: Info, path: string): Info => {
    const { web, ...rest } = info
    const resource = info.resource.flatMap((each, i) => cleanResource(each, `${path}/resource[${i + 1}]`))
    if (web === undefined || isAllowedLink(web, allowedHosts)) return { ...info, resource }
    notes.push(`${path}/web: link dropped, ${allowed}`)
    return { ...rest, resource }
  }

  const readable = clean(alert, 'alert', 'alert')
  const info = readable.info.map((each, i) => cleanInfo(each, `alert/info[${i + 1}]`))
  return { alert: { ...readable, info }, notes: [...new Set(notes)] }
}
