/** Ways an alert leaves the platform; queues, jobs and reports are named by them. */
export const deliveryChannels = ['sms', 'email', 'push', 'web'] as const
export type DeliveryChannel = (typeof deliveryChannels)[number]

/** Red never waits behind anything else: each lane has its own queue and workers. */
export const lanes = ['red', 'normal'] as const
export type Lane = (typeof lanes)[number]
