/** The page behind a leaving link, Chinese and English on one, without script: it must work in any mail app's browser. */
import type { ContactChannel } from './subscriber.ts'

const channelNames: Record<ContactChannel, { zh: string; en: string }> = {
  sms: { zh: '短信', en: 'text message' },
  email: { zh: '邮件', en: 'e-mail' },
  push: { zh: '推送', en: 'push' },
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

export interface LeavePageInput {
  kind: 'asked' | 'left' | 'forged'
  channel?: ContactChannel
  /** Names of the county. */
  county: { name: string; englishName: string }
  siteUrl: string
}

interface Words {
  title: string
  text: string
  button?: string
}

function wordsOf({ kind, channel, county }: LeavePageInput): { zh: Words; en: Words } {
  const way = channelNames[channel ?? 'email']
  if (kind === 'asked') {
    return {
      zh: {
        title: '不再接收预警',
        text: `点击下面的按钮后，您将不再通过${way.zh}收到${county.name}的预警，我们会删除您的这项联系方式。`,
        button: '确认退订',
      },
      en: {
        title: 'Stop receiving warnings',
        text: `After you press the button you will get no more warnings for ${county.englishName} by ${way.en}, and we delete this contact of yours.`,
        button: 'Unsubscribe',
      },
    }
  }
  if (kind === 'left') {
    return {
      zh: { title: '已退订', text: `您不会再通过${way.zh}收到${county.name}的预警。您可以随时在网站上重新订阅。` },
      en: {
        title: 'You have left',
        text: `You will get no more warnings for ${county.englishName} by ${way.en}. You can subscribe again on the site at any time.`,
      },
    }
  }
  return {
    zh: { title: '链接无效', text: '这个退订链接不完整或不是我们发出的。请从邮件中重新打开完整的链接。' },
    en: {
      title: 'This link does not work',
      text: 'The link is incomplete or was not made by us. Please open the whole link from the e-mail again.',
    },
  }
}

const style =
  'body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'button{font:inherit;padding:.7rem 1.4rem;border:0;border-radius:.4rem;background:#9c1c12;color:#fff}' +
  'button:focus-visible,a:focus-visible{outline:3px solid #005fcc;outline-offset:2px}' +
  'section+section{margin-top:2rem;border-top:1px solid #ccc}'

/** The form posts what a mail program posts (RFC 8058 §3.2), so both take one way. */
const section = (lang: string, words: Words): string =>
  `<section lang="${lang}"><h1>${escapeHtml(words.title)}</h1><p>${escapeHtml(words.text)}</p>` +
  `${words.button ? `<button name="List-Unsubscribe" value="One-Click">${escapeHtml(words.button)}</button>` : ''}</section>`

export function renderLeavePage(input: LeavePageInput): string {
  const { zh, en } = wordsOf(input)
  const both = `${section('zh-CN', zh)}${section('en', en)}`
  const main = input.kind === 'asked' ? `<form method="post">${both}</form>` : both
  return (
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta name="robots" content="noindex"><title>${escapeHtml(`${zh.title} · ${input.county.name}`)}</title><style>${style}</style>` +
    `<main>${main}</main><p><a href="${escapeHtml(input.siteUrl)}/">${escapeHtml(input.county.name)} · ${escapeHtml(input.county.englishName)}</a></p></html>`
  )
}
