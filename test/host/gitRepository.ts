import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { GitRepository } from '../../src/host/git/gitApi.ts';

/** A real repository in a folder of the workspace, known to the editor's own git extension. */
export interface TestRepository {
  readonly repository: GitRepository & { status(): Promise<void> };
  readonly folder: string;
  git(...words: readonly string[]): void;
  /** Writes a file of the repository and tells the editor. */
  write(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): {
    readonly state: 'initialized' | 'uninitialized';
    readonly onDidChangeState: vscode.Event<string>;
    openRepository(root: vscode.Uri): Promise<TestRepository['repository'] | null>;
  };
}

/** In a folder below that of the workspace which is given, or below the first. */
export async function createRepository(
  name: string,
  below = vscode.workspace.workspaceFolders![0]!.uri,
): Promise<TestRepository> {
  const folder = path.join(below.fsPath, name);
  mkdirSync(folder, { recursive: true });
  const git = (...words: readonly string[]): void => {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    execFileSync('git', [...who, ...words], { cwd: folder, stdio: 'pipe' });
  };
  git('init', '--initial-branch=main');
  const settings = vscode.workspace.getConfiguration('git');
  await settings.update('enabled', true, vscode.ConfigurationTarget.Global);
  const extension = await vscode.extensions.getExtension<GitExtension>('vscode.git')!.activate();
  if (!extension.enabled) await once(extension.onDidChangeEnablement);
  const api = extension.getAPI(1);
  if (api.state !== 'initialized') await once(api.onDidChangeState);
  const repository = (await api.openRepository(vscode.Uri.file(folder)))!;
  return {
    repository,
    folder,
    git(...words) {
      git(...words);
    },
    async write(file, text) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
      await repository.status();
    },
    async remove() {
      await vscode.commands.executeCommand('git.close', repository);
      await settings.update('enabled', undefined, vscode.ConfigurationTarget.Global);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const once = (event: vscode.Event<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
