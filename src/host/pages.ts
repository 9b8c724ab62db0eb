import * as vscode from 'vscode';

/** The editor's own pages about Inkstone. */
export interface Pages {
  walkthrough(): Thenable<unknown>;
  settings(): Thenable<unknown>;
  proxySettings(): Thenable<unknown>;
  /** What an error's code means. */
  errorCode(code: string): Thenable<unknown>;
}

export function createPages({ id: extensionId, extensionUri }: vscode.Extension<unknown>): Pages {
  const open = (command: string, argument: string): Thenable<unknown> =>
    vscode.commands.executeCommand(`workbench.action.${command}`, argument);
  return {
    walkthrough: () => open('openWalkthrough', `${extensionId}#inkstone.start`),
    settings: () => open('openSettings', `@ext:${extensionId}`),
    proxySettings: () => open('openSettings', 'http.proxy'),
    errorCode: (code) =>
      vscode.commands.executeCommand(
        'markdown.showPreview',
        vscode.Uri.joinPath(extensionUri, 'docs', 'errors.md').with({ fragment: code.toLowerCase() }),
      ),
  };
}
