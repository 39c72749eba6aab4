/** Chinese SMS for whoever got a warning and lies outside of its Update. */
import type { Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'
import { spokenTime } from '../platform/local-time.ts'
import { outsideOf } from './outside.ts'
import { senderOf, shorterBody, unitOf } from './place-name.ts'
import { layOutSms } from './sms-layout.ts'

/** 区防指7月1日8时50分：山洪红色预警现在只发给银江镇，炳草岗街道不在里面了。已转移的先别回家… */
export function smsOutside(published: PublishedAlert, info: Info, county: County): string {
  const { changed, says, careful } = outsideOf(published, county, 'zh-CN')
  const sender = senderOf(published, info, county)
  const [stay = '', watch = ''] = careful
  const text = stay === '' ? '' : `${stay}；${watch}。`
  const heads = [sender, shorterBody(sender)].map((who) => {
    const opens = who + spokenTime(published.sentAtMs)
    return changed ? changed(opens) : `${opens}：`
  })
  const ask = `疑问打${unitOf(county)}值班${county.duty.phone}。`
  return layOutSms({
    variants: heads.map((head) => ({
      head: `【${county.sms.signature}】${head}`,
      tails: [text + ask, text, stay && `${stay}。`],
    })),
    actions: [says],
    gap: '',
    maxParts: county.sms.maxParts,
  })
}
