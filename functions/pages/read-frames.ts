/** The frames of the site as they lie in its bucket, kept in memory and asked for anew at each run. */
import { errorName } from '../platform/http.ts'
import { shortHash } from '../platform/ids.ts'
import { logger } from '../platform/logger.ts'
import { builtInFrames, type FrameSet, framesKey, parseFrames } from './frames.ts'
import type { ReadFile } from './site-store.ts'

/**
 * Frames that were good once are kept while the file is missing or broken; without any, warnings go out in the plain
 * built-in frame. Both are logged as errors, because somebody must deploy the site.
 */
export function makeReadFrames(read: ReadFile): () => Promise<FrameSet> {
  let known: { etag: string | undefined; set: FrameSet } | undefined

  return async () => {
    try {
      const answer = await read(framesKey, known?.etag)
      if (answer === 'unchanged' && known) return known.set
      if (typeof answer === 'object') {
        if (known && answer.etag !== undefined && answer.etag === known.etag) return known.set
        known = { etag: answer.etag, set: { frames: parseFrames(answer.text), hash: shortHash(answer.text) } }
        return known.set
      }
      logger.error('the site has no frames; deploy it', { key: framesKey })
    } catch (error) {
      // Whatever is wrong with the site must hold back no warning.
      logger.error('the frames of the site cannot be used', { key: framesKey, cause: errorName(error) })
    }
    return known?.set ?? builtInFrames
  }
}
