/** Slugs of the guides that are written or being written. */
export const plannedDangers: readonly string[] = `
typhoon rainstorm snowstorm cold-wave gale sandstorm high-temperature drought lightning hail frost heavy-fog haze
road-icing flood flash-flood landslide earthquake forest-fire house-fire high-rise-fire gas-leak ebike-charging
hazardous-chemicals mine construction road-traffic drowning electricity crowd-crush carbon-monoxide fireworks
food-poisoning infectious-disease tourism family-kit home-hazard-check first-aid-cpr first-aid-bleeding
first-aid-burns helping-others volcano
`
  .trim()
  .split(/\s+/)
