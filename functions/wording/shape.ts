/** What is said in each language: rules of their own have the messages that are made of it. */
export interface Wording {
  /** The page behind a leaving link. */
  leave: {
    /** By which way warnings came, as it stands in the sentences below. */
    ways: Readonly<Record<'sms' | 'email' | 'push', string>>
    askedTitle: string
    asked(way: string, county: string): string
    button: string
    leftTitle: string
    left(way: string, county: string): string
    forgedTitle: string
    forged: string
  }
}
