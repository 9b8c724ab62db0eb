import { fencedCode } from './fencedCode.ts';

/** What the changes are: `staged`, `not staged`, or the commits by their first lines, the oldest first. */
export interface ReviewMaterial {
  readonly what: 'staged' | 'unstaged' | 'commits';
  /** First lines of the commits' messages; empty but for commits. */
  readonly commits: readonly string[];
  /** With numbered lines. */
  readonly diff: string;
  /** Paths of the files in it. */
  readonly paths: readonly string[];
}

const WHAT: Readonly<Record<ReviewMaterial['what'], string>> = {
  staged: 'what is staged for the next commit',
  unstaged: 'what is changed and not staged yet',
  commits: 'what these commits change together',
};

/** What reviewers of a language find again and again, by the endings of its files. */
const ADVICE: readonly (readonly [endings: RegExp, name: string, advice: string])[] = [
  [
    /\.[cm]?tsx?$/i,
    'TypeScript',
    'promises that nobody awaits or whose errors nobody catches, casts and `!` that hide `undefined`, `any` that spreads, exhaustiveness of unions, listeners and timers that are never removed; in React, dependencies of hooks and state that is derived',
  ],
  [
    /\.[cm]?jsx?$/i,
    'JavaScript',
    'promises that nobody awaits or whose errors nobody catches, `==`, falsy 0 and empty strings, mutation of shared objects, listeners and timers that are never removed, input that reaches HTML, a shell or a query',
  ],
  [
    /\.pyi?$/i,
    'Python',
    'mutable default arguments, bare or too wide `except`, resources without a context manager, generators that are used twice, `is` with values, blocking calls in `async` functions, naive dates and times',
  ],
  [
    /\.go$/i,
    'Go',
    'errors that are dropped or not wrapped, goroutines that never end, missing `defer` or defers in loops, maps and slices that are shared between goroutines, a typed nil in an interface, contexts that are not passed on',
  ],
  [
    /\.java$/i,
    'Java',
    'null where nothing says so, `equals` without `hashCode`, resources without try-with-resources, swallowed `InterruptedException`, shared state without synchronisation, collections that are changed while they are walked through',
  ],
  [
    /\.rs$/i,
    'Rust',
    '`unwrap` and indexing that can panic, arithmetic that can overflow, locks held across `await`, `unsafe` whose invariants nothing states, errors that lose their cause, casts with `as` that cut',
  ],
  [
    /\.[ch]$/i,
    'C',
    'bounds, integer overflow before an allocation, return values that are not checked, memory that is freed twice, used afterwards or never freed, strings without their end, undefined behaviour',
  ],
  [
    /\.(?:cc|cpp|cxx|hh|hpp|hxx|ipp)$/i,
    'C++',
    'references and iterators that dangle, missing or wrong moves and copies, exceptions that leak resources, owning raw pointers, signed and unsigned in comparisons, data races, undefined behaviour',
  ],
  [
    /\.cs$/i,
    'C#',
    'blocking on tasks, `async void`, disposables that are not disposed, queries that are enumerated twice, nulls that the annotations do not tell, cancellation tokens that are not passed on, culture in parsing and formatting',
  ],
];

/** Advice for more languages than these would dilute it. */
const MOST_LANGUAGES = 3;

function advice(paths: readonly string[]): string {
  const counted = ADVICE.map(([endings, name, words]) => ({
    count: paths.filter((path) => endings.test(path)).length,
    text: `- ${name}: ${words}.`,
  }));
  const most = counted
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_LANGUAGES);
  return most.length === 0
    ? ''
    : `What often goes wrong in these languages:\n${most.map(({ text }) => text).join('\n')}`;
}

/** Asks for a review as a summary and comments that `ReviewAnswer` reads. */
export function reviewPrompt({ what, commits, diff, paths }: ReviewMaterial, rules: string): string {
  return [
    `Review ${WHAT[what]}, as a careful colleague who has to keep this code running.`,
    [
      'Look for what is wrong or will go wrong: errors in logic and at edges, broken callers, races, leaks, security, data that is lost, tests that are missing for what could break. Then for what is hard to understand or needlessly slow. Leave out taste, formatting, praise and what tools report by themselves. Comment only on what the change brings or breaks, and only where you can say what happens and when. No comment is a good review where nothing is wrong; at most 20, the gravest first.',
      'Names and code that the diff does not show exist all the same: do not call them missing.',
    ].join('\n'),
    [
      'Answer in two parts. First the summary, as Markdown: one or two sentences on what the change does, then your verdict in one sentence. Name places in it as inline code: `path:line`.',
      'Then each comment in exactly this form, each tag at the beginning of a line of its own, with no fence around it:',
      '<comment path="src/cart.ts" line="18" severity="error">\nWhat is wrong, what happens then, and what to do, in at most five sentences of Markdown.\n<replace>\nthe whole lines that are to stand in place of the lines of the comment\n</replace>\n</comment>',
      [
        '- `path` is the path behind `+++ b/`. `line` is the number of a line in the file after the change, as it stands before the “|”, or a range such as `18-20`. For code that was removed, name the line after it.',
        '- `severity` is `error` for what is wrong, `warning` for what can go wrong, `suggestion` for what could be better.',
        '- `<replace>` only where you know the exact code and it replaces all lines of `line` and no others: whole lines with their indentation, without numbers, marks and fences. Else leave it out.',
      ].join('\n'),
    ].join('\n'),
    advice(paths),
    rules,
    commits.length > 0 ? `The commits, the oldest first:\n${fencedCode('text', commits.join('\n'))}` : '',
    `The changes. Behind the mark of each line stands its number in the file after the change, and a “|”; neither is part of the code:\n${fencedCode('diff', diff)}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
