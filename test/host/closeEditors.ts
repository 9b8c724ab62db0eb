import * as vscode from 'vscode';

/** Closes all editors and gives up what was not saved. */
export async function closeEditors(): Promise<void> {
  const tabCount = (): number => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
  for (let left = tabCount(); left > 0; left--)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
