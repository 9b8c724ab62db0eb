import * as vscode from 'vscode';

const SCHEME = 'inkstone-report';

/** Reports to read and to share: Markdown that is no file, cannot be edited and asks for no saving. */
export class ReportPages {
  readonly #texts = new Map<string, string>();
  #registration: vscode.Disposable | undefined;

  /** Shows a report beside whatever is open; one of the same name is replaced. */
  async show(name: string, markdown: string): Promise<void> {
    this.#registration ??= vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.query) ?? '',
    });
    // A document's text is asked for once, so each report has an address of its own.
    const key = String(this.#texts.size + 1);
    this.#texts.set(key, markdown);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md`, query: key });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    this.#registration?.dispose();
  }
}
