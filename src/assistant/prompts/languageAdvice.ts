/** What experts of a language look at, in one or two sentences each; keys are VS Code's language ids. */
interface LanguageAdvice {
  readonly name: string;
  readonly optimize: string;
  readonly write: string;
}

const javascript =
  'Look for repeated linear searches that a Map or Set removes, awaits in a loop that could run together, work repeated inside loops, and intermediate arrays. Keep the evaluation order of side effects.';

const ADVICE: Readonly<Record<string, LanguageAdvice>> = {
  typescript: {
    name: 'TypeScript',
    optimize: `${javascript} Types must stay as strict as they are: no \`any\`, no casts that were not there.`,
    write:
      'Give precise types, without `any`; use `const`, `async`/`await` and the module style of the file; handle `null` and `undefined`.',
  },
  javascript: {
    name: 'JavaScript',
    optimize: javascript,
    write:
      'Use the module style, quotes and semicolons of the file; `const` by default; JSDoc where the file has it.',
  },
  python: {
    name: 'Python',
    optimize:
      'Look for membership tests on lists that want a set or dict, string building in loops, repeated attribute or regex look-ups, and lists that a generator makes unnecessary. Keep exceptions and iteration order.',
    write:
      'Follow PEP 8 and the file’s use of type hints and docstrings; use context managers for resources.',
  },
  go: {
    name: 'Go',
    optimize:
      'Look for growth of slices and maps without capacity, needless conversions between string and []byte, allocations in loops, and defers in loops. Keep error wrapping and the semantics of nil.',
    write: 'Write gofmt style, return errors wrapped with %w as the file does, take a context.Context first.',
  },
  java: {
    name: 'Java',
    optimize:
      'Look for string concatenation in loops, boxing in hot paths, linear searches that a HashMap removes, and streams that are traversed twice. Keep checked exceptions and synchronisation.',
    write: 'Fit the Java version that the file shows; prefer immutability; document what is thrown.',
  },
  rust: {
    name: 'Rust',
    optimize:
      'Look for needless clones and allocations, collect() in the middle of a chain, bounds checks that iterators remove, and repeated hashing. No new `unsafe`.',
    write: 'Return Result with the file’s error type, borrow rather than clone, no unwrap outside tests.',
  },
  c: {
    name: 'C',
    optimize:
      'Look for repeated strlen and other loop invariants, poor memory locality, and needless copies. Keep every check of bounds and return values; introduce no undefined behaviour.',
    write: 'Check every return value and bound, free what is allocated, match the file’s naming.',
  },
  cpp: {
    name: 'C++',
    optimize:
      'Look for copies that references or moves remove, containers without reserve, virtual calls and allocations in loops. Keep exception safety and iterator validity; introduce no undefined behaviour.',
    write: 'Use RAII and the standard the file shows, pass by const reference, no raw owning pointers.',
  },
  csharp: {
    name: 'C#',
    optimize:
      'Look for multiple enumeration of LINQ queries, boxing, string concatenation in loops, and blocking on tasks. Keep disposal and cancellation.',
    write: 'Use nullable annotations, async with CancellationToken and the naming of the file.',
  },
};

const SAME_LANGUAGE: Readonly<Record<string, string>> = {
  typescriptreact: 'typescript',
  javascriptreact: 'javascript',
  'cuda-cpp': 'cpp',
  'objective-c': 'c',
  'objective-cpp': 'cpp',
};

const GENERIC: Omit<LanguageAdvice, 'name'> = {
  optimize:
    'Look for work repeated inside loops, needless copies, and searches that a better data structure removes.',
  write: 'Follow the conventions of the surrounding code and the usual style of the language.',
};

export function languageAdvice(languageId: string): LanguageAdvice {
  return ADVICE[SAME_LANGUAGE[languageId] ?? languageId] ?? { name: languageId || 'plain text', ...GENERIC };
}
