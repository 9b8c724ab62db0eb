const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;

/** Of a body without an end so many characters are taken: a key of 16,384 bits is shorter. */
const LONGEST_BODY = 16_384;

/** What a body is made of: base 64, headers, and ends of lines as code writes them or with numbers before the lines. */
const BODY = /[\w+/=\s:,.()\\|"'`;-]*/y;

/** A shorter body is the head of a key in a test or a text about keys. */
const SHORTEST_BODY = 40;

/**
 * `[start, end)` of each private key in the PEM form (RFC 7468), with its first and last line. One that is cut off, as
 * at the end of a selection, goes as far as its characters do.
 */
export function* privateKeysIn(text: string): Generator<readonly [number, number]> {
  let from = 0;
  let nextEnd: { readonly start: number; readonly end: number } | undefined;
  for (const begin of text.matchAll(BEGIN)) {
    if (begin.index < from) continue;
    const bodyAt = begin.index + begin[0].length;
    // Each end is looked for once, however many beginnings there are.
    if (!nextEnd || nextEnd.start < bodyAt) nextEnd = endAfter(text, bodyAt);
    const isWhole = nextEnd.start - bodyAt <= LONGEST_BODY;
    const bodyEnd = isWhole ? nextEnd.start : bodyAt + bodyLength(text, bodyAt);
    const material = text.slice(bodyAt, bodyEnd).replace(/[^A-Za-z0-9+/=]/g, '');
    if (material.length < SHORTEST_BODY) continue;
    from = isWhole ? nextEnd.end : bodyEnd;
    yield [begin.index, from];
  }
}

function endAfter(text: string, from: number): { readonly start: number; readonly end: number } {
  END.lastIndex = from;
  const end = END.exec(text);
  return end
    ? { start: end.index, end: end.index + end[0].length }
    : { start: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY };
}

function bodyLength(text: string, from: number): number {
  const body = text.slice(from, from + LONGEST_BODY);
  BODY.lastIndex = 0;
  const length = BODY.exec(body)?.[0].length ?? 0;
  // The next key is another one.
  const next = body.indexOf('-----BEGIN');
  return next < 0 ? length : Math.min(length, next);
}
