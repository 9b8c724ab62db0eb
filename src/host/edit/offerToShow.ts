import * as vscode from 'vscode';
import { t } from '../translate.ts';

/** An edit whose file is hidden waits for it; the user may be waiting too. */
export async function offerToShow(target: { readonly uri: string; readonly path: string }): Promise<void> {
  const isVisible = vscode.window.visibleTextEditors.some(
    ({ document }) => document.uri.toString() === target.uri,
  );
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === target.uri);
  if (isVisible || !document) return;
  const show = t('Show');
  const answer = await vscode.window.showInformationMessage(
    t('The edit of {0} is ready.', target.path),
    show,
  );
  if (answer === show) await vscode.window.showTextDocument(document);
}
