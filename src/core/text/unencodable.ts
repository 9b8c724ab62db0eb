/** The editor's names of encodings that hold less than Unicode, as `TextDecoder` calls them (WHATWG Encoding, §4.2). */
const LABELS: Readonly<Record<string, string>> = {
  gbk: 'gbk',
  gb2312: 'gbk',
  cp950: 'big5',
  big5hkscs: 'big5',
  shiftjis: 'shift_jis',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  cp866: 'ibm866',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  macroman: 'macintosh',
  windows874: 'windows-874',
};

const MULTI_BYTE: ReadonlySet<string> = new Set(['gbk', 'big5', 'shift_jis', 'euc-jp', 'euc-kr']);

const LATIN_1 = 0xff;
const sets = new Map<string, ReadonlySet<string> | undefined>();

/**
 * The characters of a text that an encoding cannot hold, each once. `encoding` is the editor's name of it. Of encodings
 * that nobody here knows none is reported.
 */
export function unencodable(text: string, encoding: string): readonly string[] {
  // Unicode in any form, GB 18030 among them, holds everything.
  if (/^(?:utf|gb18030)/.test(encoding)) return [];
  // ASCII they all hold.
  const foreign = [...new Set(text.replace(/[\x00-\x7f]+/g, ''))];
  if (foreign.length === 0) return [];
  if (encoding === 'iso88591') return foreign.filter((character) => character.codePointAt(0)! > LATIN_1);
  if (!sets.has(encoding)) sets.set(encoding, charactersOf(encoding));
  const known = sets.get(encoding);
  return known ? foreign.filter((character) => !known.has(character)) : [];
}

/** Whatever one, two or three bytes can stand for. */
function charactersOf(encoding: string): ReadonlySet<string> | undefined {
  const label =
    LABELS[encoding] ??
    encoding.replace(/^(windows)(\d+)$/, '$1-$2').replace(/^iso8859(\d+)$/, 'iso-8859-$1');
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label);
  } catch {
    return undefined;
  }
  const bytes: number[] = [];
  const NEWLINE = 0x0a;
  for (let lead = 0x80; lead <= 0xff; lead++) {
    bytes.push(lead, NEWLINE);
    if (!MULTI_BYTE.has(label)) continue;
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      bytes.push(lead, trail, NEWLINE);
      if (label === 'euc-jp' && lead >= 0xa1 && trail >= 0xa1) bytes.push(0x8f, lead, trail, NEWLINE);
    }
  }
  const decoded = decoder.decode(new Uint8Array(bytes)).split('\n');
  return new Set(decoded.filter((each) => [...each].length === 1 && each !== '\ufffd'));
}
