/** How a language is spoken of, and what its experts look at, in one or two sentences each. */
export interface LanguageAdvice {
  readonly name: string;
  /** The word after a fence's backticks. */
  readonly fence: string;
  readonly optimize: string;
  readonly write: string;
}

const GENERIC: Pick<LanguageAdvice, 'optimize' | 'write'> = {
  optimize:
    'Look for work repeated inside loops, needless copies, and searches that a better data structure removes.',
  write: 'Follow the conventions of the surrounding code and the usual style of the language.',
};

const JAVASCRIPT: LanguageAdvice = {
  name: 'JavaScript',
  fence: 'javascript',
  optimize:
    'Look for repeated linear searches that a Map or Set removes, awaits in a loop that could run together, work repeated inside loops, and intermediate arrays. Keep the evaluation order of side effects.',
  write:
    'Use the module style, quotes and semicolons of the file; `const` by default; JSDoc where the file has it.',
};

const TYPESCRIPT: LanguageAdvice = {
  name: 'TypeScript',
  fence: 'typescript',
  optimize: `${JAVASCRIPT.optimize} Types must stay as strict as they are: no \`any\`, no casts that were not there.`,
  write:
    'Give precise types, without `any`; `const` by default; the module style, quotes and semicolons of the file. `async`/`await` where it waits, and `null` and `undefined` handled where they can occur.',
};

const react = (language: LanguageAdvice, fence: string): LanguageAdvice => ({
  name: `${language.name} React`,
  fence,
  optimize: `${language.optimize} In components, look for renders that memoised values or stable props avoid, state that can be computed from other state, and effects that need not run; keep the rules of hooks and complete dependency arrays.`,
  write: `${language.write} Where it is a component: a function component, hooks at its top level with complete dependency arrays, stable keys, accessible elements, and effects that clean up what they start.`,
});

const C: LanguageAdvice = {
  name: 'C',
  fence: 'c',
  optimize:
    'Look for repeated strlen and other loop invariants, poor memory locality, and needless copies. Keep every check of bounds and return values; introduce no undefined behaviour.',
  write:
    'Match the file’s naming. Check return values where a call can fail and bounds where they are not given, and free what is allocated.',
};

const CPP: LanguageAdvice = {
  name: 'C++',
  fence: 'cpp',
  optimize:
    'Look for copies that references or moves remove, containers without reserve, virtual calls and allocations in loops. Keep exception safety and iterator validity; introduce no undefined behaviour.',
  write:
    'Use the standard that the file shows; pass what is costly to copy by const reference. Where it owns a resource: RAII, no raw owning pointers.',
};

