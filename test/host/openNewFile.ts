import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

const EXTENSIONS = { javascript: 'js', typescript: 'ts', plaintext: 'txt', lua: 'lua' } as const;

/**
 * Opens a file that no test has used. Untitled documents will not do: the editor gives out their names again, and the
 * next one may find the backup of the last in place of its own text.
 */
export async function openNewFile(
  content: string,
  language: keyof typeof EXTENSIONS = 'plaintext',
): Promise<vscode.TextEditor> {
  const folder = mkdtempSync(path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'case-'));
  const file = path.join(folder, `code.${EXTENSIONS[language]}`);
  writeFileSync(file, content);
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.file(file)));
}
