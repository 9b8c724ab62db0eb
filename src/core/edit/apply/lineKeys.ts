/** Signs that models exchange for their look-alikes, in their plain form. */
const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '。': '.',
  '、': ',',
};

const LOOK_ALIKE = /[‘’‚‛“”„‟–—‐‑−…。、\uff01-\uff5e]/g;

/** The plain form of a look-alike; any other character as it is. */
export function plainSign(character: string): string {
  const plain = PLAIN[character];
  if (plain !== undefined) return plain;
  const code = character.charCodeAt(0);
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : character;
}

/** A line without its blanks, and with plain signs: what is left when a model has retyped it carelessly. */
export function foldedLine(line: string): string {
  const solid = line.replace(/[\s\u200b-\u200d\u2060]+/g, '');
  return /^[\x21-\x7e]*$/.test(solid) ? solid : solid.normalize('NFC').replace(LOOK_ALIKE, plainSign);
}

export const isBlankLine = (line: string): boolean => line.trim() === '';

export const leadingBlanks = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** How much a line says about where it is from: a bracket little, a short word some, a statement all. */
export function weightOf(line: string): number {
  const letters = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters < 2) return 0.1;
  return letters <= 6 ? 0.5 : 1;
}