/** By VS Code's language ids. */
const ADVICE: ReadonlyMap<string, LanguageAdvice> = new Map<string, LanguageAdvice>([
  ['typescript', TYPESCRIPT],
  ['javascript', JAVASCRIPT],
  ['typescriptreact', react(TYPESCRIPT, 'tsx')],
  ['javascriptreact', react(JAVASCRIPT, 'jsx')],
  [
    'vue',
    {
      name: 'Vue',
      fence: 'vue',
      optimize:
        'Look for methods that computed properties replace, watchers that a computed value makes unnecessary, deep watchers, and lists without stable keys. Keep what is reactive reactive.',
      write:
        'Keep to the API (Composition or Options), the blocks and the style language that the file uses. Where it is a component: typed props and emits as the file has them, and stable keys.',
    },
  ],
  [
    'html',
    {
      name: 'HTML',
      fence: 'html',
      optimize:
        'Look for wrappers without purpose, scripts that block rendering, images without dimensions, and attributes that repeat the default.',
      write:
        'Use semantic elements. Where the user reads or operates it: labels, alternative texts and a sound order of headings.',
    },
  ],
  [
    'css',
    {
      name: 'CSS',
      fence: 'css',
      optimize:
        'Look for declarations that are overridden or repeated, selectors that are longer than they need be, and animations of properties that cause layout. Keep specificity and the cascade.',
      write: 'Use the custom properties and naming of the file, logical properties where it has them.',
    },
  ],
  [
    'python',
    {
      name: 'Python',
      fence: 'python',
      optimize:
        'Look for membership tests on lists that want a set or dict, string building in loops, repeated attribute or regex look-ups, and lists that a generator makes unnecessary. Keep exceptions and iteration order.',
      write:
        'Follow PEP 8 and the file’s use of type hints and docstrings. Where it opens a resource, use a context manager.',
    },
  ],
  [
    'go',
    {
      name: 'Go',
      fence: 'go',
      optimize:
        'Look for growth of slices and maps without capacity, needless conversions between string and []byte, allocations in loops, and defers in loops. Keep error wrapping and the semantics of nil.',
      write:
        'Write gofmt style. Where it can fail, return an error wrapped as the file does; where it does I/O or may block, take a context.Context first.',
    },
  ],
  [
    'java',
    {
      name: 'Java',
      fence: 'java',
      optimize:
        'Look for string concatenation in loops, boxing in hot paths, linear searches that a HashMap removes, and streams that are traversed twice. Keep checked exceptions and synchronisation.',
      write:
        'Fit the Java version that the file shows and prefer immutability. Where it can throw, document what; where it holds a resource, use try-with-resources.',
    },
  ],
  [
    'kotlin',
    {
      name: 'Kotlin',
      fence: 'kotlin',
      optimize:
        'Look for chains of collection operations that a sequence or one pass replaces, boxing, repeated linear searches, and objects allocated in loops. Keep nullability and the scope and dispatcher of coroutines.',
      write:
        'Prefer `val`, expressions and null safety without `!!`. Where it waits, a `suspend` function that leaves cancellation alone.',
    },
  ],
  [
    'swift',
    {
      name: 'Swift',
      fence: 'swift',
      optimize:
        'Look for copies of large values, repeated linear searches that a Set or Dictionary removes, chains that `lazy` shortens, and needless reference counting in loops. Keep isolation and the order of errors.',
      write:
        'Prefer `let` and value types, and unwrap without `!`. Where it can fail, throw typed errors as the file does; where it waits, `async` with the isolation that the file uses.',
    },
  ],
  [
    'rust',
    {
      name: 'Rust',
      fence: 'rust',
      optimize:
        'Look for needless clones and allocations, collect() in the middle of a chain, bounds checks that iterators remove, and repeated hashing. No new `unsafe`.',
      write:
        'Borrow rather than clone. Where it can fail, return a Result with the file’s error type; no unwrap outside of tests.',
    },
  ],
  ['c', C],
  ['objective-c', { ...C, name: 'Objective-C', fence: 'objectivec' }],
  ['cpp', CPP],
  ['cuda-cpp', { ...CPP, name: 'CUDA C++' }],
  ['objective-cpp', { ...CPP, name: 'Objective-C++', fence: 'objectivec' }],
  [
    'csharp',
    {
      name: 'C#',
      fence: 'csharp',
      optimize:
        'Look for multiple enumeration of LINQ queries, boxing, string concatenation in loops, and blocking on tasks. Keep disposal and cancellation.',
      write:
        'Use nullable annotations and the naming of the file. Where it does I/O, async with a CancellationToken; where it holds a resource, `using`.',
    },
  ],
  [
    'php',
    {
      name: 'PHP',
      fence: 'php',
      optimize:
        'Look for queries and function calls repeated in loops, in_array over long lists that keys replace, and arrays copied where a generator would do. Keep loose and strict comparison as they are.',
      write:
        'Follow PSR-12 and the PHP version that the file shows, with parameter and return types. Where it queries a database, bind parameters; where it prints, escape.',
    },
  ],
  [
    'ruby',
    {
      name: 'Ruby',
      fence: 'ruby',
      optimize:
        'Look for queries in loops, chains that one pass or `lazy` replaces, include? on arrays that wants a Set, and strings built by +=. Keep what is frozen and what is mutated.',
      write:
        'Write idiomatic Ruby in the file’s style, with its quotes and its use of keyword arguments. Where it opens a resource, use the block form.',
    },
  ],
  [
    'sql',
    {
      name: 'SQL',
      fence: 'sql',
      optimize:
        'Look for conditions that keep an index from being used, subqueries that run once a row, columns that nobody reads, and sorting or DISTINCT that changes nothing. Keep NULL semantics, duplicates and the order of rows.',
      write:
        'Keep to the dialect and the letter case that the file shows; name the columns, join explicitly. Where values come from outside, use parameters.',
    },
  ],
  [
    'shellscript',
    {
      name: 'Bash',
      fence: 'bash',
      optimize:
        'Look for processes started in loops that a builtin or one call replaces, needless cat and subshells, and files read more than once. Keep quoting, exit codes and the shell that the first line names.',
      write:
        'Write for the shell that the first line names, and quote every expansion. Where a command can fail, say what happens then; where it makes temporary files, clean up with trap.',
    },
  ],
]);

/** For a language that has none of its own: general advice, under the language's own id. */
export function languageAdvice(languageId: string): LanguageAdvice {
  return (
    ADVICE.get(languageId) ?? { name: languageId || 'plain text', fence: infoWord(languageId), ...GENERIC }
  );
}

/** A fence's first line must not hold backticks, and its language is one word. */
const infoWord = (languageId: string): string => languageId.replace(/[`\s]/g, '');
