import { S3Client } from '@aws-sdk/client-s3'
import { type FauxqsServer, startFauxqs } from 'fauxqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSiteStore, type SiteStore } from '../../functions/pages/site-store.ts'

let server: FauxqsServer
let store: SiteStore

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false })
  server.createBucket('site-bucket')
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const endpoint = `http://127.0.0.1:${server.port}`
  store = makeSiteStore(
    'site-bucket',
    new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials }),
  )
})
afterAll(() => server.stop())

const file = (path: string, body: string) => ({ path, body, contentType: 'application/json', maxAgeSeconds: 5 })

test('a file is read as it was put, and not again while it is the same', async () => {
  expect(await store.read('frames.json')).toBeUndefined()
  await store.put(file('frames.json', '{"title":"预警"}'))
  const first = await store.read('frames.json')
  if (typeof first !== 'object') throw new Error('there is no file')
  expect(first.text).toBe('{"title":"预警"}')
  expect(await store.read('frames.json', first.etag)).toBe('unchanged')
  await store.put(file('frames.json', '{}'))
  expect(await store.read('frames.json', first.etag)).toMatchObject({ text: '{}' })
})

test('files are found by how their keys begin', async () => {
  await store.put(file('alerts/past/2026-07.json', '{}'))
  expect(await store.list('alerts/past/')).toEqual(['alerts/past/2026-07.json'])
  expect(await store.list('alerts/none/')).toEqual([])
})
