import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckedClaim, CodeReference } from '../../../src/core/chat/session.ts';
import { screenshot } from '../support/artifacts.ts';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';

const TEXT = [
  '`discountOf` is called by `Cart.total()` at [cart.ts:18](src/cart.ts:18), see also `src/cart.ts:20` and `discountOf`.',
  '',
  '- `applyCoupon()` rounds down, as `src/coupon.ts:7` and [the rules](docs/规则.md:900) say.',
  '- `plain` code stays what it is, also in ```fences```.',
  '',
  '```ts',
  'discountOf(books);',
  '```',
].join('\n');

const place = (label: string, startLine: number): CodeReference => ({
  label,
  uri: `file:///shop/${label}`,
  startLine,
  endLine: startLine,
});

const CLAIMS: readonly CheckedClaim[] = [
  { text: 'discountOf', place: place('src/discounts.ts:12', 12) },
  { text: 'Cart.total()', place: place('src/cart.ts:16', 16) },
  { text: 'src/cart.ts:18', place: place('src/cart.ts:18', 18) },
  { text: 'src/cart.ts:20', place: place('src/cart.ts:20', 20) },
  { text: 'applyCoupon()', missing: 'name' },
  { text: 'src/coupon.ts:7', missing: 'file' },
  { text: 'docs/规则.md:900', missing: 'line' },
];

describe('What an answer says there is in the code', () => {
  const pages = mediaPages();

  for (const when of ['while the chat is open', 'when the chat is opened again'])
    it(`leads there where it was found, by pointer and keyboard, ${when}`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
      const host = createChatHost(chat, ENGLISH);
      const complete = turnOf('turn-0', 'Why?', { text: TEXT, status: 'complete', claims: CLAIMS });
      const open = turnOf('turn-0', 'Why?', { text: '', status: 'waiting' });
      const isOpen = when.startsWith('while');
      await host.show({ session: sessionOf([isOpen ? open : complete]) });
      if (isOpen) {
        await host.emit({ type: 'text-delta', turnId: 'turn-0', text: TEXT });
        await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
        await host.emit({ type: 'answer-checked', turnId: 'turn-0', claims: CLAIMS });
      }
      const words = chat.page.locator('.markdown');
      await words.getByRole('link', { name: 'discountOf' }).first().click();
      await words.getByRole('link', { name: 'Cart.total()' }).focus();
      await chat.page.keyboard.press('Enter');
      await words.getByRole('link', { name: 'cart.ts:18', exact: true }).click();
      await words.getByRole('link', { name: 'src/cart.ts:20' }).press('Enter');
      assert.deepEqual(
        await host.intents(),
        [0, 1, 2, 3].map((index) => ({ type: 'open-claim', turnId: 'turn-0', index })),
      );
      assert.equal(await words.getByRole('link', { name: 'discountOf' }).count(), 2);
      assert.equal(await words.locator('a.claim').first().getAttribute('title'), 'src/discounts.ts:12');
      assert.deepEqual(
        await words
          .getByRole('img')
          .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label'))),
        [
          'Not found: the language server knows no such name here.',
          'Not found: this workspace has no such file.',
          'Not found: the file has fewer lines.',
        ],
      );
      assert.ok(await chat.page.getByText('4 of 7 references found').first().isVisible());
    });

  it('is said to who listens, and forgotten when the answer goes on', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const turn = turnOf('turn-0', 'Why?', { text: 'See `a()`', status: 'stopped' });
    await host.show({ session: sessionOf([turn]) });
    const claims = [{ text: 'a()', missing: 'name' }] as const;
    await host.emit({ type: 'answer-checked', turnId: 'turn-0', claims });
    await chat.page
      .locator('[aria-live="polite"]')
      .getByText('0 of 1 references found')
      .waitFor({ state: 'attached' });
    await host.emit(
      { type: 'answer-continued', turnId: 'turn-0', modelLabel: 'GLM-5.2' },
      { type: 'text-delta', turnId: 'turn-0', text: ', and more.' },
    );
    assert.equal(await chat.page.locator('.markdown').getByRole('img').count(), 0);
  });

  for (const theme of ['darkModern', 'lightModern', 'highContrast', 'highContrastLight'] as const)
    for (const language of [ENGLISH, CHINESE])
      it(`can be told from what was not found in the theme ${theme}, in ${language.language}`, async () => {
        const chat = await pages.open({ name: 'chat', surface: 'sidebar', theme });
        const host = createChatHost(chat, language);
        const turn = turnOf('turn-0', 'discountOf?', { text: TEXT, status: 'complete', claims: CLAIMS });
        await host.show({ session: sessionOf([turn]) });
        const words = language === ENGLISH ? '4 of 7 references found' : '7 处引用中找到 4 处';
        await chat.page.getByText(words).first().waitFor();
        await screenshot(chat.page, `claims-${theme}-${language.language}`);
      });
});
