/** Small frames for tests, well-formed as XML, with every slot where the real ones have it. */
import { type FrameSet, type Frames, frameKinds, type Guide } from '../../functions/pages/frames.ts'

const frame = (
  language: string,
  kind: string,
): string => `<html lang="${language}" class="${kind}"><head><title>⟦title⟧ | site</title>
<meta name="description" content="⟦description⟧" /><link rel="canonical" href="⟦origin⟧⟦path⟧" />
<meta property="og:title" content="⟦title⟧" />⟦head⟧</head><body><main>⟦main⟧</main>${kind === 'home' ? '⟦month⟧' : ''}</body></html>`

export const aGuide = (overrides: Partial<Guide> = {}): Guide => ({
  slug: 'flash-flood',
  name: '山洪',
  eventCodes: ['11A51'],
  now: ['马上往两边高处跑。', '不要顺沟跑。', '叫醒邻居。', '打电话报平安。'],
  ...overrides,
})

const by = <T>(of: (language: string) => T): Record<string, T> =>
  Object.fromEntries(['zh-CN', 'en', 'ko'].map((language) => [language, of(language)]))

export const someFrames = (guides: Guide[] = [aGuide()]): Frames => ({
  pages: by(
    (language) =>
      Object.fromEntries(frameKinds.map((kind) => [kind, frame(language, kind)])) as Frames['pages'][string],
  ),
  months: by((language) => Array.from({ length: 12 }, (_, i) => `<p>${language} month ${i + 1}</p>`)),
  guides: by(() => guides),
})

export const aFrameSet = (overrides: Partial<FrameSet> = {}): FrameSet => ({
  frames: someFrames(),
  hash: 'first build',
  ...overrides,
})
