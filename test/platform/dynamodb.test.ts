import { expect, test } from 'vitest'
import { dynamodbOf } from '../../functions/platform/dynamodb.ts'
import { awsPlatform } from '../../functions/platform/lambda.ts'
import { setClock } from '../fakes/set-clock.ts'

test('stores of one platform share a client, and handlers of one machine have each their own', () => {
  expect(dynamodbOf(awsPlatform)).toBe(dynamodbOf(awsPlatform))
  expect(dynamodbOf({ clock: setClock() })).not.toBe(dynamodbOf({ clock: setClock() }))
})
