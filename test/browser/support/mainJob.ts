import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test as nodeTest, suite } from 'node:test';
import type { Page } from 'playwright-core';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { screenshot } from './artifacts.ts';
import { chooseInSubmenu, codeLens, editorText, focusEditor, selectLines } from './editor.ts';
import { eventually, insist } from './eventually.ts';
import { inkstoneWindow } from './inkstoneWindow.ts';
import { answerNotification, notification, statusBarItem } from './notifications.ts';
import { openFile, pick, quickInputBox, runCommand } from './quickInput.ts';
import { showActivity, viewContent } from './webview.ts';

/** What the user reads and types, in one language. */
export interface MainJobWords {
  /** VS Code's name of the language; English when absent. */
  readonly locale?: 'zh-cn';
  readonly addKey: string;
  readonly provider: string;
  readonly enterAgain: string;
  readonly keyRefused: string;
  readonly keyWorks: string;
  readonly explain: string;
  readonly optimizeCommand: string;
  readonly generateCommand: string;
  readonly rejectCommand: string;
  readonly showUsageCommand: string;
  readonly accept: string;
  readonly acceptAll: string;
  readonly reject: string;
  readonly ask: string;
  readonly stop: string;
  readonly stopped: string;
  readonly tokens: string;
  readonly explanation: string;
  readonly instruction: string;
  /** Begins the names of the pictures. */
  readonly picture: string;
}

const KEY = '8f14e45fceea167a5a36dedd4bea2543.Zm9yIHRlc3Rz';
const WRONG_KEY = '1679091c5a880faf6fb5e6087eb1b2dc.bm90IHRoaXMgb25l';

const FILE = 'sum.ts';
const ORIGINAL = [
  'export function sum(values: number[]): number {',
  '  let total = 0;',
  '  for (let i = 0; i < values.length; i = i + 1) {',
  '    total = total + values[i];',
  '  }',
  '  return total;',
  '}',
  '',
  'export function mean(values: number[]): number {',
  '  return sum(values) / values.length;',
  '}',
  '',
].join('\n');
const OPTIMIZED = ORIGINAL.replace('i = i + 1', 'i++')
  .replace('total = total + values[i]', 'total += values[i]!')
  .replace('export function mean', '/** NaN for an empty list. */\nexport function mean');
const FIRST_REJECTED = OPTIMIZED.replace('i++', 'i = i + 1').replace(
  'total += values[i]!',
  'total = total + values[i]',
);

/**
 * The main job, from a fresh installation on, as one story: a key, Explain, Optimize, Generate, two chat turns, the
 * figures, a restart, and no key in anything that was written or shown.
 */
