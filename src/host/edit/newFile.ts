import * as vscode from 'vscode';
import { type CodePlace, pathOfCode } from '../../core/chat/pathOfCode.ts';
import { exists } from '../files/filesNamed.ts';
import { placesOf } from '../files/workspacePath.ts';
import { t } from '../translate.ts';

/**
 * Opens the code as a new file that is not saved: under the path that the block names, if no file is there yet, else
 * without a name.
 */
export async function newFile(block: CodePlace & { readonly language: string }): Promise<void> {
  const path = pathOfCode(block);
  const uri = path === undefined ? undefined : placesOf(path)[0];
  const content = `${block.code}\n`;
  if (path === undefined || !uri || (await exists(uri))) {
    const language = await languageOf(block.language);
    const document = await vscode.workspace.openTextDocument({ content, ...(language && { language }) });
    await vscode.window.showTextDocument(document);
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '')
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), content));
  else void vscode.window.showInformationMessage(t('{0} is open already and not saved yet.', path));
}

/** Names that fences use and the editor does not. */
const ALIASES: Readonly<Record<string, string>> = {
  ...{ ts: 'typescript', js: 'javascript', tsx: 'typescriptreact', jsx: 'javascriptreact', py: 'python' },
  ...{ rb: 'ruby', rs: 'rust', cs: 'csharp', md: 'markdown', yml: 'yaml', golang: 'go', kt: 'kotlin' },
  ...{ sh: 'shellscript', bash: 'shellscript', shell: 'shellscript', zsh: 'shellscript', ps1: 'powershell' },
  'c++': 'cpp',
};

async function languageOf(fence: string): Promise<string | undefined> {
  const wanted = ALIASES[fence.toLowerCase()] ?? fence.toLowerCase();
  return (await vscode.languages.getLanguages()).find((language) => language === wanted);
}
