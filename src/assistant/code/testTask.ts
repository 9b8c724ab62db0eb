import type { CodeReference } from '../../core/chat/session.ts';
import type { Translate } from '../../core/text/translate.ts';
import type { OwnTask } from '../editCode.ts';
import { nearestLanguage } from '../prompts/nearestLanguage.ts';
import { type TestMaterial, testPrompt } from '../prompts/testPrompt.ts';
import { testInsertion } from '../tests/testInsertion.ts';
import type { CodeTarget } from '../workspace.ts';
import { importPlace } from './importLines.ts';
import { settleImports } from './settleImports.ts';

export interface TestInput extends Omit<TestMaterial, 'inside' | 'canImport'> {
  /** The whole file of tests, there already or new and empty. */
  readonly file: CodeTarget;
  /** Of the example. */
  readonly references: readonly CodeReference[];
}

/** Writes tests into a file: where they go, and the task. */
export function testTask(
  input: TestInput,
  t: Translate,
): { readonly target: CodeTarget; readonly task: OwnTask } {
  const { subject, file, references } = input;
  const { lines, languageId, indentation } = file;
  const { region, depth, inside } = testInsertion(lines, languageId);
  const target: CodeTarget = { ...file, region, taken: { by: 'cursor' } };
  const isNew = lines.every((line) => line.trim() === '');
  // What the tests of a Rust module import belongs into the module.
  const isOwnFile = subject.uri === file.uri;
  const place = isNew || isOwnFile ? undefined : importPlace(lines, languageId);
  const canImport = place !== undefined && place.line <= region.startLine;
  const gap = nearestLanguage(languageId) === 'python' && depth === 0 ? 2 : 1;
  const unit = indentation.unit === 'tab' ? '\t' : ' '.repeat(indentation.size);
  return {
    target,
    task: {
      purpose: 'test',
      title:
        subject.taken.by === 'symbol'
          ? t('Write tests for {0}.', `\`${subject.taken.name}\``)
          : t('Write tests for this code.'),
      about: subject,
      references,
      insertion: { indentation: unit.repeat(depth), blankLines: isNew ? 0 : gap },
      prompt: (around, rules) => testPrompt(target, { ...input, inside, canImport }, around, rules),
      settle(proposed) {
        if (isNew) return { lines: proposed.lines.at(-1) === '' ? proposed.lines : [...proposed.lines, ''] };
        const spaced = withGapBelow(proposed.lines, lines, region.endLine, gap);
        return canImport
          ? settleImports({ ...proposed, lines: spaced }, languageId, place)
          : { lines: spaced };
      },
    },
  };
}

/** With blank lines between what was inserted and what follows it, unless that only closes what it is in. */
function withGapBelow(
  proposed: readonly string[],
  original: readonly string[],
  at: number,
  gap: number,
): readonly string[] {
  const next = original[at]?.trim();
  if (!next || next === '}') return proposed;
  const end = proposed.length - (original.length - at);
  return proposed.toSpliced(end, 0, ...Array.from({ length: gap }, () => ''));
}
