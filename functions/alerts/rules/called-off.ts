/** A lifting in its own words where it has any, else in those of what it calls off. Pure. */
import type { Info } from '../alert.ts'
import { type AlertBody, headlineOf } from '../alert-body.ts'
import type { AlertHead } from '../alert-head.ts'
import { colourEntry } from '../colour.ts'

/** What a lifting says itself, or by the alerts it calls off. */
export const ownOf = (body: AlertBody, head: AlertHead) => ({
  colour: body.colour ?? head.colour,
  eventCode: body.eventCode,
  eventName: body.eventName,
  headline: headlineOf(body),
})

/** The Cancel with the area of what it calls off, and, without info, its event and colour, but not its advice. */
export function calledOff(body: AlertBody, original: AlertBody): AlertBody {
  const { alert } = body
  if (alert.info.length > 0) {
    const area = original.alert.info[0]?.area ?? []
    const info = alert.info.map((each) => (each.area.length > 0 ? each : { ...each, area }))
    const colour = body.colour ?? original.colour
    return { ...body, alert: { ...alert, info }, colour }
  }
  const { colour, eventCode, eventName, weatherSignal } = original
  const info = original.alert.info.map((each) => infoOfCancel(each, body, original))
  return { ...body, alert: { ...alert, info }, colour, eventCode, eventName, weatherSignal }
}

/** Source of the headline: 12379 interface, {sender}解除{event}{colour}预警. Instructions of a danger that is over are left out. */
function infoOfCancel(original: Info, body: AlertBody, of: AlertBody): Info {
  const { expires, onset, effective, headline, description, instruction, resource, parameter, ...kept } = original
  const isChinese = /\p{Script=Han}/u.test(original.headline ?? original.event)
  const verb = body.cancelReason === 'error' ? '撤销误发的' : '解除'
  const colour = of.colour ? colourEntry(of.colour).zh : ''
  const drill = body.alert.status === 'Exercise' ? '【演练】' : ''
  return {
    ...kept,
    urgency: 'Past',
    responseType: [],
    parameter: [],
    resource: [],
    ...(isChinese && { headline: `${drill}${original.senderName ?? ''}${verb}${of.eventName}${colour}预警` }),
  }
}
