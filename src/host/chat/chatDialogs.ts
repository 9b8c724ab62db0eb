import * as vscode from 'vscode';
import { outlineOf, subtreeOf } from '../../core/chat/branches.ts';
import type { SessionState } from '../../core/chat/session.ts';
import { t } from '../translate.ts';

/** So much of a question is shown where it is only to be recognised. */
const SHOWN_CHARACTERS = 200;

/** Names what would go with a turn, and says whether the user wants that. */
export async function confirmDeletion({ turns }: SessionState, turnId: string): Promise<boolean> {
  const gone = subtreeOf(turns, turnId);
  const [first] = gone;
  if (!first) return false;
  const { text } = first.question;
  const later = gone.length - 1;
  const [branch] = outlineOf(gone.map((turn) => (turn === first ? { id: turn.id } : turn)));
  const isForked = (branch?.forks.length ?? 0) > 0;
  const after = isForked
    ? t('Later questions that go too, on all its branches: {0}.', later)
    : t('Later questions that go too: {0}.', later);
  const remove = t('Delete');
  const answer = await vscode.window.showWarningMessage(
    t('Delete this question and its answer?'),
    {
      modal: true,
      detail: [
        text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text,
        ...(later > 0 ? [after] : []),
        t('This cannot be undone.'),
      ].join('\n\n'),
    },
    remove,
  );
  return answer === remove;
}

/** Asks for a chat's title; `undefined` when the user leaves it as it is. */
export function askForTitle(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Rename the Chat'),
    prompt: t('Without a name it is called after its first question.'),
    value: title,
  });
}
