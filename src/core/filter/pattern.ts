/**
 * One step of a compiled pattern. A program is run by following all its ways at once, character by character, so that
 * its time is linear in the text whatever the pattern is.
 */
export type Step =
  | { readonly op: 'character'; readonly matches: (codePoint: number) => boolean }
  | { readonly op: 'split'; readonly to: readonly number[] }
  | { readonly op: 'assert'; readonly holds: (before: number, after: number) => boolean }
  | { readonly op: 'accept' };

/** Stands before the first character and after the last. */
export const EDGE = -1;

/** What a program may have in steps: each is looked at for each character. */
const MOST_STEPS = 2000;

/** Every way in which a pattern can be bad. */
export type PatternFault =
  | 'matches-nothing'
  | 'too-long'
  | 'breaks-off'
  | 'repeated-repetition'
  | 'counts-reversed'
  | 'nothing-to-repeat'
  | 'unknown-group'
  | 'open-group'
  | 'unopened-group'
  | 'unknown-escape'
  | 'no-such-character'
  | 'bad-range';

/** A pattern that cannot be compiled. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly fault: PatternFault;
  /** The part of the pattern that is bad, for the faults that name one. */
  readonly part: string;

  constructor(fault: PatternFault, part = '') {
    super(`${fault} ${part}`.trimEnd());
    this.fault = fault;
    this.part = part;
  }
}

/**
 * Compiles a regular expression of the kind that can be matched in linear time: literals, `.`, classes, `\d \w \s` and
 * their opposites, `\b`, `^` and `$` (of lines), groups, `|`, `* + ? {n,m}`, and `(?i)` at the start. The
 * first step is taken to stand at `at`. Throws `PatternError`: back references, look-around and lazy repetition are
 * refused, and so is what matches the empty text.
 */
export function compilePattern(pattern: string, at = 0): readonly Step[] {
  const [, flag, body = ''] = /^(\(\?i\))?(.*)$/s.exec(pattern) ?? [];
  const node = parse(body, flag !== undefined);
  if (node.canBeEmpty) throw new PatternError('matches-nothing');
  const steps = node.emit(at);
  if (steps.length >= MOST_STEPS) throw new PatternError('too-long');
  return [...steps, { op: 'accept' }];
}

/** A part of a pattern, which is written out as steps for the place where it stands. */
interface Node {
  readonly size: number;
  readonly canBeEmpty: boolean;
  emit(at: number): Step[];
}

type Matches = (codePoint: number) => boolean;

function parse(text: string, ignoreCase: boolean): Node {
  const characters = Array.from(text);
  let at = 0;
  const peek = (): string | undefined => characters[at];
  const take = (): string => {
    const character = characters[at++];
    if (character === undefined) throw new PatternError('breaks-off');
    return character;
  };
  const takeIf = (wanted: string): boolean => peek() === wanted && take() === wanted;

  function alternatives(): Node {
    const branches = [sequence()];
    while (takeIf('|')) branches.push(sequence());
    return branches.length === 1 ? branches[0]! : either(branches);
  }

  function sequence(): Node {
    const parts: Node[] = [];
    for (let next = peek(); next !== undefined && next !== '|' && next !== ')'; next = peek())
      parts.push(repeated(atom()));
    return inOrder(parts);
  }

  function repeated(part: Node): Node {
    const [least, most] = quantifier() ?? [1, 1];
    if (quantifier()) throw new PatternError('repeated-repetition');
    return least === 1 && most === 1 ? part : repeat(part, least, most);
  }

  function quantifier(): [least: number, most: number] | undefined {
    switch (peek()) {
      case '*':
        at++;
        return [0, Number.POSITIVE_INFINITY];
      case '+':
        at++;
        return [1, Number.POSITIVE_INFINITY];
      case '?':
        at++;
        return [0, 1];
      case '{': {
        const [counts, first = '', comma, last] =
          /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(characters.slice(at, at + 12).join('')) ?? [];
        if (counts === undefined) return undefined;
        at += counts.length;
        const least = Number(first);
        const most =
          comma === undefined ? least : last === undefined ? Number.POSITIVE_INFINITY : Number(last);
        if (most < least) throw new PatternError('counts-reversed');
        return [least, most];
      }
      default:
        return undefined;
    }
  }

  function atom(): Node {
    const character = take();
    switch (character) {
      case '(':
        return group();
      case '[':
        return one(characterClass());
      case '.':
        return one((codePoint) => codePoint !== NEWLINE);
      case '^':
        return assertion((before) => before === EDGE || before === NEWLINE);
      case '$':
        return assertion((_, after) => after === EDGE || after === NEWLINE);
      case '\\':
        return escaped();
      case '*':
      case '+':
      case '?':
        throw new PatternError('nothing-to-repeat', character);
      default:
        return one(literal(character));
    }
  }

  function group(): Node {
    if (takeIf('?') && !takeIf(':')) throw new PatternError('unknown-group');
    const inner = alternatives();
    if (!takeIf(')')) throw new PatternError('open-group');
    return inner;
  }

  function escaped(): Node {
    if (peek() === 'b' || peek() === 'B') {
      const isBoundary = take() === 'b';
      return assertion((before, after) => (isWord(before) !== isWord(after)) === isBoundary);
    }
    return one(matching(escapedCharacter()));
  }

  /** What stands behind a backslash: a kind of characters, or one. */
  function escapedCharacter(): Matches | string {
    const character = take();
    const known = KINDS[character] ?? CONTROLS[character];
    if (known) return known;
    if (character === 'x' || character === 'u') return numbered(character);
    if (/[\p{L}\p{N}_]/u.test(character)) throw new PatternError('unknown-escape', `\\${character}`);
    return character;
  }

  function numbered(kind: 'x' | 'u'): string {
    const rest = characters.slice(at, at + 8).join('');
    const [whole, hex, braced] =
      (kind === 'x' ? /^([\da-f]{2})/i : /^(?:([\da-f]{4})|\{([\da-f]{1,6})\})/i).exec(rest) ?? [];
    const codePoint = Number.parseInt(hex ?? braced ?? '', 16);
    if (whole === undefined || codePoint > 0x10ffff) throw new PatternError('no-such-character', `\\${kind}`);
    at += whole.length;
    return String.fromCodePoint(codePoint);
  }

  function characterClass(): Matches {
    const isNegated = takeIf('^');
    const members: Matches[] = [];
    for (let isFirst = true; isFirst || peek() !== ']'; isFirst = false) {
      const from = member();
      const isRange = typeof from === 'string' && peek() === '-' && (characters[at + 1] ?? ']') !== ']';
      members.push(isRange && take() ? inRange(from, member()) : matching(from));
    }
    take();
    return (codePoint) => members.some((matches) => matches(codePoint)) !== isNegated;
  }

  function member(): Matches | string {
    const character = take();
    return character === '\\' ? escapedCharacter() : character;
  }

  const matching = (what: Matches | string): Matches => (typeof what === 'string' ? literal(what) : what);

  function literal(character: string): Matches {
    const wanted = character.codePointAt(0)!;
    if (!ignoreCase) return (codePoint) => codePoint === wanted;
    const spellings = spellingsOf(character);
    return (codePoint) => spellings.includes(codePoint);
  }

  function inRange(first: string, last: Matches | string): Matches {
    const [from, to] = [first.codePointAt(0)!, typeof last === 'string' ? last.codePointAt(0)! : EDGE];
    if (to < from) throw new PatternError('bad-range');
    const matches: Matches = (codePoint) => codePoint >= from && codePoint <= to;
    if (!ignoreCase) return matches;
    return (codePoint) => spellingsOf(String.fromCodePoint(codePoint)).some(matches);
  }

  const node = alternatives();
  if (at < characters.length) throw new PatternError('unopened-group');
  return node;
}

