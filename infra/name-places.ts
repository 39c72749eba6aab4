/** Writes the English names of villages into `content/counties/<code>/divisions.json`: `npm run names`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { villageNameEn } from './place-names.ts'

interface Named {
  name: string
  en?: string
}
interface Divisions {
  towns: (Named & { villages: Named[] })[]
}

const counties = new URL('../content/counties/', import.meta.url)
for (const code of readdirSync(counties)) {
  const file = new URL(`${code}/divisions.json`, counties)
  const divisions: Divisions = JSON.parse(readFileSync(file, 'utf8'))
  for (const village of divisions.towns.flatMap(({ villages }) => villages)) village.en = villageNameEn(village.name)
  writeFileSync(file, `${JSON.stringify(divisions, null, 1)}\n`)
}
