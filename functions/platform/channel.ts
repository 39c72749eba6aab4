/**
 * The ways an alert leaves the platform, a row for each. Settings, queues, workers with their alarms, the sweeper's wakes,
 * the channels an alert goes out on, the reach report and the stand-ins of the local cloud follow from it.
 */

/** Red never waits behind anything else: each lane has its own queue and workers. */
export const lanes = ['red', 'normal'] as const
export type Lane = (typeof lanes)[number]

interface Channel {
  /** What operators call it. */
  label: { zh: string; en: string }
  /** What of a resident's own is written to, and its number in leaving links, which never changes; none: it is for everybody. */
  contact?: { kind: 'mobile' | 'mailbox' | 'endpoint'; code: number }
  /** Who carries it: workers of both lanes, or one writer with one queue; none: nobody yet. */
  carried?: Workers | 'writer'
}

interface Workers {
  /** So many at once in each lane, unless a setting says otherwise. */
  lanes: Readonly<Record<Lane, number>>
  /** What the provider counts, and how many it takes a second, unless the setting says otherwise; told to workers. */
  rate: { of: string; perSecond: number; setting: `${string}PerSecond`; variable: `${string}_PER_SECOND` }
  /** What stands in for the provider on one machine: one of `stubs` in `infra/local/providers.ts`. */
  stub: string
}

export const channelRows = {
  sms: {
    label: { zh: '短信', en: 'SMS' },
    contact: { kind: 'mobile', code: 1 },
    carried: {
      lanes: { red: 4, normal: 4 },
      // SNS starts at 20.
      rate: { of: 'parts', perSecond: 20, setting: 'smsPartsPerSecond', variable: 'SMS_PARTS_PER_SECOND' },
      stub: 'sns',
    },
  },
  email: {
    label: { zh: '邮件', en: 'e-mail' },
    contact: { kind: 'mailbox', code: 2 },
    carried: {
      lanes: { red: 2, normal: 2 },
      rate: { of: 'recipients', perSecond: 14, setting: 'emailPerSecond', variable: 'EMAIL_PER_SECOND' },
      stub: 'mail',
    },
  },
  push: { label: { zh: '推送', en: 'push' }, contact: { kind: 'endpoint', code: 3 } },
  web: { label: { zh: '网站', en: 'web' }, carried: 'writer' },
} as const satisfies Record<string, Channel>

export type DeliveryChannel = keyof typeof channelRows
/** Names of the channels whose rows have such a part. */
export type ChannelWith<Part> = {
  [C in DeliveryChannel]: (typeof channelRows)[C] extends Part ? C : never
}[DeliveryChannel]
/** Those that workers carry, to addresses of people's own. */
export type CarriedChannel = ChannelWith<{ contact: object; carried: object }>

export const channelsWhere = <C extends DeliveryChannel>(is: (row: Channel) => boolean): readonly C[] =>
  deliveryChannels.filter((name): name is C => is(channelRows[name]))

export const deliveryChannels = Object.keys(channelRows) as DeliveryChannel[]
export const carriedChannels = channelsWhere<CarriedChannel>(({ carried }) => typeof carried === 'object')
/** Those with queues of their own: a wake for any other would be heard by nobody. */
export const queuedChannels = channelsWhere<DeliveryChannel>(({ carried }) => carried !== undefined)

const upper = <T extends string>(text: T) => text.toUpperCase() as Uppercase<T>

/** Variable by which a worker finds the queue of its lane. */
export const queueVariable = (channel: CarriedChannel) => `${upper(channel)}_QUEUE_URL` as const

/** Variable by which the sweeper finds the queue of a lane. */
export const laneQueueVariable = (channel: CarriedChannel, lane: Lane) =>
  `${upper(channel)}_${upper(lane)}_QUEUE_URL` as const
