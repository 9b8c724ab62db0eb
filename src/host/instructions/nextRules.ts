import * as vscode from 'vscode';
import type { CurrentEditor } from '../currentEditor.ts';
import type { UserSettings } from '../userSettings.ts';
import { type ProjectRule, RULES_FOLDER, rulesFor } from './projectRules.ts';

export interface NextRulesDeps {
  readonly settings: UserSettings;
  readonly editor: CurrentEditor;
  /** URIs of the files that go along. */
  attached(): readonly string[];
  /** They are others. */
  onChange(): void;
}

/** The rules that go along with the next question, for the files that it is about, without what the user took out. */
export class NextRules {
  readonly #deps: NextRulesDeps;
  readonly #disposables: vscode.Disposable[];
  #all: readonly ProjectRule[] = [];
  #wanted: readonly ProjectRule[] = [];
  readonly #removed = new Set<string>();
  #reads = 0;
  /** The read that `#all` is from. */
  #shown = 0;

  constructor(deps: NextRulesDeps) {
    this.#deps = deps;
    const files = vscode.workspace.createFileSystemWatcher(`**/{AGENTS.md,${RULES_FOLDER}/*.md}`);
    const again = (): void => void this.read();
    this.#disposables = [
      files,
      files.onDidChange(again),
      files.onDidCreate(again),
      files.onDidDelete(again),
      vscode.window.onDidChangeActiveTextEditor(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      deps.settings.onDidChange(again),
    ];
    again();
  }

  get wanted(): readonly ProjectRule[] {
    return this.#wanted;
  }

  /** Takes one out of the next question, by its URI; says whether there is such a one. */
  remove(uri: string): boolean {
    if (!this.#wanted.some((rule) => rule.uri === uri)) return false;
    this.#removed.add(uri);
    this.#tell();
    return true;
  }

  /** The question was asked: all go along with the one after it. */
  restore(): void {
    this.#removed.clear();
    this.#tell();
  }

  /** As they are now, for the file that is looked at and those that go along. */
  async read(attached = this.#deps.attached()): Promise<readonly ProjectRule[]> {
    const read = ++this.#reads;
    const open = this.#deps.editor.get()?.document.uri;
    const files = [...(open ? [open] : []), ...attached.map((uri) => vscode.Uri.parse(uri))];
    const known = files.filter((uri) => vscode.workspace.getWorkspaceFolder(uri));
    const all = await rulesFor(this.#deps.settings, known);
    if (read > this.#shown) {
      this.#shown = read;
      if (!isSame(all, this.#all)) {
        this.#all = all;
        this.#tell();
      }
    }
    return all.filter((rule) => !this.#removed.has(rule.uri));
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #tell(): void {
    this.#wanted = this.#all.filter(({ uri }) => !this.#removed.has(uri));
    this.#deps.onChange();
  }
}

const isSame = (a: readonly ProjectRule[], b: readonly ProjectRule[]): boolean =>
  a.length === b.length &&
  a.every(({ uri, text }, index) => uri === b[index]?.uri && text === b[index]?.text);
