import type { Problem } from '../code/problem.ts';
import { type CodeTarget, targetCode } from '../workspace.ts';
import { rulesSection, type Surroundings, surroundingsSection, whereabouts } from './codeContext.ts';
import { fencedCode } from './fencedCode.ts';
import { languageAdvice } from './languageAdvice.ts';
import { nearestLanguage } from './nearestLanguage.ts';
import { tagged } from './tagged.ts';

/** How problems of a language are cured, and which of its means only hide them. */
const FIXES: ReadonlyMap<string, string> = new Map([
  [
    'typescript',
    'Narrow a type by a check, or correct the declaration that is wrong. No `any`, no `as`, no `!`, no `@ts-ignore` or `@ts-expect-error`, no switched-off lint rule. Where something may be `undefined`, decide what then happens.',
  ],
  [
    'javascript',
    'No switched-off lint rule, no `@ts-ignore`. Where something may be `undefined`, decide what then happens; `?.` and `??` only where nothing is lost by it.',
  ],
  [
    'python',
    'No `# type: ignore`, `# noqa`, `# pylint: disable`, no `cast`, no `Any`, no bare `except`. Where something may be `None`, check for it or correct the annotation that is wrong.',
  ],
  [
    'go',
    'No `//nolint`, no error assigned to `_`. An unused variable or import goes away, unless it was plainly meant to be used. An error is returned or handled as the file does it.',
  ],
  [
    'java',
    'No `@SuppressWarnings`, no raw types, no empty `catch`, no `throws Exception`. An exception is handled or declared as the class does it; a cast only behind a check of the type.',
  ],
  [
    'rust',
    'No `#[allow]`, no `unsafe`, no `unwrap` or `expect` that was not there. For the borrow checker shorten a borrow or change the order before you clone; for lifetimes name what the value really depends on.',
  ],
  [
    'c',
    'No `#pragma` that switches a warning off, no cast whose only use is to silence one. Where types differ, choose the one that the values need; where something is used before it is set, set it to what is meant. Introduce no undefined behaviour.',
  ],
  [
    'cpp',
    'No `NOLINT`, no `#pragma` that switches a warning off, no C-style or `const_cast` that only silences one. Where types differ, choose the one that the values need; where lifetimes do, decide who owns. Introduce no undefined behaviour.',
  ],
  [
    'csharp',
    'No `#pragma warning disable`, no `[SuppressMessage]`, no `!` behind what may be null, no `dynamic`. Where something may be null, check for it or correct the annotation that is wrong; a task is awaited.',
  ],
]);

const GENERAL =
  'Nothing that only keeps the tool from reporting: no suppressing comments, annotations or casts.';

/**
 * Asks for the same code without the problems. `canImport` says that a second block may hold imports, which go to the
 * head of the file; `wish` is what the user says about it, if anything.
 */
export function fixPrompt(
  target: CodeTarget,
  material: { readonly problems: readonly Problem[]; readonly canImport: boolean; readonly wish: string },
  around: Surroundings,
  rules: string | undefined,
): string {
  const { problems, canImport, wish } = material;
  const { name, fence } = languageAdvice(target.languageId);
  const advice = FIXES.get(nearestLanguage(target.languageId)) ?? GENERAL;
  return [
    `Fix the problems that the editor reports in this ${name} code from ${whereabouts(target)}.`,
    wish && `What the user says about it:\n${tagged('instruction', wish)}`,
    `Cure the cause of each problem, with the smallest change that makes the code do what it is plainly meant to do. ${advice} Do not delete or comment out what the report is about only to be rid of it, and catch no error just to drop it. If the cause lies outside of this code, leave the problem and say where it has to be cured.`,
    'Change nothing that the problems do not need: behaviour, public names and signatures, other flaws that you notice, comments, indentation and formatting stay as they are. Add no dependencies.',
    [
      'Answer in exactly this form:',
      '1. One fenced block with the complete replacement for the code to fix: every line of it, unchanged ones included, at the same indentation. No ellipses, nothing from the context around it.',
      ...(canImport
        ? [
            '2. Only if the file lacks an import that this needs: a second fenced block with the import lines alone. They are put at the head of the file.',
          ]
        : []),
      `${canImport ? 3 : 2}. Then a short list, one line for each problem: what its cause was and what you changed, or why it is left.`,
      'If none of them can be cured here, say why, without a fenced block.',
    ].join('\n'),
    rulesSection(rules),
    `The problems:\n${fencedCode('text', problems.map((problem) => worded(problem, target)).join('\n\n'))}`,
    surroundingsSection(target, around),
    `The code to fix:\n${fencedCode(fence, targetCode(target))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Of a minified line the beginning is enough. */
const MOST_QUOTED = 200;

/** Where it is, with the code there, since no model counts lines well; what is reported; what else it points at. */
function worded(problem: Problem, { lines }: CodeTarget): string {
  const { startLine, endLine, text, severity, source, code, message, tags, related } = problem;
  const place = startLine === endLine ? `line ${startLine + 1}` : `lines ${startLine + 1}–${endLine + 1}`;
  const quoted = (lines[startLine] ?? '').trim().slice(0, MOST_QUOTED);
  const exact = text && text !== quoted ? `, at \`${text.slice(0, MOST_QUOTED)}\`` : '';
  const origin = [source, code].filter(Boolean).join(' ');
  const kinds = tags.length > 0 ? ` (${tags.join(', ')})` : '';
  return [
    `${place}: ${quoted}`,
    `${severity}${origin && ` [${origin}]`}${exact}: ${message}${kinds}`,
    ...related.map((other) => `see ${other.path}, line ${other.line + 1}: ${other.message}`),
  ].join('\n');
}
