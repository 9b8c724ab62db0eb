import * as vscode from 'vscode';

/** The editor's own pages about Inkstone. */
export interface Pages {
  walkthrough(): Thenable<unknown>;
  settings(): Thenable<unknown>;
  proxySettings(): Thenable<unknown>;
}

export function createPages(extensionId: string): Pages {
  const open = (command: string, argument: string): Thenable<unknown> =>
    vscode.commands.executeCommand(`workbench.action.${command}`, argument);
  return {
    walkthrough: () => open('openWalkthrough', `${extensionId}#inkstone.start`),
    settings: () => open('openSettings', `@ext:${extensionId}`),
    proxySettings: () => open('openSettings', 'http.proxy'),
  };
}
