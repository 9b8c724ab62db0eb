import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openLink } from '../../src/host/links.ts';
import { closeEditors } from './closeEditors.ts';

suite('A link in an answer', () => {
  const root = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

  suiteSetup(() => {
    for (const folder of ['linked files', 'C#']) mkdirSync(path.join(root(), folder), { recursive: true });
    for (const folder of ['linked files', 'C#'])
      writeFileSync(path.join(root(), folder, 'to.ts'), 'one\ntwo\nthree\n');
    writeFileSync(path.join(root(), '..', 'outside.ts'), 'not for links\n');
  });
  setup(closeEditors);
  teardown(closeEditors);

  for (const [href, folder, line] of [
    ['linked%20files/to.ts', 'linked files', 0],
    ['./linked files/to.ts:2', 'linked files', 1],
    ['linked%20files/to.ts#L3-L4', 'linked files', 2],
    ['C%23/to.ts:3', 'C#', 2],
  ] as const)
    test(`opens a file of the workspace at its line: ${href}`, async () => {
      await openLink(href);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.fileName, path.join(root(), folder, 'to.ts'));
      assert.equal(editor.selection.active.line, line);
    });

  for (const href of [
    '../outside.ts',
    'linked files/../../outside.ts',
    '%2e%2e/outside.ts',
    '..\\outside.ts',
    '..%5Coutside.ts',
    '%2Fetc/hosts',
    '/etc/hosts',
    'file:///etc/hosts',
    '//server/share/a.ts',
    'command:workbench.action.newWindow',
    'linked files',
    'missing.ts:3',
  ])
    test(`opens nothing for ${href}`, async () => {
      await openLink(href);
      assert.equal(vscode.window.activeTextEditor, undefined);
    });
});
