import { diffLines } from '../../../src/core/edit/lineDiff.ts';
import type { CorpusCase } from './corpusCase.ts';
import { asDiff, asSearchReplace, blockAt, hunksOf, lineOf, linesOf, type WrittenHunk } from './forms.ts';

/** A source before and after a change that a user wants. */
export interface Change {
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The first lines of the block that holds the change; absent where none does. */
  readonly unit?: string;
}

type Written = Pick<CorpusCase, 'document' | 'wanted'> & {
  readonly form: string;
  readonly code: string;
  readonly info?: string;
  readonly isCut?: true;
};

/** A way in which models, or the time between question and answer, make an edit slightly wrong. */
export interface Mutation {
  readonly kind: string;
  /** Nothing where the change does not lend itself to it. */
  make(change: Change): readonly Written[];
}

type Lines = WrittenHunk['lines'];

const mapHunks = (hunks: readonly WrittenHunk[], map: (lines: Lines) => Lines): readonly WrittenHunk[] =>
  hunks.map((hunk) => ({ ...hunk, lines: map(hunk.lines) }));

const mapLines = (
  hunks: readonly WrittenHunk[],
  map: (text: string, sign: string, number: number) => string,
): readonly WrittenHunk[] =>
  mapHunks(hunks, (lines) =>
    lines.map(({ sign, text }, number) => ({ sign, text: map(text, sign, number) })),
  );

const isSolid = (text: string): boolean => text.trim() !== '';

/** Search/replace and a diff of the same hunks. */
function bothForms({ path, before, after }: Change, hunks: readonly WrittenHunk[]): readonly Written[] {
  return [
    { form: 'search/replace', document: before, wanted: after, code: asSearchReplace(path, hunks) },
    { form: 'diff', document: before, wanted: after, code: asDiff(path, hunks), info: 'diff' },
  ];
}

const hunks = ({ before, after }: Change, context = 3): readonly WrittenHunk[] =>
  hunksOf(before, after, context);

/** The block that holds the change, before and after it. */
function unitOf({
  before,
  after,
  unit,
}: Change): { readonly old: string[]; readonly fresh: string[] } | undefined {
  if (unit === undefined) return undefined;
  const [a, b] = [linesOf(before), linesOf(after)];
  const start = lineOf(before, unit);
  // The first line may be changed too, but nothing above it.
  return { old: a.slice(...blockAt(a, start)), fresh: b.slice(...blockAt(b, start)) };
}

const dedented = (lines: readonly string[]): string[] => {
  const depth = Math.min(...lines.filter(isSolid).map((line) => /^\s*/.exec(line)![0].length));
  return lines.map((line) => line.slice(depth));
};

/** As a user would change the document meanwhile: one line, at the same place in both texts. */
function alsoEdited(change: Change, number: number, edit: (line: string) => string): Change | undefined {
  const [a, b] = [linesOf(change.before), linesOf(change.after)];
  const line = a[number];
  if (line === undefined || a.filter((other) => other === line).length !== 1) return undefined;
  const there = b.indexOf(line);
  if (there < 0 || b.indexOf(line, there + 1) >= 0) return undefined;
  const text = (lines: string[], at: number): string => `${lines.with(at, edit(line)).join('\n')}\n`;
  return { ...change, before: text(a, number), after: text(b, there) };
}

const userEdit = (line: string): string => `${line} `.replace(/(\w)(\W*) $/, '$1Own$2');

/** Lines around the changes of a hunk, by their numbers in the document. */
function contextNumbers(hunk: WrittenHunk): readonly number[] {
  let line = hunk.start - 1;
  return hunk.lines.flatMap(({ sign, text }) => {
    if (sign !== '+') line++;
    return sign === ' ' && isSolid(text) ? [line] : [];
  });
}

const COMMENT: Readonly<Record<string, readonly [string, string]>> = {
  py: ['# ', ''],
  yml: ['# ', ''],
  html: ['<!-- ', ' -->'],
  md: ['<!-- ', ' -->'],
  css: ['/* ', ' */'],
};

function mark(path: string, words: string): string {
  const [open, close] = COMMENT[path.split('.').at(-1)!] ?? ['// ', ''];
  return `${open}${words}${close}`;
}

