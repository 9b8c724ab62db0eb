import { nearestLanguage } from '../prompts/nearestLanguage.ts';

interface Quotes {
  readonly open: string;
  readonly close: string;
  /** What takes the next character out of its meaning; a doubled close when absent. */
  readonly escape?: '\\' | '';
  readonly isMultiline?: true;
}

interface Syntax {
  readonly line: readonly string[];
  readonly blocks: readonly (readonly [open: string, close: string])[];
  readonly quotes: readonly Quotes[];
  readonly hasNestedBlocks?: true;
  /** A string that stands by itself says what something is. */
  readonly hasDocstrings?: true;
  /** `/a/` may be an expression, and `` `${}` `` holds code. */
  readonly isScript?: true;
  /** `'a` may be a name, and `r#"` begins a text. */
  readonly isRust?: true;
  readonly isCpp?: true;
  /** `#` begins a comment only at the beginning of a word. */
  readonly isShell?: true;
}

const quoted = (mark: string, more: Partial<Quotes> = {}): Quotes => ({
  open: mark,
  close: mark,
  escape: '\\',
  ...more,
});

const STARS = ['/*', '*/'] as const;
const PLAIN = [quoted('"'), quoted("'")];
const LONG = { isMultiline: true } as const;
const BRACES: Syntax = { line: ['//'], blocks: [STARS], quotes: PLAIN };
const SCRIPT: Syntax = { ...BRACES, quotes: [...PLAIN, quoted('`', LONG)], isScript: true };
const TRIPLE: Syntax = { ...BRACES, quotes: [quoted('"""', LONG), ...PLAIN] };
const HASH: Syntax = { line: ['#'], blocks: [], quotes: [quoted('"', LONG), quoted("'", LONG)] };

/** By VS Code's language ids. */
const SYNTAXES: ReadonlyMap<string, Syntax> = new Map<string, Syntax>([
  ['typescript', SCRIPT],
  ['javascript', SCRIPT],
  ['java', TRIPLE],
  ['kotlin', { ...TRIPLE, hasNestedBlocks: true }],
  ['scala', { ...TRIPLE, hasNestedBlocks: true }],
  ['swift', { ...TRIPLE, quotes: [quoted('"""', LONG), quoted('"')], hasNestedBlocks: true }],
  ['groovy', { ...TRIPLE, quotes: [quoted('"""', LONG), quoted("'''", LONG), ...PLAIN] }],
  [
    'dart',
    { ...TRIPLE, quotes: [quoted('"""', LONG), quoted("'''", LONG), ...PLAIN], hasNestedBlocks: true },
  ],
  ['go', { ...BRACES, quotes: [...PLAIN, quoted('`', { ...LONG, escape: '' })] }],
  ['rust', { ...BRACES, quotes: [quoted('"', LONG)], hasNestedBlocks: true, isRust: true }],
  ['c', BRACES],
  ['cpp', { ...BRACES, isCpp: true }],
  [
    'csharp',
    {
      ...BRACES,
      quotes: [
        quoted('"""', { ...LONG, escape: '' }),
        ...['$@"', '@$"', '@"'].map((open): Quotes => ({ open, close: '"', isMultiline: true })),
        ...PLAIN,
      ],
    },
  ],
  ['php', { ...BRACES, line: ['//', '#'], quotes: [quoted('"', LONG), quoted("'", LONG)] }],
  ['python', { ...HASH, quotes: [quoted('"""', LONG), quoted("'''", LONG), ...PLAIN], hasDocstrings: true }],
  ['ruby', { ...HASH, blocks: [['\n=begin', '\n=end']] }],
  ['shellscript', { ...HASH, isShell: true }],
  ['r', HASH],
  ['powershell', { ...HASH, blocks: [['<#', '#>']] }],
  ['css', { ...BRACES, line: [] }],
  ['scss', BRACES],
  ['less', BRACES],
  [
    'sql',
    { line: ['--'], blocks: [STARS], quotes: [{ open: "'", close: "'", isMultiline: true }, quoted('"')] },
  ],
  [
    'lua',
    {
      line: ['--'],
      blocks: [['--[[', ']]']],
      quotes: [...PLAIN, { ...quoted('[[', LONG), close: ']]', escape: '' }],
    },
  ],
]);

