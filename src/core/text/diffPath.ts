const FORMS = [/^\+\+\+ (.*)$/, /^--- (.*)$/, /^rename to (.*)$/, /^diff --git .* ("?b\/.*)$/];

/**
 * The path that the part of a git diff about one file is about, relative to the repository: after the change, or before
 * it where the file was deleted. `undefined` for text that is no such part.
 */
export function diffPath(part: string): string | undefined {
  const end = part.search(/^@@/m);
  const head = (end < 0 ? part : part.slice(0, end)).split('\n');
  for (const form of FORMS)
    for (const line of head) {
      const name = form.exec(line)?.[1];
      if (!name || name === '/dev/null') continue;
      const path = unquoted(name.replace(/\t$/, ''));
      return form === FORMS[2] ? path : path.replace(/^[ab]\//, '');
    }
  return undefined;
}

/** Git puts names with special or, unless told otherwise, non-ASCII characters into quotes, as C does, byte by byte. */
function unquoted(name: string): string {
  const quoted = /^"(.*)"$/.exec(name)?.[1];
  if (quoted === undefined) return name;
  const bytes: number[] = [];
  for (const [, octal, escaped, plain = ''] of quoted.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...new TextEncoder().encode(escaped ? (ESCAPES[escaped] ?? escaped) : plain));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
