/** A video beside a guide or a case: a file of `content/videos/`, never without its words. */
import * as z from 'zod'

export const videoSchema = z.strictObject({
  file: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*\.mp4$/, {
      error:
        'allowed is the name of a file in content/videos/, flash-flood.mp4, which every phone plays; videos elsewhere are not played',
    })
    .describe('name of a file in content/videos/'),
  title: z.string().min(4).max(80).describe('what it shows, in one short sentence'),
  transcript: z
    .array(z.string().min(2).max(400))
    .min(1)
    .describe('all that is said and shown, in order, a paragraph each: for who cannot hear, see or load the video'),
})
export type Video = z.infer<typeof videoSchema>