const MARKS = [
  '... existing code ...',
  '... rest unchanged ...',
  '…',
  '...其余代码不变',
  '... (unchanged) ...',
];

/** The block after the change, with the statements that did not change left out, but for so many beside those that did. */
function elided(change: Change, kept: number): string[] | undefined {
  const unit = unitOf(change);
  if (!unit || unit.fresh.length < 5) return undefined;
  const { old, fresh } = unit;
  const width = (line: string): number => /^\s*/.exec(line)![0].length;
  const depth = width(fresh.slice(1).find((line) => isSolid(line) && width(line) > width(fresh[0]!)) ?? '');
  if (depth === 0) return undefined;
  const body = fresh.findIndex((line, at) => at > 0 && isSolid(line) && width(line) === depth);
  let end = fresh.length;
  while (end > 0 && width(fresh[end - 1]!) < depth) end--;
  const starts = fresh.flatMap((line, at) =>
    at >= body && at < end && isSolid(line) && width(line) === depth && !/^\s*[})\]]/.test(line) ? [at] : [],
  );
  const statements = starts.map((start, at) => fresh.slice(start, starts[at + 1] ?? end));
  const text = `\n${old.join('\n')}\n`;
  const isSame = statements.map((lines) => text.includes(`\n${lines.join('\n').trimEnd()}\n`));
  const isLeftOut = isSame.map((same, at) => {
    for (let near = at - kept; near <= at + kept; near++) if (isSame[near] === false) return false;
    return same;
  });
  if (!isLeftOut.includes(true)) return undefined;
  const words = MARKS[change.name.length % MARKS.length]!;
  const blanks = fresh[body]!.slice(0, depth);
  const lines = fresh.slice(0, body);
  for (const [at, statement] of statements.entries()) {
    if (!isLeftOut[at]) lines.push(...statement);
    else if (!isLeftOut[at - 1]) lines.push(blanks + mark(change.path, words));
  }
  return [...lines, ...fresh.slice(end)];
}

const onlyRefusal = (written: readonly Written[], document?: string): readonly Written[] =>
  written.map((one) => ({ ...one, wanted: 'refusal', ...(document !== undefined && { document }) }));

const tabbed = (text: string, unit: number): string =>
  text.replace(/^ +/, (blanks) => (blanks.length % unit === 0 ? '\t'.repeat(blanks.length / unit) : blanks));

const unitWidth = (path: string): number =>
  ({ ts: 2, html: 2, css: 2, yml: 2 })[path.split('.').at(-1)!] ?? 4;

const code = (
  change: Change,
  form: string,
  lines: readonly string[],
  more: Partial<Written> = {},
): Written => ({
  form,
  document: change.before,
  wanted: change.after,
  code: lines.join('\n'),
  ...more,
});

const fragment = (
  change: Change,
  map: (lines: string[]) => string[] = (lines) => lines,
): readonly Written[] => {
  const unit = unitOf(change);
  return unit ? [code(change, 'part', map(unit.fresh))] : [];
};

