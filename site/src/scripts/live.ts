/** Stand-in until the live part is built. */
export {}
