import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContextUse } from '../../../src/core/chat/contextUse.ts';
import type { Receipt } from '../../../src/core/chat/receipt.ts';
import { screenshot } from '../support/artifacts.ts';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';

const USE: ContextUse = {
  windowTokens: 32_768,
  instructionTokens: 300,
  conversationTokens: 4000,
  reservedTokens: 8192,
  canCompact: true,
  tokensPerShare: [1, 1, 1, 1, 1, 1],
};

const COMPACTION = {
  summary: '- wants discounts by customer group\n- `discounts.ts` keeps the rules',
  summarized: 2,
  leftOut: 1,
  references: [],
  modelLabel: 'GLM-4.7-Flash',
} as const;

const TURNS = ['First', 'Second', 'Third'].map((word) =>
  turnOf(word, `${word} question`, { text: `${word} answer.`, status: 'complete' }),
);

describe('The context meter', () => {
  const pages = mediaPages();

  for (const [language, spoken, offer] of [
    [ENGLISH, '38% full: 12.5k of 32.8k tokens', 'Compact'],
    [CHINESE, '已用 38%：12.5k / 32.8k 个 token', '压缩'],
  ] as const)
    it(`says how full the window is, and offers to compact near its end: “${offer}”`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
      const host = createChatHost(chat, language);
      await host.show({ session: sessionOf(TURNS), status: { context: USE } });
      const meter = chat.page.getByRole('meter');
      assert.equal(await meter.getAttribute('aria-valuetext'), spoken);
      assert.equal(await meter.getAttribute('aria-valuenow'), '38');
      const button = chat.page.getByRole('button', { name: offer, exact: true });
      assert.equal(await button.count(), 0);
      await host.setStatus({ context: { ...USE, conversationTokens: 19_000 } });
      await button.focus();
      await chat.page.keyboard.press('Enter');
      assert.deepEqual(await host.intents(), [{ type: 'compact' }]);
      await host.setStatus({ context: { ...USE, conversationTokens: 19_000, canCompact: false } });
      await button.waitFor({ state: 'detached' });
      await host.setStatus({ context: { ...USE, conversationTokens: 900_000 } });
      await chat.page.locator('[role="meter"][aria-valuenow="100"]').waitFor();
    });

  it('grows with what goes along and with each pause in the writing, counted as the model counts', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const receipt: Receipt = {
      parts: [
        { kind: 'instructions', label: 'Instructions of Inkstone', tokens: 300 },
        { kind: 'rules', id: 'rules', label: 'AGENTS.md', tokens: 700 },
        { kind: 'file', id: 'file', label: 'cart.ts', tokens: 3000 },
      ],
      isWithoutEarlier: false,
      hidden: [],
      maxTokens: 24_000,
    };
    const context = { ...USE, tokensPerShare: [1, 1, 1, 1, 2, 1] };
    await host.show({ session: sessionOf(TURNS), status: { context, receipt } });
    const spoken = (text: string): Promise<void> =>
      chat.page.locator(`[role="meter"][aria-valuetext="${text}"]`).waitFor();
    await spoken('49% full: 16.2k of 32.8k tokens');
    // An ideograph is estimated as three quarters of a token, and this model makes twice of it.
    await chat.page.getByRole('textbox').fill('折'.repeat(4000));
    await spoken('68% full: 22.2k of 32.8k tokens');
    assert.match((await chat.page.locator('.context-meter').getAttribute('title')) ?? '', /along: 9,000\n/);
    await host.setStatus({
      receipt: { ...receipt, parts: receipt.parts.slice(0, 1), isWithoutEarlier: true },
    });
    await spoken('44% full: 14.5k of 32.8k tokens');
  });

  it('is not there while no model can be used', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    await createChatHost(chat, ENGLISH).show({ status: { modelLabel: '' } });
    assert.equal(await chat.page.getByRole('meter').count(), 0);
  });

  for (const theme of ['darkModern', 'lightModern', 'highContrast'] as const)
    for (const language of [ENGLISH, CHINESE])
      it(`looks as it should beside what was summed up: ${theme}, ${language.language}`, async () => {
        const width = theme === 'lightModern' ? 250 : 420;
        const chat = await pages.open({ name: 'chat', surface: 'sidebar', theme, width });
        const host = createChatHost(chat, language);
        const context = { ...USE, conversationTokens: 19_000 };
        await host.show({ session: sessionOf(TURNS), status: { context } });
        await host.emit(
          { type: 'turn-compacted', turnId: 'Second', compaction: COMPACTION },
          { type: 'answer-left-out', turnId: 'Third', leftOut: 3 },
        );
        await chat.page.locator('.compaction > summary').click();
        const [summary, box] = await Promise.all([
          chat.page.locator('.compaction-text').innerText(),
          chat.page.getByRole('meter').boundingBox(),
        ]);
        assert.match(summary, /discounts\.ts/);
        assert.ok(box && box.width > 30 && box.height >= 6);
        await screenshot(chat.page, `meter-${theme}-${language.language}`);
      });
});
