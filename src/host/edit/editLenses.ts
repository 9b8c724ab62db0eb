import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { EditCheck } from './editCheck.ts';
import type { PendingEdit } from './pendingEdit.ts';

/** An edit, and what language servers make of it. */
export interface ShownEdit {
  readonly edit: PendingEdit;
  readonly check: EditCheck;
}

/** Accept and reject above each change of a pending edit, and for all of it above the first. */
export class EditLenses implements vscode.CodeLensProvider {
  readonly #editOf: (document: vscode.TextDocument) => ShownEdit | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(editOf: (document: vscode.TextDocument) => ShownEdit | undefined) {
    this.#editOf = editOf;
  }

  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.#editOf(document);
    if (!shown || shown.edit.isOver) return [];
    const { edit, check } = shown;
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
    if (edit.progress !== 'complete') return [...each, ...whole];
    const checked = edit.isAmended
      ? [
          lens(first, `$(loading~spin) ${t('Inkstone is repairing…')}`, 'stop'),
          lens(first, t('Stop'), 'stop'),
        ]
      : [
          lens(first, `$(${checkIcon(check)}) ${checkText(check)}`, 'showNewProblems'),
          ...(check.problems.length > 0 && edit.mayBeAmended
            ? [lens(first, `$(wrench) ${t('Let the Model Repair')}`, 'repairEdit')]
            : []),
        ];
    return [...each, ...whole, ...checked];
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function checkIcon({ state, problems, isUnderWay }: EditCheck): string {
  if (isUnderWay) return 'loading~spin';
  if (state !== 'settled') return 'question';
  if (problems.length === 0) return 'pass';
  return problems.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
}

/** What language servers make of an edit, in words. */
export function checkText({ state, problems, areSure, isUnderWay }: EditCheck): string {
  if (isUnderWay) return t('Checking…');
  if (!areSure)
    return problems.length === 1
      ? t('1 problem, perhaps from before')
      : t('{0} problems, some perhaps from before', problems.length);
  if (problems.length === 1) return t('1 new problem');
  if (problems.length > 1) return t('{0} new problems', problems.length);
  if (state === 'settled') return t('No new problems');
  return state === 'silent'
    ? t('Not checked: the language server does not answer')
    : t('Not checked: no language server for this file');
}

function describe(hunk: PendingEdit['hunks'][number]): string {
  return hunk.edited
    ? t('you changed this too')
    : `+${hunk.newEnd - hunk.newStart} −${hunk.oldEnd - hunk.oldStart}`;
}
