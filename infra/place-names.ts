/**
 * English names of villages and communities: pinyin as 地名 are spelt (GB/T 28039: one word, ü, an apostrophe before
 * a, e, o), and what the place is. Towns are named by hand in `content/counties/<code>/divisions.json`.
 */
import { pinyin } from 'pinyin-pro'

/** Read by hand: what a dictionary of single characters gets wrong, or what is no village. */
const reviewed: Readonly<Record<string, string>> = {
  // 堡 of a walled village is bǔ, 圩 of a dyked field wéi.
  堡则村委会: 'Buze Village',
  堡子村民委员会: 'Buzi Village',
  黄泥堡村民委员会: 'Huangnibu Village',
  余家圩社区居民委员会: 'Yujiawei Community',
  庄家圩社区居民委员会: 'Zhuangjiawei Community',
  四圩社区居民委员会: 'Siwei Community',
  小坝圩社区居民委员会: 'Xiaobawei Community',
  新圩社区居民委员会: 'Xinwei Community',
  '英义社区（农场）': 'Yingyi Community (Farm)',
  珲春森林山莹林有限公司生活区: 'Shanyinglin Forestry Company',
  茅山头企业集团虚拟社区: 'Maoshantou Group',
}

/** What the place is, by how its name ends; the first that fits. */
const kinds: readonly [RegExp, string][] = [
  [/林场生活区$/u, 'Forest Farm'],
  [/营林站生活区$/u, 'Forest Station'],
  [/社区(?:居民|村民)?(?:委员会|居委会)?$/u, 'Community'],
  [/(?:村民委员会|村委会)$/u, 'Village'],
]

/** 西安 → Xi'an */
const spelt = (name: string): string => {
  const word = pinyin(name, { toneType: 'none', type: 'array' })
    .map((syllable, index) => (index > 0 && /^[aeo]/.test(syllable) ? `'${syllable}` : syllable))
    .join('')
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** 沙坝村民委员会 → Shaba Village; throws on a name that is no known kind of place. */
export function villageNameEn(name: string): string {
  const known = reviewed[name]
  if (known) return known
  const kind = kinds.find(([ending]) => ending.test(name))
  if (!kind) throw new Error(`${name}: say in infra/place-names.ts what it is in English`)
  return `${spelt(name.replace(kind[0], ''))} ${kind[1]}`
}
