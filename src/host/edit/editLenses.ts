import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { PendingEdit } from './pendingEdit.ts';

/** Accept and reject above each change of a pending edit, and for all of it above the first. */
export class EditLenses implements vscode.CodeLensProvider {
  readonly #editOf: (document: vscode.TextDocument) => PendingEdit | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(editOf: (document: vscode.TextDocument) => PendingEdit | undefined) {
    this.#editOf = editOf;
  }

  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const edit = this.#editOf(document);
    if (!edit || edit.isOver) return [];
    const lens = (line: number, title: string, command: string, argument?: number): vscode.CodeLens => {
      const at = Math.min(line, document.lineCount - 1);
      return new vscode.CodeLens(new vscode.Range(at, 0, at, 0), {
        title,
        command: `inkstone.${command}`,
        arguments: [document.uri, ...(argument === undefined ? [] : [argument])],
      });
    };
    const first = edit.hunks[0]?.newStart ?? 0;
    if (edit.progress === 'streaming')
      return [
        lens(first, `$(loading~spin) ${t('Inkstone is writing…')}`, 'stop'),
        lens(first, t('Stop'), 'stop'),
      ];
    const whole =
      edit.hunks.length > 1
        ? [
            lens(first, `$(check-all) ${t('Accept All ({0})', edit.hunks.length)}`, 'acceptEdit'),
            lens(first, `$(discard) ${t('Reject All')}`, 'rejectEdit'),
            lens(first, t('Compare'), 'showEditDiff'),
          ]
        : [];
    const each = edit.hunks.flatMap((hunk, index) => [
      lens(hunk.newStart, `$(check) ${hunk.edited ? t('Keep Mine') : t('Accept')}`, 'acceptHunk', index),
      hunk.edited
        ? lens(hunk.newStart, t('Use Inkstone’s Version'), 'restoreHunk', index)
        : lens(hunk.newStart, `$(close) ${t('Reject')}`, 'rejectHunk', index),
      lens(hunk.newStart, describe(hunk), 'showEditDiff'),
    ]);
    return [...each, ...whole];
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function describe(hunk: PendingEdit['hunks'][number]): string {
  return hunk.edited
    ? t('you changed this too')
    : `+${hunk.newEnd - hunk.newStart} −${hunk.oldEnd - hunk.oldStart}`;
}
