import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { County } from '../platform/county.ts'

type Say<T> = (alert: PublishedAlert, county: County, language: string) => T

/**
 * What is said of an alert, put together once for as long as that reading of it is in hand: pages, lists, feeds and screens
 * all ask for it, and it takes a huge text apart each time. Only for what nobody changes, made of nothing else.
 */
export function remembered<T>(say: Say<T>): Say<T> {
  const byAlert = new WeakMap<PublishedAlert, WeakMap<County, Map<string, T>>>()
  return (alert, county, language) => {
    const byCounty = byAlert.get(alert) ?? new WeakMap<County, Map<string, T>>()
    const said = byCounty.get(county) ?? new Map<string, T>()
    byAlert.set(alert, byCounty.set(county, said))
    const known = said.get(language)
    if (known !== undefined) return known
    const made = say(alert, county, language)
    said.set(language, made)
    return made
  }
}
