import { XmlDocument } from 'libxml2-wasm'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { type FrameKind, framed, type PageContent } from '../../functions/pages/frames.ts'
import { renderAlertPage } from '../../functions/pages/page.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { at, modelCases } from '../delivery/a-published.ts'
import { aGuide, someFrames } from './a-frame-set.ts'

export const county = loadCounty('510402')
export const siteUrl = 'https://yj.example.gov.cn'

/** The chain of the model case, as it stands at 10:31. */
export const red = { ...modelCases.red(), stage: 'superseded' as const, successor: modelCases.orange().id }
export const orange = { ...modelCases.orange(), stage: 'cancelled' as const, successor: modelCases.lifted().id }
export const lifted = modelCases.lifted()
export const wholeChain: PublishedAlert[] = [red, orange, lifted]

/** People may know of it. */
export const aDrill = (note = '公开预告：7月8日演练'): PublishedAlert => {
  const drill = modelCases.drill()
  return { ...drill, alert: { ...drill.alert, note } }
}

export interface Seen {
  text: string
  lang: string
  title: string
}
export const read = (html: string): Seen => {
  using document = XmlDocument.fromString(html)
  return {
    text: (document.get('//body')?.content ?? '').replace(/\s+/g, ' '),
    lang: (document.get('/html/@lang') as { content: string } | null)?.content ?? '',
    title: document.get('//title')?.content ?? '',
  }
}
export const frames = someFrames()
export const filled = (kind: FrameKind, content: PageContent, language = 'zh-CN', path = '/alerts/'): string =>
  framed(frames, { kind, language, path, siteUrl }, content)
export const page = (
  alert: PublishedAlert,
  clock: string,
  history: PublishedAlert[] = [alert],
  language = 'zh-CN',
  guides = [aGuide()],
): string =>
  filled(
    'alert',
    renderAlertPage({
      alert,
      county,
      language,
      siteUrl,
      history,
      nowMs: Date.parse(at(clock)),
      guides,
      mapApproval: null,
    }),
    language,
  )
