/** Whom an alert says it is from: its senderName, and who announces it in the headline. Pure. */
import { isSameLanguage } from '../../platform/language.ts'
import { type Alert, languageOf } from '../alert.ts'

/** As people shorten it: 区应急局, 区防指, 市政府; an office of a headquarters speaks as the headquarters. */
const plain = (name: string): string =>
  name
    .replaceAll(/\s/gu, '')
    .replace('应急管理', '应急')
    .replace('人民政府', '政府')
    .replace(/防汛抗旱指挥部(?:办公室)?|防汛办|防办/u, '防指')
    .replace(/森林(?:草原)?防灭火指挥部(?:办公室)?/u, '森防指')

/** 区应急局 and 东区应急局 of 攀枝花市东区应急管理局; and the whole name with what stands before it. */
function isNameOf(said: string, body: string): boolean {
  const [short, full] = [plain(said), plain(body)]
  return (short.length > 2 && full.endsWith(short)) || short.endsWith(full)
}

/** Longer than any name; a hostile headline must not cost more than an honest one. */
const longestName = 60
const announcer = new RegExp(
  `^(?:【[^】]{0,${longestName}}】)*([^，。；！：【]{2,${longestName}}?(?:局|台|站|部|办|室|府|委|会|中心|厅))(?:联合)?发布`,
  'u',
)
/** 据, 7月1日3时12分: what stands before a name. */
const beforeName = /^(?:据|根据|接|由|转发|.*\d[年月日号时点分许])+/u

const announcedBy = (headline: string): string => announcer.exec(headline)?.[1]?.replace(beforeName, '') ?? ''

/** 自然资源局、气象台 are two, 自然资源和规划局 is one. */
const together = /[、与及/，,；;\s]|联合|(?<=[局台部府会])和/u

/** Names that are none of `known`; of another language's nobody here can tell. */
export function strangersIn({ info }: Pick<Alert, 'info'>, known: readonly string[]): string[] {
  const isKnown = (name: string) => name === '' || known.some((body) => isNameOf(name, body))
  const said = info
    .filter((each) => isSameLanguage(languageOf(each), 'zh'))
    .flatMap(({ senderName, headline }) => [senderName?.trim() ?? '', announcedBy(headline ?? '')])
  const strangers = said.filter((name) => !isKnown(name) && !name.split(together).every(isKnown))
  return [...new Set(strangers)].map((name) => [...name].slice(0, longestName).join(''))
}
