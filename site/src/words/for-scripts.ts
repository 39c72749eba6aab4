/** Words that a page gives its script: as data attributes of an element, so that nothing inline has to run. */

/** Part of a page → its words, by the names the script has for them. */
const parts = {
  news: ['new', 'coming', 'begun', 'changed', 'ended', 'ranOut', 'red'],
  age: ['fresh', 'seconds', 'minutes', 'hours', 'checked', 'offline', 'unsure'],
  myPlace: ['here', 'elsewhere', 'unclear'],
  keep: ['done', 'failed'],
  kept: ['at'],
  search: ['none', 'found', 'failed', 'working'],
  quiz: ['choose', 'correct', 'wrong', 'answer', 'colon', 'result'],
  done: ['text'],
  checked: ['text'],
} as const

type Part = keyof typeof parts
export type WordsOf<P extends Part> = Record<(typeof parts)[P][number], string>

/** Attributes for the element of this part: `<p {...given('age', words.live)}>`. */
export const given = <P extends Part>(part: P, words: WordsOf<P>): Record<`data-${string}`, string> =>
  Object.fromEntries(
    namesOf(part).map((name) => [
      `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      words[name],
    ]),
  )

/** What the page gave. */
export const wordsGiven = <P extends Part>(
  part: P,
  element: { dataset: Readonly<Record<string, string | undefined>> },
): WordsOf<P> => Object.fromEntries(namesOf(part).map((name) => [name, element.dataset[name] ?? ''])) as WordsOf<P>

const namesOf = <P extends Part>(part: P): readonly (keyof WordsOf<P>)[] => parts[part]

/** `{n}` and other names in braces, filled in. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
