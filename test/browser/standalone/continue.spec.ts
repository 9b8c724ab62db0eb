import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../../../src/core/chat/session.ts';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';

const KEPT = 'Two places call it:\n\n```ts\nconst total = totalOf(cart);\nconst rest';
const REST = ' = total - discount;\n```\n\nBoth are tested.';

describe('An answer that broke off', () => {
  const pages = mediaPages();

  async function opened(answer: Partial<Answer>, language = ENGLISH) {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, language);
    await host.show({ session: sessionOf([turnOf('turn-0', 'Who calls it?', answer)]) });
    return { page: chat.page, host };
  }

  it('is gone on with by a button that the keyboard reaches', async () => {
    const { page, host } = await opened({ text: KEPT, status: 'interrupted' });
    const button = page.getByRole('button', { name: 'Continue' });
    await button.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'continue', turnId: 'turn-0' }]);
    await host.emit({ type: 'answer-continued', turnId: 'turn-0', modelLabel: 'GLM-5.2' });
    assert.equal(await button.isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Answer');
  });

  for (const status of ['interrupted', 'stopped', 'length'] as const)
    it(`has the button after it was ${status}, in Chinese too`, async () => {
      const { page } = await opened({ text: KEPT, status }, CHINESE);
      assert.equal(await page.getByRole('button', { name: '继续', exact: true }).count(), 1);
    });

  it('has no button without text, after a failure or when it is whole', async () => {
    for (const answer of [
      { text: ' ', status: 'interrupted' },
      { text: KEPT, status: 'failed' },
      { text: KEPT, status: 'complete' },
    ] as const) {
      const { page } = await opened(answer);
      assert.equal(await page.getByRole('button', { name: 'Continue' }).isVisible(), false);
    }
  });

  it('has one button alone where its notice has one', async () => {
    const { page, host } = await opened({
      text: KEPT,
      status: 'interrupted',
      notice: {
        severity: 'warning',
        code: 'INK-NET-007',
        what: 'The answer broke off.',
        side: 'network',
        next: '',
        actions: [{ id: 'continue', label: 'Continue' }],
      },
    });
    const button = page.locator('button:visible', { hasText: 'Continue' });
    assert.equal(await button.count(), 1);
    await button.click();
    assert.deepEqual(await host.intents(), [{ type: 'notice-action', turnId: 'turn-0', action: 'continue' }]);
  });

  it('goes on in place, without a mark when the parts are known to fit together', async () => {
    const { page, host } = await opened({ text: KEPT, status: 'interrupted' });
    await host.emit(
      { type: 'answer-continued', turnId: 'turn-0', modelLabel: 'GLM-5.2' },
      { type: 'text-delta', turnId: 'turn-0', text: REST },
      { type: 'answer-finished', turnId: 'turn-0', status: 'complete' },
    );
    assert.equal(
      await page.locator('.code-block code').textContent(),
      'const total = totalOf(cart);\nconst rest = total - discount;',
    );
    assert.equal(await page.locator('.seam').count(), 0);
  });

  it('shows and says where they may not, as it streams and when it is shown again', async () => {
    const { page, host } = await opened({ text: KEPT, status: 'interrupted' });
    await page.clock.install();
    await host.emit(
      { type: 'answer-continued', turnId: 'turn-0', modelLabel: 'GLM-5.2' },
      { type: 'answer-seam', turnId: 'turn-0' },
      { type: 'text-delta', turnId: 'turn-0', text: REST },
    );
    const seam = page.getByRole('separator');
    const name = 'Continued below, after “const rest”. Check the join.';
    assert.equal(await seam.getAttribute('aria-label'), name);
    assert.equal(await seam.evaluate((line) => line.nextElementSibling?.className), 'code-block');
    await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
    await page.clock.runFor(10_000);
    const spoken = await page.locator('[aria-live="polite"] > p').allTextContents();
    assert.match(spoken.join(' '), /Continued here\. Check the join\./);
    assert.equal(await seam.count(), 1);
    await host.show({
      session: sessionOf(
        [
          turnOf('turn-0', 'Who calls it?', {
            text: KEPT + REST,
            seams: [{ at: KEPT.length }],
            status: 'complete',
          }),
        ],
        'again',
      ),
    });
    assert.equal(await seam.getAttribute('aria-label'), name);
  });
});
