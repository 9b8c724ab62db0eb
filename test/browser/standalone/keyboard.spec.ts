import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createChatHost } from './support/chatHost.ts';
import { fullConversation, sessionOf, turnOf } from './support/conversations.ts';
import { ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';
import { usageSample } from './support/usageSample.ts';

/** What has the focus, as it is named to people; empty for the document itself. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return '';
    return element.ariaLabel ?? element.textContent ?? '';
  });

/** Names of what Tab goes through, from the document's beginning to its end. */
async function tabStops(page: Page): Promise<readonly string[]> {
  const stops: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop === '' || stops.length > 60) return stops;
    stops.push(stop);
  }
}

/** Presses Tab until what has this name is reached. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === name) return;
  }
  assert.fail(`${name} cannot be reached`);
}

describe('By keyboard alone', () => {
  const pages = mediaPages();

  it('everything in a chat is reached, in the order in which it is seen', async () => {
    // So high that nothing has to be scrolled for: what is focused may otherwise be out of view for a moment.
    const chat = await pages.open({ name: 'chat', surface: 'sidebar', height: 1800 });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: fullConversation(ENGLISH) });
    assert.deepEqual(await tabStops(chat.page), [
      'Model: GLM-5.2. Choose another.',
      'Chats',
      'More',
      'New Chat',
      'Chat',
      'discounts.ts:12-40',
      'Edit Question',
      'Branch in a New Chat',
      'Delete from Here',
      'Thought for 3.2\u00a0s',
      'Copy Code',
      'Insert at Cursor',
      'Apply to File',
      'New File',
      'Code, TypeScript',
      'Table',
      'the sample',
      'Copy Answer',
      'Ask Again',
      'Edit Question',
      'Branch in a New Chat',
      'Delete from Here',
      'INK-NET-007',
      'Continue',
      'Try Again',
      'Show Log',
      'Copy Answer',
      'Ask Again',
      'Ask Inkstone',
      'Send',
    ]);
  });

  it('only a command is offered to a terminal', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const text = 'Run\n\n```bash\nnpm ci\n```\n\nfor\n\n```ts\na();\n```';
    await host.show({ session: sessionOf([turnOf('turn-0', 'How?', { text, status: 'complete' })]) });
    await tabTo(chat.page, 'Run in Terminal…');
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'run-code', turnId: 'turn-0', line: 2 }]);
    assert.equal(await chat.page.getByRole('button', { name: 'Run in Terminal…' }).count(), 1);
  });

  it('the doors of the first minute are reached and opened', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ status: { modelLabel: '' } });
    for (const door of await chat.page.locator('.door').all()) {
      await tabTo(chat.page, (await door.textContent()) ?? '');
      await chat.page.keyboard.press('Enter');
    }
    assert.deepEqual(await host.intents(), [
      { type: 'add-key' },
      { type: 'use-local-model' },
      { type: 'open-walkthrough' },
    ]);
  });

  it('code is copied and inserted, named by its place, and links and references are opened', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const session = fullConversation(ENGLISH);
    await host.show({ session });
    const names = [
      'discounts.ts:12-40',
      'Copy Code',
      'Insert at Cursor',
      'Apply to File',
      'New File',
      'the sample',
    ];
    for (const name of names) {
      await tabTo(chat.page, name);
      await chat.page.keyboard.press('Enter');
    }
    const line = session.turns[0]?.answer.text.split('\n').indexOf('```ts');
    assert.deepEqual(await host.intents(), [
      { type: 'open-reference', turnId: 'explain', index: 0 },
      { type: 'copy-code', turnId: 'explain', line },
      { type: 'insert-code', turnId: 'explain', line },
      { type: 'apply-code', turnId: 'explain', line },
      { type: 'new-file-from-code', turnId: 'explain', line },
      { type: 'open-link', href: 'https://example.com/discounts' },
    ]);
  });

  it('the menu of chats is opened, gone through, closed and chosen from', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const chats = ['chat', 'b', 'c'].map((id) => ({ id, title: `Title of ${id}` }));
    await host.show({ session: fullConversation(ENGLISH), status: { chats } });
    const { keyboard } = chat.page;
    const menu = chat.page.getByRole('menu');
    await tabTo(chat.page, 'Chats');
    await keyboard.press('Enter');
    assert.equal(await focused(chat.page), 'Title of chat');
    await keyboard.press('ArrowUp');
    assert.equal(await focused(chat.page), 'Title of c');
    await keyboard.press('Escape');
    assert.equal(await menu.isVisible(), false);
    assert.equal(await focused(chat.page), 'Chats');
    await keyboard.press('ArrowDown');
    assert.equal(await menu.isVisible(), true);
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    assert.equal(await menu.isVisible(), false);
    assert.equal(await focused(chat.page), 'Chats');
    assert.deepEqual(await host.intents(), [{ type: 'open-chat', chatId: 'b' }]);
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    assert.equal(await menu.isVisible(), false);
  });

  it('an answer is stopped, and the focus goes to the button beside Stop', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: fullConversation(ENGLISH) });
    await host.emit({ type: 'answer-continued', turnId: 'ask', modelLabel: 'GLM-5.2' });
    await tabTo(chat.page, 'Stop');
    await chat.page.keyboard.press('Enter');
    await host.emit({ type: 'answer-finished', turnId: 'ask', status: 'stopped' });
    assert.deepEqual(await host.intents(), [{ type: 'stop' }]);
    assert.equal(await focused(chat.page), 'Send');
  });

  it('the usage page is gone through bar by bar, and a new report takes the focus from none', async () => {
    const usage = await pages.open({ name: 'usage', surface: 'editor', width: 900 });
    const report = usageSample();
    await usage.post({ type: 'report', report, ...ENGLISH });
    await usage.page.locator('.usage').waitFor();
    await tabTo(usage.page, 'Cost');
    await usage.page.keyboard.press('Enter');
    await tabTo(usage.page, 'Requests');
    await usage.page.keyboard.press('Tab');
    const last = await focused(usage.page);
    assert.match(last, /^\d\d:\d\d: .*¥/);
    await usage.page.keyboard.press('ArrowLeft');
    const before = await focused(usage.page);
    assert.notEqual(before, last);
    assert.equal(await usage.page.locator('.readout').first().textContent(), before);
    await usage.post({ type: 'report', report: { ...report, hours: report.days }, ...ENGLISH });
    await usage.post({ type: 'report', report, ...ENGLISH });
    assert.equal(await focused(usage.page), before);
    await tabTo(usage.page, 'As a table');
    await usage.page.keyboard.press('Enter');
    assert.equal(await usage.page.locator('details[open] tbody tr').count(), 24);
  });
});
