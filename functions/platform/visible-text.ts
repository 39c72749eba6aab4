const lineBreaks = /\r\n?|[\u0085\u2028\u2029\v\f]/g
/** Controls, bidi marks, invisible characters, tags and noncharacters (XML 1.0 §2.2 forbids some of them). Joiners stay. */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu

/** Well-formed Unicode without controls, bidi marks and invisible characters; line breaks are `\n`. */
export const visible = (text: string): string => text.toWellFormed().replace(lineBreaks, '\n').replace(invisible, '')
