import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';

const SOURCES = [
  { title: '<b>A page</b>', url: 'https://example.com/?a=1', site: 'Example' },
  { title: 'Another', url: 'https://b.example/' },
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
});
