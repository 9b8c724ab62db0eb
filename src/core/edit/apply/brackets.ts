/** How the text of a language is read, as far as brackets, strings and comments go. */
interface Syntax {
  readonly lineComments: readonly string[];
  readonly blockComment?: readonly [string, string];
  /** Strings that may go over several lines. */
  readonly longStrings: readonly string[];
  /** Strings in single quotes may be longer than a character. */
  readonly singleQuotes: boolean;
}

const C_LIKE: Syntax = {
  lineComments: ['//'],
  blockComment: ['/*', '*/'],
  longStrings: [],
  singleQuotes: false,
};
const SCRIPT: Syntax = { ...C_LIKE, longStrings: ['`'], singleQuotes: true };
const HASH: Syntax = { lineComments: ['#'], longStrings: [], singleQuotes: true };

const SYNTAXES: readonly (readonly [RegExp, Syntax])[] = [
  [/\.(?:[cm]?[jt]sx?)$/i, SCRIPT],
  [/\.(?:java|c|h|cc|cpp|cxx|hpp|hh|cs|rs|kt|kts|swift|scala|dart|groovy|proto)$/i, C_LIKE],
  [/\.go$/i, { ...C_LIKE, longStrings: ['`'] }],
  [/\.(?:css|scss|less)$/i, { ...C_LIKE, lineComments: [], singleQuotes: true }],
  [/\.php$/i, { ...C_LIKE, lineComments: ['//', '#'], singleQuotes: true }],
  [/\.pyi?$/i, { ...HASH, longStrings: ['"""', "'''"] }],
  [/\.(?:jsonc?|json5)$/i, C_LIKE],
];

/** What the brackets of a text come to. */
export interface Brackets {
  /** Brackets that are opened and not closed, and strings or comments that do not end. */
  readonly open: number;
  /** Closing brackets that close nothing. */
  readonly unopened: number;
  /** For each line, whether it begins within a string or a comment of several lines. */
  readonly startsInside: readonly boolean[];
}

const PARTNERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Every character that a bracket, a string or a comment begins with. */
const SPECIAL = /["'`/#()[\]{}]/g;

/** Counts brackets outside of strings and comments; `undefined` for a language of which it is not known how. */
export function bracketsOf(lines: readonly string[], path: string): Brackets | undefined {
  const syntax = SYNTAXES.find(([ending]) => ending.test(path))?.[1];
  if (!syntax) return undefined;
  const stack: string[] = [];
  const startsInside: boolean[] = [];
  let unopened = 0;
  /** What ends the string or comment that the line begins in. */
  let until: string | undefined;
  for (const line of lines) {
    startsInside.push(until !== undefined);
    let at = 0;
    for (;;) {
      if (until !== undefined) {
        const end = endOf(line, at, until);
        if (end < 0) break;
        at = end + until.length;
        until = undefined;
      }
      SPECIAL.lastIndex = at;
      const found = SPECIAL.exec(line);
      if (!found) break;
      at = found.index;
      const character = found[0];
      if (syntax.lineComments.some((mark) => line.startsWith(mark, at))) break;
      const block = syntax.blockComment;
      const quote = syntax.longStrings.find((mark) => line.startsWith(mark, at));
      if (block && line.startsWith(block[0], at)) {
        until = block[1];
        at += block[0].length;
      } else if (quote) {
        until = quote;
        at += quote.length;
      } else if (character === '"' || character === "'") at = afterString(line, at, character, syntax);
      else {
        if ('([{'.includes(character)) stack.push(character);
        else if (character in PARTNERS) {
          if (stack.at(-1) === PARTNERS[character]) stack.pop();
          else unopened++;
        }
        at++;
      }
    }
  }
  return { open: stack.length + (until === undefined ? 0 : 1), unopened, startsInside };
}

function afterString(line: string, at: number, quote: string, syntax: Syntax): number {
  const end = endOf(line, at + 1, quote);
  if (end < 0) return at + 1;
  return quote === "'" && !syntax.singleQuotes && end - at > 11 ? at + 1 : end + 1;
}

function endOf(line: string, from: number, mark: string): number {
  for (let at = from; at <= line.length - mark.length; at++) {
    if (line[at] === '\\' && mark !== '*/') at++;
    else if (line.startsWith(mark, at)) return at;
  }
  return -1;
}

export const isBalanced = (brackets: Brackets | undefined): boolean =>
  brackets === undefined || (brackets.open === 0 && brackets.unopened === 0);
