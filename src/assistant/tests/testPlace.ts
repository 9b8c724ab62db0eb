import { nearestLanguage } from '../prompts/nearestLanguage.ts';

interface Named {
  readonly folder: readonly string[];
  /** Without its extension. */
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
}

interface TestName {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

/** `x.test`, `x_test`, `x-spec`, `test_x`, `XTest`, `XTests`, `XSpec`. */
function testName(name: string): TestName | undefined {
  const [, subject, after] =
    /^(.+?)([._-](?:unit[._-])?(?:tests?|specs?))$/i.exec(name) ??
    /^(.*[A-Za-z\d])(Tests?|Spec)$/.exec(name) ??
    [];
  if (subject && after) return { subject, before: '', after };
  const [, before, rest] = /^(test[._-])(.+)$/i.exec(name) ?? [];
  return before && rest ? { subject: rest, before, after: '' } : undefined;
}

/** Folders that hold tests and nothing else. */
const TEST_FOLDER = /^(?:__tests?__|tests?|specs?|.*[._-](?:unit)?tests?)$/i;

/** Whether a path is that of a test. */
export function isTest(path: string): boolean {
  const { name, folder } = split(path);
  return testName(name) !== undefined || folder.some((each) => TEST_FOLDER.test(each));
}

/** How tests are named and where they lie, read off one of them and what it is about. */
interface Convention extends Omit<TestName, 'subject'> {
  /** Where sources lie, and where the tests of what is in there do. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** A folder beside each source. */
  readonly isBeside: boolean;
  readonly extensions: readonly [source: string, test: string];
  /** The folder of the source that it was read off. */
  readonly seenIn: readonly string[];
}

/**
 * Where the tests of a source belong, as the tests that the project has lie and are named, those of the nearest source
 * first; without any, as is usual. `files` are the project's paths, in the form of `source`.
 */
export function testPlace(source: string, files: readonly string[], languageId: string): string {
  const language = nearestLanguage(languageId);
  // Its tests are in the file itself.
  if (language === 'rust') return source;
  const own = split(source);
  const kin = new Set([...(KIN.get(language) ?? []), own.extension]);
  const tests: string[] = [];
  const sources = new Map<string, string[]>();
  /** By its name, and by its name in its folder. */
  const keep = (path: string, { name, folder }: Named): void => {
    for (const key of [name, `${folder.at(-1) ?? ''}/${name}`]) {
      const same = sources.get(key);
      if (!same) sources.set(key, [path]);
      else if (same.length < MOST_OF_A_NAME) same.push(path);
    }
  };
  keep(source, own);
  for (const file of files) {
    const named = split(file);
    if (!kin.has(named.extension)) continue;
    if (testName(named.name)) tests.push(file);
    else if (file !== source && !isTest(file)) keep(file, named);
  }
  const pairs = tests.flatMap((test) => {
    const subject = nearest(test, sources);
    return subject === undefined ? [] : [{ subject, test }];
  });
  const there = pairs.filter(({ subject }) => subject === source).map(({ test }) => test);
  if (there.length > 0) return there.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]!;
  const conventions = pairs.map(({ subject, test }) => conventionOf(subject, test));
  const convention = best(own, conventions);
  return convention ? applied(own, convention) : usual(own, tests, language);
}

const SCRIPTS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'];
const C_FILES = ['.c', '.h', '.cc', '.cpp', '.cxx', '.hh', '.hpp', '.hxx'];

/** The tests of the same language, the nearest to a place first. */
export function nearestTests(place: string, files: readonly string[]): readonly string[] {
  const { folder, extension } = split(place);
  const kin = [SCRIPTS, C_FILES].find((group) => group.includes(extension)) ?? [extension];
  const score = (file: string): number => {
    const other = split(file).folder;
    return 2 * commonStart(other, folder) - other.length;
  };
  return files
    .filter((file) => {
      const { name, extension: own } = split(file);
      return kin.includes(own) && testName(name) !== undefined;
    })
    .toSorted((a, b) => score(b) - score(a) || a.length - b.length || (a < b ? -1 : 1));
}

/** Extensions of one language, where it has several. */
const KIN: ReadonlyMap<string, readonly string[]> = new Map([
  ['typescript', SCRIPTS],
  ['javascript', SCRIPTS],
  ['vue', SCRIPTS],
  ['svelte', SCRIPTS],
  ['c', C_FILES],
  ['cpp', C_FILES],
]);

function conventionOf(subject: string, test: string): Convention {
  const source = split(subject);
  const { folder, name, extension } = split(test);
  const { before, after } = testName(name)!;
  const same = commonStart(source.folder, folder);
  const [rest, wanted] = [source.folder.slice(same), folder.slice(same)];
  const tail = commonStart(rest.toReversed(), wanted.toReversed());
  return {
    before,
    after,
    from: [...source.folder.slice(0, same), ...rest.slice(0, rest.length - tail)],
    to: [...folder.slice(0, same), ...wanted.slice(0, wanted.length - tail)],
    // From the root of the project nothing is learnt of the folders in it.
    isBeside: rest.length === 0 && (source.folder.length > 0 || wanted.length === 0),
    extensions: [source.extension, extension],
    seenIn: source.folder,
  };
}

