import * as vscode from 'vscode';
import { isInertHtml } from '../core/text/inertHtml.ts';

const SCHEME = 'inkstone-report';

/** Reports to read and to share: Markdown that is no file, cannot be edited and asks for no saving. */
export class ReportPages {
  readonly #texts = new Map<string, string>();
  #registration: vscode.Disposable | undefined;

  /**
   * Shows a report as a page, whose text is one of the editor's own actions away. What a model wrote in it is to be inert
   * already; where the editor would make something of it that is not, the text alone is shown.
   */
  async show(name: string, markdown: string): Promise<void> {
    const document = await this.#open(name, markdown);
    if (await isInert(markdown)) await vscode.commands.executeCommand('markdown.showPreview', document.uri);
    else await vscode.window.showTextDocument(document, { preview: false });
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

/** Whether a page of it would do nothing. The editor's own extension for Markdown may be switched off: then none is shown. */
async function isInert(markdown: string): Promise<boolean> {
  try {
    return isInertHtml(await vscode.commands.executeCommand<string>('markdown.api.render', markdown));
  } catch {
    return false;
  }
}
