import type { Translate } from '../../core/text/translate.ts';
import type { OwnTask } from '../editCode.ts';
import { fixPrompt } from '../prompts/fixPrompt.ts';
import type { CodeTarget } from '../workspace.ts';
import { importPlace } from './importLines.ts';
import type { Problem } from './problem.ts';
import { settleImports } from './settleImports.ts';

/** Cures problems of the target. What the cure has to import goes to the head of the file, in the same edit. */
export function fixTask(
  target: CodeTarget,
  material: { readonly problems: readonly Problem[]; readonly wish: string },
  t: Translate,
): OwnTask {
  const { problems } = material;
  const place = importPlace(target.lines, target.languageId);
  const canImport =
    place !== undefined && place.line <= target.region.startLine && target.region.startLine > 0;
  const [only] = problems;
  return {
    purpose: 'fix',
    title:
      problems.length === 1 && only
        ? t('Fix this problem: {0}', only.message)
        : t('Fix {0} problems.', problems.length),
    prompt: (around, rules) => fixPrompt(target, { ...material, canImport }, around, rules),
    ...(canImport && { settle: (proposed) => settleImports(proposed, target.languageId, place) }),
  };
}