const NEWLINE = 0x0a;

const spellingsOf = (character: string): number[] =>
  [character, character.toLowerCase(), character.toUpperCase()].map((each) => each.codePointAt(0)!);

const isDigit: Matches = (codePoint) => codePoint >= 0x30 && codePoint <= 0x39;

const isWord: Matches = (codePoint) =>
  isDigit(codePoint) ||
  (codePoint >= 0x41 && codePoint <= 0x5a) ||
  (codePoint >= 0x61 && codePoint <= 0x7a) ||
  codePoint === 0x5f;

const isSpace: Matches = (codePoint) => /\s/.test(String.fromCodePoint(codePoint));

const KINDS: Readonly<Record<string, Matches | undefined>> = {
  d: isDigit,
  D: (codePoint) => !isDigit(codePoint),
  w: isWord,
  W: (codePoint) => !isWord(codePoint),
  s: isSpace,
  S: (codePoint) => !isSpace(codePoint),
};

const CONTROLS: Readonly<Record<string, string | undefined>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  v: '\v',
};

const one = (matches: Matches): Node => ({
  size: 1,
  canBeEmpty: false,
  emit: () => [{ op: 'character', matches }],
});

const assertion = (holds: (before: number, after: number) => boolean): Node => ({
  size: 1,
  canBeEmpty: true,
  emit: () => [{ op: 'assert', holds }],
});

function inOrder(parts: readonly Node[]): Node {
  return {
    size: sized(parts.reduce((sum, { size }) => sum + size, 0)),
    canBeEmpty: parts.every(({ canBeEmpty }) => canBeEmpty),
    emit(at) {
      const steps: Step[] = [];
      for (const part of parts) steps.push(...part.emit(at + steps.length));
      return steps;
    },
  };
}

function either(branches: readonly Node[]): Node {
  // One split at the front; each branch but the last jumps over those behind it.
  const size = sized(branches.reduce((sum, branch) => sum + branch.size + 1, 0));
  return {
    size,
    canBeEmpty: branches.some(({ canBeEmpty }) => canBeEmpty),
    emit(at) {
      const starts: number[] = [];
      const steps: Step[] = [];
      for (const [index, branch] of branches.entries()) {
        starts.push(at + 1 + steps.length);
        steps.push(...branch.emit(at + 1 + steps.length));
        if (index < branches.length - 1) steps.push({ op: 'split', to: [at + size] });
      }
      return [{ op: 'split', to: starts }, ...steps];
    },
  };
}

/** As many copies as must be, then as many as may be, each of which can be left out; or one that leads back to itself. */
function repeat(part: Node, least: number, most: number): Node {
  const copies = inOrder(Array.from({ length: least }, () => part));
  return inOrder([copies, most === Number.POSITIVE_INFINITY ? loop(part) : optional(part, most - least)]);
}

function loop(part: Node): Node {
  return {
    size: sized(part.size + 2),
    canBeEmpty: true,
    emit(at) {
      const end = at + part.size + 2;
      return [{ op: 'split', to: [at + 1, end] }, ...part.emit(at + 1), { op: 'split', to: [at] }];
    },
  };
}

function optional(part: Node, times: number): Node {
  const size = sized((part.size + 1) * times);
  return {
    size,
    canBeEmpty: true,
    emit(at) {
      const steps: Step[] = [];
      for (let copy = 0; copy < times; copy++) {
        const here = at + steps.length;
        steps.push({ op: 'split', to: [here + 1, at + size] }, ...part.emit(here + 1));
      }
      return steps;
    },
  };
}

/** Checked before anything is written out: `(a{999}){999}` would be a million steps. */
function sized(size: number): number {
  if (size >= MOST_STEPS) throw new PatternError('too-long');
  return size;
}