/** Comments that a tool reads are as good as code: switches of linters, build tags, encodings, regions. */
const DIRECTIVE =
  /^(?:\/\/\/?|\/\*+|#+|--)\s*(?:@ts-|eslint|biome-|prettier-|istanbul |c8 |v8 |@vite|webpack|@jsx|<reference|type:|noqa|pylint:|mypy:|pyright:|ruff:|fmt:|isort:|pragma:|-\*-|coding|!|go:|\+build|export |nolint|NOLINT|clang-|sourceMapping|rustfmt|noinspection|CHECKSTYLE|@formatter|ReSharper|(?:end)?region\b|shellcheck|frozen_string_literal|rubocop:)/;

/** Before a line that begins within a text, so that it is never taken for an empty one. */
const WITHIN_TEXT = '\u0000';

/**
 * Each line without its comments and without blanks at its end, so that two files with the same lines that are not empty
 * do the same. Comments that tools read are left. `undefined` for a language whose comments are not known.
 */
export function codeOfLines(lines: readonly string[], languageId: string): readonly string[] | undefined {
  const syntax = SYNTAXES.get(nearestLanguage(languageId));
  return syntax && new Reader(`${lines.join('\n')}\n`, syntax).read();
}

class Reader {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #lines: string[] = [];
  #line = '';
  #at = 0;
  #depth = 0;
  /** Depths of the braces that belong to a template’s `${`. */
  readonly #templates: number[] = [];

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#syntax = syntax;
  }

  read(): readonly string[] {
    while (this.#at < this.#text.length) if (!this.#comment() && !this.#string()) this.#sign();
    return this.#lines;
  }

  /** Takes what is code up to `end`. */
  #keep(end: number, isText = false): void {
    const pieces = this.#text.slice(this.#at, end).split('\n');
    this.#at = end;
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) this.#endLine(isText ? WITHIN_TEXT : '');
      this.#line += piece;
    }
  }

  #drop(end: number): void {
    const { length } = this.#text.slice(this.#at, end).split('\n');
    this.#at = end;
    for (let index = 1; index < length; index++) this.#endLine('');
  }

  #endLine(next: string): void {
    this.#lines.push(this.#line.trimEnd());
    this.#line = next;
  }

  #comment(): boolean {
    const { line, blocks, hasNestedBlocks, isShell } = this.#syntax;
    for (const [open, close] of blocks) {
      // Some stand at the beginning of a line only.
      const isHere = open.startsWith('\n')
        ? this.#line === '' && this.#text.startsWith(open.slice(1), this.#at) && this.#isLineStart()
        : this.#text.startsWith(open, this.#at);
      if (isHere) return this.#takeComment(this.#blockEnd(open, close, hasNestedBlocks === true));
    }
    const isLine = line.some((mark) => this.#text.startsWith(mark, this.#at));
    if (!isLine || (isShell && /[^\s;&|(]$/.test(this.#line))) return false;
    return this.#takeComment(this.#lineEnd());
  }

  #isLineStart(): boolean {
    return this.#at === 0 || this.#text[this.#at - 1] === '\n';
  }

  #takeComment(end: number): boolean {
    if (DIRECTIVE.test(this.#text.slice(this.#at, this.#at + 40))) this.#keep(end);
    else this.#drop(end);
    return true;
  }

  #lineEnd(): number {
    return this.#text.indexOf('\n', this.#at);
  }

  #blockEnd(open: string, close: string, isNested: boolean): number {
    let depth = 1;
    let at = this.#at + open.length;
    while (depth > 0) {
      const end = this.#text.indexOf(close, at);
      if (end < 0) return this.#text.length;
      const inner = isNested ? this.#text.indexOf(open, at) : -1;
      if (inner >= 0 && inner < end) {
        depth++;
        at = inner + open.length;
      } else {
        depth--;
        at = end + close.length;
      }
    }
    return close.startsWith('\n') ? this.#text.indexOf('\n', at) : at;
  }

  #string(): boolean {
    const { quotes, hasDocstrings } = this.#syntax;
    const special = this.#specialText();
    if (special !== undefined) {
      this.#keep(special, true);
      return true;
    }
    const found = quotes.find(({ open }) => this.#text.startsWith(open, this.#at));
    if (!found) return false;
    if (found.open === '`' && this.#syntax.isScript) {
      this.#at++;
      this.#line += '`';
      this.#template();
      return true;
    }
    const end = this.#quotesEnd(found);
    if (hasDocstrings && this.#isDocstring(end)) {
      this.#line = '';
      this.#drop(end);
    } else this.#keep(end, true);
    return true;
  }

  /** A string that is a statement: alone on its lines, in no brackets, and behind no line that goes on. */
  #isDocstring(end: number): boolean {
    const rest = this.#text.slice(end, this.#text.indexOf('\n', end));
    const before = this.#lines.at(-1) ?? '';
    return (
      this.#depth === 0 &&
      /^\s*[ru]?$/i.test(this.#line) &&
      /^\s*(?:#.*)?$/.test(rest) &&
      !before.endsWith('\\')
    );
  }

  #quotesEnd({ open, close, escape: escapes, isMultiline }: Quotes): number {
    let at = this.#at + open.length;
    while (at < this.#text.length) {
      if (this.#text[at] === '\n' && !isMultiline) return at;
      if (escapes === '\\' && this.#text[at] === '\\') at += 2;
      else if (!this.#text.startsWith(close, at)) at++;
      else if (escapes === undefined && this.#text.startsWith(close + close, at)) at += 2 * close.length;
      else return at + close.length;
    }
    return this.#text.length;
  }

  /** Texts whose ends are named by their beginnings, names with a quote, and regular expressions. */
  #specialText(): number | undefined {
    const { isRust, isCpp, isScript } = this.#syntax;
    const rest = (): string => this.#text.slice(this.#at, this.#at + 40);
    const upTo = (close: string, from: number): number => {
      const end = this.#text.indexOf(close, this.#at + from);
      return end < 0 ? this.#text.length : end + close.length;
    };
    if (isRust) {
      const [raw, hashes] = /^b?r(#*)"/.exec(rest()) ?? [];
      if (raw && !/\w$/.test(this.#line)) return upTo(`"${hashes}`, raw.length);
      const [character] = /^'(?:\\.[^'\n]*|[^'\\\n])'/.exec(rest()) ?? [];
      if (character) return this.#at + character.length;
    }
    if (isCpp) {
      const [raw, mark] = /^R"([^()\\\s]{0,16})\(/.exec(rest()) ?? [];
      if (raw) return upTo(`)${mark}"`, raw.length);
      // The mark in a long number.
      if (rest().startsWith("'") && /[\da-f]$/i.test(this.#line) && /\b\d[\da-fx']*$/i.test(this.#line))
        return this.#at + 1;
    }
    if (isScript && this.#text[this.#at] === '/' && this.#canBeginExpression()) {
      const line = this.#text.slice(this.#at, this.#lineEnd());
      const [expression] = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/\w*/.exec(line) ?? [];
      if (expression) return this.#at + expression.length;
    }
    return undefined;
  }

  #canBeginExpression(): boolean {
    const before = this.#line.trimEnd();
    return /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|void|delete|throw|yield|await|else|do))$/.test(
      before,
    );
  }

  /** Takes the text of a template up to its end, or to code in it. */
  #template(): void {
    let at = this.#at;
    while (at < this.#text.length) {
      if (this.#text[at] === '\\') at += 2;
      else if (this.#text[at] === '`') {
        this.#keep(at + 1, true);
        return;
      } else if (this.#text.startsWith('${', at)) {
        this.#keep(at + 2, true);
        this.#templates.push(this.#depth);
        return;
      } else at++;
    }
    this.#keep(this.#text.length, true);
  }

  #sign(): void {
    const sign = this.#text[this.#at] ?? '';
    if (sign === '}' && this.#templates.at(-1) === this.#depth) {
      this.#templates.pop();
      this.#keep(this.#at + 1);
      this.#template();
      return;
    }
    if ('([{'.includes(sign)) this.#depth++;
    else if (')]}'.includes(sign)) this.#depth = Math.max(0, this.#depth - 1);
    this.#keep(this.#at + 1);
  }
}
