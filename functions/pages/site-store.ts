/**
 * The bucket of the public files.
 *
 * | who asks | what | how |
 * |---|---|---|
 * | write-pages | a page, feed or list | PutObject |
 * | write-pages | frames.json, unless it is the one in memory | GetObject with If-None-Match |
 * | write-pages | a month of past warnings | GetObject |
 * | write-pages | which months there are, once an hour | ListObjectsV2 |
 */
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

export interface SiteFile {
  /** Key in the bucket, without a leading slash. */
  path: string
  body: string | Uint8Array
  contentType: string
  /** How long caches may keep it. */
  maxAgeSeconds: number
}

/** `unchanged`: still the one with this ETag; undefined: there is none. */
export type ReadFile = (
  key: string,
  etag?: string,
) => Promise<{ text: string; etag: string | undefined } | 'unchanged' | undefined>

export interface SiteStore {
  read: ReadFile
  /** Keys that begin so, at most a thousand. */
  list(prefix: string): Promise<string[]>
  put(file: SiteFile): Promise<void>
}

/** A call that hangs must not hold back a warning: writes are tried again, reads are done without. */
const requestHandler = { connectionTimeout: 1_500, requestTimeout: 5_000, throwOnRequestTimeout: true }
const readMs = 3_000

export function makeSiteStore(
  bucket: string,
  client: S3Client = new S3Client({ forcePathStyle: true, requestHandler }),
): SiteStore {
  return {
    async read(key, etag) {
      try {
        const { Body, ETag } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, ...(etag && { IfNoneMatch: etag }) }),
          { abortSignal: AbortSignal.timeout(readMs) },
        )
        return { text: (await Body?.transformToString('utf-8')) ?? '', etag: ETag }
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 304) return 'unchanged'
        throw error
      }
    },

    async list(prefix) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }), {
        abortSignal: AbortSignal.timeout(readMs),
      })
      return Contents.flatMap(({ Key }) => Key ?? [])
    },

    async put({ path, body, contentType, maxAgeSeconds }) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: path,
          Body: body,
          ContentType: contentType,
          CacheControl: `public, max-age=${maxAgeSeconds}`,
        }),
      )
    },
  }
}
