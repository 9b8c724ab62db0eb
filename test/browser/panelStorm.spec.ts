import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { AnswerDelta } from '../model-server/answer.ts';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { eventually } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { runCommand } from './support/quickInput.ts';
import { onlyContent, showActivity } from './support/webview.ts';

/** How often the panel is bothered; 200 before a release. */
const ACTIONS = Number(process.env.INKSTONE_STORM ?? 24);

/** Further deaths within five minutes, and VS Code leaves the extension host dead. */
const KILLS = 2;

const TOKENS_PER_SECOND = 50;

/** Words by which any gap, repetition or change of order is seen. */
const word = (answer: number, index: number): string => `${answer}.${index} `;

/** Numbers from 0 up to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

suite('A panel that is hidden, moved, reloaded and killed while it writes', () => {
  let model: ModelServer;
  /** How many words of each answer have been sent. */
  const sent: number[] = [];
  let isOver = false;

  before(async () => {
    model = await startModelServer({ tokensPerSecond: TOKENS_PER_SECOND });
    model.respondWith(function* (): Iterable<AnswerDelta> {
      const answer = sent.push(0) - 1;
      for (let index = 0; !isOver && index < 2000; index++) {
        sent[answer] = index + 1;
        yield { type: 'text', text: word(answer, index) };
      }
    });
  });
  after(() => model.close());
  const window = inkstoneWindow(() => ({
    settings: {
      'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'test/test-model',
    },
  }));

  const chat = () => onlyContent(window.page);
  const shown = async (): Promise<readonly string[]> =>
    (await chat().locator('article.turn .markdown').allInnerTexts()).map((text) => text.trim());

  async function askAgain(): Promise<void> {
    await showActivity(window.page, 'Inkstone');
    const composer = chat().getByRole('textbox', { name: 'Ask Inkstone' });
    await composer.fill('Count.');
    const before = sent.length;
    await composer.press('Enter');
    await eventually(
      'a request',
      () => sent.length,
      (length) => length > before,
    );
  }

  const actions: Readonly<Record<string, () => Promise<void>>> = {
    hide: () => showActivity(window.page, 'Explorer'),
    show: () => showActivity(window.page, 'Inkstone'),
    'hide and show': async () => {
      await showActivity(window.page, 'Explorer');
      await showActivity(window.page, 'Inkstone');
    },
    'open in a tab': () => runCommand(window.page, 'Inkstone: Open Chat in Editor'),
    'close the tabs': () => runCommand(window.page, 'View: Close All Editors'),
    'reload the panels': () => runCommand(window.page, 'Developer: Reload Webviews'),
  };

  test(`shows what was sent, after ${ACTIONS} times and ${KILLS} deaths`, {
    timeout: 900_000,
  }, async (context) => {
    const seed = Number(process.env.INKSTONE_SEED ?? 20_261_121);
    context.diagnostic(`seed ${seed}`);
    const random = randomFrom(seed);
    const names = Object.keys(actions);
    await askAgain();
    for (let step = 1; step <= ACTIONS; step++) {
      await actions[names[Math.floor(random() * names.length)] ?? 'show']?.();
      if (step % Math.ceil(ACTIONS / (KILLS + 1)) !== 0 || step === ACTIONS) continue;
      const [pid] = window.server.extensionHostPids().slice(-1);
      assert.ok(pid);
      const written = sent.at(-1) ?? 0;
      process.kill(pid, 'SIGKILL');
      await eventually(
        'another extension host',
        () => window.server.extensionHostPids().at(-1),
        (next) => next !== pid,
      );
      await runCommand(window.page, 'View: Close All Editors');
      await showActivity(window.page, 'Inkstone');
      const answer = sent.length - 1;
      const kept = await eventually(
        'the answer that was cut',
        async () => (await shown())[answer] ?? '',
        (text) => text !== '',
      );
      const words = kept.split(/\s+/);
      assert.deepEqual(
        words,
        words.map((_, index) => word(answer, index).trim()),
        'a beginning of what was sent',
      );
      // What had arrived a second before was on disk.
      assert.ok(words.length >= written - TOKENS_PER_SECOND, `${words.length} of ${written} words`);
      await askAgain();
    }
    isOver = true;
    await runCommand(window.page, 'View: Close All Editors');
    await showActivity(window.page, 'Inkstone');
    await chat().locator('article.turn').last().and(chat().locator('[data-status="complete"]')).waitFor();
    const answer = sent.length - 1;
    assert.equal(
      (await shown())[answer],
      Array.from({ length: sent[answer] ?? 0 }, (_, index) => word(answer, index))
        .join('')
        .trim(),
    );
  });
});
