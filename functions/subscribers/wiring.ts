/** Puts the subscribers capability together from a Lambda's environment; handlers of this and other capabilities call it. */
import { KMSClient } from '@aws-sdk/client-kms'
import * as z from 'zod'
import { type County, loadCounty } from '../platform/county.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { awsPlatform, lambdaEnvironment, type Platform } from '../platform/lambda.ts'
import { type BulkWriter, makeBulkWriter } from './bulk-writer.ts'
import { makeDataKeyStore, makeKeyService } from './data-key.ts'
import type { Directory } from './directory.ts'
import { makeDirectory, makeGenerations, type SubscribersTable } from './directory-store.ts'
import { makeListPeople } from './list-people.ts'
import { makeReplacePopulation } from './replace-population.ts'
import { makeSubscribers, type Subscribers } from './subscriber-store.ts'
import { makeVault, type Vault } from './vault.ts'

export const directoryEnvironment = lambdaEnvironment.extend({
  SUBSCRIBERS_TABLE: z.string().describe('name of the subscribers table'),
  CONTACT_KEY_ID: z.string().describe('KMS key that wraps the data key of contacts'),
})

type DirectoryEnv = z.infer<typeof directoryEnvironment>

export interface SubscribersWiring {
  county: County
  /** For delivery: who may be meant. */
  directory: Directory
  /** One person at a time: sign-up, preferences, leaving, repair. */
  subscribers: Subscribers
  /** `await vault.ready()` before anything is opened or sealed. */
  vault: Vault
  target: SubscribersTable
}

/** Cheap to call; nothing is asked of AWS before it is needed. */
export function directoryFromEnv(
  { COUNTY, SUBSCRIBERS_TABLE: table, CONTACT_KEY_ID: keyId }: DirectoryEnv,
  platform: Platform,
): SubscribersWiring {
  const county = loadCounty(COUNTY)
  const target: SubscribersTable = { client: dynamodbOf(platform), table }
  const vault = makeVault({
    kms: makeKeyService(new KMSClient(), county.code),
    keyId,
    store: makeDataKeyStore(target),
  })
  return {
    county,
    vault,
    target,
    directory: makeDirectory({ ...target, county }),
    subscribers: makeSubscribers({ ...target, county, vault, clock: platform.clock }),
  }
}

/** What `/_local/subscribers` needs; a faster way into the table may be given as `bulk`. */
export function populationFromEnv(env: DirectoryEnv, options: { bulk?: BulkWriter } = {}) {
  const { county, directory, vault, target } = directoryFromEnv(env, awsPlatform)
  const bulk = options.bulk ?? makeBulkWriter(target)
  return {
    replacePopulation: makeReplacePopulation({ county, directory, vault, bulk, generations: makeGenerations(target) }),
    listPeople: makeListPeople({ county, directory, vault }),
  }
}