export function mainJob(words: MainJobWords): void {
  suite(`The main job (${words.locale ?? 'en'})`, () => {
    let model: ModelServer;
    before(async () => {
      model = await startModelServer({ key: KEY });
    });
    after(() => model.close());
    const window = inkstoneWindow(() => ({
      files: { [FILE]: ORIGINAL },
      ...(words.locale && { locale: words.locale }),
      settings: {
        'inkstone.endpoints': { zhipu: { baseUrl: `${model.url}/api/paas/v4` } },
        'workbench.colorTheme': 'Default Dark Modern',
        'editor.fontSize': 13,
      },
      size: { width: 1280, height: 800 },
    }));
    let hasFailed = false;
    /** A step of the story; after one that failed the others would only wait. */
    const test = (name: string, step: () => Promise<void>): void => {
      nodeTest(name, async () => {
        assert.ok(!hasFailed, 'an earlier step failed');
        hasFailed = true;
        await step();
        hasFailed = false;
      });
    };
    const chat = () => viewContent(window.page);
    const messages: string[] = [];
    const picture = (name: string): Promise<string> => screenshot(window.page, `${words.picture}-${name}`);
    const answers = (): Promise<string[]> =>
      chat()
        .locator('article.turn')
        .evaluateAll((turns) => turns.map((turn) => turn.textContent ?? ''));
    const lastTurn = () => chat().locator('article.turn').last();
    const finished = (status = 'complete') =>
      eventually(
        `the last answer ${status}`,
        () => lastTurn().getAttribute('data-status'),
        (now) => now === status,
      );

    test('a fresh window offers three doors and sends nothing', async () => {
      await recordMessages(window.page, messages);
      await window.reload();
      await showActivity(window.page, 'Inkstone');
      await chat().locator('button.door').nth(2).waitFor();
      assert.equal(await chat().locator('button.door').count(), 3);
      assert.equal(model.requests.length, 0);
      await picture('welcome');
    });

    test('a wrong key is refused with what to do next, and not stored', async () => {
      await chat().locator('button.door', { hasText: words.addKey }).click();
      await pick(window.page, words.provider);
      await enterKey(window.page, WRONG_KEY);
      await notification(window.page, words.keyRefused);
      await picture('key-refused');
      await answerNotification(window.page, words.keyRefused, words.enterAgain);
    });

    test('the right key is tried with a real call, then the model is ready', async () => {
      await enterKey(window.page, KEY);
      await eventually(
        'a model in the chat',
        () => chat().locator('.model-button').innerText(),
        (label) => /glm/i.test(label),
      );
      // VS Code shows no more than three toasts in a row, but keeps them all.
      await runCommand(window.page, 'Notifications: Show Notifications');
      await window.page.locator('.notifications-center', { hasText: words.keyWorks }).waitFor();
      await runCommand(window.page, 'Notifications: Clear All Notifications');
    });

    test('Explain from the context menu streams into the chat', async () => {
      const gate = Promise.withResolvers<void>();
      model.respondWith(async function* () {
        const half = Math.floor(words.explanation.length / 2);
        yield { type: 'text', text: words.explanation.slice(0, half) };
        await gate.promise;
        yield { type: 'text', text: words.explanation.slice(half) };
      });
      await openFile(window.page, FILE);
      await selectLines(window.page, 1, 7);
      await chooseInSubmenu(
        window.page,
        window.page.locator('.view-line', { hasText: 'let total' }).first(),
        'Inkstone',
        words.explain,
      );
      await eventually(
        'half of the answer',
        () => lastTurn().getAttribute('data-status'),
        (status) => status === 'streaming',
      );
      gate.resolve();
      await finished();
      const text = (await answers()).at(-1)!;
      for (const word of words.explanation.match(/[\p{L}]{3,}/gu)!) assert.ok(text.includes(word), word);
      await picture('explain');
    });

    test('Optimize leaves a pending edit; one change is rejected, the rest accepted, one undo brings all back', async () => {
      model.respondWith(() => [{ type: 'text', text: `\`\`\`ts\n${OPTIMIZED.trimEnd()}\n\`\`\`\n- i++\n` }]);
      await selectLines(window.page, 1, 11);
      await runCommand(window.page, words.optimizeCommand);
      await codeLens(window.page, words.acceptAll).first().waitFor();
      assert.equal(await editorText(window.page), OPTIMIZED);
      await window.page.keyboard.press('Control+Home');
      await picture('edit');
      await codeLens(window.page, words.reject).first().click();
      await eventually(
        'the first change is back',
        () => editorText(window.page),
        (text) => text === FIRST_REJECTED,
      );
      await codeLens(window.page, words.accept).first().click();
      await codeLens(window.page, words.accept).first().waitFor({ state: 'detached' });
      await save(window.page, window.folder, FIRST_REJECTED);
      await focusEditor(window.page);
      await insist(
        'the original after undo',
        () => window.page.keyboard.press('Control+Z'),
        async () => (await editorText(window.page)) === ORIGINAL,
      );
      await save(window.page, window.folder, ORIGINAL);
    });

    test('Generate writes at the cursor what was asked', async () => {
      model.respondWith(() => [{ type: 'text', text: '```ts\nexport const zero = sum([]);\n```\n' }]);
      await focusEditor(window.page);
      await window.page.keyboard.press('Control+End');
      await runCommand(window.page, words.generateCommand);
      await quickInputBox(window.page).fill(words.instruction);
      await window.page.keyboard.press('Enter');
      await codeLens(window.page, words.accept).first().waitFor();
      assert.equal(await editorText(window.page), `${ORIGINAL}export const zero = sum([]);`);
      await runCommand(window.page, words.rejectCommand);
      await eventually(
        'the original',
        () => editorText(window.page),
        (text) => text === ORIGINAL,
      );
    });

    test('a chat of two turns; the second is stopped in the middle and keeps what came', async () => {
      model.respondWith(() => [{ type: 'text', text: 'First answer.' }]);
      await say(window.page, words.ask, 'one?');
      await finished();
      const gone = Promise.withResolvers<void>();
      model.respondWith(async function* (_, signal) {
        yield { type: 'text', text: 'Half of the second' };
        signal.addEventListener('abort', () => gone.resolve());
        await gone.promise;
      });
      await say(window.page, words.ask, 'two?');
      await eventually(
        'half of the answer',
        () => lastTurn().innerText(),
        (text) => text.includes('Half of the second'),
      );
      await chat().getByRole('button', { name: words.stop, exact: true }).click();
      await gone.promise;
      await finished('stopped');
      assert.match(await lastTurn().innerText(), new RegExp(words.stopped, 'i'));
      const history = model.requests.at(-1)!.body as { messages: { role: string; content: string }[] };
      assert.deepEqual(
        history.messages.slice(-3).map(({ content }) => content),
        ['one?', 'First answer.', 'two?'],
      );
      await picture('chat');
    });

    test('the status bar says what the model server counted', async () => {
      const served = model.served.reduce(
        (sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens,
        0,
      );
      assert.ok(served > 1000);
      const text = await eventually(
        'the figures',
        () => statusBarItem(window.page, 'inkstone.usage').innerText(),
        (label) => label.includes(words.tokens),
      );
      assert.ok(text.includes(`${shortened(served)} ${words.tokens}`), `${text} for ${served}`);
      await runCommand(window.page, words.showUsageCommand);
      await picture('usage');
    });

    test('chat, figures and key survive a restart of everything', async () => {
      const before = await answers();
      await window.restart();
      await showActivity(window.page, 'Inkstone');
      await statusBarItem(window.page, 'inkstone.usage').waitFor();
      await eventually(
        'the figures',
        () => statusBarItem(window.page, 'inkstone.usage').innerText(),
        (label) => label.includes(words.tokens),
      );
      await eventually('the chat', answers, (now) => now.length === before.length);
      model.respondWith(() => [{ type: 'text', text: 'Still here.' }]);
      await say(window.page, words.ask, 'three?');
      await finished();
    });

    test('no key is in anything that was written or sent to the page', async () => {
      assert.ok(messages.some((message) => message.includes('"snapshot"')));
      assert.ok(messages.some((message) => message.includes('Half of the second')));
      const leaks = messages.filter(
        (message) => message.includes(KEY.split('.')[1]!) || message.includes(WRONG_KEY.split('.')[1]!),
      );
      assert.deepEqual(leaks, []);
      const files = filesBelow(window.server.dataFolder).concat(filesBelow(window.folder));
      assert.ok(files.some((file) => file.endsWith('usage.jsonl')));
      for (const file of files) {
        const text = readFileSync(file, 'latin1');
        for (const key of [KEY, WRONG_KEY])
          assert.ok(!text.includes(key) && !text.includes(key.split('.')[1]!), file);
      }
    });
  });
}

async function enterKey(page: Page, key: string): Promise<void> {
  const box = quickInputBox(page);
  await eventually(
    'a password box',
    () => box.getAttribute('type'),
    (type) => type === 'password',
  );
  await box.fill(key);
  await page.keyboard.press('Enter');
}

async function say(page: Page, ask: string, text: string): Promise<void> {
  const turns = viewContent(page).locator('article.turn');
  const earlier = await turns.count();
  const composer = viewContent(page).getByRole('textbox', { name: ask });
  await composer.click();
  await composer.fill(text);
  await page.keyboard.press('Enter');
  await turns.nth(earlier).waitFor();
}

/** Saves, and waits until the file has exactly this text. */
async function save(page: Page, folder: string, text: string): Promise<void> {
  await insist(
    'the saved file',
    () => page.keyboard.press('Control+S'),
    async () => readFileSync(path.join(folder, FILE), 'utf8') === text,
  );
}

function shortened(count: number): string {
  return count < 1000 ? String(count) : `${(count / 1000).toFixed(1).replace(/\.0$/, '')}k`;
}

/** Keeps every message that reaches any frame of the page, from its next loading on. */
async function recordMessages(page: Page, messages: string[]): Promise<void> {
  await page.exposeFunction('keepMessage', (message: string) => {
    messages.push(message);
  });
  await page.addInitScript(() => {
    const { keepMessage } = globalThis as unknown as { keepMessage(message: string): void };
    const add = EventTarget.prototype.addEventListener;
    const keep = (event: Event): void => keepMessage(JSON.stringify((event as MessageEvent).data) ?? '');
    // A webview's document is written anew after its window was made, which takes listeners away; so whoever
    // listens brings ours along.
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof add>) {
      if (args[0] === 'message') add.call(this, 'message', keep);
      add.apply(this, args);
    };
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => {
      const info = statSync(file, { throwIfNoEntry: false });
      return info?.isFile() && !file.includes(`${path.sep}extensions${path.sep}`);
    });
}
