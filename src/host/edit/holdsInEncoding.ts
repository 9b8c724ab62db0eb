import * as vscode from 'vscode';
import { unencodable } from '../../core/text/unencodable.ts';
import { t } from '../translate.ts';

/** So many characters are named, at most. */
const MOST_NAMED = 10;

/**
 * Whether the encoding of a document's file holds a text. Where it does not, saving would put question marks in its
 * place, so the user is asked; true when they want that.
 */
export async function holdsInEncoding(document: vscode.TextDocument, text: string): Promise<boolean> {
  const lost = unencodable(text, document.encoding);
  if (lost.length === 0) return true;
  const another = t('Choose Another Encoding…');
  const anyway = t('Accept All the Same');
  const picked = await vscode.window.showWarningMessage(
    t(
      'Nothing was accepted: {0} is saved as {1}, which has no {2}. They would be saved as question marks.',
      vscode.workspace.asRelativePath(document.uri),
      document.encoding.toUpperCase(),
      lost.slice(0, MOST_NAMED).join(' '),
    ),
    another,
    anyway,
  );
  if (picked === another) await vscode.commands.executeCommand('workbench.action.editor.changeEncoding');
  return picked === anyway;
}
