export const holdCodes = [
  'area',
  'signature',
  'references',
  'statusSaysDrill',
  'sentAhead',
  'nothingHere',
  'infosDiffer',
  'succeeded',
  'statusDeniesDrill',
  'languagesDiffer',
  'textSaysOver',
  'textSaysDanger',
  'partialLift',
  'overtaken',
  'authority',
] as const
/** Why a person must look before anybody is told. */
export interface HoldReason {
  code: (typeof holdCodes)[number]
  /** What was found, for the desk and the sender. */
  text: string
}
