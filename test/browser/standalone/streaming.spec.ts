import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { markdownSamples } from '../../unit/media/markdown/markdownSamples.ts';
import { createChatHost } from './support/chatHost.ts';
import { fullConversation, sessionOf, turnOf, turnsFor } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';
import { inPieces, streamTogether } from './support/streaming.ts';

const SAMPLES = Object.values(markdownSamples);

const manyLines = Array.from({ length: 60 }, (_, line) => `  total += ${line}; // line ${line}`).join('\n');

const LONG_ANSWERS = [
  ...[ENGLISH, CHINESE].flatMap((language) =>
    fullConversation(language).turns.map(({ answer }) => answer.text),
  ),
  `\`\`\`js\n/* opened\n${manyLines}\nand closed */ return total;\n\`\`\`\n\nDone.`,
];

const answersOf = (page: Page): Promise<readonly string[]> =>
  page.locator('.markdown').evaluateAll((answers) => answers.map((answer) => answer.outerHTML));

describe('A streamed answer', () => {
  const pages = mediaPages();

  async function endsAsTheWhole(answers: readonly string[], sizes: readonly number[]): Promise<void> {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: sessionOf(turnsFor(answers, 'complete'), 'whole') });
    const whole = await answersOf(chat.page);
    await host.show({ session: sessionOf(turnsFor(answers, 'waiting'), 'streamed') });
    await streamTogether(
      host,
      answers.map((answer) => inPieces(answer, sizes)),
    );
    const streamed = await answersOf(chat.page);
    assert.equal(streamed.length, answers.length);
    for (const [index, html] of streamed.entries()) assert.equal(html, whole[index], answers[index]);
  }

  it('ends as the same elements as the whole one, cut after every character', () =>
    endsAsTheWhole(SAMPLES, [1]));

  it('ends as the same elements as the whole one, cut at odd places', () =>
    endsAsTheWhole([...SAMPLES, ...LONG_ANSWERS], [5, 23, 2, 13]));

  it('leaves alone what has been shown: a finished block and what is selected in it stay', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain')]) });
    const text = 'First paragraph.\n\n```ts\nconst a = 1;\n```\n\nThe next one';
    await host.emit({ type: 'text-delta', turnId: 'turn-0', text });
    await chat.page.getByText('First paragraph.').selectText();
    const selected = (): Promise<string> => chat.page.evaluate(() => String(getSelection()));
    for (const piece of inPieces(' goes on.\n\n- a\n- b\n\n```\nx\n```\n\n[First]: /late\n', [4])) {
      await host.emit({ type: 'text-delta', turnId: 'turn-0', text: piece });
      assert.equal(await selected(), 'First paragraph.');
    }
  });

  it('leaves alone what is selected in a paragraph that goes on', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain')]) });
    await host.emit({ type: 'text-delta', turnId: 'turn-0', text: 'The next one' });
    await chat.page.getByText('The next one').evaluate(({ firstChild: text }) => {
      if (text) getSelection()?.setBaseAndExtent(text, 4, text, 8);
    });
    for (const piece of inPieces(' goes on with **more** of it\nand `code`.', [4])) {
      await host.emit({ type: 'text-delta', turnId: 'turn-0', text: piece });
      assert.equal(await chat.page.evaluate(() => String(getSelection())), 'next');
    }
  });

  it('is read out in whole sentences, with code named instead of read', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await chat.page.clock.install();
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain')]) });
    const answer = 'It adds *two* numbers. Then it\n\n```ts\nconst a = 1;\nconst b = 2;\n```\n\nstops.';
    await streamTogether(host, [inPieces(answer, [9])]);
    await chat.page.clock.runFor(10_000);
    const spoken = await chat.page.locator('[aria-live="polite"] > p').allTextContents();
    assert.equal(
      spoken.join(' '),
      'It adds two numbers. Then it Code block, TypeScript, 2 lines. stops. End of the answer.',
    );
  });

  it('is asked for anew when a message was lost, and what follows it is not shown [F76]', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({
      session: sessionOf([turnOf('turn-0', 'Explain', { text: 'One', status: 'streaming' })]),
    });
    const events = [{ type: 'text-delta', turnId: 'turn-0', text: ' four' }] as const;
    await host.post({ type: 'events', seq: 4, events });
    await chat.page.waitForFunction(
      () =>
        (window as unknown as { sentToHost: { type: string }[] }).sentToHost.filter(
          ({ type }) => type === 'panel-ready',
        ).length === 2,
    );
    assert.equal(await chat.page.locator('.markdown').textContent(), 'One');
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain', { text: 'One two three four' })]) });
    assert.equal(await chat.page.locator('.markdown').textContent(), 'One two three four');
  });
});
