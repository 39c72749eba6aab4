/** `npm run content [-- word]`: reads all content and prints what is wrong with it, by file and line; `word` picks files. */
import { readContent, sayProblem } from './read-content.ts'

const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '')
const word = process.argv[2] ?? ''
const { content, problems } = readContent(root)
const shown = problems.map(sayProblem).filter((text) => text.includes(word))
for (const text of shown) console.log(text)
const counted = [...content.guides].map(([language, guides]) => `${guides.size} guides in ${language}`).join(', ')
console.log(shown.length === 0 ? `content is whole: ${counted}` : `${shown.length} problems; ${counted}`)
process.exitCode = shown.length === 0 ? 0 : 1
