/** Lines of a file that some text names, from 1. */
export interface PlaceInFile {
  /** As it is written, downward from somewhere; with `/`. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A column may follow the line, or the last line. */
const PLACE = /^([^\s:#?%*"<>|\\]+):(\d{1,7})(?::\d+|-(\d{1,7}))?$/;
const FILE_NAME = /\.[a-z]\w*$/i;
/** `example.com:443` is a server and its port. */
const SERVER_NAME = /\.(?:ai|cn|com|dev|io|local|net|org)$/i;

/** The place that inline code is: `src/cart.ts:18`, `cart.ts:18-20`; absolute and upwards there is none. */
export function placeInFile(code: string): PlaceInFile | undefined {
  const [, path, first, last] = PLACE.exec(code) ?? [];
  if (path === undefined || first === undefined) return undefined;
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  if (name === '' || folders.some((folder) => folder === '' || folder === '..')) return undefined;
  const isFile = folders.length > 0 || (FILE_NAME.test(name) && !SERVER_NAME.test(name));
  return isFile ? placeOf(path.replace(/^\.\//, ''), first, last) : undefined;
}

/** `src/cart.ts`, `./src/cart.ts:12`, `src/C%23/cart.ts#L12-L20`. */
const FILE_LINK =
  /^(?:\.\/)?(?<path>[^:#?]+?)(?::(?<line>\d{1,7})(?::\d+|-(?<last>\d{1,7}))?|#L(?<anchor>\d{1,7})(?:-L?(?<end>\d{1,7}))?)?$/;

/** The place that a link leads to; its first line when it names none. Absolute and upwards there is none. */
export function linkedPlace(href: string): (PlaceInFile & { readonly hasLine: boolean }) | undefined {
  const { path: encoded = '', line, last, anchor, end } = FILE_LINK.exec(href)?.groups ?? {};
  const path = readableTarget(encoded);
  if (!isDownward(path)) return undefined;
  const first = line ?? anchor;
  return { ...placeOf(path, first ?? '1', last ?? end), hasLine: first !== undefined };
}

function placeOf(path: string, first: string, last: string | undefined): PlaceInFile {
  const startLine = Math.max(1, Number(first));
  return { path, startLine, endLine: Math.max(startLine, Number(last ?? first)) };
}

/** A relative path that stays below where it starts. */
const isDownward = (path: string): boolean =>
  path !== '' && !/[\\:]/.test(path) && path.split('/').every((part) => part !== '' && part !== '..');

/** A link's target without escapes: the same for what was written and for what a Markdown parser made of it. */
export function readableTarget(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
