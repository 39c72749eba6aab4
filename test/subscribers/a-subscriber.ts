import type { Subscriber } from '../../functions/subscribers/subscriber.ts'

let made = 0

/** Somebody in 510402 who wants everything, with a phone and an e-mail of their own. */
export function aSubscriber(over: Partial<Subscriber> = {}): Subscriber {
  const n = ++made
  return {
    id: `s${n}`,
    areas: ['510402001002'],
    point: null,
    colour: 'blue',
    languages: ['zh-CN'],
    quietHours: null,
    list: 'warning',
    channels: { sms: `+8612009${String(n).padStart(6, '0')}`, email: `s${n}@example.com` },
    ...over,
  }
}

/** Followers of these places. */
export const peopleOf = (count: number, ...areas: string[]): Subscriber[] =>
  Array.from({ length: count }, () => aSubscriber({ areas }))
export const inTown = (count: number): Subscriber[] => peopleOf(count, '510402100')

export const phonesOf = (people: readonly Subscriber[]): string[] => people.map(({ channels }) => channels.sms!).sort()
