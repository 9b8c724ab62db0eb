import * as vscode from 'vscode';
import type { Source } from '../../core/model/source.ts';
import { t } from '../translate.ts';
import type { UserSettings } from '../userSettings.ts';
import { isInside } from './isInside.ts';
import { documentFolders } from './listDocuments.ts';

/** Shows a passage in the editor, if it lies in a folder that is searched: a chat may have been brought from elsewhere. */
export async function openPassage({ url, line = 1 }: Source, settings: UserSettings): Promise<void> {
  const uri = vscode.Uri.parse(url);
  const isSearched = documentFolders(settings).some((folder) => isInside(uri.fsPath, folder.uri.fsPath));
  if (uri.scheme !== 'file' || !isSearched) {
    void vscode.window.showWarningMessage(
      t('{0} lies in no folder of this workspace, and in none that was chosen for documents.', uri.fsPath),
    );
    return;
  }
  const start = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.commands.executeCommand('vscode.open', uri, { selection: new vscode.Range(start, start) });
}
