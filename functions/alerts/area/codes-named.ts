import type { County } from '../../platform/county.ts'

/** Names in areaDesc that are divisions of the county, as codes. */
export function codesNamed(areaDesc: string, county: County): string[] {
  const prefixes = [county.province + county.fullName, county.fullName, county.city + county.name, county.name]
  const codes = Map.groupBy(county.names.keys(), (code) => county.names.get(code))
  return areaDesc
    .split(/[、，,;；\s和及与]+/u)
    .filter(Boolean)
    .flatMap((words) => {
      const prefix = prefixes.find((each) => words.startsWith(each) && words !== each)
      const name = prefix ? words.slice(prefix.length) : words
      return (codes.get(name) ?? []).filter((code) => code !== county.code)
    })
}
