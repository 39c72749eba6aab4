import type { Alert, CancelReason, CapDateTime, Circle, Colour, Polygon } from './alert.ts'
import type { Stage } from './stage.ts'

/** Who is meant: the union of division codes and shapes; `areaDesc` never counts. */
export interface AudienceArea {
  /** Statistical codes of 6, 9 or 12 digits within the county, disjoint (none is a prefix of another). */
  codes: string[]
  polygons: Polygon[]
  circles: Circle[]
}

export const nowhere: AudienceArea = { codes: [], polygons: [], circles: [] }

export const isNowhere = ({ codes, polygons, circles }: AudienceArea): boolean =>
  codes.length + polygons.length + circles.length === 0

/** What an Update no longer covers of what its chain covered. */
export interface Dropped {
  /** Divisions that fell out, to be named; empty where only a shape shrank. */
  codes: string[]
  /**
   * `tell`: whoever got the chain and lies outside now hears that, in words of its own. `silent`: nobody outside is told,
   * because the earlier warning stays in force there (the colour rose for a part) or the county wants it so.
   */
  outside: 'tell' | 'silent'
  /** What the chain covered until now: who lay outside of it already heard so before. */
  from: AudienceArea
}

/**
 * How a person at the desk made a held alert official otherwise than as it came: relayed in the station's name, or in the
 * government's own name as an event of its own.
 */
export type Channelled =
  | {
      as: 'relay'
      /** Whose words they are: 攀枝花市气象台. */
      station: string
      /** When the station issued it. */
      issued: CapDateTime
    }
  | {
      as: 'own'
      /** Who says so now: 攀枝花市东区防汛抗旱指挥部. */
      body: string
      /** When it was released so: the hour people are told. */
      issued: CapDateTime
    }

/** What publication adds to an alert, as it stands until then. */
export const beforePublication = {
  isPart: false,
  except: nowhere,
  dropped: null,
  isFirst: false,
  isReissue: false,
  askedToLeave: false,
} as const

/** What delivery and the public pages are told about one accepted alert; everything derived is already decided here. */
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
  /** Why it calls off what it follows; null on whatever warns. A Cancel has one, and an Update whose every info says AllClear. */
  cancelReason: CancelReason | null
  /** It ends only a part of what it follows, which stays in force for the rest. */
  isPart: boolean
  /** Divisions and shapes the sender means, cut to the county. */
  area: AudienceArea
  /** What later messages took out of `area`: lifted there, or raised for that part. */
  except: AudienceArea
  /** null where nothing of the chain's area fell out. */
  dropped: Dropped | null
  /** Nobody was told of anything it follows: a first message, whatever its msgType. */
  isFirst: boolean
  /** The same sender says the same of the same place as before, with no news in it. */
  isReissue: boolean
  /** False where the sender gave no end: `expiresAtMs` is the county's default, and texts say 没写到几时，以解除通知为准. */
  hasEnd: boolean
  /** People were told to leave, by this alert or by one it follows. */
  askedToLeave: boolean
  /** Languages whose words contradict the Chinese ones: they get event, place, colour and the number only. */
  mutedLanguages: string[]
  /** null as it came. */
  channelled: Channelled | null
  /** Keys of every earlier alert of the chain, nearest first; empty on msgType Alert. */
  predecessors: string[]
  /** Key of the update or cancel that claimed this alert. */
  successor: string | null
  /** Instants in milliseconds, UTC. */
  sentAtMs: number
  acceptedAtMs: number
  /** When it begins, by onset or else effective; null where that is not later than `sentAtMs`. */
  onsetAtMs: number | null
  expiresAtMs: number
  traceId: string
}
