import type { Wording } from './shape.ts'

/** Chinese: short, plain, what to do before why. */
export const zh: Wording = {
  leave: {
    ways: { sms: '短信', email: '邮件', push: '推送' },
    askedTitle: '不再接收预警',
    asked: (way, county) => `点击下面的按钮后，您将不再通过${way}收到${county}的预警，我们会删除您的这项联系方式。`,
    button: '确认退订',
    leftTitle: '已退订',
    left: (way, county) => `您不会再通过${way}收到${county}的预警。您可以随时在网站上重新订阅。`,
    forgedTitle: '链接无效',
    forged: '这个退订链接不完整或不是我们发出的。请从邮件中重新打开完整的链接。',
  },
}
