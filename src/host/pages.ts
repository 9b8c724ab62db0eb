import * as vscode from 'vscode';
import { markdownSection } from '../core/text/markdownSection.ts';
import type { ReportPages } from './reportPages.ts';

/** The editor's own pages about Inkstone. */
export interface Pages {
  walkthrough(): Thenable<unknown>;
  /** All of Inkstone’s settings, or the one of this id. */
  settings(id?: string): Thenable<unknown>;
  proxySettings(): Thenable<unknown>;
  /** What an error's code means. */
  errorCode(code: string): Thenable<unknown>;
}

export function createPages(
  { id: extensionId, extensionUri }: vscode.Extension<unknown>,
  reports: ReportPages,
): Pages {
  const open = (command: string, argument: string): Thenable<unknown> =>
    vscode.commands.executeCommand(`workbench.action.${command}`, argument);
  return {
    walkthrough: () => open('openWalkthrough', `${extensionId}#inkstone.start`),
    settings: (id) => open('openSettings', id ? `@id:${id}` : `@ext:${extensionId}`),
    proxySettings: () => open('openSettings', 'http.proxy'),
    async errorCode(code) {
      const file = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'docs', 'errors.md'));
      // A preview of the whole file scrolls to the heading before its styles are there, and misses it.
      await reports.show(code, markdownSection(new TextDecoder().decode(file), code));
    },
  };
}
