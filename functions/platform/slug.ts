/** The name of a thing in addresses and file names. */
export const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/
