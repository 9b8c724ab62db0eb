import * as vscode from 'vscode';
import { t } from './translate.ts';
import type { UserSettings } from './userSettings.ts';

const KINDS = [vscode.CodeActionKind.RefactorRewrite, vscode.CodeActionKind.Empty.append('inkstone')];

/**
 * Explain and Optimize in the light bulb, on a selection that is more than a word, in what can be written: not in the
 * output, in old versions, or in the boxes that the editor makes documents of.
 */
export function registerLightBulb(settings: UserSettings): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { pattern: '**' },
    {
      provideCodeActions(document, range, context) {
        const asked = context.triggerKind === vscode.CodeActionTriggerKind.Invoke;
        const isCode = !range.isEmpty && (!range.isSingleLine || document.getText(range).trim().length > 20);
        if (!settings.current.lightBulb || !(isCode || asked) || !isWritable(document.uri)) return [];
        const action = (title: string, command: string, kind: vscode.CodeActionKind): vscode.CodeAction => {
          const result = new vscode.CodeAction(title, kind);
          result.command = { title, command };
          return result;
        };
        return [
          action(t('Inkstone: Explain'), 'inkstone.explain', KINDS[1]!),
          action(t('Inkstone: Optimize'), 'inkstone.optimize', KINDS[0]!),
        ];
      },
    },
    { providedCodeActionKinds: KINDS },
  );
}

/** Untitled documents and cells have no file system of their own. */
const FILELESS = ['untitled', 'vscode-notebook-cell'];

function isWritable({ scheme }: vscode.Uri): boolean {
  return FILELESS.includes(scheme) || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}
