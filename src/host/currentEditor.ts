import * as vscode from 'vscode';

/**
 * The text editor that the user means. While one of our own tabs has the focus the editor tells of no active one; then
 * it is the last one, as long as it is in sight.
 */
export class CurrentEditor {
  readonly #subscription: vscode.Disposable;
  #last = vscode.window.activeTextEditor;

  constructor() {
    this.#subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor) this.#last = editor;
    });
  }

  get(): vscode.TextEditor | undefined {
    const active = vscode.window.activeTextEditor;
    if (active || !(activeInput() instanceof vscode.TabInputWebview)) return active;
    const { visibleTextEditors } = vscode.window;
    return visibleTextEditors.find((editor) => editor.document === this.#last?.document);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

const activeInput = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
