import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import type { TestFramework } from '../tests/testFramework.ts';
import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';
import { tagged } from './tagged.ts';

/** What tests are to be written about, and how the project writes them. */
export interface TestMaterial {
  /** The code under test, in its own document. */
  readonly subject: CodeTarget;
  readonly framework: TestFramework;
  /** A test of the project, to be followed in its style. */
  readonly example?: { readonly path: string; readonly text: string };
  /** In what the new tests stand, such as a class; empty at the end of the file. */
  readonly inside: string;
  readonly canImport: boolean;
  /** What the user says about it, if anything. */
  readonly wish: string;
}

/** Of the file that is tested its head shows the imports and the package. */
const HEAD_LINES = 40;
const MOST_HEAD_TOKENS = 800;

/** Asks for tests in a new file, or for more of them in one that there is. */
export function testPrompt(
  target: CodeTarget,
  material: TestMaterial,
  around: Surroundings,
  rules: string | undefined,
): string {
  const { subject, framework, example, inside, canImport, wish } = material;
  const { name, fence } = languageAdvice(subject.languageId);
  const isSameFile = subject.uri === target.uri;
  const isNew = target.lines.every((line) => line.trim() === '');
  const files = isSameFile ? 'the same file' : `\`${target.path}\``;
  const known = framework.isFound
    ? ''
    : ' Nothing in the project says how it tests, so say in the end what has to be installed or configured, if anything.';
  return [
    `Write tests with ${framework.name} for this ${name} code from ${whereabouts(subject)}.`,
    wish && `What the user says about it:\n${tagged('instruction', wish)}`,
    `${framework.advice}${known}`,
    isNew
      ? `They go into a new file, ${files}; from there, \`${wayBetween(target.path, subject.path)}\` is the file of the code. Import it as the project imports its files.`
      : `They are added to ${files}, ${inside ? `at the end of ${inside}` : 'at its end'}. Use what it already has: its imports, helpers, fixtures and way of naming. Do not repeat or change its tests.`,
    'Test what callers can observe: the usual case, then the edges that this code has (nothing, one, the bounds, what is malformed or missing, each error that it raises). One behaviour a test, named by that behaviour; no test that repeats another or that cannot fail. Work out each expected value from the code step by step. Where the code seems to do something else than it should, write no test that holds it to that, and say so.',
    'No network, real clock, randomness, sleeping or order between tests. Replace only what leaves the process. Of the code use what it exports, or what tests of the language can reach; call nothing that is not shown.',
    [
      'Answer in exactly this form:',
      isNew
        ? '1. One fenced block with the complete file.'
        : '1. One fenced block with the new tests alone, ready to be inserted: nothing that the file already has, no ellipses.',
      ...(!isNew && canImport
        ? [
            '2. Only if the file lacks an import that they need: a second fenced block with the import lines alone. They are put at the head of the file.',
          ]
        : []),
      `${!isNew && canImport ? 3 : 2}. Then at most three sentences: what is not tested and why, what has to be set up.`,
      'If it cannot be tested, say why, without a fenced block.',
    ].join('\n'),
    rulesSection(rules),
    example &&
      `A test of this project, for its style and its imports only (\`${example.path}\`):\n${fencedCode(fence, example.text)}`,
    testFile(target, around, isSameFile, fence),
    headOf(subject, isSameFile && around.head.length > 0, fence),
    `The code to test:\n${fencedCode(fence, targetCode(subject))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What is there already of the file that the tests go into. */
function testFile(target: CodeTarget, around: Surroundings, isSameFile: boolean, fence: string): string {
  const part = (words: string, lines: readonly string[]): string =>
    lines.some((line) => line.trim()) ? `${words}\n${fencedCode(fence, lines.join('\n'))}` : '';
  const of = isSameFile ? 'the file' : `\`${target.path}\``;
  return [
    part(`The head of ${of}, for context only:`, around.head),
    part(`The lines of ${of} just above the new tests, for context only:`, around.before),
    part(`The lines of ${of} just below them, for context only:`, around.after),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function headOf({ lines, region }: CodeTarget, isShown: boolean, fence: string): string {
  const head: string[] = [];
  let tokens = 0;
  for (const line of lines.slice(0, Math.min(region.startLine, HEAD_LINES))) {
    tokens += estimateTokens(`${line}\n`);
    if (tokens > MOST_HEAD_TOKENS) break;
    head.push(line);
  }
  return isShown || head.every((line) => line.trim() === '')
    ? ''
    : `The head of the file of the code, for context only:\n${fencedCode(fence, head.join('\n'))}`;
}

/** `../src/a.ts`, as a path relative to the folder of the file that it is told to. */
function wayBetween(from: string, to: string): string {
  const [start, end] = [from, to].map((path) => path.split(/[\\/]/)) as [string[], string[]];
  start.pop();
  let same = 0;
  while (same < start.length && same < end.length - 1 && start[same] === end[same]) same++;
  const up = start.slice(same).map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...end.slice(same)].join('/');
}
