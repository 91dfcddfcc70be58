const NAMED: Readonly<Record<string, string>> = {
  lt: '<', gt: '>', amp: '&', nbsp: ' ', thinsp: ' ', ensp: ' ', emsp: ' ', quot: '"', apos: "'",
  minus: '-', ndash: '-', mdash: '-', times: '×', divide: '÷', middot: '·', sdot: '·', plusmn: '±',
  le: '≤', ge: '≥', ne: '≠', infin: '∞', pi: 'π', radic: '√', deg: '°', percnt: '%', dollar: '$',
  frac12: '½', frac14: '¼', frac34: '¾', sup1: '¹', sup2: '²', sup3: '³', cup: '∪', cap: '∩', isin: '∈', empty: '∅',
  lpar: '(', rpar: ')', comma: ',', equals: '=', plus: '+',
} // biome-ignore format: grouped by family

/** Character references of a closed list and numeric ones; what is none stays. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:([a-z]{2,7}\d{0,2})|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (whole, name, decimal, hex) => {
      if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] as string) : whole
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      return code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : whole
    },
  )
}
