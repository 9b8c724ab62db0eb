import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CheckedClaim, CodeReference } from '../../src/core/chat/session.ts';
import { checkAnswer } from '../../src/host/claims/checkAnswer.ts';
import { createIntentTable, type IntentDeps } from '../../src/intentTable.ts';
import { closeEditors } from './closeEditors.ts';
import { openTwoModels } from './twoModels.ts';

const NEVER = new AbortController().signal;

const CODE = `class Cart {
  total(items) {
    return sum(items);
  }
}
const elsewhere = helper(3);
`;

/** A language server for files with the ending `.shop`, which knows `Cart`, its `total`, and `sum` in another file. */
function serve(other: vscode.Uri): vscode.Disposable {
  const at = (line: number, from: number, to: number): vscode.Range => new vscode.Range(line, from, line, to);
  const selector = { pattern: '**/*.shop' };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols(document) {
        if (document.uri.toString() === other.toString()) return [];
        const cart = new vscode.DocumentSymbol(
          'Cart',
          '',
          vscode.SymbolKind.Class,
          new vscode.Range(0, 0, 4, 1),
          at(0, 6, 10),
        );
        cart.children.push(
          new vscode.DocumentSymbol(
            'total(items)',
            '',
            vscode.SymbolKind.Method,
            new vscode.Range(1, 2, 3, 3),
            at(1, 2, 7),
          ),
        );
        return [cart];
      },
    }),
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition: (document, position) =>
        document.getText(document.getWordRangeAtPosition(position)) === 'sum'
          ? [{ targetUri: other, targetRange: at(2, 0, 20), targetSelectionRange: at(2, 9, 12) }]
          : [],
    }),
    vscode.languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: (query) =>
        ['Basket', 'twice', 'twice']
          .filter((name) => name.startsWith(query))
          .map((name, line) => {
            const location = new vscode.Location(other, at(line, 0, 3));
            return new vscode.SymbolInformation(name, vscode.SymbolKind.Class, '', location);
          }),
    }),
  );
}

suite('What an answer says there is in the code', () => {
  const root = (): string => path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'claimed');
  const file = (name: string): vscode.Uri => vscode.Uri.file(path.join(root(), name));
  let server: vscode.Disposable;
  let reference: CodeReference;

  suiteSetup(() => {
    mkdirSync(path.join(root(), 'deep'), { recursive: true });
    mkdirSync(path.join(root(), 'twin'), { recursive: true });
    writeFileSync(file('cart.shop').fsPath, CODE);
    writeFileSync(file('deep/other.shop').fsPath, 'one\ntwo\nfunction sum() {}\n');
    for (const folder of ['deep', 'twin']) writeFileSync(file(`${folder}/same.shop`).fsPath, 'one\n');
    writeFileSync(file('.inkstoneignore').fsPath, 'secret.shop\n');
    writeFileSync(file('secret.shop').fsPath, 'one\n');
    server = serve(file('deep/other.shop'));
    reference = { label: 'cart.shop', uri: file('cart.shop').toString(), startLine: 1, endLine: 5 };
  });
  suiteTeardown(() => {
    server.dispose();
    rmSync(root(), { recursive: true });
  });
  setup(closeEditors);
  teardown(closeEditors);

  const check = (text: string, references: readonly CodeReference[] = [reference]) =>
    checkAnswer({ text, references }, NEVER);
  const shown = ({ text, place, missing }: CheckedClaim): string =>
    `${text} → ${missing ?? place?.label.replace('claimed/', '')}`;
  const found = async (text: string, references?: readonly CodeReference[]): Promise<readonly string[]> =>
    (await check(text, references)).map(shown);

  test('are files and lines, by their path or by its end, and those that are kept from models are not read', async () => {
    assert.deepEqual(
      await found(
        '`claimed/cart.shop:2` `cart.shop:2-3` [o](deep/other.shop#L3) `other.shop:99` `none.shop:1` `claimed/no/cart.shop:1` ' +
          '`same.shop:1` `secret.shop:1` `claimed/secret.shop:7`',
      ),
      [
        'claimed/cart.shop:2 → cart.shop:2',
        'cart.shop:2-3 → cart.shop:2-3',
        'deep/other.shop#L3 → deep/other.shop:3',
        'other.shop:99 → line',
        'none.shop:1 → file',
        'claimed/no/cart.shop:1 → file',
        'secret.shop:1 → file',
      ],
    );
  });

  test('are names that the language server knows, and calls', async () => {
    assert.deepEqual(await found('`Cart` `Cart.total()` `total(items)` `cart.total` `sum()` `Basket`'), [
      'Cart → cart.shop:1',
      'Cart.total() → cart.shop:2',
      'total(items) → cart.shop:2',
      'cart.total → cart.shop:2',
      'sum() → deep/other.shop:3',
      'Basket → deep/other.shop:1',
    ]);
  });

  test('are missing only where somebody should know them', async () => {
    assert.deepEqual(await found('`nothing` `applyDiscount` `Cart.remove()` `helper()` `twice`'), [
      'applyDiscount → name',
      'Cart.remove() → name',
    ]);
    assert.deepEqual(await found('`applyDiscount` `Array.from()`', []), []);
    const plain = { ...reference, uri: file('.inkstoneignore').toString() };
    assert.deepEqual(await found('`applyDiscount`', [plain]), []);
  });

  test('are not waited for when the answer becomes another one', async () => {
    const controller = new AbortController();
    const checked = checkAnswer({ text: '`Cart`', references: [reference] }, controller.signal);
    controller.abort(new Error('asked anew'));
    await assert.rejects(checked, /asked anew/);
  });

  test('are looked up when the answer is complete, kept with the chat, and opened by their number', async () => {
    const window = await openTwoModels();
    try {
      const { chats, gestures, servers } = window;
      const checked = new Promise<void>((resolve) => {
        chats.onEvent(({ type }) => type === 'answer-checked' && resolve());
      });
      servers[0].script({ text: 'See `claimed/deep/other.shop:3` and `missing.shop:4`.' });
      await gestures.send('Where?');
      await checked;
      const { id, turns } = chats.current.state;
      assert.deepEqual(turns[0]!.answer.claims!.map(shown), [
        'claimed/deep/other.shop:3 → deep/other.shop:3',
        'missing.shop:4 → file',
      ]);
      chats.startNew();
      assert.ok(await chats.open(id));
      assert.deepEqual(chats.current.state.turns[0]!.answer.claims, turns[0]!.answer.claims);
      const intents = createIntentTable({ gestures, chats } as unknown as IntentDeps);
      const turnId = turns[0]!.id;
      for (const index of [1, 7]) await intents['open-claim']({ type: 'open-claim', turnId, index });
      assert.equal(vscode.window.visibleTextEditors.length, 0);
      await intents['open-claim']({ type: 'open-claim', turnId, index: 0 });
      assert.equal(
        vscode.window.activeTextEditor?.document.uri.toString(),
        file('deep/other.shop').toString(),
      );
      assert.equal(vscode.window.activeTextEditor?.selection.start.line, 2);
    } finally {
      await window.close();
    }
  });
});
