import { isPassword, isRandom } from './plausibility.ts';

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]{0,100})[ \t]*=[ \t]*(.*)$/;

const SECRET_NAME =
  /pass|pwd|secret|token|credential|private|auth|dsn|(?:^|_)(?:key|salt|pin|ak|sk)(?:_|$)|api_?key|access_?key/i;

/** Long values of other names are hidden only when nothing of the machine's or the program's is in them. */
const ORDINARY = /^(?:https?:\/\/[^@]*|[./~].*|\d+|true|false|[\w.-]+:\d+|[\d.]+)$/i;

/**
 * The values of a `.env` file that are worth hiding wherever they stand: those whose names say so, and those that look
 * random. `production`, `3000` and the address of a server are words of many texts.
 */
export function secretValuesOf(dotenv: string): readonly string[] {
  const values = new Set<string>();
  for (const line of dotenv.split(/\r?\n/)) {
    const [, name, raw] = LINE.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const value = unquoted(raw);
    const isSecret = SECRET_NAME.test(name)
      ? value.length >= 6 &&
        !ORDINARY.test(value) &&
        (isPassword(value) || isRandom(value) || /\d/.test(value))
      : value.length >= 16 && !ORDINARY.test(value) && isRandom(value);
    if (isSecret) values.add(value);
  }
  return [...values];
}

function unquoted(raw: string): string {
  const quoted = /^(["'`])(.*?)\1/.exec(raw);
  return quoted?.[2] ?? raw.replace(/[ \t]+#.*$/, '').trim();
}

/** Lines that only a `.env` file has: a name in capitals and its value, without blanks around the sign. */
const ENV_LINE =
  /^(?:\d{1,6}\|)?(?:export )?[A-Z][A-Z0-9_]{2,60}=["']?([^\s"'`$(){}<>]{8,300})["']?[ \t]*$/gm;

/** `[start, end)` of each value in lines like those of a `.env` file that looks random. */
export function* envValuesIn(text: string): Generator<readonly [number, number]> {
  for (const match of text.matchAll(ENV_LINE)) {
    const value = match[1] ?? '';
    if (ORDINARY.test(value) || !isRandom(value)) continue;
    const start = match.index + match[0].lastIndexOf(value);
    yield [start, start + value.length];
  }
}