export const MUTATIONS: readonly Mutation[] = [
  {
    kind: 'correct',
    make: (change) => [
      ...bothForms(change, hunks(change)),
      ...bothForms(change, hunks(change, 1)),
      ...fragment(change),
      code(change, 'whole file', linesOf(change.after)),
    ],
  },
  {
    kind: 'indentation lost',
    make: (change) => [
      ...bothForms(
        change,
        mapHunks(hunks(change), (lines) => {
          const texts = dedented(lines.map(({ text }) => text));
          return lines.map(({ sign }, at) => ({ sign, text: texts[at]! }));
        }),
      ),
      ...fragment(change, dedented),
    ],
  },
  {
    kind: 'indentation too deep',
    make: (change) => [
      ...bothForms(
        change,
        mapLines(hunks(change), (text) => (isSolid(text) ? `    ${text}` : text)),
      ),
      ...fragment(change, (lines) => lines.map((line) => (isSolid(line) ? `    ${line}` : line))),
    ],
  },
  {
    kind: 'first line dedented',
    make(change) {
      const torn = (lines: string[]): string[] => lines.with(0, lines[0]!.trimStart());
      const parts = hunks(change).filter(({ lines }) => lines[0]?.sign === ' ');
      return [
        ...(parts.length === hunks(change).length
          ? bothForms(
              change,
              mapLines(parts, (text, _, number) => (number === 0 ? text.trimStart() : text)),
            )
          : []),
        ...fragment(change, torn),
      ];
    },
  },
  {
    kind: 'one context line indented otherwise',
    make: (change) =>
      bothForms(
        change,
        mapHunks(hunks(change), (lines) => {
          const at = lines.findIndex(({ sign, text }) => sign === ' ' && isSolid(text));
          return lines.map((line, number) => (number === at ? { ...line, text: `  ${line.text}` } : line));
        }),
      ),
  },
  {
    kind: 'tabs for blanks',
    make(change) {
      if (change.path.endsWith('.go')) return [];
      const unit = unitWidth(change.path);
      return [
        ...bothForms(
          change,
          mapLines(hunks(change), (text) => tabbed(text, unit)),
        ),
        ...fragment(change, (lines) => lines.map((line) => tabbed(line, unit))),
      ];
    },
  },
  {
    kind: 'blanks for tabs',
    make(change) {
      if (!change.path.endsWith('.go')) return [];
      const spaced = (text: string): string => text.replace(/^\t+/, (tabs) => '    '.repeat(tabs.length));
      return [
        ...bothForms(change, mapLines(hunks(change), spaced)),
        ...fragment(change, (lines) => lines.map(spaced)),
      ];
    },
  },
  {
    kind: 'trailing blanks',
    make(change) {
      const spaced = (text: string): string =>
        `${linesOf(text)
          .map((line, at) => (at % 3 === 0 && isSolid(line) ? `${line}  ` : line))
          .join('\n')}\n`;
      const written = bothForms(
        change,
        mapLines(hunks(change), (text, sign, number) =>
          sign === ' ' && number % 2 === 0 ? `${text}  ` : text,
        ),
      );
      // The other way round: the document has them, and the model did not write them.
      const document = linesOf(spaced(change.before));
      const fresh = linesOf(change.after);
      const wanted = diffLines(linesOf(change.before), fresh)
        .toReversed()
        .reduce(
          (lines, { oldStart, oldEnd, newStart, newEnd }) =>
            lines.toSpliced(oldStart, oldEnd - oldStart, ...fresh.slice(newStart, newEnd)),
          document,
        );
      return [
        ...written,
        ...bothForms(change, hunks(change)).map((one) => ({
          ...one,
          document: `${document.join('\n')}\n`,
          wanted: `${wanted.join('\n')}\n`,
        })),
      ];
    },
  },
  {
    kind: 'blank lines lost',
    make: (change) =>
      bothForms(
        change,
        mapHunks(hunks(change, 5), (lines) =>
          lines.filter(({ sign, text }) => sign !== ' ' || isSolid(text)),
        ),
      ),
  },
  {
    kind: 'blank lines added',
    make: (change) =>
      bothForms(
        change,
        mapHunks(hunks(change), (lines) =>
          lines.flatMap((line, at) =>
            line.sign === ' ' && lines[at + 1]?.sign === ' '
              ? [line, { sign: ' ' as const, text: '' }]
              : [line],
          ),
        ),
      ),
  },
  {
    kind: 'CRLF',
    make(change) {
      const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
      return [...bothForms(change, hunks(change)), ...fragment(change)].flatMap((one) => [
        { ...one, document: crlf(change.before), wanted: crlf(change.after) },
        { ...one, code: crlf(one.code) },
      ]);
    },
  },
  {
    kind: 'no final line break',
    make: (change) =>
      [...bothForms(change, hunks(change)), code(change, 'whole file', linesOf(change.after))].map((one) => ({
        ...one,
        document: change.before.slice(0, -1),
        wanted: change.after.slice(0, -1),
      })),
  },
  {
    kind: 'wrong line numbers',
    make: (change) =>
      [-37, 12, 1].map((shift) => ({
        ...bothForms(change, hunks(change))[1]!,
        code: asDiff(change.path, hunks(change), {
          header: ({ start }, [old, fresh]) =>
            `@@ -${Math.max(1, start + shift)},${old} +${Math.max(1, start + shift)},${fresh} @@`,
        }),
      })),
  },
  {
    kind: 'wrong line counts',
    make: (change) =>
      [-2, 3].map((wrong) => ({
        ...bothForms(change, hunks(change))[1]!,
        code: asDiff(change.path, hunks(change), {
          header: ({ start }, [old, fresh]) =>
            `@@ -${start + 1},${Math.max(1, old + wrong)} +${start + 1},${Math.max(1, fresh + wrong)} @@`,
        }),
      })),
  },
  {
    kind: 'no line numbers',
    make: (change) =>
      ['@@ ... @@', '@@'].map((header) => ({
        ...bothForms(change, hunks(change))[1]!,
        code: asDiff(change.path, hunks(change), { header: () => header }),
      })),
  },
  {
    kind: 'missing diff prefix',
    make: (change) => [
      {
        ...bothForms(change, hunks(change))[1]!,
        code: asDiff(change.path, hunks(change), {
          line: (sign, text) => (sign === ' ' ? text : sign + text),
        }),
      },
      {
        ...bothForms(change, hunks(change))[1]!,
        code: asDiff(change.path, hunks(change), {
          line: (sign, text) => (sign === ' ' && !isSolid(text) ? '' : sign + text),
        }),
      },
    ],
  },
  {
    kind: 'blank after the sign',
    make: (change) => [
      {
        ...bothForms(change, hunks(change))[1]!,
        code: asDiff(change.path, hunks(change), { line: (sign, text) => `${sign} ${text}` }),
      },
    ],
  },
  {
    kind: 'smart quotes and full-width signs',
    make(change) {
      let opens = true;
      const smart = (text: string): string =>
        text
          .replaceAll('"', () => {
            opens = !opens;
            return opens ? '”' : '“';
          })
          .replaceAll("'", '’');
      const wide = (text: string): string =>
        text.replaceAll('(', '（').replaceAll(')', '）').replaceAll(',', '，');
      return [smart, wide].flatMap((retype) => {
        const retyped = mapLines(hunks(change), (text) => retype(text));
        // Where only new lines have such signs, nothing tells that they are not meant.
        const isTold = hunks(change).every(({ lines }) =>
          ['“', '”', '’', '（', '）', '，'].every(
            (sign) =>
              !retyped.some((hunk) =>
                hunk.lines.some((line) => line.sign === '+' && line.text.includes(sign)),
              ) || lines.some(({ sign: at, text }) => at !== '+' && retype(text).includes(sign)),
          ),
        );
        return isTold ? bothForms(change, retyped) : [];
      });
    },
  },
  {
    kind: 'context line missing',
    make: (change) =>
      bothForms(
        change,
        mapHunks(hunks(change, 4), (lines) => {
          const at = lines.findIndex(({ sign, text }, number) => number > 0 && sign === ' ' && isSolid(text));
          return lines.filter((_, number) => number !== at);
        }),
      ),
  },
  {
    kind: 'context line made up',
    make: (change) =>
      bothForms(
        change,
        mapHunks(hunks(change, 4), (lines) => {
          const [first] = lines;
          const made = {
            sign: ' ' as const,
            text: `${/^\s*/.exec(first!.text)![0]}${mark(change.path, 'Prepare what is needed below')}`,
          };
          return first!.sign === ' ' ? [first!, made, ...lines.slice(1)] : lines;
        }),
      ),
  },
  {
    kind: 'context line retyped',
    make: (change) =>
      bothForms(
        change,
        mapHunks(hunks(change, 4), (lines) => {
          const at = lines.findIndex(({ sign, text }) => sign === ' ' && /\w{4}/.test(text));
          return lines.map((line, number) =>
            number === at ? { ...line, text: line.text.replace(/(\w{3})\w/, '$1') } : line,
          );
        }),
      ),
  },
  {
    kind: 'elsewhere changed since',
    make(change) {
      const taken = new Set(hunks(change).flatMap(({ start, lines }) => lines.map((_, at) => start + at)));
      return linesOf(change.before)
        .flatMap((text, at) => (!taken.has(at) && /\w{3}/.test(text) ? [at] : []))
        .filter((_, at) => at % 9 === 0)
        .slice(0, 2)
        .flatMap((at) => {
          const edited = alsoEdited(change, at, userEdit);
          return edited
            ? bothForms(change, hunks(change)).map((one) => ({
                ...one,
                document: edited.before,
                wanted: edited.after,
              }))
            : [];
        });
    },
  },
  {
    kind: 'context changed since',
    make(change) {
      const [first] = hunks(change, 4);
      const at = contextNumbers(first!)[0];
      const edited = at === undefined ? undefined : alsoEdited(change, at, userEdit);
      if (!edited) return [];
      return bothForms(change, hunks(change, 4)).map((one) => ({
        ...one,
        document: edited.before,
        wanted: edited.after,
      }));
    },
  },
  {
    kind: 'elisions',
    make(change) {
      const lines = elided(change, 1);
      return lines ? [code(change, 'part', lines), code(change, 'part', dedented(lines))] : [];
    },
  },
  {
    kind: 'elisions right beside the change',
    make(change) {
      const lines = elided(change, 0);
      return lines ? [code(change, 'part', lines)] : [];
    },
  },
  {
    kind: 'elided search',
    make(change) {
      const words = mark(change.path, '...');
      const [only, ...others] = hunks(change, 3);
      if (!only || others.length > 0) return [];
      const old = linesOf(change.before);
      let head = only.start - 3;
      while (head > 0 && !(isSolid(old[head]!) && old.filter((line) => line === old[head]).length === 1))
        head--;
      if (head < 0) return [];
      const lines = [
        { sign: ' ' as const, text: old[head]! },
        { sign: ' ' as const, text: words },
        ...only.lines,
      ];
      return bothForms(change, [{ start: head, lines }]);
    },
  },
  {
    kind: 'several faults at once',
    make(change) {
      const retyped = mapHunks(hunks(change, 4), (lines) => {
        const at = lines.findIndex(({ sign, text }) => sign === ' ' && /\w{4}/.test(text));
        return lines.flatMap((line, number) => {
          if (number === at) return [{ ...line, text: `${line.text.replace(/(\w{3})\w/, '$1')}  ` }];
          return line.sign === ' ' && !isSolid(line.text) ? [] : [line];
        });
      });
      const shallow = mapHunks(retyped, (lines) => {
        const texts = dedented(lines.map(({ text }) => text));
        return lines.map(({ sign }, at) => ({ sign, text: texts[at]! }));
      });
      const documents = [change, ...[30, 12].flatMap((at) => alsoEdited(change, at, userEdit) ?? [])];
      return documents.flatMap(({ before, after }) =>
        [retyped, shallow].flatMap((written) => [
          {
            form: 'search/replace',
            document: before,
            wanted: after,
            code: asSearchReplace(change.path, written),
          },
          {
            form: 'diff',
            document: before.replaceAll('\n', '\r\n'),
            wanted: after.replaceAll('\n', '\r\n'),
            info: 'diff',
            code: asDiff(change.path, written, {
              header: ({ start }, [old, fresh]) =>
                `@@ -${start + 9},${old - 1} +${start + 7},${fresh + 2} @@`,
              line: (sign, text) => (sign === ' ' && text.length % 2 === 0 ? text : sign + text),
            }),
          },
        ]),
      );
    },
  },
  {
    kind: 'little context',
    // As few lines as it takes for the place to be clear, which is often none but what is replaced.
    make(change) {
      const written = hunks(change, 0);
      // Where the file has no indentation there either, nothing tells that some was lost.
      const isTold = written.every(({ lines }) =>
        lines.some(({ sign, text }) => sign !== '+' && /^\s+\S/.test(text)),
      );
      const flat = mapLines(written, (text) => text.replace(/^\s+/, ''));
      return [...bothForms(change, written), ...(isTold ? bothForms(change, flat) : [])];
    },
  },
  {
    kind: 'what is replaced changed since',
    make(change) {
      const [first] = hunks(change);
      let line = first!.start - 1;
      const removed = first!.lines.flatMap(({ sign, text }) => {
        if (sign !== '+') line++;
        return sign === '-' && /\w/.test(text) ? [line] : [];
      });
      const [at] = removed;
      if (at === undefined) return [];
      const lines = linesOf(change.before);
      const edited = `${lines.with(at, userEdit(lines[at]!)).join('\n')}\n`;
      return onlyRefusal(bothForms(change, hunks(change)), edited);
    },
  },
  {
    kind: 'what is replaced made up',
    make: (change) =>
      onlyRefusal(
        bothForms(
          change,
          mapLines(hunks(change), (text, sign) =>
            sign === '-' && /\w{3}/.test(text) ? text.replace(/(\w{3,})/, 'the$1') : text,
          ),
        ).filter(({ code: text }) =>
          hunks(change)[0]!.lines.some(
            (line) => line.sign === '-' && /\w{3}/.test(line.text) && !text.includes(line.text),
          ),
        ),
      ),
  },
  {
    kind: 'doubled matches',
    make(change) {
      // The same text twice, and an edit that says nothing of which one is meant.
      const doubled = change.before + change.before;
      return [
        ...onlyRefusal(
          bothForms(change, hunks(change)).filter(({ form }) => form === 'search/replace'),
          doubled,
        ),
        ...onlyRefusal(
          [
            {
              ...bothForms(change, hunks(change))[1]!,
              code: asDiff(change.path, hunks(change), { header: () => '@@ ... @@' }),
            },
            {
              ...bothForms(change, hunks(change))[1]!,
              code: asDiff(change.path, hunks(change), { header: () => '@@ -2,9 +2,9 @@' }),
            },
          ].filter(() => hunks(change).every(({ start }) => start !== 1)),
          doubled,
        ),
        ...onlyRefusal(fragment(change), doubled),
      ];
    },
  },
  {
    kind: 'already applied',
    make: (change) =>
      onlyRefusal(
        [
          ...bothForms(change, hunks(change)),
          ...fragment(change),
          code(change, 'whole file', linesOf(change.after)),
        ],
        change.after,
      ),
  },
  {
    kind: 'truncated',
    make(change) {
      const written = bothForms(change, hunks(change)).map((one) => ({
        ...one,
        code: one.code.slice(0, one.code.length - Math.ceil(one.code.length / 6)),
      }));
      const [search, diff] = written;
      const unit = unitOf(change);
      const part = unit && unit.fresh.length > 4 ? unit.fresh.slice(0, -2) : undefined;
      const refusals = onlyRefusal([
        search!,
        { ...diff!, isCut: true },
        ...(part ? [code(change, 'part', part, { isCut: true })] : []),
        // Nothing says that it was cut off but the brackets.
        ...(part && /\{/.test(part[0]!) ? [code(change, 'part', part)] : []),
        code(change, 'whole file', linesOf(change.after).slice(0, 12), { isCut: true }),
      ]);
      // Nothing says that it was cut off, and the lines that are missing did not change.
      const [old, fresh] = [linesOf(change.before), linesOf(change.after)];
      const isTailSame = old.slice(-6).join('\n') === fresh.slice(-6).join('\n');
      return [
        ...refusals,
        ...(isTailSame
          ? [code(change, 'whole file', fresh.slice(0, -3)), code(change, 'whole file', fresh.slice(0, -1))]
          : []),
      ];
    },
  },
  {
    kind: 'whole file that leaves much out',
    make(change) {
      const lines = linesOf(change.after);
      const third = Math.floor(lines.length / 3);
      return onlyRefusal([
        code(change, 'whole file', [...lines.slice(0, third), ...lines.slice(-third)]),
        code(change, 'whole file', [...lines.slice(0, 4), ...lines.slice(-6)]),
      ]);
    },
  },
  {
    kind: 'new lines without anchor',
    make(change) {
      const fresh = hunks(change).flatMap(({ lines }) => lines.filter(({ sign }) => sign === '+'));
      if (fresh.length === 0) return [];
      const added = [
        { start: 3, lines: fresh.map(({ text }) => ({ sign: '+' as const, text: `${text} fresh` })) },
      ];
      return onlyRefusal([
        ...bothForms(change, added),
        code(change, 'part', ['frobnicate(1)', 'frobnicate(2)']),
      ]);
    },
  },
];
