import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { screenshot } from '../support/artifacts.ts';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';

const SOURCES = [
  { title: '<b>A page</b>', url: 'https://example.com/?a=1', site: 'Example' },
  { title: 'Another', url: 'https://b.example/' },
];

const PASSAGES = [
  { title: 'Guide › Keys', url: 'file:///w/docs/a.md', site: 'docs/a.md:12', line: 12 },
  { title: 'b.md', url: 'file:///w/b.md', site: 'b.md:1', line: 1 },
];

describe('The pages that an answer draws on', () => {
  const pages = mediaPages();

  for (const [language, label] of [
    [ENGLISH, 'Sources'],
    [CHINESE, '来源'],
  ] as const)
    it(`are listed under it as “${label}”, and opened by the host alone`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
      const host = createChatHost(chat, language);
      await host.show({
        session: sessionOf([turnOf('turn-0', 'Why?', { text: 'So it is.', status: 'streaming' })]),
      });
      await host.emit(
        { type: 'answer-sources', turnId: 'turn-0', sources: SOURCES },
        { type: 'answer-finished', turnId: 'turn-0', status: 'complete' },
      );
      const list = chat.page.getByRole('list', { name: label });
      const links = list.getByRole('link');
      assert.deepEqual(await links.allTextContents(), ['<b>A page</b>', 'Another']);
      assert.equal(await links.first().getAttribute('title'), 'https://example.com/?a=1');
      assert.equal(await links.first().getAttribute('href'), null);
      await links.first().click();
      await links.last().focus();
      await chat.page.keyboard.press('Enter');
      assert.deepEqual(await host.intents(), [
        { type: 'open-link', href: 'https://example.com/?a=1' },
        { type: 'open-link', href: 'https://b.example/' },
      ]);
    });

  for (const when of ['before the answer', 'after it'])
    it(`are linked from the marks in its words when they come ${when}, and others stay as they are`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
      const host = createChatHost(chat, ENGLISH);
      const sources = SOURCES.map((source, index) => ({ ...source, mark: `ref_${index + 2}` }));
      const told = { type: 'answer-sources', turnId: 'turn-0', sources } as const;
      await host.show({
        session: sessionOf([turnOf('turn-0', 'Why?', { text: 'So', status: 'streaming' })]),
      });
      if (when === 'before the answer') await host.emit(told);
      for (const text of [' it is[re', 'f_3', '] and[ref_2], but[ref_7', ']; `[ref_2]`.'])
        await host.emit({ type: 'text-delta', turnId: 'turn-0', text });
      await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
      if (when === 'after it') await host.emit(told);
      const words = chat.page.locator('.markdown');
      await words.getByRole('link', { name: 'Source 2: Another' }).click();
      assert.equal(await words.innerText(), 'So it is2 and1, but[ref_7]; [ref_2].');
      assert.deepEqual(await host.intents(), [{ type: 'open-link', href: 'https://b.example/' }]);
    });

  for (const theme of ['lightModern', 'highContrast'] as const)
    it(`have marks that can be told from the text in the theme ${theme}, in Chinese`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar', theme });
      const host = createChatHost(chat, CHINESE);
      const turn = turnOf('turn-0', '为什么？', { text: '确实如此[ref_1]，见[ref_9]。', status: 'complete' });
      const sources = SOURCES.map((source, index) => ({ ...source, mark: `ref_${index + 1}` }));
      await host.show({ session: sessionOf([{ ...turn, answer: { ...turn.answer, sources } }]) });
      const link = chat.page.locator('.markdown').getByRole('link', { name: '来源 1：<b>A page</b>' });
      assert.equal(await link.innerText(), '1');
      await screenshot(chat.page, `source-marks-${theme}`);
    });

  it('are passages of documents, too, which the host finds by their place in the list', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({
      session: sessionOf([
        turnOf('turn-0', 'Why?', { text: 'So it is [ref_2].', status: 'complete', sources: PASSAGES }),
      ]),
    });
    const list = chat.page.getByRole('list', { name: 'Sources' });
    assert.match((await list.textContent()) ?? '', /docs\/a\.md:12.*b\.md:1/);
    const second = list.getByRole('link').nth(1);
    assert.equal(await second.getAttribute('title'), 'b.md:1');
    await second.click();
    await list.getByRole('link').first().focus();
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [
      { type: 'open-passage', turnId: 'turn-0', index: 1 },
      { type: 'open-passage', turnId: 'turn-0', index: 0 },
    ]);
  });
});
