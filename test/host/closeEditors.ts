import * as vscode from 'vscode';
import { until } from './modelInUse.ts';

/**
 * Closes all editors, gives up what was not saved, and waits until the editor has let go of untitled documents: the
 * next one may have the name of the last and would be taken for it.
 */
export async function closeEditors(): Promise<void> {
  const tabCount = (): number => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
  for (let left = tabCount(); left > 0; left--)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until(() => vscode.workspace.textDocuments.every((document) => !document.isUntitled));
}
