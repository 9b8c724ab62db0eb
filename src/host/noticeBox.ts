import * as vscode from 'vscode';
import { type Notice, type NoticeAction, noticeLine } from '../core/notice.ts';

/** Shows pop-ups, each cause once at a time, and hands the chosen button to `act`. */
export class NoticeBox {
  readonly #act: (action: NoticeAction) => unknown;
  readonly #open = new Set<string>();

  constructor(act: (action: NoticeAction) => unknown) {
    this.#act = act;
  }

  async show(notice: Notice): Promise<void> {
    const line = noticeLine(notice);
    if (this.#open.has(line)) return;
    this.#open.add(line);
    const show =
      notice.severity === 'error'
        ? vscode.window.showErrorMessage
        : notice.severity === 'warning'
          ? vscode.window.showWarningMessage
          : vscode.window.showInformationMessage;
    const label = await show(line, ...notice.actions.map((action) => action.label));
    this.#open.delete(line);
    const action = notice.actions.find((candidate) => candidate.label === label);
    if (action) await this.#act(action);
  }
}
