/** Ways an alert leaves the platform; queues, jobs and reports are named by them. */
export const deliveryChannels = ['sms', 'email', 'push', 'web'] as const
export type DeliveryChannel = (typeof deliveryChannels)[number]

/** Those with queues of their own: a wake for any other would be heard by nobody. */
export const queuedChannels: readonly DeliveryChannel[] = ['sms', 'email', 'web']

/** Red never waits behind anything else: each lane has its own queue and workers. */
export const lanes = ['red', 'normal'] as const
export type Lane = (typeof lanes)[number]
