import { expect, test } from 'vitest'
import {
  carriedChannels,
  channelRows,
  deliveryChannels,
  laneQueueVariable,
  queuedChannels,
  queueVariable,
} from '../../functions/platform/channel.ts'
import { channels } from '../../functions/subscribers/subscriber.ts'

test('numbers in leaving links stay: links of years ago still lead out', () => {
  expect(channels.map((channel) => [channel, channelRows[channel].contact.code])).toEqual([
    ['sms', 1],
    ['email', 2],
    ['push', 3],
  ])
})

test('who has a contact, who is carried by workers, and who is heard are three things', () => {
  expect(deliveryChannels).toEqual(['sms', 'email', 'push', 'web'])
  expect(carriedChannels).toEqual(['sms', 'email'])
  expect(queuedChannels).toEqual(['sms', 'email', 'web'])
})

test('variables are named as they are deployed', () => {
  expect(carriedChannels.map(queueVariable)).toEqual(['SMS_QUEUE_URL', 'EMAIL_QUEUE_URL'])
  expect(laneQueueVariable('sms', 'red')).toBe('SMS_RED_QUEUE_URL')
})
