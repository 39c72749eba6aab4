import type { Wording } from './shape.ts'

/** English, for readers who know neither the place nor the offices. */
export const en: Wording = {
  leave: {
    ways: { sms: 'text message', email: 'e-mail', push: 'push' },
    askedTitle: 'Stop receiving warnings',
    asked: (way, county) =>
      `After you press the button you will get no more warnings for ${county} by ${way}, and we delete this contact of yours.`,
    button: 'Unsubscribe',
    leftTitle: 'You have left',
    left: (way, county) =>
      `You will get no more warnings for ${county} by ${way}. You can subscribe again on the site at any time.`,
    forgedTitle: 'This link does not work',
    forged: 'The link is incomplete or was not made by us. Please open the whole link from the e-mail again.',
  },
}
