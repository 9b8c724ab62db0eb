import * as vscode from 'vscode';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';

/** Starts a model server and makes its model the one in use; `close` puts the settings back. */
export async function useModelServer(): Promise<ModelServer> {
  const server = await startModelServer();
  const settings = vscode.workspace.getConfiguration('inkstone');
  const global = vscode.ConfigurationTarget.Global;
  await settings.update(
    'endpoints',
    {
      test: {
        label: 'Test server',
        baseUrl: server.baseUrl,
        models: [{ name: 'test-model', label: 'Test Model', contextTokens: 32_000 }],
      },
    },
    global,
  );
  await settings.update('model', 'test/test-model', global);
  return {
    ...server,
    async close() {
      await settings.update('model', undefined, global);
      await settings.update('endpoints', undefined, global);
      await server.close();
    },
  };
}

/** Resolves when `isDone` is true; asked again at every event that the editor can tell. */
export async function until(isDone: () => boolean): Promise<void> {
  if (isDone()) return;
  await new Promise<void>((resolve) => {
    const subscriptions: vscode.Disposable[] = [];
    const check = (): void => {
      if (!isDone()) return;
      vscode.Disposable.from(...subscriptions).dispose();
      resolve();
    };
    subscriptions.push(
      vscode.workspace.onDidChangeTextDocument(check),
      vscode.window.onDidChangeActiveTextEditor(check),
      vscode.window.onDidChangeVisibleTextEditors(check),
      vscode.workspace.onDidCloseTextDocument(check),
      vscode.window.tabGroups.onDidChangeTabs(check),
    );
  });
}