/** That of the nearest source; of those as near the one that most have. */
function best(own: Named, conventions: readonly Convention[]): Convention | undefined {
  const fitting = conventions.filter(
    ({ from, isBeside }) => isBeside || commonStart(own.folder, from) === from.length,
  );
  const votes = new Map<string, number>();
  const key = ({ before, after, from, to, isBeside }: Convention): string =>
    [before, after, isBeside ? to.slice(from.length).join('/') : `${from.join('/')}>${to.join('/')}`].join(
      '|',
    );
  for (const each of fitting) votes.set(key(each), (votes.get(key(each)) ?? 0) + 1);
  const rank = (each: Convention): number =>
    commonStart(own.folder, each.seenIn) * 2 - Math.abs(own.folder.length - each.seenIn.length);
  return fitting.toSorted(
    (a, b) => rank(b) - rank(a) || (votes.get(key(b)) ?? 0) - (votes.get(key(a)) ?? 0),
  )[0];
}

function applied(own: Named, convention: Convention): string {
  const { before, after, from, to, isBeside, extensions } = convention;
  const folder = isBeside
    ? [...own.folder, ...to.slice(from.length)]
    : [...to, ...own.folder.slice(from.length)];
  const [source, test] = extensions;
  return joined(
    folder,
    before + own.name + after,
    source === test && !isHeader(own.extension) ? own.extension : test,
  );
}

const isHeader = (extension: string): boolean => /^\.h(?:h|pp|xx)?$/.test(extension);

/** Without a test that shows how: as is usual for the language, in the folder of tests if there is one. */
function usual(own: Named, tests: readonly string[], language: string): string {
  const { folder, name, extension } = own;
  const [first] = tests;
  const shown = first === undefined ? undefined : split(first);
  const { before, after } = (shown && testName(shown.name)) ?? { before: '', after: '' };
  const named = (suffix: string, prefix = ''): string =>
    before || after ? before + name + after : prefix + name + suffix;
  const root = shown?.folder.findIndex((each) => TEST_FOLDER.test(each)) ?? -1;
  const testFolder = shown && root >= 0 ? shown.folder.slice(0, root + 1) : undefined;
  const inner = withoutSourceFolder(folder);
  switch (language) {
    case 'go':
      return joined(folder, `${name}_test`, extension);
    case 'java':
    case 'kotlin':
    case 'scala':
    case 'groovy': {
      const at = folder.findLastIndex((each, index) => each === 'main' && folder[index - 1] === 'src');
      return joined(at < 0 ? folder : folder.with(at, 'test'), named('Test'), extension);
    }
    case 'csharp': {
      if (shown) return joined(shown.folder, named('Tests'), extension);
      const [project = '', ...below] = inner;
      const tests = inner.length === folder.length ? [] : ['tests'];
      return joined(project ? [...tests, `${project}.Tests`, ...below] : folder, named('Tests'), extension);
    }
    case 'python':
      return joined(testFolder ?? ['tests'], named('', 'test_'), extension);
    case 'c':
    case 'cpp':
      return joined(
        testFolder ?? ['tests'],
        named('_test'),
        isHeader(extension) ? (language === 'c' ? '.c' : '.cpp') : extension,
      );
    case 'php':
      return joined([...(testFolder ?? ['tests']), ...inner], named('Test'), extension);
    case 'ruby':
      return joined([...(testFolder ?? ['test']), ...inner], named('_test'), extension);
    case 'dart':
      return joined([...(testFolder ?? ['test']), ...inner], named('_test'), extension);
    case 'typescript':
    case 'javascript':
    case 'vue':
    case 'svelte': {
      const script = /^\.(?:vue|svelte)$/.test(extension) ? '.ts' : extension;
      if (testFolder?.at(-1)?.startsWith('__'))
        return joined([...folder, testFolder.at(-1)!], named('.test'), script);
      return joined(testFolder ? [...testFolder, ...inner] : folder, named('.test'), script);
    }
    default:
      return joined(testFolder ?? folder, named('_test'), extension);
  }
}

/** `src/a` is tested in `test/a`. */
function withoutSourceFolder(folder: readonly string[]): readonly string[] {
  return /^(?:src|lib|app|source|sources)$/i.test(folder[0] ?? '') ? folder.slice(1) : folder;
}

/** A project may have an `index.ts` in each of a thousand folders. */
const MOST_OF_A_NAME = 100;

/** The source that lies most like the test does; one in a folder of the same name is looked at first. */
function nearest(test: string, sources: ReadonlyMap<string, readonly string[]>): string | undefined {
  const { folder, name } = split(test);
  const { subject } = testName(name)!;
  const ofCode = folder.toReversed().filter((each) => !TEST_FOLDER.test(each));
  let best: { readonly source: string; readonly score: number } | undefined;
  for (const source of sources.get(`${ofCode[0] ?? ''}/${subject}`) ?? sources.get(subject) ?? []) {
    const other = split(source).folder;
    const score = 2 * commonStart(other.toReversed(), ofCode) + commonStart(other, folder);
    if (!best || score > best.score || (score === best.score && source.length < best.source.length))
      best = { source, score };
  }
  return best?.source;
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function split(path: string): Named {
  const folder = path.split('/');
  const file = folder.pop() ?? '';
  const dot = file.lastIndexOf('.');
  return dot > 0
    ? { folder, name: file.slice(0, dot), extension: file.slice(dot) }
    : { folder, name: file, extension: '' };
}

const joined = (folder: readonly string[], name: string, extension: string): string =>
  [...folder, name + extension].join('/');
