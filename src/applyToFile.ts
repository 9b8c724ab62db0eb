import { type ApplyToFilesDeps, applyToFiles } from './applyToFiles.ts';
import { codeBlockAt, isOpenAtEnd } from './core/chat/codeBlockAt.ts';
import type { CodeReference } from './core/chat/session.ts';
import { byFile } from './core/edit/apply/editsOfAnswer.ts';
import { parseModelEdit } from './core/edit/apply/parseModelEdit.ts';
import type { Gestures } from './gestures.ts';
import { type ApplyDeps, applyCode, type CodeToApply } from './host/edit/applyCode.ts';

export interface ApplyToFileDeps extends ApplyDeps, ApplyToFilesDeps {
  readonly gestures: Pick<Gestures, 'repairEdit'>;
}

/** A code block of an answer, by the line of its fence. */
export interface BlockOfAnswer {
  readonly answer: string;
  readonly line: number;
  readonly references: readonly CodeReference[];
}

/**
 * Proposes a code block of an answer as an edit of its file, or lists its files when it is about several. Where it does
 * not fit, the model may write it anew once, if the user wants that. Throws `RangeError` when there is no such block, and `UserError` as the pending edits do.
 */
export async function applyToFile(deps: ApplyToFileDeps, block: BlockOfAnswer): Promise<void> {
  const { answer, line, references } = block;
  const code = codeBlockAt(answer, line);
  if (!code) throw new RangeError(`no code block at line ${line}`);
  const isCut = isOpenAtEnd(answer, line);
  const files = byFile(parseModelEdit({ ...code, isCut }).files);
  if (files.length > 1) return applyToFiles(deps, files);
  const unfit = await applyCode(deps, { ...code, references, ...(isCut && { isCut }) });
  if (!unfit) return;
  const repaired = await deps.gestures.repairEdit(unfit);
  const again = repaired === undefined ? undefined : firstBlock(repaired);
  if (again) await applyCode(deps, { ...again, references, isRepaired: true });
}

/** The first code block of an answer; `undefined` when it has none. */
function firstBlock(answer: string): Omit<CodeToApply, 'references'> | undefined {
  const lines = answer.split('\n').length;
  for (let line = 0; line < lines; line++) {
    const code = codeBlockAt(answer, line);
    if (code) return { ...code, ...(isOpenAtEnd(answer, line) && { isCut: true }) };
  }
  return undefined;
}
