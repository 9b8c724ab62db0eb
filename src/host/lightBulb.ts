import * as vscode from 'vscode';
import { t } from './translate.ts';
import type { UserSettings } from './userSettings.ts';

const REWRITE = vscode.CodeActionKind.RefactorRewrite;
const READ = vscode.CodeActionKind.Empty.append('inkstone');
const FIX = vscode.CodeActionKind.QuickFix.append('inkstone');

/**
 * Fix in the light bulb, in the hover of a problem and in the list of problems; Explain, Optimize and the others on a
 * selection that is more than a word. Only in what can be written: not in the output, in old versions, or in the boxes
 * that the editor makes documents of.
 */
export function registerLightBulb(settings: UserSettings): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { pattern: '**' },
    {
      provideCodeActions(document, range, context) {
        const asked = context.triggerKind === vscode.CodeActionTriggerKind.Invoke;
        const isCode = !range.isEmpty && (!range.isSingleLine || document.getText(range).trim().length > 20);
        // A hint is no fault: what is unused is faded, and the light bulb would be there all the time.
        const problems = context.diagnostics.filter(
          ({ severity }) => asked || severity < vscode.DiagnosticSeverity.Hint,
        );
        const isOffered = isCode || asked || problems.length > 0;
        if (!settings.current.lightBulb || !isOffered || !isWritable(document.uri)) return [];
        const actions: vscode.CodeAction[] = [];
        const offer = (
          kind: vscode.CodeActionKind,
          command: vscode.Command,
          diagnostics: vscode.Diagnostic[] = [],
        ): void => {
          const action = new vscode.CodeAction(command.title, kind);
          action.command = command;
          if (diagnostics.length > 0) action.diagnostics = diagnostics;
          actions.push(action);
        };
        if (problems.length > 0) {
          const place = problems.map((problem) => problem.range).reduce((all, each) => all.union(each));
          const title = t('Fix with Inkstone');
          offer(FIX, { title, command: 'inkstone.fix', arguments: [document.uri, place] }, problems);
        }
        if (isCode || asked) {
          offer(READ, { title: t('Inkstone: Explain'), command: 'inkstone.explain' });
          offer(REWRITE, { title: t('Inkstone: Optimize'), command: 'inkstone.optimize' });
          offer(REWRITE, { title: t('Inkstone: Write Tests'), command: 'inkstone.writeTests' });
          const title = t('Inkstone: Write Documentation');
          offer(REWRITE, { title, command: 'inkstone.writeDocumentation' });
        }
        return actions;
      },
    },
    { providedCodeActionKinds: [REWRITE, READ, FIX] },
  );
}

/** Untitled documents and cells have no file system of their own. */
const FILELESS = ['untitled', 'vscode-notebook-cell'];

function isWritable({ scheme }: vscode.Uri): boolean {
  return FILELESS.includes(scheme) || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}
