import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What the user does with the next dialog: types a text, or chooses the first entry or button that has it. */
export type DialogAnswer = string | 'cancel';

export interface Dialogs {
  /** Everything that was asked or said, the reason for a refused text included, in order. */
  readonly shown: readonly string[];
  /** Gives the answers for what follows; all given before must have been used. */
  answer(...answers: readonly DialogAnswer[]): void;
  /** Throws when answers are left over. */
  restore(): void;
}

interface Labelled {
  readonly label: string;
}

/**
 * Stands in for the user before the dialogs that code of this bundle opens: nothing can type into a box of the real
 * window from in here. A message without buttons takes no answer.
 */
export function answerDialogs(): Dialogs {
  const window = vscode.window as unknown as Record<string, unknown>;
  const names = [
    'showInputBox',
    'showQuickPick',
    'showInformationMessage',
    'showWarningMessage',
    'showErrorMessage',
  ];
  const originals = names.map((name) => [name, window[name]] as const);
  const shown: string[] = [];
  let answers: DialogAnswer[] = [];
  const next = (dialog: string): DialogAnswer => answers.shift() ?? assert.fail(`no answer to: ${dialog}`);

  window.showInputBox = async (options: vscode.InputBoxOptions) => {
    shown.push([options.title, options.placeHolder].filter(Boolean).join('\n'));
    const text = next(options.title ?? '');
    if (text === 'cancel') return undefined;
    const problem = await options.validateInput?.(text);
    if (!problem) return text;
    const isWarning =
      typeof problem === 'object' && problem.severity < vscode.InputBoxValidationSeverity.Error;
    shown.push(typeof problem === 'string' ? problem : problem.message);
    return isWarning ? text : undefined;
  };
  type Items = readonly (string | Labelled)[];
  window.showQuickPick = async (given: Items | Promise<Items>, options: vscode.QuickPickOptions) => {
    const items = await given;
    const labelOf = (item: string | Labelled): string => (typeof item === 'string' ? item : item.label);
    shown.push([options.title, ...items.map(labelOf)].join('\n'));
    const text = next(options.title ?? '');
    if (text === 'cancel') return undefined;
    return items.find((item) => labelOf(item).includes(text)) ?? assert.fail(`no ${text} to pick`);
  };
  const showMessage = async (message: string, ...rest: readonly unknown[]): Promise<string | undefined> => {
    shown.push(message);
    const buttons = rest.filter((item) => typeof item === 'string');
    if (buttons.length === 0) return undefined;
    const button = next(message);
    if (button === 'cancel') return undefined;
    assert.ok(buttons.includes(button), `no ${button} among ${buttons.join(', ')}`);
    return button;
  };
  window.showInformationMessage = showMessage;
  window.showWarningMessage = showMessage;
  window.showErrorMessage = showMessage;

  return {
    shown,
    answer(...more) {
      assert.deepEqual(answers, []);
      answers = [...more];
      shown.length = 0;
    },
    restore() {
      for (const [name, original] of originals) window[name] = original;
      assert.deepEqual(answers, []);
    },
  };
}
