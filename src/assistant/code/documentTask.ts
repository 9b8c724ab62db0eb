import type { Notice } from '../../core/notice.ts';
import type { Translate } from '../../core/text/translate.ts';
import type { OwnTask } from '../editCode.ts';
import { documentPrompt } from '../prompts/documentPrompt.ts';
import type { CodeTarget } from '../workspace.ts';
import { codeOfLines } from './codeOfLines.ts';
import { onlyComments } from './onlyComments.ts';

/** Writes documentation comments; whatever else an answer changes is not proposed, and that is said. */
export function documentTask(target: CodeTarget, wish: string, t: Translate): OwnTask {
  return {
    purpose: 'document',
    title:
      target.taken.by === 'symbol'
        ? t('Document {0}.', `\`${target.taken.name}\``)
        : t('Document this code.'),
    prompt: (around, rules) => documentPrompt(target, wish, around, rules),
    settle({ lines: proposed }) {
      const { lines, leftOut } = onlyComments(target.lines, proposed, target.languageId);
      return { lines, ...(leftOut > 0 && { notice: codeLeftOut(t) }) };
    },
  };
}

/** What a declaration has above it: annotations, attributes, decorators. */
const ATTRIBUTE = /^\s*(?:@\w|\[\w[^\]]*\]\s*$|#\[)/;

/** The target with the comment and the attributes right above it, which the editor does not count to a symbol. */
export function withCommentAbove(target: CodeTarget): CodeTarget {
  const { lines, region, languageId } = target;
  const code = codeOfLines(lines, languageId);
  if (!code || target.taken.by !== 'symbol') return target;
  let { startLine } = region;
  const isAbove = (line: number): boolean => {
    const text = lines[line] ?? '';
    return text.trim() !== '' && (code[line] === '' || ATTRIBUTE.test(text));
  };
  while (startLine > 0 && isAbove(startLine - 1)) startLine--;
  return { ...target, region: { ...region, startLine } };
}

const codeLeftOut = (t: Translate): Notice => ({
  severity: 'warning',
  code: 'INK-EDIT-009',
  what: t('The model changed code too; that is left out of the edit.'),
  side: 'provider',
  next: t('Only comments are proposed. What the model says about it is in the chat.'),
  actions: [{ id: 'show-answer', label: t('Show the Answer') }],
});
