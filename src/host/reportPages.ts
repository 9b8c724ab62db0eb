import * as vscode from 'vscode';

const SCHEME = 'inkstone-report';

/** Reports to read and to share: Markdown that is no file, cannot be edited and asks for no saving. */
export class ReportPages {
  readonly #texts = new Map<string, string>();
  #registration: vscode.Disposable | undefined;

  /** Shows a report as its text, beside whatever is open: for what a model wrote, whose pictures a page would load. */
  async show(name: string, markdown: string): Promise<void> {
    await vscode.window.showTextDocument(await this.#open(name, markdown), { preview: false });
  }

  /** Shows words of Inkstone's own as a page. */
  async showPage(name: string, markdown: string): Promise<void> {
    const { uri } = await this.#open(name, markdown);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  async #open(name: string, markdown: string): Promise<vscode.TextDocument> {
    this.#registration ??= vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.query) ?? '',
    });
    // A document's text is asked for once, so each report has an address of its own.
    const key = String(this.#texts.size + 1);
    this.#texts.set(key, markdown);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md`, query: key });
    return vscode.workspace.openTextDocument(uri);
  }

  dispose(): void {
    this.#registration?.dispose();
  }
}
