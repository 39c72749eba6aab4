/** Patterns that recheck cannot call safe, and why each is: read by a person, and read again when it changes. */
import { createHash } from 'node:crypto'
import type { Regex } from './find-regexes.ts'

/** Of the pattern itself, so that an argument never outlives it. */
export const keyOf = ({ source, flags }: Pick<Regex, 'source' | 'flags'>): string =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 10)

export const argued: Readonly<Record<string, string>> = {
  d591bb0166: 'addresses.ts before.english: read of the last 80 characters alone (reach)',
  '1e4e4cc6c7': 'addresses.ts preposition: read of the last 80 characters alone (reach)',
  '3174d802a4': 'addresses.ts before.looking: read of the last 80 characters alone (reach)',
  '9c2de389de': 'addresses.ts before.named: read of the last 80 characters alone (reach)',
  '2f8c1b2e39': 'addresses.ts after.looking: read of the first 80 characters alone (reach)',
  '0358f9c9e6':
    'addresses.ts markdown: a label of 200 and 100 behind it at most from each [; the run of spaces belongs to one (',
  '1d81c4a974':
    'addresses.ts address: no open repeat is followed by anything that could fail; the others are of 63 characters and six labels at most',
  beb6ab7e8a: 'cancel-reason.ts mistakenWarning: 30 characters at most from each place',
  '5a15886bd3': 'cancel-reason.ts mistakenWarning: 60 characters at most from each place, each read in one way',
  aac3039796:
    'cancel-reason.ts mistakenMessage: anchored, and no word in the repeat begins as another or as what follows it',
  '887b7be950': 'event.ts bare: 60 characters at most from each 【',
  c9cd88f057: 'lifting.ts liftsObject: 30 characters at most from each place',
  '5d4fa74811': 'lifting.ts englishLifts: 40 characters at most from each place',
  faf36de7d3: 'lifting.ts koreanLifts: 12 characters at most from each place; the spaces behind are one run',
  e25ab8c9bb: 'orders.ts noOrderEn: read of the 200 characters before an order alone (longestClause)',
  f2e81d5e31: 'orders.ts onlyWhoEn: its open repeat ends the pattern and cannot fail',
  '3fe8657958': 'advice-foreign.ts sendsHome: the spaces behind a verb are one run, which no other verb shares',
  fab4a73a5a:
    'sentences.ts latinClause: from each place on 20 marks and 8 quotes at most, and the clause goes on behind its end',
  d9e54e1029: 'signal-advice.ts duties: 30 characters at most from each place',
  '242bb92626': 'words-foreign.ts bodies: 30 characters at most from each place',
  cf2facd9d6: 'cap/text.ts everyReference: zeros belong to one &, and no digit can be read in two ways',
  '4c44378b11': 'cap/values.ts uri: anchored; each part is read to its end and given back once',
  '6a85f6aa62':
    'cap/scan.ts declaration: read at the start of the document alone, and no space can belong to two places',
  '20ad62afa2': 'body-foreign.ts shortForeignBody: read of 300 characters alone (opening)',
  '7e37d16a0c':
    'cap/values.ts entry: sticky, tried where the last entry ended and nowhere else; one that fails ends the list',
  '90601432a1': 'orders.ts goesUpEn: the spaces behind a verb are one run, which no other verb shares',
  '8663cfdafd': 'signal-advice.ts: anchored; its open repeat ends the pattern and cannot fail',
  '43aeb7e8f1': 'sms-foreign.ts firstWords: read of 17 characters alone',
  '03a11b07c2': 'cap/scan.ts: sticky, tried at one place and nowhere else',
  '2652349d97': 'cap/scan.ts: sticky, tried at one place and nowhere else',
  '55a6a95a89': 'headline.ts coordinates: 100 characters at most on either side, from each bracket',
  d3380e45ea: 'unsubscribe.handler.ts: five lines at most from each name',
}
